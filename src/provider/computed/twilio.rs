//! Twilio: the URL and the form's parameters, sorted; or the URL, which holds the body's SHA-256.
//!
//! <https://www.twilio.com/docs/usage/security#validating-requests>. The scheme puts nothing
//! between names and values, so it does not say where one ends: that is the vendor's, not ours.

use alloc::{vec, vec::Vec};

use subtle::ConstantTimeEq;

use super::{Computed, Content, Takes, Texts};
use crate::{
    encoding::{form, hex},
    provider::Covered,
    rejection::Rejection,
};

pub(crate) const TWILIO: Computed = Computed {
    name: "twilio",
    covers: &[Covered::Body, Covered::Url],
    reads_url: false,
    takes: |url| match body_sha256(url) {
        Some(_) => Takes::Digest,
        None => Takes::Whole,
    },
    texts: |inputs, content| texts(inputs.url, content),
    is_all: false,
    is_claimed_by_text: true,
    canonical,
    label: "",
    write: None,
};

/// More parameters than any of the vendor's forms: sorting them is the only costly step.
const MAX_PARAMETERS: usize = 1000;

fn texts(url: &[u8], content: Content<'_>) -> Texts {
    let parameters = match content {
        Content::Whole(body) => parameters(body)?,
        Content::Digest(digest) => {
            let mut signed = [0; 32];
            let decoded = hex::decode_into(body_sha256(url).unwrap_or_default(), &mut signed);
            let equal: bool = signed.ct_eq(digest).into();
            if !(decoded && equal) {
                return Err(Rejection::SignatureMismatch);
            }
            Vec::new()
        }
        Content::Around => return Err(Rejection::SignatureMalformed),
    };
    let spelled = |url: Vec<u8>| [url.as_slice(), parameters.as_slice()].concat().into();
    Ok(spellings(url).into_iter().map(spelled).collect())
}

/// The value of `bodySHA256`, where it ends the query: Twilio appends it. Elsewhere it could be text
/// of a form, which whoever captured that form's signature has moved into the URL.
fn body_sha256(url: &[u8]) -> Option<&[u8]> {
    match form::query(url)
        .rsplit(|&c| c == b'&')
        .next()?
        .strip_prefix(b"bodySHA256")?
    {
        [] => Some(&[]),
        rest => rest.strip_prefix(b"="),
    }
}

/// The URL without any port, however many its authority seems to have: one delivery, one name.
fn canonical(url: &[u8]) -> Vec<u8> {
    let mut bare = url.to_vec();
    loop {
        let [shorter, _] = spellings(&bare);
        if shorter.len() == bare.len() {
            return bare;
        }
        bare = shorter;
    }
}

/// The URL without a port, and with one: Twilio drops or adds the default, depending on its product.
fn spellings(url: &[u8]) -> [Vec<u8>; 2] {
    let (default, start) = match url {
        [b'h', b't', b't', b'p', b's', ..] => (&b":443"[..], 8),
        _ => (&b":80"[..], 7),
    };
    let end = url
        .iter()
        .skip(start)
        .position(|c| matches!(c, b'/' | b'?' | b'#'))
        .map_or(url.len(), |n| n.saturating_add(start));
    let (before, rest) = url.split_at_checked(end).unwrap_or((url, &[]));
    let is_digits = |port: &[u8]| port.iter().all(u8::is_ascii_digit);
    let host_start = before
        .iter()
        .rposition(|&c| c == b'@')
        .map_or(start, |at| at.saturating_add(1));
    let host = before.get(host_start..).unwrap_or_default();
    // Those of an IPv6 address stand in brackets, and what follows them is no digits.
    let is_open = host.contains(&b'[');
    let colon = host
        .iter()
        .rposition(|&c| c == b':')
        .filter(|_| !is_open || host.contains(&b']'));
    let (bare, port) = colon
        .and_then(|colon| before.split_at_checked(host_start.saturating_add(colon)))
        .filter(|(_, port)| is_digits(port.get(1..).unwrap_or_default()))
        .unwrap_or((before, &[]));
    let port = if port.len() > 1 { port } else { default };
    [[bare, rest].concat(), [bare, port, rest].concat()]
}

/// Name and value of every parameter, sorted by name and value, repeats once.
fn parameters(body: &[u8]) -> Result<Vec<u8>, Rejection> {
    let mut sorted: Vec<[Vec<u8>; 2]> = vec![];
    for (count, parameter) in form::pairs(body).enumerate() {
        if count >= MAX_PARAMETERS {
            return Err(Rejection::BodyTooLarge);
        }
        // Inserted in place: a sort of `core` is 8 KB of a WebAssembly build.
        let place = sorted.partition_point(|other| *other < parameter);
        if sorted.get(place) != Some(&parameter) {
            sorted.insert(place, parameter);
        }
    }
    Ok(sorted.into_flattened().concat())
}
