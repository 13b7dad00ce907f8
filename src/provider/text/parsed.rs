//! From a line of text to a row.
//!
//! Written for a small module: one function cuts texts, and the row is changed where it lies.

use alloc::{boxed::Box, vec::Vec};

use super::{BODY_HASHES, CHALLENGES, ENCODINGS, HASHES, PARTS, SECRETS, UNITS};
use crate::{
    mac::Hash,
    provider::{
        Base, Covered, HAS_RARE, Layout, Part, Provider, SchemeError, Separator, Slot, TagEncoding,
        TimeAt, computed::Computed, handshake::Challenge, jwt::Jwt,
    },
    time::{Tolerance, Unit},
};

/// What stands before the first `mark`, and what behind it.
#[inline(never)]
fn cut(text: &'static str, mark: u8) -> (&'static str, Option<&'static str>) {
    match text.bytes().position(|c| c == mark) {
        Some(place) => (
            text.get(..place).unwrap_or_default(),
            text.get(place.saturating_add(1)..),
        ),
        None => (text, None),
    }
}

/// Takes a text up to a mark, or all of it.
struct Cutter(Option<&'static str>);

impl Cutter {
    fn next(&mut self, mark: u8) -> Option<&'static str> {
        let (before, after) = cut(self.0?, mark);
        self.0 = after;
        Some(before)
    }

    fn field(&mut self) -> &'static str {
        self.next(b'|').unwrap_or_default()
    }

    /// All that is left, at every mark.
    fn rest(&mut self, mark: u8) -> &'static [&'static str] {
        let mut all = Vec::new();
        while let Some(text) = self.next(mark) {
            all.push(text);
        }
        leaked(all)
    }
}

/// The first letter, and the text behind it.
#[inline(never)]
fn head(text: &'static str) -> (u8, &'static str) {
    match text.as_bytes() {
        [first, ..] => (*first, text.get(1..).unwrap_or_default()),
        [] => (0, ""),
    }
}

fn of<T: Copy>(letters: &[(u8, T)], wanted: u8) -> Option<T> {
    let found = letters.iter().find(|(letter, _)| *letter == wanted)?;
    Some(found.1)
}

impl Provider {
    /// The row that a text describes.
    pub(crate) fn parse(text: &'static str) -> Result<Self, SchemeError> {
        let mut fields = Cutter(Some(text));
        let mut row = Self::new(fields.field(), Slot::None);
        row.read_slots(fields.field())
            .ok_or(SchemeError::HeadersInvalid)?;
        row.read_signature(fields.field())
            .ok_or(SchemeError::SignatureInvalid)?;
        row.read_base(fields.field())
            .ok_or(SchemeError::BaseInvalid)?;
        row.read_time(fields.field())
            .ok_or(SchemeError::TimestampInvalid)?;
        row.read_secret(fields.field())
            .ok_or(SchemeError::SecretInvalid)?;
        if let Some(limit) = number(fields.field()) {
            row.body_limit = limit.min(1024) << 20;
        }
        row.challenge = match head(fields.field()).0 {
            0 => None,
            letter if HAS_RARE => of(&CHALLENGES, letter),
            _ => Some(Challenge::Token),
        };
        row.settle();
        match row.fault() {
            Some(fault) => Err(fault),
            None if !(HAS_RARE || row.is_streamed && !row.does_cover(Covered::Method)) => {
                Err(SchemeError::BaseInvalid)
            }
            None => Ok(row),
        }
    }

    fn read_slots(&mut self, text: &'static str) -> Option<()> {
        let (first, second) = cut(text, b';');
        for (set, names) in [Some(first), second].into_iter().flatten().enumerate() {
            let mut names = Cutter(Some(names).filter(|names| !names.is_empty()));
            let mut place = 0;
            while let Some(name) = names.next(b',') {
                let (mark, rest) = head(name);
                let name = match mark {
                    b'@' => {
                        self.time = Some(TimeAt::Slot(place));
                        rest
                    }
                    b'#' => {
                        self.id_slot = Some(place);
                        rest
                    }
                    _ => name,
                };
                *self.sets.get_mut(set)?.get_mut(place)? = Slot::parse(name);
                place = place.saturating_add(1);
            }
            if set == 0 {
                self.slots = place;
            }
        }
        Some(())
    }

    fn read_signature(&mut self, text: &'static str) -> Option<()> {
        let (mut letter, mut rest) = head(text);
        if letter == 0 {
            return Some(());
        }
        if letter == b'=' {
            self.is_plain = true;
            (letter, rest) = head(rest);
        }
        if let Some(hash) = of(&HASHES, letter) {
            self.hash = hash;
            (letter, rest) = head(rest);
        }
        self.encoding = of(&ENCODINGS, letter)?;
        let is_usual = matches!(self.encoding, TagEncoding::Base64 | TagEncoding::Hex)
            && matches!(self.hash, Hash::Sha1 | Hash::Sha256);
        if !HAS_RARE && !is_usual {
            return None;
        }
        let (kind, rest) = head(rest);
        let (letter, behind) = head(rest);
        let separator = of(&Separator::ALL, letter);
        self.layout = match kind {
            0 => return Some(()),
            b'^' | b'?' => {
                self.is_exact = kind == b'?';
                Layout::Whole {
                    prefix: rest,
                    is_optional: self.is_exact,
                }
            }
            b'*' => Layout::List {
                separator: separator?,
                prefix: behind,
                mark: None,
            },
            b'%' => Layout::List {
                separator: separator?,
                prefix: "",
                mark: Some(head(behind).0),
            },
            b':' => {
                let mut labels = Cutter(Some(behind));
                let time = labels.next(b' ')?;
                self.time = Some(TimeAt::Pair);
                Layout::Pairs {
                    separator: separator?,
                    time,
                    tags: labels.rest(b' '),
                }
            }
            _ => return None,
        };
        Some(())
    }

    fn read_base(&mut self, text: &'static str) -> Option<()> {
        let (letter, rest) = head(text);
        self.base = match letter {
            0 => return Some(()),
            b'!' if HAS_RARE => Base::Computed(Computed::named(rest)?),
            b'~' if HAS_RARE => Base::Jwt(Box::leak(Box::new(Jwt::parse(rest)?))),
            b'-' if rest.is_empty() => Base::Parts(&[]),
            b'!' | b'~' => return None,
            _ => {
                let mut parts = Vec::new();
                let mut pieces = Cutter(Some(text));
                let mut literal = pieces.next(b'%');
                while let Some(text) = literal {
                    if !text.is_empty() {
                        parts.push(Part::Lit(text));
                    }
                    let Some(piece) = pieces.next(b'%') else {
                        break;
                    };
                    let (letter, after) = head(piece);
                    parts.push(match of(&PARTS, letter) {
                        Some(part) => part,
                        None if letter.is_ascii_digit() => Part::Slot(letter.wrapping_sub(b'0')),
                        None => return None,
                    });
                    literal = Some(after);
                }
                Base::Parts(leaked(parts))
            }
        };
        Some(())
    }

    fn read_time(&mut self, text: &'static str) -> Option<()> {
        let (letter, rest) = head(text);
        if letter == 0 {
            return Some(());
        }
        self.unit = of(&UNITS, letter)?;
        if !HAS_RARE && self.unit == Unit::Iso8601 {
            return None;
        }
        let (sides, path) = cut(rest, b'$');
        if let (past, Some(future)) = cut(sides, b',') {
            let millis = |side| number(side).map(|seconds| seconds.saturating_mul(1000));
            self.tolerance = Tolerance::from_millis(millis(past)?, millis(future)?);
        }
        if let Some(path) = path {
            self.time = Some(TimeAt::Body(path));
        }
        Some(())
    }

    fn read_secret(&mut self, text: &'static str) -> Option<()> {
        let mut words = Cutter(Some(text));
        let (letter, mut rest) = head(words.next(b' ')?);
        let mut format = self.key_format().hashed(self.hash);
        if letter != 0 {
            format = format.encoded(of(&SECRETS, letter)?);
        }
        if rest.starts_with('#') {
            self.is_keyed = true;
            rest = head(rest).1;
        }
        if let (b':', prefix) = head(rest) {
            format = format.after(prefix);
        }
        self.key_format = format.refusing(words.rest(b' '));
        Some(())
    }
}

impl Jwt {
    /// `scheme` and then words: `2`, `3`, `5` for the algorithms, and claims behind a letter each.
    fn parse(text: &'static str) -> Option<Self> {
        let mut jwt = Self::new(&[]);
        let mut algorithms = Vec::new();
        let mut words = Cutter(Some(text));
        let scheme = words.next(b' ')?;
        if !scheme.is_empty() {
            // With its space.
            jwt.scheme = text.get(..scheme.len().saturating_add(1))?;
        }
        let [_, url, body, id, ..] = &mut jwt.names;
        while let Some(word) = words.next(b' ') {
            let (letter, name) = head(word);
            match letter {
                b'2' => algorithms.push(Hash::Sha256),
                b'j' => *id = name,
                b'i' => jwt.issuer = name,
                b'u' | b'U' => {
                    *url = name;
                    jwt.is_url_hashed = letter == b'U';
                }
                b'a' => jwt.is_aged = true,
                b'#' => {
                    let (how, name) = head(name);
                    jwt.body = of(&BODY_HASHES, how)?;
                    *body = name;
                }
                _ => algorithms.push(of(&HASHES, letter)?),
            }
        }
        jwt.algorithms = leaked(algorithms);
        Some(jwt)
    }
}

/// A row lives as long as the program: it is made once for each scheme.
fn leaked<T>(items: Vec<T>) -> &'static [T] {
    items.leak()
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    text.bytes().try_fold(0_u32, |value, c| {
        let digit = c.is_ascii_digit().then(|| c.wrapping_sub(b'0'))?;
        Some(value.saturating_mul(10).saturating_add(u32::from(digit)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String};

    #[test]
    fn every_row_comes_back_as_it_went() {
        for row in crate::providers::all() {
            let text = row.line();
            let read = Provider::parse(String::leak(text.clone()));
            let read = read.map(|read| read.about(row.name(), row.docs()));
            let read = read.map(|read| Provider {
                handshake: row.handshake,
                ..read.sure(row.confidence())
            });
            let row: Result<_, SchemeError> = Ok(row);
            assert_eq!(format!("{read:?}"), format!("{row:?}"), "{text}");
        }
    }
}
