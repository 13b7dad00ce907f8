//! Plivo, version 3: the URL with its query sorted, the sorted form, and a nonce.
//!
//! `plivo` 4.79.0, `dist/utils/v3Security.js`.

use alloc::{vec, vec::Vec};

use super::{Computed, Content, Takes, Texts, as_it_is, one};
use crate::{
    encoding::form,
    provider::{Covered, Inputs},
    rejection::Rejection,
};

pub(crate) const PLIVO: Computed = Computed {
    name: "plivo",
    covers: &[Covered::Body, Covered::Id, Covered::Url],
    reads_url: false,
    takes: |_| Takes::Whole,
    texts: |inputs, content| texts(inputs, content),
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};

/// More parameters than any of the vendor's forms: sorting them is the only costly step.
const MAX_PARAMETERS: usize = 1000;

fn texts(inputs: &Inputs<'_>, content: Content<'_>) -> Texts {
    let Content::Whole(body) = content else {
        return Err(Rejection::SignatureMalformed);
    };
    let query = sorted(form::query(inputs.url), b"=")?.join(&b'&');
    let form = sorted(body, b"")?.concat();
    let bare = inputs.url.split(|c| matches!(c, b'?' | b'#')).next();
    let mut parts = vec![bare.unwrap_or_default()];
    if !(query.is_empty() && form.is_empty()) {
        parts.extend([b"?", query.as_slice()]);
    }
    if !(query.is_empty() || form.is_empty()) {
        parts.push(b".");
    }
    parts.extend([&form, &b"."[..], inputs.id]);
    Ok(one(&parts))
}

/// Names and values, sorted by both.
fn sorted(text: &[u8], joint: &[u8]) -> Result<Vec<Vec<u8>>, Rejection> {
    let mut sorted: Vec<[Vec<u8>; 2]> = vec![];
    for (count, pair) in form::pairs(text).enumerate() {
        if count >= MAX_PARAMETERS {
            return Err(Rejection::BodyTooLarge);
        }
        let place = sorted.partition_point(|other| *other <= pair);
        sorted.insert(place, pair);
    }
    Ok(sorted.into_iter().map(|pair| pair.join(joint)).collect())
}
