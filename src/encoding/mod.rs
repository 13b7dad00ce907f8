//! Text encodings of binary values, strict: one value has one spelling, but for the case of hex.

pub mod base64;
pub(crate) mod decimal;
pub(crate) mod form;
pub mod hex;
pub mod nfkc;

use alloc::string::String;

/// White space, and U+FEFF, which is none to Unicode but as invisible and as often copied along.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Cuts a text in front of the character that so many bytes have no room for.
pub(crate) fn truncate(text: &mut String, most: usize) {
    let is_end = |end: &usize| text.is_char_boundary(*end);
    let end = (0..=most).rev().find(is_end).unwrap_or(0);
    text.truncate(end);
}
