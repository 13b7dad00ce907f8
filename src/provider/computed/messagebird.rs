//! `MessageBird`'s older scheme: the time, the sorted query and the body's SHA-256.
//!
//! `messagebird` 4.0.1, `lib/signature.js`.

use alloc::{vec, vec::Vec};

use super::{Computed, Content, Takes, Texts, as_it_is, one};
use crate::{
    encoding::form,
    provider::{Covered, Inputs},
    rejection::Rejection,
};

pub(crate) const MESSAGEBIRD: Computed = Computed {
    name: "messagebird",
    covers: &[Covered::Body, Covered::Timestamp],
    reads_url: true,
    takes: |_| Takes::Digest,
    texts: |inputs, content| texts(inputs, content),
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};

fn texts(inputs: &Inputs<'_>, content: Content<'_>) -> Texts {
    let Content::Digest(digest) = content else {
        return Err(Rejection::SignatureMalformed);
    };
    let mut sorted: Vec<[Vec<u8>; 2]> = vec![];
    for [name, mut value] in form::pairs(form::query(inputs.url)) {
        if name == b"statusDatetime" {
            // Its plus sign reads as a space.
            value
                .iter_mut()
                .filter(|c| **c == b' ')
                .for_each(|c| *c = b'+');
        }
        let place = sorted.partition_point(|[other, _]| *other <= name);
        sorted.insert(place, [name, value]);
    }
    let spelled = sorted.iter().map(|[name, value]| {
        let [name, value] = [name, value].map(|text| form::encoded(text, form::PLAIN));
        [name, value].join(&b'=')
    });
    let query: Vec<Vec<u8>> = spelled.collect();
    Ok(one(&[
        inputs.time_text,
        b"\n",
        &query.join(&b'&'),
        b"\n",
        digest,
    ]))
}
