//! Base64 and hex are strict: one value has one spelling, but for the case of hex. Exhaustive over
//! short inputs, and over every corruption of one character of a tag, against obvious code.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

use countersign::encoding::{base64, hex};

/// All values of no, one and two bytes, and some longer ones.
fn values() -> impl Iterator<Item = Vec<u8>> {
    let one = (0..=255).map(|a| vec![a]);
    let two = (0..=u16::MAX).map(|both| both.to_be_bytes().to_vec());
    let long = (3..70_u8).map(|length| (0..length).map(|n| n.wrapping_mul(73)).collect());
    [vec![]].into_iter().chain(one).chain(two).chain(long)
}

#[test]
fn every_short_value_comes_back() {
    for value in values() {
        let text = base64::encode(&value);
        assert_eq!(text, to_base64(&value));
        assert_eq!(
            base64::decode(text.as_bytes()),
            Some(value.clone()),
            "{text}"
        );

        let text = hex::encode(&value);
        let digits = value.iter().map(|byte| format!("{byte:02x}"));
        assert_eq!(text, digits.collect::<Vec<_>>().concat());
        for text in [text.to_uppercase(), text] {
            let mut out = vec![0; value.len()];
            assert!(hex::decode_into(text.as_bytes(), &mut out), "{text}");
            assert_eq!(out, value);
        }
    }
}

#[test]
fn every_pair_of_bytes_as_hex() {
    for text in (0..=u16::MAX).map(u16::to_be_bytes) {
        let mut out = [0];
        let decoded = hex::decode_into(&text, &mut out).then_some(out[0]);
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let expected = digit(text[0]).zip(digit(text[1])).map(|(a, b)| a * 16 + b);
        assert_eq!(decoded.map(u32::from), expected, "{text:?}");
    }
}

#[test]
fn hex_of_another_length_is_refused() {
    let text = b"00112233445566778899aabbccddeeff0";
    for length in 0..=text.len() {
        for size in 0..=18 {
            let mut out = vec![0; size];
            let decoded = hex::decode_into(&text[..length], &mut out);
            assert_eq!(decoded, length == 2 * size, "{length} digits, {size} bytes");
        }
    }
}

/// Digits at the ends of their ranges, their neighbours, and what decoders tend to let pass.
const MARKS: &[u8] = b"AQZaghz09+/@[`{:.-_= \t\n\r\0\x80\xff";

#[test]
fn every_group_of_four_marks_as_base64() {
    for number in 0..MARKS.len().pow(4) {
        let place = |n: u32| MARKS[number / MARKS.len().pow(n) % MARKS.len()];
        let text = [place(0), place(1), place(2), place(3)];
        let decoded = base64::decode(&text);
        assert_eq!(decoded, from_base64(&text), "{text:?}");
        // And as the second of two groups.
        let longer = [b"QUJD", &text[..]].concat();
        let expected = decoded.map(|bytes| [b"ABC", &bytes[..]].concat());
        assert_eq!(base64::decode(&longer), expected, "{longer:?}");
    }
}

#[test]
fn base64_of_another_length_is_refused() {
    for length in 0..=12 {
        let text = vec![b'A'; length];
        assert_eq!(base64::decode(&text).is_some(), length % 4 == 0, "{length}");
        for size in 0..=9 {
            let mut out = vec![0; size];
            let decoded = base64::decode_into(&text, &mut out);
            assert_eq!(decoded, length * 3 == size * 4, "{length} into {size}");
        }
    }
    for text in [
        "=", "==", "===", "====", "A===", "AA=A", "=AAA", "AAAA====", "AA==AA==",
    ] {
        assert_eq!(base64::decode(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn every_corruption_of_a_tag_is_refused_or_another_tag() {
    for size in [20, 32] {
        let tag: Vec<u8> = (0..size).map(|n: u8| n.wrapping_mul(89) ^ 0x3e).collect();
        let (base64_text, hex_text) = (base64::encode(&tag), hex::encode(&tag));
        corrupt(base64_text.as_bytes(), &tag, |text, out| {
            let decoded = base64::decode_into(text, out);
            let expected = from_base64(text).filter(|bytes| bytes.len() == out.len());
            assert_eq!(decoded.then(|| out.to_vec()), expected);
            decoded
        });
        corrupt(hex_text.as_bytes(), &tag, hex::decode_into);
        corrupt(hex_text.to_uppercase().as_bytes(), &tag, hex::decode_into);
    }
}

/// Any byte in any place; one more in any place; one fewer.
fn corrupt(text: &[u8], tag: &[u8], decode: impl Fn(&[u8], &mut [u8]) -> bool) {
    let mut out = vec![0; tag.len()];
    assert!(decode(text, &mut out) && out == tag);
    for place in 0..text.len() {
        for byte in 0..=255 {
            let mut changed = text.to_vec();
            changed[place] = byte;
            let mut out = vec![0; tag.len()];
            let is_same = decode(&changed, &mut out) && out == tag;
            let is_case_of_hex =
                text.len() == 2 * tag.len() && byte.eq_ignore_ascii_case(&text[place]);
            assert_eq!(
                is_same,
                byte == text[place] || is_case_of_hex,
                "{changed:?}"
            );

            let mut longer = text.to_vec();
            longer.insert(place, byte);
            assert!(!decode(&longer, &mut out), "{longer:?}");
        }
        let mut shorter = text.to_vec();
        shorter.remove(place);
        assert!(!decode(&shorter, &mut out), "{shorter:?}");
    }
    for more in [&b"="[..], b" ", b"\n", b"A", b"AAAA", b"00"] {
        assert!(!decode(&[text, more].concat(), &mut out));
        assert!(!decode(&[more, text].concat(), &mut out));
    }
}

/// Of the digits before the padding, only one in four (sixteen) has its unused bits zero.
#[test]
fn unused_bits_are_zero() {
    for (size, share) in [(20, 4), (32, 4), (16, 16)] {
        let text = base64::encode(&vec![0xa5; size]);
        let last = text.trim_end_matches('=').len() - 1;
        let (before, padding) = (&text.as_bytes()[..last], &text.as_bytes()[last + 1..]);
        let accepted = ALPHABET.iter().filter(|digit| {
            let text = [before, &[**digit], padding].concat();
            base64::decode_into(&text, &mut vec![0; size])
        });
        assert_eq!(accepted.count(), 64 / share, "{size} bytes");
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// As a row of bits, cut into sixes.
fn to_base64(bytes: &[u8]) -> String {
    let bits = bytes.iter().map(|byte| format!("{byte:08b}"));
    let bits = bits.collect::<Vec<_>>().concat();
    let mut text = String::new();
    for six in bits.as_bytes().chunks(6) {
        let six = format!("{:0<6}", str::from_utf8(six).expect("bits"));
        let value = usize::from_str_radix(&six, 2).expect("bits");
        text.push(char::from(ALPHABET[value]));
    }
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// What a lenient decoder reads, if encoding it gives the very same text.
fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|byte| **byte != b'=');
    let mut bits = Vec::new();
    for digit in digits {
        let value = ALPHABET.iter().position(|other| other == digit)?;
        bits.push(format!("{value:06b}"));
    }
    let bits = bits.concat();
    let whole = bits.as_bytes().chunks_exact(8);
    let byte = |bits: &[u8]| u8::from_str_radix(str::from_utf8(bits).expect("bits"), 2);
    let bytes: Vec<u8> = whole.map(|bits| byte(bits).expect("bits")).collect();
    (to_base64(&bytes).as_bytes() == text).then_some(bytes)
}
