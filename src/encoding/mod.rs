//! Text encodings of binary values, strict: one value has one spelling, but for the case of hex.

pub mod base64;
pub(crate) mod decimal;
pub(crate) mod form;
pub mod hex;
pub mod nfkc;

/// White space, and U+FEFF, which is none to Unicode but as invisible and as often copied along.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}
