//! Rows whose body can be hashed where it lies, or elsewhere, though they are not streamed: it stands
//! between two texts, or only its digest is wanted.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{
    mac::Hash,
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

    /// Writes what is signed before the body to the end of `text`; its length.
    pub(crate) fn write_before(&self, inputs: &Inputs<'_>, text: &mut [u8]) -> usize {
        let mut len = 0_usize;
        self.base()
            .before_body(inputs, &mut |part| len = len.saturating_add(part.len()));
        let mut at = text.len().saturating_sub(len);
        self.base().before_body(inputs, &mut |part| {
            let end = at.saturating_add(part.len());
            if let Some(to) = text.get_mut(at..end) {
                to.copy_from_slice(part);
            }
            at = end;
        });
        len
    }

    /// The hash that a platform may make of the body, and what stands around it.
    pub(crate) fn hash_of_body(&self) -> Option<Hash> {
        if self.has_body_digest() {
            Some(Hash::Sha256)
        } else {
            let is_hashed = self.is_streamed || HAS_RARE && self.has_body_between();
            is_hashed.then_some(self.hash)
        }
    }

    /// Writes what is signed before and behind a body that stands in `text`; the length of both. `None`
    /// where there is no room, of which a key's block needs some before all.
    pub(crate) fn write_around(
        &self,
        inputs: &Inputs<'_>,
        text: &mut [u8],
        body: Range<usize>,
    ) -> Result<Option<[usize; 2]>, Rejection> {
        let Some([before, after]) = self.around(inputs)? else {
            return Ok(None);
        };
        let end = body.end.saturating_add(after.len());
        let start = body.start.checked_sub(before.len());
        let start = start.filter(|start| *start >= self.hash.block_len() && end <= text.len());
        let Some(start) = start else { return Ok(None) };
        for (to, part) in [(start..body.start, &before), (body.end..end, &after)] {
            let to = text.get_mut(to).unwrap_or_default();
            to.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
        }
        Ok(Some([before.len(), after.len()]))
    }

    /// What stands before and behind the body of a row that [has it between](Self::has_body_between).
    fn around(&self, inputs: &Inputs<'_>) -> Result<Option<[Vec<u8>; 2]>, Rejection> {
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
