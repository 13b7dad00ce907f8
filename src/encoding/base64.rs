//! Base64 (RFC 4648, section 4): canonical and padded, nothing else.
//!
//! Canonical means that the unused bits of the last digit are zero, so a value has one spelling
//! and a changed letter is never the same bytes.

use alloc::{string::String, vec, vec::Vec};

/// Decodes canonical padded base64; `None` for anything else.
///
/// ```
/// use countersign::encoding::base64::decode;
/// assert_eq!(decode(b"Zg=="), Some(b"f".to_vec()));
/// assert_eq!(decode(b"Zh=="), None); // unused bits
/// assert_eq!(decode(b"Zg"), None); // padding
/// ```
#[must_use]
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0; decoded_len(text)?];
    decode_into(text, &mut out).then_some(out)
}

/// The bytes that a text of this length and padding spells, if it is whole.
pub(crate) fn decoded_len(text: &[u8]) -> Option<usize> {
    let last = text.iter().rev().take(2);
    let padding = last.take_while(|&&c| c == b'=').count();
    (text.len() / 4).checked_mul(3)?.checked_sub(padding)
}

/// Decodes exactly `out.len()` bytes of canonical padded base64; `false` for anything else.
#[must_use]
pub fn decode_into(text: &[u8], out: &mut [u8]) -> bool {
    let padding = out.len().wrapping_mul(2) % 3;
    let (digits, signs) = text
        .split_at_checked(text.len().saturating_sub(padding))
        .unwrap_or_default();
    signs.iter().all(|&c| c == b'=') && digits_into(digits, out, [b'+', b'/'])
}

/// The same for a text without padding.
#[must_use]
pub(crate) fn decode_bare_into(text: &[u8], out: &mut [u8]) -> bool {
    digits_into(text, out, [b'+', b'/'])
}

/// The same for the alphabet of RFC 4648, section 5, without padding.
#[must_use]
pub(crate) fn decode_url_into(text: &[u8], out: &mut [u8]) -> bool {
    digits_into(text, out, [b'-', b'_'])
}

/// The same, where `text` is digits alone, the last two of its alphabet `ends`.
#[inline]
fn digits_into(text: &[u8], out: &mut [u8], ends: [u8; 2]) -> bool {
    if text.len() != out.len().saturating_mul(4).div_ceil(3) {
        return false;
    }
    let (eights, rest) = text.as_chunks();
    let (sixes, last) = out.as_chunks_mut();
    let mut wrong = 0;
    for (digits, bytes) in eights.iter().zip(sixes) {
        *bytes = eight(*digits, ends, &mut wrong);
    }
    if !last.is_empty() {
        // The digits of as many zero bits as are missing, so that unused bits must be zero.
        let mut digits = [b'A'; 8];
        digits
            .iter_mut()
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
        let decoded = eight(digits, ends, &mut wrong);
        let (kept, unused) = decoded.split_at_checked(last.len()).unwrap_or_default();
        last.iter_mut().zip(kept).for_each(|(to, from)| *to = *from);
        wrong |= u64::from(unused.iter().any(|&b| b != 0));
    }
    wrong == 0
}

/// Decodes canonical base64url without padding; `None` for anything else.
pub(crate) fn decode_url(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0; text.len().checked_mul(3)? / 4];
    decode_url_into(text, &mut out).then_some(out)
}

/// The text without controls that digits of either alphabet spell; `None` as soon as it is none. Lenient:
/// what a secret is looked for in need not be canonical.
pub(crate) fn decode_text(digits: &[u8]) -> Option<String> {
    // Most are none, which shows in their first bytes.
    let mut out = Vec::new();
    text_of(digits.get(..MOST_SHOW).unwrap_or(digits), &mut None)?;
    text_of(digits, &mut Some(&mut out))?;
    String::from_utf8(out).ok()
}

/// How many digits are looked at first.
const MOST_SHOW: usize = 16;

fn text_of(digits: &[u8], out: &mut Option<&mut Vec<u8>>) -> Option<()> {
    let (mut bits, mut held, mut continuing) = (0_u32, 0_u32, 0_u32);
    for &digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit.wrapping_sub(b'A'),
            b'a'..=b'z' => digit.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => digit.wrapping_sub(b'0').wrapping_add(52),
            b'+' | b'-' => 62,
            _ => 63,
        };
        bits = bits << 6 | u32::from(value);
        held = held.saturating_add(6);
        if held < 8 {
            continue;
        }
        held = held.saturating_sub(8);
        let [.., byte] = (bits >> held).to_be_bytes();
        continuing = match (byte, continuing) {
            (b'\t' | b'\n' | b'\r' | b' '..=b'~', 0) => 0,
            (0x80..=0xbf, 1..) => continuing.saturating_sub(1),
            (0xc2..=0xdf, 0) => 1,
            (0xe0..=0xef, 0) => 2,
            (0xf0..=0xf4, 0) => 3,
            _ => return None,
        };
        if let Some(out) = out {
            out.push(byte);
        }
    }
    Some(())
}

/// Canonical padded base64 text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            out.push(if place > chunk.len() {
                '='
            } else {
                letter(bits >> shift & 0x3f)
            });
        }
    }
    out
}

/// The bytes of eight digits, a lane of a word each; marks `wrong` where one is none. No branch, no
/// table.
fn eight(digits: [u8; 8], [plus, slash]: [u8; 2], wrong: &mut u64) -> [u8; 6] {
    const fn lanes(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    const TOP: u64 = lanes(0x80);
    let word = u64::from_be_bytes(digits);
    let low = word & !TOP;
    // Which lanes are `limit` or more, in the top bit of each: none of them carries.
    let reach = |limit: u8| low.wrapping_add(lanes(0x80_u8.wrapping_sub(limit)));
    let class = |first: u8, last: u8| reach(first) & !reach(last.wrapping_add(1)) & TOP;
    let (upper, lower, digit) = (class(b'A', b'Z'), class(b'a', b'z'), class(b'0', b'9'));
    let (is_plus, is_slash) = (class(plus, plus), class(slash, slash));
    *wrong |= (word & TOP) | ((upper | lower | digit | is_plus | is_slash) ^ TOP);
    // What to take away or add, in the lanes of a class.
    let by = |class: u64, step: u64| (class >> 7).wrapping_mul(step);
    let values = low
        .wrapping_sub(by(upper, 65))
        .wrapping_sub(by(lower, 71))
        .wrapping_add(by(digit, 4))
        .wrapping_add(by(is_plus, 62).wrapping_sub(by(is_plus, plus.into())))
        .wrapping_add(by(is_slash, 63).wrapping_sub(by(is_slash, slash.into())));
    let pairs = values & 0x003f_003f_003f_003f | values >> 2 & 0x0fc0_0fc0_0fc0_0fc0;
    let fours = pairs & 0x0000_0fff_0000_0fff | pairs >> 4 & 0x00ff_f000_00ff_f000;
    let all = fours & 0x00ff_ffff | fours >> 8 & 0xffff_ff00_0000;
    let [_, _, bytes @ ..] = all.to_be_bytes();
    bytes
}

/// Base64url text without padding.
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    let text = encode(bytes);
    let digits = text.chars().filter(|&c| c != '=');
    digits
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            _ => c,
        })
        .collect()
}

fn letter(value: u32) -> char {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let place = usize::try_from(value).unwrap_or(0);
    char::from(ALPHABET.get(place).copied().unwrap_or(b'A'))
}
