//! Audit entries: a module of its own, since nothing of it is needed to verify.

use alloc::string::String;

use js_sys::{Array, JsString, Number};
use wasm_bindgen::{
    JsCast,
    prelude::{JsValue, wasm_bindgen},
};

use super::{codes::Code, time};
use crate::{
    audit::{Entry, EntryError, Input},
    json::number::Numbers,
};

/// An audit entry, stamped: its canonical JSON and its console line, or the number of a reason.
/// `metadata` is the text of a JSON object. What is no string counts as absent.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what wasm-bindgen hands over"
)]
pub fn audit_entry(
    action: &JsValue,
    user_id: &JsValue,
    resource: &JsValue,
    result: &JsValue,
    metadata: Option<String>,
    now: f64,
) -> JsValue {
    if !now.is_finite() {
        return JsValue::from(EntryError::ClockInvalid.number());
    }
    let [action, user_id, resource, result] = [action, user_id, resource, result].map(text);
    let input = Input {
        action: action.as_deref(),
        user_id: user_id.as_deref(),
        resource: resource.as_deref(),
        result: result.as_deref(),
        metadata: metadata.as_deref(),
    };
    match Entry::new(&input, time(now), &Host) {
        Ok(entry) => Array::of2(
            &JsString::from(entry.json()),
            &JsString::from(entry.console_line()),
        )
        .into(),
        Err(error) => JsValue::from(error.number()),
    }
}

/// A text, if it is one; half a surrogate pair would not come across as it is.
fn text(value: &JsValue) -> Option<String> {
    let text: &JsString = value.dyn_ref()?;
    text.is_valid_utf16().then(|| text.into())
}

/// Number text by the engine, which has the algorithm that RFC 8785 names.
struct Host;

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
