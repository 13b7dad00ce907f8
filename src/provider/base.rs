//! The signature base: the bytes under the MAC, from the parts a row names.

use super::{Covered, HAS_RARE, computed::Computed, jwt::Jwt};

/// Which bytes are under the MAC.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    /// Parts in order. None at all for what is a token, not a signature.
    Parts(&'static [Part]),
    /// What data cannot express: a small function.
    Computed(&'static Computed),
    /// A JSON Web Token, whose claims say what else is signed.
    Jwt(&'static Jwt),
}

/// A piece of a signature base.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Body,
    Id,
    Lit(&'static str),
    Method,
    /// The key itself, for plain hashes.
    Secret,
    /// The value of a slot.
    Slot(u8),
    /// As received, never printed again.
    Timestamp,
    Url,
}

/// What a base is made of besides the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    pub(crate) values: [&'a [u8]; super::SLOTS],
    pub(crate) id: &'a [u8],
    pub(crate) time_text: &'a [u8],
    pub(crate) url: &'a [u8],
    pub(crate) method: &'a [u8],
}

impl<'a> Inputs<'a> {
    pub(crate) fn value(&self, slot: usize) -> &'a [u8] {
        self.values.get(slot).copied().unwrap_or_default()
    }
}

impl Part {
    const fn covers(&self, thing: Covered) -> bool {
        matches!(
            (self, thing),
            (Self::Body, Covered::Body)
                | (Self::Id, Covered::Id)
                | (Self::Method, Covered::Method)
                | (Self::Timestamp, Covered::Timestamp)
                | (Self::Url, Covered::Url)
        )
    }
}

impl Base {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    pub(crate) const fn covers(&self, thing: Covered) -> bool {
        match self {
            Self::Parts(parts) => {
                let mut i = 0;
                while i < parts.len() {
                    if parts[i].covers(thing) {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            Self::Computed(computed) if HAS_RARE => computed.covers(thing),
            Self::Jwt(jwt) if HAS_RARE => jwt.covers(thing),
            _ => false,
        }
    }

    /// Whether it is parts of which the body is the last, and no secret is one of them: then it is
    /// hashed as it comes in.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    pub(super) const fn ends_with_body(&self) -> bool {
        let Self::Parts(parts) = self else {
            return false;
        };
        let mut i = 0;
        while i < parts.len() {
            match parts[i] {
                Part::Body => return i + 1 == parts.len(),
                Part::Secret => return false,
                _ => {}
            }
            i += 1;
        }
        false
    }

    /// What stands before the body, piece by piece. Nothing for a computed base.
    pub(crate) fn before_body(&self, inputs: &Inputs<'_>, put: &mut dyn FnMut(&[u8])) {
        if let Self::Parts(parts) = self {
            let before = parts.split(|part| *part == Part::Body).next();
            put_all(before.unwrap_or_default(), inputs, &[], put);
        }
    }
}

/// The module of most providers reads no row that does.
const SIGNS_METHODS: bool = HAS_RARE || !cfg!(target_arch = "wasm32");

/// The method as it goes over the wire: hosts let it be written in either case.
pub(crate) fn method(given: &[u8]) -> &[u8] {
    let mut usual = b"POST GET PUT PATCH DELETE HEAD OPTIONS".split(|&c| c == b' ');
    usual
        .find(|name| name.eq_ignore_ascii_case(given))
        .unwrap_or(given)
}

/// Parts other than the body, piece by piece.
pub(crate) fn put_all(
    parts: &[Part],
    inputs: &Inputs<'_>,
    secret: &[u8],
    put: &mut dyn FnMut(&[u8]),
) {
    for part in parts {
        match part {
            Part::Id => put(inputs.id),
            Part::Lit(text) => put(text.as_bytes()),
            Part::Method if SIGNS_METHODS => put(method(inputs.method)),
            Part::Body | Part::Method => {}
            Part::Secret => put(secret),
            Part::Slot(slot) => put(inputs.value(usize::from(*slot))),
            Part::Timestamp => put(inputs.time_text),
            Part::Url => put(inputs.url),
        }
    }
}

/// Visible ASCII without a dot, so that no byte can move between id, time and body.
pub(crate) fn is_message_id(id: &[u8]) -> bool {
    (1..=256).contains(&id.len()) && id.iter().all(|&c| c.is_ascii_graphic() && c != b'.')
}
