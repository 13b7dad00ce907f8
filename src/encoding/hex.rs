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
    if text.len() != out.len().saturating_mul(2) {
        return false;
    }
    let (digits, rest) = text.as_chunks();
    let (bytes, end) = out.as_chunks_mut();
    let mut wrong = 0;
    for (digits, bytes) in digits.iter().zip(bytes) {
        *bytes = eight(*digits, &mut wrong);
    }
    if !end.is_empty() {
        let mut digits = [b'0'; 8];
        digits
            .iter_mut()
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
        let last = eight(digits, &mut wrong);
        end.iter_mut().zip(last).for_each(|(to, from)| *to = from);
    }
    wrong == 0
}

/// Lower-case hexadecimal text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    ::hex::encode(bytes)
}

/// The bytes of eight digits, a lane of a word each; marks `wrong` where one is none. No branch, no
/// table.
#[inline(always)]
fn eight(digits: [u8; 8], wrong: &mut u64) -> [u8; 4] {
    const fn lanes(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    /// Which lanes are `limit` or more, in the top bit of each: none of them carries, below 0x80.
    const fn reach(word: u64, limit: u8) -> u64 {
        word.wrapping_add(lanes(0x80_u8.wrapping_sub(limit)))
    }
    const TOP: u64 = lanes(0x80);
    let word = u64::from_le_bytes(digits);
    let low = word & !TOP;
    let folded = low | lanes(0x20);
    let number = reach(low, b'0') & !reach(low, b'9' + 1);
    let letter = reach(folded, b'a') & !reach(folded, b'f' + 1) & TOP;
    *wrong |= (word | !(number | letter)) & TOP;
    let values = (low & lanes(0x0f)).wrapping_add((letter >> 7).wrapping_mul(9));
    let pairs = (values << 4 | values >> 8) & 0x00ff_00ff_00ff_00ff;
    let pairs = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    let [a, b, c, d, ..] = (pairs | pairs >> 16).to_le_bytes();
    [a, b, c, d]
}
