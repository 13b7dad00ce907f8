//! What reads and judges logs: a module of its own, since no writer needs it.

pub mod console;
pub mod proving;
pub mod reading;

use alloc::{string::String, vec::Vec};
use core::cell::RefCell;

use js_sys::{Array, Function, JsString, Uint8Array};
use wasm_bindgen::{
    JsCast,
    prelude::{JsValue, wasm_bindgen},
};

use super::{host::Host, slots::Slots};
use crate::audit::{Auditor, Checkpoint, EntryProof, LogError, policy_key};

std::thread_local! {
    static AUDITORS: RefCell<Slots<Auditor<Host>>> = const { RefCell::new(Slots::new()) };
}

/// Begins to verify the log of a policy that has these checkpoints, beside others that were kept
/// elsewhere: its handle, or the code of what is wrong with the policy.
#[wasm_bindgen]
#[must_use]
pub fn auditor(policy: &str, checkpoints: &str, elsewhere: &Array) -> JsValue {
    let elsewhere: Vec<String> = elsewhere
        .iter()
        .filter_map(|note| note.as_string())
        .collect();
    let elsewhere: Vec<&str> = elsewhere.iter().map(|note| &**note).collect();
    let begun = policy_key(policy).and_then(|key| Auditor::new(key, checkpoints, &elsewhere, Host));
    match begun {
        Ok(auditor) => JsValue::from(AUDITORS.with_borrow_mut(|auditors| auditors.put(auditor))),
        Err(error) => JsValue::from(error.code()),
    }
}

/// The text of a file `sealed-<seq>.json`.
#[wasm_bindgen]
pub fn auditor_disclose(handle: u32, seq: &str, text: &str) {
    with(handle, |auditor| {
        auditor.disclose(seq.parse().unwrap_or(u64::MAX), text);
    });
}

/// The next segment begins, whose name says this number.
#[wasm_bindgen]
pub fn auditor_segment(handle: u32, first: &str) {
    with(handle, |auditor| {
        auditor.segment(first.parse().unwrap_or(u64::MAX));
    });
}

/// More bytes of it.
#[wasm_bindgen]
pub fn auditor_take(handle: u32, bytes: &[u8]) {
    with(handle, |auditor| auditor.take(bytes));
}

fn with(handle: u32, act: impl FnOnce(&mut Auditor<Host>)) {
    AUDITORS.with_borrow_mut(|auditors| auditors.get(handle).map(act));
}

/// There are no more: the report, as the text of a JSON object. `verify` is called with a public key, a
/// text and a signature, each as bytes.
#[wasm_bindgen]
#[must_use]
pub fn auditor_end(handle: u32, verify: &Function) -> Option<String> {
    let auditor = AUDITORS.with_borrow_mut(|auditors| auditors.take(handle))?;
    Some(auditor.finish(by(verify)).to_json(&Host))
}

/// Whether a signature fits is the host's to say.
fn by(verify: &Function) -> impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool + '_ {
    |key, text, signature| {
        let [key, text, signature] = [&key[..], text, &signature[..]].map(Uint8Array::from);
        let fits = verify.call3(&JsValue::NULL, &key, &text, &signature);
        fits.is_ok_and(|fits| fits.is_truthy())
    }
}

/// Whether a proof holds, of the entry that it brings: that entry and the size of the log, or the code of
/// what is wrong.
#[wasm_bindgen]
#[must_use]
pub fn proof_verify(policy: &str, text: &str, verify: &Function) -> JsValue {
    let check = || -> Result<(String, Checkpoint), LogError> {
        let proof = EntryProof::parse(text)?;
        let entry = proof.extra.clone().ok_or(LogError::ProofMalformed)?;
        let checkpoint = proof.verify(&entry, &policy_key(policy)?, by(verify))?;
        let entry = String::from_utf8(entry).map_err(|_| LogError::ProofMalformed)?;
        Ok((entry, checkpoint))
    };
    match check() {
        Ok((entry, checkpoint)) => Array::of2(
            &JsString::from(entry),
            &JsString::from(crate::encoding::decimal::text(checkpoint.size)),
        )
        .unchecked_into(),
        Err(error) => JsValue::from(error.code()),
    }
}
