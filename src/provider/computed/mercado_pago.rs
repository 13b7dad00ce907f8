//! Mercado Pago: ids of the query and of a header, and the time; parts without a value are left out.
//!
//! `mercadopago` 3.6.1, `dist/utils/webhook/index.js`. The body is not signed.

use alloc::vec::Vec;

use super::{Computed, Takes, as_it_is, one};
use crate::provider::Covered;

pub(crate) const MERCADO_PAGO: Computed = Computed {
    name: "mercado-pago",
    covers: &[Covered::Id],
    reads_url: false,
    takes: |_| Takes::Digest,
    texts: |inputs, _| {
        let part = |label: &[u8], value: &[u8]| -> Vec<u8> {
            if value.is_empty() {
                Vec::new()
            } else {
                [label, value, b";"].concat()
            }
        };
        Ok(one(&[
            &part(b"id:", inputs.value(2)),
            &part(b"request-id:", inputs.value(1)),
            // In seconds in some of the vendor's examples, in milliseconds in others: not judged.
            &part(b"ts:", inputs.time_text),
        ]))
    },
    is_all: false,
    is_claimed_by_text: false,
    canonical: as_it_is,
    label: "",
    write: None,
};
