//! The inside of a JSON text, several characters at a time.

/// What is left from the first character on that ends a text, escapes or must not stand in one.
pub(super) fn after_plain(mut text: &[u8]) -> &[u8] {
    while let Some((eight, after)) = text.split_first_chunk() {
        let special = special(*eight);
        if special != 0 {
            let place = usize::try_from(special.trailing_zeros() / 8).unwrap_or(0);
            return text.get(place..).unwrap_or_default();
        }
        text = after;
    }
    while let [c, after @ ..] = text
        && !matches!(c, b'"' | b'\\' | ..0x20)
    {
        text = after;
    }
    text
}

/// What is left behind the digits at the start.
pub(super) const fn after_digits(mut text: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', after @ ..] = text {
        text = after;
    }
    text
}

/// The top bit of each lane that is such a character; above the first, perhaps of others too.
fn special(eight: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOP: u64 = u64::from_ne_bytes([0x80; 8]);
    let word = u64::from_le_bytes(eight);
    // A lane that is below takes from the next, so that only the lowest one found is certain.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES.wrapping_mul(limit)) & !word & TOP;
    let is = |c: u8| below(word ^ ONES.wrapping_mul(u64::from(c)), 1);
    below(word, 0x20) | is(b'"') | is(b'\\')
}
