//! What an auditor shows on a console.

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::json::canonical;

/// `[AUDIT] {json}` of the canonical JSON of an entry.
#[wasm_bindgen]
#[must_use]
pub fn audit_line(json: &str) -> String {
    ["[AUDIT] ", &canonical::to_ascii(json)].concat()
}
