//! What the core asks of its host: number text, which the engine has as RFC 8785
//! names it, and the normalisation of names.
//!
//! Texts cross as bytes of linear memory, which the host reads and fills in place (`pkg/src/host.ts`).

use alloc::{string::String, vec};

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{encoding::nfkc::Nfkc, json::number::Numbers};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = host)]
    fn read(text: &[u8]) -> f64;
    /// How many bytes it has written.
    #[wasm_bindgen(js_namespace = host)]
    fn write(number: f64, out: &mut [u8]) -> usize;
    #[wasm_bindgen(js_namespace = host)]
    fn nfkc(text: &[u8], out: &mut [u8]) -> usize;
}

pub(super) struct Host;

impl Numbers for Host {
    fn read(&self, text: &str) -> f64 {
        read(text.as_bytes())
    }

    fn write(&self, number: f64, out: &mut String) {
        // `-1.7976931348623157e+308` has 24 bytes.
        let mut text = [0; 32];
        let length = write(number, &mut text);
        out.push_str(text_of(&text, length).unwrap_or_default());
    }
}

impl Nfkc for Host {
    fn nfkc(&self, text: &str) -> Option<String> {
        // Nothing grows more than U+FDFA, whose three bytes become 33.
        let mut form = vec![0; text.len().saturating_mul(11)];
        let length = nfkc(text.as_bytes(), &mut form);
        text_of(&form, length).map(String::from)
    }
}

fn text_of(bytes: &[u8], length: usize) -> Option<&str> {
    str::from_utf8(bytes.get(..length)?).ok()
}
