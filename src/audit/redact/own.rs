//! The process's own secrets, in the spellings in which they get into logs: as they are, in base64 and
//! base64url at any offset, in hexadecimal of either case; and each of these percent-encoded or as in a
//! JSON text.

use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::ops::Range;

use zeroize::Zeroizing;

use super::text::Edit;
use crate::encoding::{base64, hex};

/// A shorter secret would be found where it is not.
const MIN_SECRET: usize = 8;
/// Lists of spellings by their first three bytes: a power of two.
const LISTS: usize = 1 << HASH_BITS;
const HASH_BITS: u32 = 12;
/// In base64 at three offsets, in two alphabets; as it is; in hexadecimal of two cases.
const SPELLINGS: usize = 9;

/// What takes an own secret's place.
pub(super) const MARK: &str = "[redacted:own-secret]";

pub(super) struct Own {
    /// The first spelling of each list, one more than its place; 0 where there is none. Empty without
    /// secrets.
    lists: Zeroizing<Vec<u32>>,
    spellings: Vec<Spelling>,
    /// All spellings' bytes.
    bytes: Zeroizing<Vec<u8>>,
    has_space: bool,
}

struct Spelling {
    start: usize,
    end: usize,
    /// Digits of either case, mixed too.
    is_hex: bool,
    /// The next of its list, as above.
    next: u32,
}

impl Own {
    pub(super) fn new(secrets: &[&str]) -> Self {
        let is_long = |secret: &&&str| {
            secret.len() >= MIN_SECRET
                && !MARK
                    .as_bytes()
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes())
        };
        let secrets: Vec<&&str> = secrets.iter().filter(is_long).collect();
        let total: usize = secrets.iter().map(|secret| secret.len()).sum();
        let lists = if secrets.is_empty() { 0 } else { LISTS };
        let places = secrets.len().saturating_mul(SPELLINGS);
        let mut own = Self {
            lists: Zeroizing::new(vec![0; lists]),
            spellings: Vec::with_capacity(places),
            // Enough for all: a vector that grows leaves what it held behind.
            bytes: Zeroizing::new(Vec::with_capacity(
                total
                    .saturating_mul(14)
                    .saturating_add(places.saturating_mul(8)),
            )),
            has_space: secrets.iter().any(|secret| secret.contains(' ')),
        };
        for secret in secrets {
            own.add_all(secret.as_bytes());
        }
        own
    }

    #[cfg(feature = "wasm-audit")]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let ends = self.spellings.iter().map(|spelling| spelling.end);
        let others = other.spellings.iter().map(|spelling| spelling.end);
        *self.bytes == *other.bytes && ends.eq(others)
    }

    fn add_all(&mut self, secret: &[u8]) {
        self.add(secret, false);
        let digits = Zeroizing::new(hex::encode(secret));
        self.add(digits.as_bytes(), true);
        let digits = Zeroizing::new(digits.to_ascii_uppercase());
        self.add(digits.as_bytes(), true);
        for before in 0..3_usize {
            let len = before.saturating_add(secret.len());
            let mut bytes = Zeroizing::new(Vec::with_capacity(len));
            bytes.resize(before, 0);
            bytes.extend_from_slice(secret);
            let text = Zeroizing::new(base64::encode(&bytes));
            // Digits of which each bit is the secret's.
            let from = before.saturating_mul(8).div_ceil(6);
            let to = len.saturating_mul(8) / 6;
            let digits = text.as_bytes().get(from..to).unwrap_or_default();
            self.add(digits, false);
            let mut url = Zeroizing::new(digits.to_vec());
            for digit in url.iter_mut() {
                match *digit {
                    b'+' => *digit = b'-',
                    b'/' => *digit = b'_',
                    _ => {}
                }
            }
            if *url != digits {
                self.add(&url, false);
            }
        }
    }

    fn add(&mut self, bytes: &[u8], is_hex: bool) {
        let Some(head) = bytes.first_chunk() else {
            return;
        };
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        let place = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        if let Some(list) = self.lists.get_mut(hash(*head)) {
            self.spellings.push(Spelling {
                start,
                end: self.bytes.len(),
                is_hex,
                next: core::mem::replace(list, place.saturating_add(1)),
            });
        }
    }

    /// The text without own secrets; `None` where none is in it.
    pub(super) fn redacted(&self, text: &str) -> Option<String> {
        if self.lists.is_empty() {
            return None;
        }
        let mut out: Option<String> = None;
        for coding in [Coding::None, Coding::Percent, Coding::Json] {
            let text = out.as_deref().unwrap_or(text);
            let is_coded = match coding {
                Coding::None => true,
                Coding::Percent => text.contains('%') || (self.has_space && text.contains('+')),
                Coding::Json => text.contains('\\'),
            };
            if is_coded {
                out = self.replaced(text, coding).or(out);
            }
        }
        out
    }

    fn replaced(&self, text: &str, coding: Coding) -> Option<String> {
        let (bytes, places) = coding.decoded(text);
        let place = |at: usize| places.get(at).copied().unwrap_or(at).min(text.len());
        let mut edit = Edit::new(text);
        for span in self.spans(&bytes) {
            edit.replace(place(span.start)..place(span.end), &[MARK]);
        }
        edit.finish()
    }

    /// Where own secrets stand; what overlaps is one.
    fn spans(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for (at, window) in bytes.windows(3).enumerate() {
            let place = window.try_into().ok().map(hash);
            let first = place.and_then(|place| self.lists.get(place)).copied();
            let first = first.unwrap_or(0);
            if first == 0 {
                continue;
            }
            let Some(len) = self.longest(first, bytes.get(at..).unwrap_or_default()) else {
                continue;
            };
            let end = at.saturating_add(len);
            match spans.last_mut() {
                Some(last) if at < last.end => last.end = last.end.max(end),
                _ => spans.push(at..end),
            }
        }
        spans
    }

    /// The length of the longest spelling of a list with which the text begins.
    fn longest(&self, first: u32, text: &[u8]) -> Option<usize> {
        let mut longest = None;
        let mut next = usize::try_from(first).ok()?.checked_sub(1);
        while let Some(spelling) = next.and_then(|place| self.spellings.get(place)) {
            let bytes = self.bytes.get(spelling.start..spelling.end)?;
            let head = text.get(..bytes.len());
            let is_it = head.is_some_and(|head| {
                head == bytes || (spelling.is_hex && head.eq_ignore_ascii_case(bytes))
            });
            if is_it {
                longest = longest.max(Some(bytes.len()));
            }
            next = usize::try_from(spelling.next).ok()?.checked_sub(1);
        }
        longest
    }
}

fn hash([one, two, three]: [u8; 3]) -> usize {
    let word = u32::from_be_bytes([0, one, two, three]);
    let hash = word.wrapping_mul(0x9e37_79b1) >> (32_u32.saturating_sub(HASH_BITS));
    usize::try_from(hash).unwrap_or(0)
}

#[derive(Clone, Copy)]
enum Coding {
    None,
    Percent,
    Json,
}

impl Coding {
    /// The bytes that a text stands for, and where each of them begins in it; no places where they are
    /// the text's own.
    fn decoded(self, text: &str) -> (Cow<'_, [u8]>, Vec<usize>) {
        if matches!(self, Self::None) {
            return (Cow::Borrowed(text.as_bytes()), vec![]);
        }
        let (mut bytes, mut places) = (vec![], vec![]);
        let mut rest = text.as_bytes();
        while let Some(first) = rest.first() {
            let (len, unit) = self.unit(rest).unwrap_or((1, Unit::Byte(*first)));
            let at = text.len().saturating_sub(rest.len());
            match unit {
                Unit::Byte(byte) => bytes.push(byte),
                Unit::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            places.resize(bytes.len(), at);
            rest = rest.get(len..).unwrap_or_default();
        }
        places.push(text.len());
        (Cow::Owned(bytes), places)
    }

    /// The length of an escape with which a text begins, and what it stands for.
    fn unit(self, text: &[u8]) -> Option<(usize, Unit)> {
        match (self, text) {
            (Self::Percent, [b'%', digits @ ..]) => {
                let byte = u8::try_from(number(digits, 2)?).ok()?;
                Some((3, Unit::Byte(byte)))
            }
            (Self::Percent, [b'+', ..]) => Some((1, Unit::Byte(b' '))),
            (Self::Json, [b'\\', b'u', digits @ ..]) => {
                let first = number(digits, 4)?;
                let second = match digits.get(4..) {
                    Some([b'\\', b'u', digits @ ..]) => number(digits, 4),
                    _ => None,
                };
                let units = [Some(first), second].into_iter().flatten();
                let c = char::decode_utf16(units).next()?.ok()?;
                Some((c.len_utf16().saturating_mul(6), Unit::Char(c)))
            }
            (Self::Json, [b'\\', letter, ..]) => {
                let byte = match letter {
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'"' | b'/' | b'\\' => *letter,
                    _ => return None,
                };
                Some((2, Unit::Byte(byte)))
            }
            _ => None,
        }
    }
}

enum Unit {
    Byte(u8),
    Char(char),
}

/// The number that so many hexadecimal digits spell.
fn number(text: &[u8], digits: usize) -> Option<u16> {
    text.get(..digits)?
        .iter()
        .try_fold(0_u16, |number, &digit| {
            let digit = u16::try_from(char::from(digit).to_digit(16)?).ok()?;
            Some(number << 4 | digit)
        })
}
