//! Reading what a log holds, before it is appended to.

use core::cell::RefCell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::super::{host::Host, slots::Slots};
use crate::{
    audit::{Log, Reader, VerifierKey},
    json::number::from_whole,
};

std::thread_local! {
    static READERS: RefCell<Slots<Reader<Host>>> = const { RefCell::new(Slots::new()) };
}

/// Begins to read the log of this origin, which has these checkpoints: its handle.
#[wasm_bindgen]
#[must_use]
pub fn reading(origin: &str, checkpoints: &str) -> Option<u32> {
    let reader = Reader::resume(Log::new(origin).ok()?, checkpoints, Host);
    Some(READERS.with_borrow_mut(|readers| readers.put(reader)))
}

/// The next segment begins, whose name says this number.
#[wasm_bindgen]
pub fn reading_segment(handle: u32, first: &str) {
    with(handle, |reader| {
        reader.segment(first.parse().unwrap_or(u64::MAX));
    });
}

/// More bytes of it.
#[wasm_bindgen]
pub fn reading_take(handle: u32, bytes: &[u8]) {
    with(handle, |reader| reader.take(bytes));
}

fn with(handle: u32, act: impl FnOnce(&mut Reader<Host>)) {
    READERS.with_borrow_mut(|readers| readers.get(handle).map(act));
}

/// There are no more: the state of the log as its last whole group left it, its size, how many bytes of the last
/// segment that is, how many of the checkpoints are whole, whether this verifier key is in charge, whether
/// the log names a next one that is not yet; and if something is wrong, its kind and the number of the
/// entry.
#[wasm_bindgen]
#[must_use]
pub fn reading_end(handle: u32, key: &str) -> Option<Array> {
    let reader = READERS.with_borrow_mut(|readers| readers.take(handle))?;
    let reading = reader.end();
    let out = Array::of4(
        &Uint8Array::from(&reading.log.to_bytes()[..]),
        &number(reading.log.size()),
        &number(reading.whole_bytes),
        &number(reading.whole_checkpoints),
    );
    let key = VerifierKey::parse(key);
    let is_in_charge = key.is_ok_and(|key| reading.is_in_charge(&key));
    out.push(&JsValue::from(is_in_charge));
    out.push(&JsValue::from(reading.is_key_pending()));
    if let Some(found) = reading.first {
        out.push(&JsValue::from(found.kind.code()));
        out.push(&number(found.seq));
    }
    Some(out)
}

fn number(value: u64) -> JsValue {
    JsValue::from(from_whole(value))
}
