//! Hook0: the time, the headers that the signature lists, and the body; or, in its older form, the
//! time and the body.
//!
//! `hook0-client` 2.0.2, `src/signature.rs`.

use alloc::{vec, vec::Vec};

use super::{Computed, Takes, Texts, as_it_is};
use crate::{
    provider::{Covered, Inputs},
    rejection::Rejection,
};

pub(crate) const HOOK0: Computed = Computed {
    name: "hook0",
    covers: &[Covered::Body, Covered::Timestamp],
    reads_url: false,
    takes: |_| Takes::Stream,
    texts: |inputs, _| texts(inputs),
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};

/// The slot behind the signature.
const HEADERS: usize = 1;

fn texts(inputs: &Inputs<'_>) -> Texts {
    let field = |label: &[u8]| {
        let mut fields = inputs.value(0).split(|&c| c == b',');
        fields.find_map(|field| field.strip_prefix(label))
    };
    let listed = field(b"h=").unwrap_or_default();
    let mut values: Vec<&[u8]> = vec![];
    for name in listed.split(|&c| c == b' ').filter(|name| !name.is_empty()) {
        let mut lines = inputs.value(HEADERS).split(|&c| c == b'\n');
        let value = lines.find_map(|line| {
            let (found, value) = line.split_at_checked(name.len())?;
            found
                .eq_ignore_ascii_case(name)
                .then(|| value.strip_prefix(b":"))
                .flatten()
        });
        values.push(value.ok_or(Rejection::SignatureMalformed)?);
    }
    let mut before = vec![inputs.time_text, b"."];
    let values = values.join(&b'.');
    if field(b"v1=").is_some() {
        before.extend([listed, b".", &values, b"."]);
    }
    Ok(vec![before.concat().into(), Vec::new().into()])
}
