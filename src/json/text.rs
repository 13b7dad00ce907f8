//! The inside of a JSON text, several characters at a time.

/// What is left from the first character on that ends a text, escapes or must not stand in one.
pub(super) fn after_plain(mut text: &[u8]) -> &[u8] {
    while let Some((eight, after)) = text.split_first_chunk()
        && is_plain(*eight)
    {
        text = after;
    }
    while let [c, after @ ..] = text
        && !matches!(c, b'"' | b'\\' | ..0x20)
    {
        text = after;
    }
    text
}

/// Whether none of eight characters ends a text, escapes or must not stand in one. It may say no of
/// some that are plain.
fn is_plain(eight: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOP: u64 = u64::from_ne_bytes([0x80; 8]);
    let word = u64::from_ne_bytes(eight);
    // The top bit of each lane that is below `limit`, and perhaps of the one after it.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES.wrapping_mul(limit)) & !word & TOP;
    let is = |c: u8| below(word ^ ONES.wrapping_mul(u64::from(c)), 1);
    below(word, 0x20) | is(b'"') | is(b'\\') == 0
}
