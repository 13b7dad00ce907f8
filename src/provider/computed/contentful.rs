//! Contentful: method, path, the headers that a header lists, and the body.
//!
//! `@contentful/node-apps-toolkit` 3.16.1, `lib/requests`.

use alloc::{vec, vec::Vec};

use super::{Computed, Takes, Texts, as_it_is};
use crate::{
    encoding::form,
    provider::{Covered, Inputs, base::method},
    rejection::Rejection,
};

pub(crate) const CONTENTFUL: Computed = Computed {
    name: "contentful",
    covers: &[
        Covered::Body,
        Covered::Timestamp,
        Covered::Url,
        Covered::Method,
    ],
    reads_url: false,
    takes: |_| Takes::Stream,
    texts: |inputs, _| texts(inputs),
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};

/// The slots behind the signature.
const NAMES: usize = 2;
const HEADERS: usize = 3;

/// What `encodeURI` leaves as it is, besides letters and digits.
const URI: &[u8] = b"-_.!~*'();/?:@&=+$,#";

fn texts(inputs: &Inputs<'_>) -> Texts {
    let listed: Vec<&[u8]> = inputs.value(NAMES).split(|&c| c == b',').collect();
    // Else a header could be left out of what is signed, the time among them.
    for needed in [
        &b"x-contentful-timestamp"[..],
        b"x-contentful-signed-headers",
    ] {
        if !listed.contains(&needed) {
            return Err(Rejection::SignatureMalformed);
        }
    }
    let mut lines: Vec<&[u8]> = vec![];
    for line in inputs.value(HEADERS).split(|&c| c == b'\n') {
        if listed.contains(&name(line)) {
            let place = lines.partition_point(|other| name(other) < name(line));
            lines.insert(place, line);
        }
    }
    if lines.len() != listed.len() {
        return Err(Rejection::SignatureMalformed);
    }
    let before = [
        method(inputs.method),
        b"\n",
        &path(inputs.url),
        b"\n",
        &lines.join(&b';'),
        b"\n",
    ];
    Ok(vec![before.concat().into(), Vec::new().into()])
}

fn name(line: &[u8]) -> &[u8] {
    line.split(|&c| c == b':').next().unwrap_or_default()
}

/// Path and query, the query escaped as a whole and then both as a URI.
fn path(url: &[u8]) -> Vec<u8> {
    let authority = url.iter().position(|&c| c == b':').unwrap_or(0);
    let rest = url.get(authority.saturating_add(3)..).unwrap_or_default();
    let start = rest.iter().position(|c| matches!(c, b'/' | b'?'));
    let rest = rest.get(start.unwrap_or(rest.len())..).unwrap_or_default();
    let mut halves = rest.splitn(3, |&c| c == b'?');
    let path = halves.next().unwrap_or_default();
    let mut out = form::encoded(path, URI);
    if let Some(query) = halves.next().filter(|query| !query.is_empty()) {
        out.push(b'?');
        let query = form::encoded(query, form::PLAIN);
        out.extend(form::encoded(&query, URI));
    }
    out
}
