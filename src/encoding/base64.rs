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
    let padding = text
        .iter()
        .rev()
        .take(2)
        .take_while(|&&c| c == b'=')
        .count();
    let len = (text.len() / 4).checked_mul(3)?.checked_sub(padding)?;
    let mut out = vec![0; len];
    decode_into(text, &mut out).then_some(out)
}

/// Decodes exactly `out.len()` bytes of canonical padded base64; `false` for anything else.
#[must_use]
pub fn decode_into(text: &[u8], out: &mut [u8]) -> bool {
    let (groups, rest) = text.as_chunks::<4>();
    if !rest.is_empty() || groups.len() != out.len().div_ceil(3) {
        return false;
    }
    let mut wrong = 0;
    for (group, bytes) in groups.iter().zip(out.chunks_mut(3)) {
        let padding = 3_usize.saturating_sub(bytes.len());
        let mut bits = 0_u32;
        for (place, &c) in group.iter().enumerate() {
            let value = if place.saturating_add(padding) < 4 {
                value(c)
            } else if c == b'=' {
                0
            } else {
                0x80
            };
            wrong |= value;
            bits = bits << 6 | u32::from(value & 0x3f);
        }
        let [_, decoded @ ..] = bits.to_be_bytes();
        let (kept, unused) = decoded.split_at(bytes.len());
        bytes.copy_from_slice(kept);
        if unused.iter().any(|&b| b != 0) {
            wrong |= 0x80;
        }
    }
    wrong & 0x80 == 0
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

/// The value of a digit of the standard alphabet, or a number with the top bit set.
fn value(c: u8) -> u8 {
    match c {
        b'A'..=b'Z' => c.wrapping_sub(b'A'),
        b'a'..=b'z' => c.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => c.wrapping_sub(b'0').wrapping_add(52),
        b'+' => 62,
        b'/' => 63,
        _ => 0x80,
    }
}

fn letter(value: u32) -> char {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let place = usize::try_from(value).unwrap_or(0);
    char::from(ALPHABET.get(place).copied().unwrap_or(b'A'))
}
