//! Braintree: a form with a payload, and a signature under each public key.
//!
//! `braintree` 3.40.0, `lib/braintree/webhook_notification_gateway.js`. Keys have the public key as
//! their id.

use alloc::{string::String, vec::Vec};

use super::{Computed, Content, Sign, Takes, Text, Texts, Written, as_it_is};
use crate::{
    encoding::{base64, form, hex},
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
    label: "",
    write: Some(write),
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

/// The form of a payload, which is a field of the given one, or the given text.
fn write(body: &[u8], sign: Sign<'_>) -> Option<Written> {
    let payload = form::field(body, "bt_payload");
    let payload = payload.unwrap_or_else(|| [&base64::encode(body), "\n"].concat().into_bytes());
    let signed = sign(&payload);
    let signature = hex::encode(&signed.first()?.1).into_bytes();
    let pairs = signed
        .iter()
        .map(|(id, tag)| [id, "|", &hex::encode(tag)].concat());
    let pairs: Vec<String> = pairs.collect();
    let form = form::with(&[], "bt_signature", pairs.join("&").as_bytes());
    Some([form::with(&form, "bt_payload", &payload), signature])
}
