//! Rows whose body can be hashed where it lies, or elsewhere, though they are not streamed: it stands
//! between two texts, or only its digest is wanted.

use alloc::vec::Vec;

use crate::{
    provider::{
        Base, HAS_RARE, Inputs, Part, Provider,
        computed::{Content, Takes},
        jwt::claim,
        put_all,
    },
    rejection::Rejection,
};

impl Provider {
    /// Whether all of the body is hashed as it is between texts, the key being no part of those.
    pub(crate) fn has_body_between(&self) -> bool {
        let is_between = match self.base() {
            Base::Computed(by) => HAS_RARE && (by.takes)(&[]) == Takes::Stream,
            Base::Parts(parts) => parts.contains(&Part::Body),
            Base::Jwt(_) => false,
        };
        is_between && !self.is_plain && !self.is_late
    }

    /// Whether the SHA-256 of the body is all that is wanted of it.
    pub(crate) fn has_body_digest(&self) -> bool {
        HAS_RARE
            && !self.is_late
            && match self.base() {
                Base::Computed(by) => (by.takes)(&[]) == Takes::Digest,
                Base::Jwt(jwt) => jwt.has(claim::BODY),
                Base::Parts(_) => false,
            }
    }

    /// What stands before and behind the body of a row that [has it between](Self::has_body_between).
    pub(crate) fn around(&self, inputs: &Inputs<'_>) -> Result<Option<[Vec<u8>; 2]>, Rejection> {
        let is_body = |part: &Part| *part == Part::Body;
        match self.base() {
            Base::Computed(computed) if HAS_RARE => {
                let texts = (computed.texts)(inputs, Content::Around)?;
                let mut texts = texts.into_iter().map(|text| text.bytes);
                Ok(texts.next().zip(texts.next()).map(<[_; 2]>::from))
            }
            Base::Parts(parts) => {
                let mut halves = parts.split(is_body);
                Ok(Some([(); 2].map(|()| {
                    let mut text = Vec::new();
                    let half = halves.next().unwrap_or_default();
                    put_all(half, inputs, &[], &mut |piece| {
                        text.extend_from_slice(piece);
                    });
                    text
                })))
            }
            Base::Jwt(_) | Base::Computed(_) => Ok(None),
        }
    }
}
