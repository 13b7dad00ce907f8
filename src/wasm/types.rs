//! TypeScript text, computed by the compiler from the rows and the lists of reasons.

#![allow(
    dead_code,
    reason = "only the custom section uses it, which the compiler does not always see"
)]

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    KeyError, Rejection, ToleranceError,
    audit::EntryError,
    provider::{Covered, Provider},
    providers,
};

use super::codes::HostError;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = match core::str::from_utf8(&Text::<{ write::<0>().len }>::of().bytes) {
    Ok(text) => text,
    Err(_) => "",
};

/// Text being written at compile time; with `N` of 0 only its length is counted.
struct Text<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Text<N> {
    const fn of() -> Self {
        write::<N>()
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "compile time"
    )]
    const fn add(mut self, text: &str) -> Self {
        let from = text.as_bytes();
        let mut i = 0;
        while i < from.len() {
            if self.len < N {
                self.bytes[self.len] = from[i];
            }
            self.len += 1;
            i += 1;
        }
        self
    }
}

const fn write<const N: usize>() -> Text<N> {
    Text {
        bytes: [0; N],
        len: 0,
    }
    .add("/** What each provider's signature authenticates. */\nexport interface ProviderCovers {")
    .rows()
    .add("\n}\n/** Why a request was rejected. Times in milliseconds. */\nexport type Rejection =")
    .add(Rejection::TYPESCRIPT)
    .add(";\n/** What a `ConfigError` can be about. */\nexport type ConfigErrorCode = (")
    .add(KeyError::TYPESCRIPT)
    .add(ToleranceError::TYPESCRIPT)
    .add(EntryError::TYPESCRIPT)
    .add(HostError::TYPESCRIPT)
    .add(")['code'] | Rejection['code'];\n")
}

impl<const N: usize> Text<N> {
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "compile time"
    )]
    const fn rows(mut self) -> Self {
        let rows = providers::all();
        let mut i = 0;
        while i < rows.len() {
            self = self
                .add("\n  '")
                .add(rows[i].id())
                .add("':")
                .covers(rows[i])
                .add(";");
            i += 1;
        }
        self
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "compile time"
    )]
    const fn covers(mut self, row: &Provider) -> Self {
        let mut i = 0;
        while i < Covered::ALL.len() {
            if row.does_cover(Covered::ALL[i]) {
                self = self.add(" | '").add(Covered::ALL[i].as_str()).add("'");
            }
            i += 1;
        }
        self
    }
}
