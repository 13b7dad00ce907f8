//! Hexadecimal (RFC 4648, section 8): strict decoding into a fixed size, lower-case encoding.

use alloc::string::String;

/// Decodes exactly `out.len()` bytes from digits of either case; `false` for anything else.
///
/// Every digit costs the same, valid or not, so the time tells nothing of what was sent.
///
/// ```
/// let mut two = [0; 2];
/// assert!(countersign::encoding::hex::decode_into(b"0aFf", &mut two));
/// assert_eq!(two, [0x0a, 0xff]);
/// assert!(!countersign::encoding::hex::decode_into(b"0aF", &mut two));
/// ```
#[must_use]
pub fn decode_into(text: &[u8], out: &mut [u8]) -> bool {
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != out.len() {
        return false;
    }
    let mut wrong = 0;
    for (pair, byte) in pairs.iter().zip(out) {
        let [high, low] = pair.map(digit);
        wrong |= high | low;
        *byte = high.wrapping_shl(4) | (low & 0x0f);
    }
    wrong & 0x80 == 0
}

/// Lower-case hexadecimal text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    ::hex::encode(bytes)
}

/// The value of a digit, or a number with the top bit set. No branch, no table.
fn digit(c: u8) -> u8 {
    let number = c.wrapping_sub(b'0');
    let letter = (c | 0x20).wrapping_sub(b'a');
    let is_number = below(number, 10);
    let is_letter = below(letter, 6);
    (number & is_number) | (letter.wrapping_add(10) & is_letter) | (!(is_number | is_letter) & 0x80)
}

/// All ones where `value < limit`, else zero.
fn below(value: u8, limit: u8) -> u8 {
    let borrow = u16::from(value).wrapping_sub(u16::from(limit)) >> 8;
    borrow.to_le_bytes()[0]
}
