//! A text as bytes that can be asked for anywhere: what lies outside is a zero byte.

/// `A-Z`
pub(crate) const UPPER: u8 = 1;
/// `a-z`
pub(crate) const LOWER: u8 = 2;
/// `0-9`
pub(crate) const DIGIT: u8 = 4;
/// `-`
pub(crate) const DASH: u8 = 8;
/// `_`
pub(crate) const UNDER: u8 = 16;
/// `.`
pub(crate) const DOT: u8 = 32;
/// `+` and `/`
pub(crate) const PLUS: u8 = 64;
/// `=`
pub(crate) const EQUALS: u8 = 128;
/// Letters and digits.
pub(crate) const ALNUM: u8 = UPPER | LOWER | DIGIT;
/// The alphabet of base64url, of which most tokens are.
pub(crate) const TOKEN: u8 = ALNUM | DASH | UNDER;
/// Tokens in parts.
pub(crate) const DOTTED: u8 = TOKEN | DOT;

#[expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "at compile time"
)]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'0'..=b'9' => DIGIT,
            b'-' => DASH,
            b'_' => UNDER,
            b'.' => DOT,
            b'+' | b'/' => PLUS,
            b'=' => EQUALS,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// The class of a byte, one bit; 0 for what is in none.
#[inline]
pub(crate) fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether all bytes are of an alphabet.
pub(crate) fn is_all(bytes: &[u8], alphabet: u8) -> bool {
    bytes.iter().all(|&byte| class(byte) & alphabet != 0)
}

#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
}

impl<'a> Source<'a> {
    pub(super) fn len(self) -> usize {
        self.text.len()
    }

    pub(super) fn at(self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The byte that many places before.
    pub(super) fn before(self, at: usize, places: usize) -> u8 {
        at.checked_sub(places).map_or(0, |at| self.at(at))
    }

    pub(super) fn rest(self, at: usize) -> &'a [u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    /// What lies between two places, if the text is that long.
    pub(super) fn bytes(self, start: usize, end: usize) -> &'a [u8] {
        let end = end.min(self.len());
        self.text.as_bytes().get(start..end).unwrap_or_default()
    }

    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where a run that fits ends.
    pub(super) fn run(self, start: usize, fits: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest(start);
        let len = rest.iter().position(|&byte| !fits(byte));
        start.saturating_add(len.unwrap_or(rest.len()))
    }

    /// Where a run that fits begins, at most `limit` bytes before its end.
    pub(super) fn run_back(self, end: usize, limit: usize, fits: impl Fn(u8) -> bool) -> usize {
        let start = end.saturating_sub(limit);
        let run = self.bytes(start, end).iter().rev();
        end.saturating_sub(run.take_while(|&&byte| fits(byte)).count())
    }

    /// Whether a word can begin here: behind what is no letter or digit, or behind one that belongs to
    /// an escape (`%3D`, `\n`, `\u003d`).
    pub(super) fn is_word_start(self, at: usize) -> bool {
        let is_hex = |places| self.before(at, places).is_ascii_hexdigit();
        class(self.before(at, 1)) & ALNUM == 0
            || (self.before(at, 3) == b'%' && is_hex(2) && is_hex(1))
            || (self.before(at, 2) == b'\\' && matches!(self.before(at, 1), b'n' | b'r' | b't'))
            || (self.before(at, 6) == b'\\' && self.before(at, 5) == b'u')
    }
}
