//! How JSON writes what must not stand in a text as it is (ECMA-262, `QuoteJSONString`; RFC 8785,
//! section 3.2.2.2).

use alloc::vec::Vec;

/// The letter behind the backslash, of what has one.
pub(crate) const fn letter(c: u8) -> Option<u8> {
    match c {
        0x08 => Some(b'b'),
        b'\t' => Some(b't'),
        b'\n' => Some(b'n'),
        0x0c => Some(b'f'),
        b'\r' => Some(b'r'),
        b'"' | b'\\' => Some(c),
        _ => None,
    }
}

/// A UTF-16 unit as `\uXXXX`, in lower case.
pub(crate) fn unit(unit: u16) -> [u8; 6] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u32| {
        let place = usize::from(unit >> shift & 0xf);
        DIGITS.get(place).copied().unwrap_or(b'0')
    };
    [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]
}

/// The inside of a text, of its UTF-8 or of any piece of that.
pub(crate) fn inside(piece: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(piece.len());
    for &c in piece {
        match letter(c) {
            Some(letter) => out.extend_from_slice(&[b'\\', letter]),
            None if c < 0x20 => out.extend_from_slice(&unit(c.into())),
            None => out.push(c),
        }
    }
    out
}
