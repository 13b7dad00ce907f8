//! What the core asks of its host: number text, which the engine has as RFC 8785
//! names it, and the normalisation of names.

use alloc::string::String;

use js_sys::{JsString, Number};

use crate::{encoding::nfkc::Nfkc, json::number::Numbers};

pub(super) struct Host;

impl Numbers for Host {
    fn read(&self, text: &str) -> f64 {
        js_sys::parse_float(text)
    }

    fn write(&self, number: f64, out: &mut String) {
        if let Ok(text) = Number::from(number).to_string_with_radix(10) {
            out.push_str(&String::from(text));
        }
    }
}

impl Nfkc for Host {
    fn nfkc(&self, text: &str) -> Option<String> {
        Some(JsString::from(text).normalize("NFKC").into())
    }
}
