//! Key rings by handle.

use alloc::vec::Vec;
use core::{cell::RefCell, hint::black_box};

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use super::{
    codes::{Code, HostError, OK},
    row, time,
    window::{BEFORE, WINDOW},
};
use crate::{
    KeyError, Provider, Timestamp,
    key::{Key, KeyRing},
    mac::midstate::Midstates,
};

std::thread_local! {
    pub(super) static RINGS: RefCell<Rings> = const { RefCell::new(Rings::new()) };
}

/// A handle is a slot's number and how often the slot was used before, so a stale one is known.
const SLOT_BITS: u32 = 20;

/// A ring, with the midstates of its keys.
pub(super) struct Ring {
    pub(super) row: &'static Provider,
    /// None until the first key is added.
    pub(super) keys: Option<KeyRing>,
    pub(super) midstates: Vec<Midstates>,
}

impl Ring {
    pub(super) fn ends(&self) -> impl Iterator<Item = Option<Timestamp>> {
        self.keys.iter().flat_map(KeyRing::keys).map(Key::not_after)
    }

    fn add(&mut self, key: Key) -> Result<(), KeyError> {
        let mut midstates = Vec::with_capacity(self.midstates.len().saturating_add(1));
        midstates.extend(self.midstates.iter().cloned());
        midstates.push(key.midstates());
        self.keys = Some(match self.keys.take() {
            None => KeyRing::new(key),
            Some(ring) => ring.try_with(key)?,
        });
        self.midstates = midstates;
        Ok(())
    }
}

struct Slot {
    generation: u32,
    ring: Option<Ring>,
}

pub(super) struct Rings {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

impl Rings {
    pub(super) const fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn get(&self, handle: u32) -> Option<&Ring> {
        let slot = self.slots.get(slot_of(handle))?;
        slot.ring
            .as_ref()
            .filter(|_| slot.generation == handle >> SLOT_BITS)
    }

    fn slot(&mut self, handle: u32) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(slot_of(handle))?;
        (slot.generation == handle >> SLOT_BITS).then_some(slot)
    }

    fn insert(&mut self, ring: Ring) -> Option<u32> {
        let number = if let Some(number) = self.free.pop() {
            number
        } else {
            self.slots.push(Slot {
                generation: 0,
                ring: None,
            });
            u32::try_from(self.slots.len()).ok()?.checked_sub(1)?
        };
        let slot = self
            .slots
            .get_mut(slot_of(number))
            .filter(|_| number >> SLOT_BITS == 0)?;
        // Never 0, so that no handle is.
        slot.generation = (slot.generation % 0xfff).saturating_add(1);
        slot.ring = Some(ring);
        Some(slot.generation << SLOT_BITS | number)
    }
}

fn slot_of(handle: u32) -> usize {
    usize::try_from(handle & 0xf_ffff).unwrap_or(usize::MAX)
}

/// A ring of no keys yet, for the row with this number; 0 where there is no such row.
#[wasm_bindgen]
#[must_use]
pub fn ring_new(number: u32) -> u32 {
    let Some(row) = row(number) else { return 0 };
    let ring = Ring {
        row,
        keys: None,
        midstates: Vec::new(),
    };
    RINGS
        .with(|rings| rings.try_borrow_mut().ok()?.insert(ring))
        .unwrap_or(0)
}

/// Adds a key. The window holds its id and its secret, which is wiped. `not_after` is in
/// milliseconds, infinite where the key has no end.
#[wasm_bindgen]
#[must_use]
pub fn ring_add(handle: u32, id_len: u32, secret_len: u32, is_text: bool, not_after: f64) -> u32 {
    let code = RINGS.with(|rings| {
        WINDOW.with(|window| {
            let (Ok(mut rings), Ok(mut window)) = (rings.try_borrow_mut(), window.try_borrow_mut())
            else {
                return HostError::Disposed.number();
            };
            let Some(ring) = rings.slot(handle).and_then(|slot| slot.ring.as_mut()) else {
                return HostError::Disposed.number();
            };
            let written = window.text.get_mut(BEFORE..).unwrap_or_default();
            let code = add(ring, written, [id_len, secret_len], is_text, not_after);
            let [id_len, secret_len] =
                [id_len, secret_len].map(|n| usize::try_from(n).unwrap_or(0));
            let end = id_len.saturating_add(secret_len).min(written.len());
            written.get_mut(..end).unwrap_or_default().zeroize();
            code
        })
    });
    scrub();
    code
}

fn add(ring: &mut Ring, written: &[u8], lens: [u32; 2], is_text: bool, not_after: f64) -> u32 {
    let [id_len, secret_len] = lens.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if not_after.is_nan() {
        return HostError::NotAfterInvalid.number();
    }
    let parts = written
        .split_at_checked(id_len)
        .and_then(|(id, rest)| Some((id, rest.get(..secret_len)?)));
    let Some((id, secret)) = parts else {
        return KeyError::SecretTooLong.number();
    };
    let Ok(id) = core::str::from_utf8(id) else {
        return KeyError::KeyIdMalformed.number();
    };
    let format = ring.row.key_format();
    let key = match core::str::from_utf8(secret) {
        Ok(text) if is_text => Key::parse(id, text, format),
        Err(_) if is_text => Err(KeyError::SecretIllFormed),
        _ => Key::from_bytes(id, secret, format),
    };
    key.map(|key| {
        if not_after.is_finite() {
            key.until(time(not_after))
        } else {
            key
        }
    })
    .and_then(|key| ring.add(key))
    .number()
}

/// Wipes a ring. Its handle is good for nothing afterwards.
#[wasm_bindgen]
#[must_use]
pub fn ring_free(handle: u32) -> u32 {
    let freed = RINGS.with(|rings| {
        let Ok(mut rings) = rings.try_borrow_mut() else {
            return false;
        };
        let ring = rings.slot(handle).and_then(|slot| slot.ring.take());
        if ring.is_some() {
            rings.free.push(handle & 0xf_ffff);
        }
        ring.is_some()
    });
    scrub();
    if freed {
        OK
    } else {
        HostError::Disposed.number()
    }
}

/// Overwrites what key set-up left on the shadow stack. `black_box`, since nobody reads it.
#[inline(never)]
fn scrub() {
    black_box(&[0_u8; 8192]);
}
