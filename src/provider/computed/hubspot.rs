//! `HubSpot`, version 3: method, URL, body and time, where the URL has some of its escapes undone.
//!
//! <https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation>,
//! "Validate the v3 request signature"; the vendor's SDK leaves that to its caller.

use alloc::{vec, vec::Vec};

use super::{Computed, Takes};
use crate::{
    encoding::hex,
    provider::{Covered, base::method},
};

pub(crate) const HUBSPOT: Computed = Computed {
    name: "hubspot",
    covers: &[
        Covered::Body,
        Covered::Timestamp,
        Covered::Url,
        Covered::Method,
    ],
    reads_url: false,
    takes: |_| Takes::Stream,
    texts: |inputs, _| {
        let before = [method(inputs.method), &unescaped(inputs.url)].concat();
        Ok(vec![before.into(), inputs.time_text.to_vec().into()])
    },
    is_all: false,
    is_claimed_by_text: false,
    // Spelled in another way it is signed the same.
    canonical: unescaped,
    label: "",
    write: None,
};

/// What is signed without its escape.
const PLAIN: &[u8] = b":/?@!$'()*,;";

/// In one pass, so that what an escaped `%` brings forth is no escape.
fn unescaped(url: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(url.len());
    let mut rest = url;
    while let [first, after @ ..] = rest {
        let mut byte = [0];
        let escape = after.get(..2).filter(|_| *first == b'%');
        let is_plain = escape.is_some_and(|digits| {
            hex::decode_into(digits, &mut byte) && byte.iter().all(|c| PLAIN.contains(c))
        });
        let [plain] = byte;
        out.push(if is_plain { plain } else { *first });
        rest = if is_plain {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    out
}
