//! The few signature bases that parts cannot express, a file each.

pub(crate) mod twilio;

use alloc::vec::Vec;

use crate::{
    mac::midstate::{Hasher, short},
    rejection::Rejection,
};

/// The texts any of which the sender may have signed.
pub(crate) type Bases = Result<Vec<Vec<u8>>, Rejection>;

/// A computed signature base. It covers the URL and the body.
#[derive(Debug)]
pub(crate) struct Computed {
    /// Whether this request's body enters as its SHA-256 alone, so that it need not be held.
    takes_digest: fn(url: &[u8]) -> bool,
    /// The URL in the one spelling that names a delivery to it in a replay store.
    canonical: fn(url: &[u8]) -> Vec<u8>,
    /// The texts any of which the sender may have signed.
    bases: fn(url: &[u8], content: Content<'_>) -> Bases,
    /// The most bytes of a body that has to be held whole.
    whole_limit: usize,
}

impl Computed {
    pub(crate) fn canonical(&self, url: &[u8]) -> Vec<u8> {
        (self.canonical)(url)
    }

    pub(crate) fn takes_digest(&self, url: &[u8]) -> bool {
        (self.takes_digest)(url)
    }

    /// The texts, from a hash that has taken in the body.
    pub(crate) fn of_digest(&self, url: &[u8], body: Hasher) -> Bases {
        let digest = short(&body.finish());
        (self.bases)(url, Content::Digest(&digest))
    }

    /// The texts, from the body itself.
    pub(crate) fn of_whole(&self, url: &[u8], body: &[u8]) -> Bases {
        if body.len() > self.whole_limit {
            return Err(Rejection::BodyTooLarge);
        }
        (self.bases)(url, Content::Whole(body))
    }
}

/// The body, as a computed base takes it.
#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Digest(&'a [u8; 32]),
    Whole(&'a [u8]),
}
