//! The signature base: the bytes under the MAC, from the parts a row names.

use super::{Covered, computed::Computed};

/// Which bytes are under the MAC.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    /// Parts in order, the body last.
    Parts(&'static [Part]),
    /// What data cannot express: a small function.
    Computed(&'static Computed),
}

/// A piece of a signature base.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Body,
    Id,
    Lit(&'static str),
    /// As received, never printed again.
    Timestamp,
}

impl Base {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    pub(crate) const fn covers(&self, thing: Covered) -> bool {
        let parts = match self {
            Self::Parts(parts) => parts,
            Self::Computed(_) => return matches!(thing, Covered::Body | Covered::Url),
        };
        let mut i = 0;
        while i < parts.len() {
            if matches!(
                (&parts[i], thing),
                (Part::Body, Covered::Body)
                    | (Part::Id, Covered::Id)
                    | (Part::Timestamp, Covered::Timestamp)
            ) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// What stands before the body, piece by piece. Nothing for a computed base.
    pub(crate) fn before_body(&self, id: &[u8], time: &[u8], put: &mut dyn FnMut(&[u8])) {
        if let Self::Parts(parts) = self {
            for part in *parts {
                match part {
                    Part::Body => {}
                    Part::Id => put(id),
                    Part::Lit(text) => put(text.as_bytes()),
                    Part::Timestamp => put(time),
                }
            }
        }
    }
}
