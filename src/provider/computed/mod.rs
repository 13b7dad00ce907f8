//! The few signature bases that data cannot express, a file each.

mod adyen;
mod r#box;
mod braintree;
mod contentful;
mod hook0;
mod hubspot;
mod hygraph;
mod mercado_pago;
mod messagebird;
mod plivo;
mod twilio;

pub(crate) use adyen::ADYEN;
pub(crate) use r#box::BOX;
pub(crate) use braintree::BRAINTREE;
pub(crate) use contentful::CONTENTFUL;
pub(crate) use hook0::HOOK0;
pub(crate) use hubspot::HUBSPOT;
pub(crate) use hygraph::HYGRAPH;
pub(crate) use mercado_pago::MERCADO_PAGO;
pub(crate) use messagebird::MESSAGEBIRD;
pub(crate) use plivo::PLIVO;
pub(crate) use twilio::TWILIO;

use alloc::{string::String, vec, vec::Vec};

use super::{Covered, Inputs};
use crate::rejection::Rejection;

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// A computed signature base.
pub(crate) struct Computed {
    /// Its name in the text of a row.
    pub(crate) name: &'static str,
    pub(crate) covers: &'static [Covered],
    /// Whether it reads the URL, though it does not cover all of it.
    pub(crate) reads_url: bool,
    /// What it wants of the body of a request to this URL.
    pub(crate) takes: fn(url: &[u8]) -> Takes,
    /// The texts that may have been signed, or all that must have been.
    pub(crate) texts: fn(&Inputs<'_>, Content<'_>) -> Texts,
    /// Whether each text has to be signed, not any of them.
    pub(crate) is_all: bool,
    /// Whether a replay store claims a delivery by its first text, since what is not in it can be
    /// changed, or written in another way.
    pub(crate) is_claimed_by_text: bool,
    /// The URL in the one spelling that names a delivery to it in a replay store.
    pub(crate) canonical: fn(url: &[u8]) -> Vec<u8>,
    /// What `sign` writes behind the signature, before the time, where the scheme reads more of that header.
    /// Hygraph's own verifier goes by the place of each.
    pub(crate) label: &'static str,
    /// How the signature is written into the body, where that holds it: the body and, as it stands there,
    /// a signature.
    pub(crate) write: Option<Write>,
}

type Write = fn(body: &[u8], sign: Sign<'_>) -> Option<Written>;

/// A body and a signature in it.
pub(crate) type Written = [Vec<u8>; 2];

/// Makes the tag of a text under each key that signs, with the key's id.
pub(crate) type Sign<'a> = &'a dyn Fn(&[u8]) -> Vec<(String, Vec<u8>)>;

/// What a computed base wants of the body.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Takes {
    /// Its SHA-256 alone, so that it need not be held.
    Digest,
    /// All of it as it comes in, between two texts.
    Stream,
    /// The same, written as the inside of a JSON text.
    Quoted,
    /// All of it at once.
    Whole,
}

/// The body, as a computed base takes it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Digest(&'a Digest),
    /// It is taken elsewhere: between the first text and the second.
    Around,
    Whole(&'a [u8]),
}

pub(crate) type Texts = Result<Vec<Text>, Rejection>;

/// A text that may have been signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) bytes: Vec<u8>,
    /// Its own tag, in place of those of the header.
    pub(crate) tag: Option<[u8; 64]>,
    /// The id of the key that must have made it.
    pub(crate) key: Option<Vec<u8>>,
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            ..Self::default()
        }
    }
}

impl core::fmt::Debug for Computed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name)
    }
}

impl Computed {
    #[cfg(any(feature = "wasm-verify", test))]
    const ALL: [&'static Self; 11] = [
        &ADYEN,
        &BOX,
        &BRAINTREE,
        &CONTENTFUL,
        &HOOK0,
        &HUBSPOT,
        &HYGRAPH,
        &MERCADO_PAGO,
        &MESSAGEBIRD,
        &PLIVO,
        &TWILIO,
    ];

    /// The one with this name.
    #[cfg(any(feature = "wasm-verify", test))]
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|by| by.name == name)
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    pub(super) const fn covers(&self, thing: Covered) -> bool {
        let mut i = 0;
        while i < self.covers.len() {
            if self.covers[i].is(thing) {
                return true;
            }
            i += 1;
        }
        false
    }
}

/// For bases that leave the URL as it is.
fn as_it_is(url: &[u8]) -> Vec<u8> {
    url.to_vec()
}

fn one(parts: &[&[u8]]) -> Vec<Text> {
    vec![parts.concat().into()]
}
