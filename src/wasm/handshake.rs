//! Handshakes: a module of its own, since nothing of it is needed to verify. Keys stay in the module
//! that verifies, so this one says what is to be verified or signed, and is asked again.

use alloc::{borrow::Cow, string::String, vec::Vec};

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::codes::Code;
use crate::{
    handshake::{Asked, Expected, HandshakeError, Known, MAX_BODY, Step, Vendor},
    providers,
};

/// What a handshake needs of each row, and no more.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
static VENDORS: [Vendor; providers::all().len()] = {
    let mut all = [const { Vendor::UNKNOWN }; providers::all().len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = Vendor::of(providers::all()[place]);
        place += 1;
    }
    all
};

fn vendor(id: &str) -> &'static Vendor {
    let found = VENDORS.iter().find(|vendor| vendor.id == id);
    found.unwrap_or(const { &Vendor::UNKNOWN })
}

/// More of a body than any handshake has.
#[wasm_bindgen]
#[must_use]
pub fn most() -> u32 {
    u32::try_from(MAX_BODY).unwrap_or(0)
}

/// What to answer: nothing if it is no handshake; the number of a reason; or texts, the first of which
/// is `verify`, `sign` and what, or a status and the rest of an answer. `headers` are names in lower
/// case and values, in turn; `origins` are joined by line feeds. Once something was verified or signed,
/// the id of the key and the tag.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    reason = "what wasm-bindgen hands over"
)]
pub fn handshake(
    provider: &str,
    has_keys: bool,
    method: &str,
    url: &str,
    headers: Vec<String>,
    body: &[u8],
    token: Option<Vec<u8>>,
    wants_secret: bool,
    origins: &str,
    key_id: Option<String>,
    tag: Option<Vec<u8>>,
) -> JsValue {
    let origins: Vec<&str> = origins.split('\n').filter(|one| !one.is_empty()).collect();
    let expected = Expected {
        token: token.as_deref(),
        wants_secret,
        origins: &origins,
    };
    let header = |name: &str| {
        let mut pairs = headers.chunks_exact(2);
        let [_, value] = pairs.find(|pair| pair.first().is_some_and(|own| own == name))? else {
            return None;
        };
        Some(Cow::Borrowed(value.as_bytes()))
    };
    let asked = Asked {
        method,
        url: url.as_bytes(),
        header: &header,
        body,
    };
    let known = Known {
        verified: key_id.as_deref(),
        signed: key_id.as_deref().zip(tag),
    };
    let vendor = vendor(provider);
    let step = vendor
        .check(&expected, has_keys)
        .and_then(|()| vendor.step(&asked, &expected, &known));
    match step {
        Ok(Step::None) => JsValue::UNDEFINED,
        Ok(Step::Verify) => texts(["verify".into()]),
        Ok(Step::Sign(text)) => texts(["sign".into(), String::from_utf8(text).unwrap_or_default()]),
        Ok(Step::Answer(answer)) => texts(answer.into_texts()),
        Err(error) => JsValue::from(HandshakeError::number(error)),
    }
}

/// How to answer a delivery that was handled.
#[wasm_bindgen]
#[must_use]
pub fn acknowledgement(provider: &str) -> JsValue {
    texts(vendor(provider).acknowledgement().into_texts())
}

/// The names of the headers that handshakes need of a request to this provider.
#[wasm_bindgen]
#[must_use]
pub fn names(provider: &str) -> JsValue {
    texts(vendor(provider).names().map(String::from))
}

fn texts(all: impl IntoIterator<Item = String>) -> JsValue {
    let all: Array = all.into_iter().map(JsString::from).collect();
    all.into()
}
