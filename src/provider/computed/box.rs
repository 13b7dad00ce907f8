//! Box: two headers, one for each key, over the body and the time; and where the body is not ASCII,
//! over the body as PHP's `json_encode` would write it.
//!
//! `box-node-sdk` 10.12.0, `lib/internal/utilsNode.js`.

use alloc::{vec, vec::Vec};

use super::{Computed, Content, Takes, Texts, as_it_is};
use crate::{json::escape, provider::Covered, rejection::Rejection};

pub(crate) const BOX: Computed = Computed {
    name: "box",
    covers: &[Covered::Body, Covered::Timestamp],
    reads_url: false,
    takes: |_| Takes::Whole,
    texts: |inputs, content| texts(content, inputs.time_text),
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};

fn texts(content: Content<'_>, time: &[u8]) -> Texts {
    let Content::Whole(body) = content else {
        return Err(Rejection::SignatureMalformed);
    };
    let mut texts = vec![[body, time].concat().into()];
    if let Ok(text) = core::str::from_utf8(body) {
        texts.push([&escaped(text), time].concat().into());
    }
    Ok(texts)
}

/// Every UTF-16 unit from U+007F on as an escape, and a backslash before a slash that has none.
fn escaped(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(c) {
            Ok(b'/') if out.last() != Some(&b'\\') => out.extend_from_slice(b"\\/"),
            Ok(c @ ..0x7f) => out.push(c),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.extend_from_slice(&escape::unit(*unit));
                }
            }
        }
    }
    out
}
