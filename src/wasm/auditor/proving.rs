//! Proofs, made in one pass over a log.

use alloc::string::String;
use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::super::slots::Slots;
use crate::{audit::Proving, json::number::whole};

std::thread_local! {
    static PROVERS: RefCell<Slots<Proving>> = const { RefCell::new(Slots::new()) };
}

/// Begins the proof of entry number `seq`, or, where `seq` is below 0, the proof that the log of the
/// checkpoint `old` is the beginning of that of the checkpoint `note`: its handle.
#[wasm_bindgen]
#[must_use]
pub fn prover(seq: f64, old: &str, note: &str) -> Option<u32> {
    let proving = match whole(seq) {
        Some(seq) => Proving::inclusion(seq, note),
        None => Proving::consistency(old, note),
    };
    let proving = proving?;
    Some(PROVERS.with_borrow_mut(|provers| provers.put(proving)))
}

/// More bytes of the log, from its beginning on.
#[wasm_bindgen]
pub fn prover_take(handle: u32, bytes: &[u8]) {
    PROVERS.with_borrow_mut(|provers| provers.get(handle).map(|proving| proving.take(bytes)));
}

/// There are no more: the text of the proof, if the log is that of the checkpoints.
#[wasm_bindgen]
#[must_use]
pub fn prover_end(handle: u32) -> Option<String> {
    PROVERS
        .with_borrow_mut(|provers| provers.take(handle))?
        .finish()
}
