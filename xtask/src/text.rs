//! Bytes as printable text, which compresses as the bytes do: one character for each of the bytes
//! that are frequent, two for the others. Hexadecimal text, whose digits stand for half a byte,
//! compresses to a tenth more.

/// What a JavaScript string literal holds as it is, whatever its quotes.
fn characters() -> impl Iterator<Item = char> {
    (' '..='~').filter(|c| !"\"'<\\`".contains(*c))
}

/// Characters that stand for a byte each; the others begin a pair.
const SINGLE: usize = 88;

/// 64 hexadecimal digits that say which bytes are frequent, four in each, and then the bytes.
/// `pkg/src/load.ts` reads it.
pub fn printable(bytes: &[u8]) -> String {
    let mut counts = [0_usize; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let mut by_count: Vec<u8> = (0..=255).collect();
    by_count.sort_by_key(|&byte| std::cmp::Reverse(counts[usize::from(byte)]));
    let is_frequent = |byte: u8| by_count[..SINGLE].contains(&byte);
    let single: Vec<char> = characters().take(SINGLE).collect();
    let first: Vec<char> = characters().skip(SINGLE).collect();
    let mut spelled = vec![String::new(); 256];
    let (mut frequent, mut rare) = (0, 0);
    for byte in 0..=255 {
        spelled[usize::from(byte)] = if is_frequent(byte) {
            frequent += 1;
            single[frequent - 1].to_string()
        } else {
            rare += 1;
            let pair = [first[(rare - 1) / SINGLE], single[(rare - 1) % SINGLE]];
            pair.iter().collect()
        };
    }
    let digits = (0..64_u8).map(|four| {
        let bits = (0..4).map(|bit| u32::from(is_frequent(four * 4 + bit)) << bit);
        char::from_digit(bits.sum(), 16).unwrap_or('0')
    });
    let text = bytes
        .iter()
        .map(|&byte| spelled[usize::from(byte)].as_str());
    digits.collect::<String>() + &text.collect::<String>()
}
