//! Rows by number: those that JavaScript has asked for, each read from its text once.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    claim_stack,
    codes::{Code, HostError, OK},
    window::Window,
};
use crate::{
    Provider,
    mac::Hash,
    provider::{Covered, SchemeError},
};

std::thread_local! {
    /// Borrowed for a moment only, without a call or a loop in which the engine could stop.
    static ROWS: RefCell<Vec<&'static Provider>> = const { RefCell::new(Vec::new()) };
}

/// The row with this number.
pub(super) fn row(number: u32) -> Option<&'static Provider> {
    let number = usize::try_from(number).ok()?;
    ROWS.with(|rows| rows.try_borrow().ok()?.get(number).copied())
}

/// Reads the row whose text stands in the window. The results say its number, what it covers (a bit
/// each), its tolerance in seconds, its body limit, the slot of its message id (−1: none, −2: the core
/// has it), the hash that a platform may make of the body (0: none), and flags: the URL is needed, the
/// method is, its keys have the vendor's ids.
#[wasm_bindgen]
#[must_use]
pub fn row_new(len: u32) -> u32 {
    claim_stack();
    let text = Window::with(|window| {
        let len = usize::try_from(len).unwrap_or(0);
        String::from_utf8(window.piece(len).to_vec())
    });
    let Ok(text) = text else {
        return SchemeError::IdInvalid.number();
    };
    // A row lives as long as the program.
    let row = match Provider::parse(Box::leak(text.into_boxed_str())) {
        Ok(row) => &*Box::leak(Box::new(row)),
        Err(error) => return error.number(),
    };
    let Some(number) = keep(row) else {
        return HostError::ProviderUnknown.number();
    };
    let bits = |flags: &[bool]| {
        let each = flags.iter().zip([1_u32, 2, 4, 8, 16]);
        f64::from(
            each.filter(|(flag, _)| **flag)
                .map(|(_, bit)| bit)
                .sum::<u32>(),
        )
    };
    let tolerance = row.tolerance().map_or([f64::NAN; 2], |tolerance| {
        [tolerance.past(), tolerance.future()].map(|side| super::millis(side) / 1000.0)
    });
    let id = match row.id_slot {
        Some(slot) if row.is_streamed => i32::try_from(slot).unwrap_or(-1),
        _ if row.does_cover(Covered::Id) => -2,
        _ => -1,
    };
    let hash = match row.hash_of_body() {
        None => 0,
        Some(Hash::Sha1) => 1,
        Some(Hash::Sha256) => 2,
        Some(Hash::Sha384) => 3,
        Some(Hash::Sha512) => 4,
    };
    Window::with(|window| {
        window.result = [
            f64::from(number),
            bits(&Covered::ALL.map(|thing| row.does_cover(thing))),
            tolerance[0],
            tolerance[1],
            f64::from(row.body_limit()),
            f64::from(id),
            f64::from(hash),
            bits(&[
                row.needs_url(),
                row.does_cover(Covered::Method),
                row.names_its_keys(),
            ]),
        ];
    });
    OK
}

fn keep(row: &'static Provider) -> Option<u32> {
    // Room is made while nothing is borrowed.
    let mut rows = ROWS.with(|rows| rows.try_borrow().ok().map(|rows| rows.clone()))?;
    let number = u32::try_from(rows.len()).ok()?;
    rows.push(row);
    ROWS.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            core::mem::swap(&mut *kept, &mut rows);
        }
    });
    Some(number)
}
