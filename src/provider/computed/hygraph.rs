//! Hygraph: a JSON text that holds the body as a text, the environment and the time.
//!
//! `@hygraph/utils` 1.2.1, `index.js`.

use alloc::{vec, vec::Vec};

use super::{Computed, Takes, Text, as_it_is};
use crate::{provider::Covered, rejection::Rejection};

pub(crate) const HYGRAPH: Computed = Computed {
    name: "hygraph",
    covers: &[Covered::Body, Covered::Timestamp],
    reads_url: false,
    takes: |_| Takes::Quoted,
    texts: |inputs, _| {
        let mut fields = inputs.value(0).split(|&c| c == b',');
        let environment = fields.find_map(|field| field.trim_ascii_start().strip_prefix(b"env="));
        let environment = environment.filter(|name| {
            // What JSON would escape is not in a name.
            name.iter()
                .all(|&c| c.is_ascii_graphic() && !matches!(c, b'"' | b'\\'))
        });
        let environment = environment.ok_or(Rejection::SignatureMalformed)?;
        Ok(texts(environment, inputs.time_text))
    },
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "env=master",
    write: None,
};

fn texts(environment: &[u8], time: &[u8]) -> Vec<Text> {
    let before = b"{\"Body\":\"".to_vec();
    let after = [
        b"\",\"EnvironmentName\":\"",
        environment,
        b"\",\"TimeStamp\":",
        time,
        b"}",
    ];
    vec![before.into(), after.concat().into()]
}
