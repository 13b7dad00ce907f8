//! Names under which secrets stand.
//!
//! `X-API-Key`, `x_api_key`, `ｘＡＰＩｋｅｙ` and one with an invisible character in it are one name: NFKC,
//! then letters and digits alone, in lower case. A name is known by its end (`userPassword`,
//! `stripe_secret_key`), since what it is of comes first.

mod list;

use alloc::string::ToString;

use super::source::{ALNUM, class};
use crate::encoding::nfkc::Nfkc;
use list::{
    BENIGN_ENDS, COUNTED_ENDS, COUNTED_NAMES, SECRET_ENDS, SECRET_NAMES, TAILS, WEAK_ENDS,
    WEAK_NAMES,
};

/// What a name says of its value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A secret, whatever it is.
    Secret,
    /// A secret, but a number is a count: `tokens: 512`.
    Counted,
    /// A secret, but a number or a short word is an outcome: `authorization: granted`.
    Weak,
}

/// The last three letters of all ends: a bit of the word of the last one. Most names have others.
const ENDS: [u32; 32] = {
    let last = add([0; 32], SECRET_ENDS);
    let last = add(last, COUNTED_ENDS);
    let last = add(last, WEAK_ENDS);
    let last = add(last, SECRET_NAMES);
    let last = add(last, COUNTED_NAMES);
    add(last, WEAK_NAMES)
};

/// The same of the tails.
const TAIL_ENDS: [u32; 32] = add([0; 32], TAILS);

#[expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "at compile time"
)]
const fn add(mut last: [u32; 32], mut names: &[&str]) -> [u32; 32] {
    while let [name, rest @ ..] = names {
        if let [.., third, second, byte] = name.as_bytes() {
            last[(*byte & 31) as usize] |= 1 << bit(*second, *third);
        }
        names = rest;
    }
    last
}

const fn bit(second: u8, third: u8) -> u8 {
    (second.wrapping_mul(5) ^ third) & 31
}

/// Whether a reversed name ends in three letters of the table.
fn may_end(name: &[u8], ends: &[u32; 32]) -> bool {
    let [last, second, third, ..] = name else {
        return false;
    };
    let word = ends.get(usize::from(last & 31)).copied().unwrap_or(0);
    word >> bit(*second, *third) & 1 == 1
}

/// Longer than every name above; of a longer name the end is enough.
const MAX: usize = 40;

/// Whether a value under this name is a secret.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use countersign::{json::number::Native, scan::is_secret_name};
/// for name in ["X-API-Key", "user_password", "ｐｗｄ", "pass\u{200b}word", "refreshToken", "pin"] {
///     assert!(is_secret_name(name, &Native), "{name}");
/// }
/// for name in ["nextPageToken", "token_count", "keyId", "publicKey", "passwordChangedAt"] {
///     assert!(!is_secret_name(name, &Native), "{name}");
/// }
/// # }
/// ```
#[must_use]
pub fn is_secret_name(name: &str, host: &impl Nfkc) -> bool {
    kind(name, host).is_some()
}

/// What a name says of its value; `None` where nothing.
pub(crate) fn kind(name: &str, host: &impl Nfkc) -> Option<Kind> {
    Name::new(name, host).kind()
}

/// The end of a name, reduced to what counts, its last letter first.
pub(super) struct Name {
    reversed: [u8; MAX],
    len: usize,
}

impl Name {
    pub(super) fn new(name: &str, host: &impl Nfkc) -> Self {
        let mut reduced = Self {
            reversed: [0; MAX],
            len: 0,
        };
        if name.is_ascii() {
            reduced.fill(name.bytes().rev());
        } else {
            let form = host.nfkc(name).unwrap_or_else(|| name.to_string());
            reduced.fill(form.chars().rev().map(|c| match c {
                // The one letter that has its other case outside of ASCII.
                'İ' | 'ı' => b'i',
                _ => u8::try_from(c).unwrap_or(0),
            }));
        }
        reduced
    }

    fn fill(&mut self, bytes: impl Iterator<Item = u8>) {
        let bytes = bytes.filter(|&byte| class(byte) & ALNUM != 0);
        for (slot, byte) in self.reversed.iter_mut().zip(bytes) {
            *slot = byte.to_ascii_lowercase();
            self.len = self.len.saturating_add(1);
        }
    }

    pub(super) fn is_benign(&self) -> bool {
        let name = self.reversed.get(..self.len).unwrap_or_default();
        ends(name, BENIGN_ENDS)
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        let mut name = self.reversed.get(..self.len)?;
        for _ in 0..3 {
            let is = |list| is_one(name, list);
            let found = if !may_end(name, &ENDS) {
                None
            } else if ends(name, SECRET_ENDS) || is(SECRET_NAMES) {
                Some(Kind::Secret)
            } else if ends(name, COUNTED_ENDS) || is(COUNTED_NAMES) {
                Some(Kind::Counted)
            } else if ends(name, WEAK_ENDS) || is(WEAK_NAMES) {
                Some(Kind::Weak)
            } else {
                None
            };
            if found.is_some() {
                return found.filter(|_| !ends(name, BENIGN_ENDS));
            }
            let tail = if may_end(name, &TAIL_ENDS) {
                TAILS.iter().find(|tail| ends_with(name, tail.as_bytes()))
            } else {
                None
            };
            let cut = match tail {
                Some(tail) => tail.len(),
                None => name.iter().take_while(|byte| byte.is_ascii_digit()).count(),
            };
            if cut == 0 {
                return None;
            }
            name = name.get(cut..)?;
        }
        None
    }
}

fn ends(name: &[u8], list: &[&str]) -> bool {
    list.iter().any(|end| ends_with(name, end.as_bytes()))
}

fn is_one(name: &[u8], list: &[&str]) -> bool {
    let is = |whole: &&str| whole.len() == name.len() && ends_with(name, whole.as_bytes());
    list.iter().any(is)
}

/// Whether a reversed name ends so.
fn ends_with(name: &[u8], end: &[u8]) -> bool {
    // Most end in another letter.
    end.last() == name.first()
        && end.len() <= name.len()
        && end.iter().rev().zip(name).all(|(one, other)| one == other)
}
