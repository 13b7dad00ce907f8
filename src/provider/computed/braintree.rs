//! Braintree: a form with a payload, and a signature under each public key.
//!
//! `braintree` 3.40.0, `lib/braintree/webhook_notification_gateway.js`. Keys have the public key as
//! their id.

use alloc::vec::Vec;

use super::{Computed, Content, Takes, Text, Texts, as_it_is};
use crate::{
    encoding::{form, hex},
    provider::{Covered, handshake::Challenge},
    rejection::Rejection,
};

pub(crate) const BRAINTREE: Computed = Computed {
    name: "braintree",
    covers: &[Covered::Body],
    reads_url: false,
    takes: |_| Takes::Whole,
    texts: |_, content| texts(content),
    is_all: false,
    is_claimed_by_text: true,
    canonical: as_it_is,
};

/// More signatures than keys.
const MAX_SIGNATURES: usize = 16;

fn texts(content: Content<'_>) -> Texts {
    let Content::Whole(body) = content else {
        return Err(Rejection::SignatureMalformed);
    };
    let signatures = form::field(body, "bt_signature").unwrap_or_default();
    let payload = form::field(body, "bt_payload").ok_or(Rejection::SignatureMalformed)?;
    // Nothing else is base64, which the handshake's challenge is not: it has no line's end and no
    // padding, and must never be signed as a payload.
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=' | b'\n');
    if Challenge::Hex.fits(&payload) || !payload.iter().all(is_base64) {
        return Err(Rejection::SignatureMalformed);
    }
    let mut texts = Vec::new();
    for pair in signatures.split(|&c| c == b'&').take(MAX_SIGNATURES) {
        let mut halves = pair.splitn(2, |&c| c == b'|');
        let (Some(key), Some(signature)) = (halves.next(), halves.next()) else {
            continue;
        };
        let mut tag = [0; 64];
        let (digest, _) = tag.split_at_mut(20);
        if !hex::decode_into(signature, digest) {
            continue;
        }
        // A form can lose the line's end that was signed.
        for end in [&b""[..], b"\n"] {
            texts.push(Text {
                bytes: [&payload, end].concat(),
                tag: Some(tag),
                key: Some(key.to_vec()),
            });
        }
    }
    if texts.is_empty() {
        texts.push(payload.into());
    }
    Ok(texts)
}
