//! Key rings by handle.

use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, hint::black_box};

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use super::{
    claim_stack,
    codes::{Code, HostError, OK},
    table::row,
    time,
    window::{BEFORE, Window},
};
use crate::{
    KeyError, Provider, Timestamp,
    key::{Key, KeyRing},
    provider::HAS_RARE,
};

std::thread_local! {
    /// Borrowed for a moment only, without a call or a loop in which the engine could stop.
    static RINGS: RefCell<Rings> = const { RefCell::new(Rings::new()) };
}

/// A handle is a slot's number and how often the slot was used before, so a stale one is known, until
/// that number comes again: a slot is used again only when nobody has its handle any more.
const SLOT_BITS: u32 = 20;
/// No slot has this number.
const NONE: u32 = u32::MAX;

/// The keys of a verifier, and their row.
pub(super) struct Ring {
    pub(super) row: &'static Provider,
    /// None until the first key is added.
    pub(super) keys: Option<KeyRing>,
}

impl Ring {
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().flat_map(KeyRing::keys)
    }

    #[inline]
    pub(super) fn key(&self, place: usize) -> Option<&Key> {
        self.keys.as_ref()?.key(place)
    }

    pub(super) fn ends(&self) -> impl Iterator<Item = Option<Timestamp>> {
        self.keys().map(Key::not_after)
    }

    /// The ring with one key more.
    fn with(&self, key: Key) -> Result<Self, KeyError> {
        let keys = match &self.keys {
            None => KeyRing::new(key),
            Some(ring) => ring.with(key)?,
        };
        Ok(Self {
            row: self.row,
            keys: Some(keys),
        })
    }
}

struct Slot {
    generation: u32,
    ring: Option<Rc<Ring>>,
    /// The free slot after this one.
    next: u32,
}

struct Rings {
    slots: Vec<Slot>,
    /// The first free slot.
    free: u32,
}

impl Rings {
    const fn new() -> Self {
        Self {
            slots: Vec::new(),
            free: NONE,
        }
    }

    #[inline]
    fn slot(&mut self, handle: u32) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(slot_of(handle))?;
        (slot.generation == handle >> SLOT_BITS).then_some(slot)
    }
}

/// The ring of a handle, unless it was disposed of.
#[inline]
pub(super) fn ring(handle: u32) -> Option<Rc<Ring>> {
    RINGS.with(|rings| {
        let rings = rings.try_borrow().ok()?;
        let slot = rings.slots.get(slot_of(handle))?;
        if slot.generation == handle >> SLOT_BITS {
            slot.ring.clone()
        } else {
            None
        }
    })
}

/// Makes room for one more, so that nothing is allocated while the rings are borrowed.
fn reserve() {
    let is_full = RINGS.with(|rings| {
        let rings = rings.try_borrow().ok()?;
        let len = rings.slots.len();
        (rings.free == NONE && len == rings.slots.capacity()).then_some(len)
    });
    let Some(len) = is_full else { return };
    let mut slots = Vec::with_capacity(len.saturating_mul(2).max(4));
    let before = RINGS.with(|rings| {
        let mut rings = rings.try_borrow_mut().ok()?;
        slots.append(&mut rings.slots);
        // No swap, which can be a loop.
        Some(core::mem::replace(&mut rings.slots, slots))
    });
    drop(before);
}

fn insert(ring: Ring) -> Option<u32> {
    reserve();
    let ring = Rc::new(ring);
    RINGS.with(|rings| {
        let mut rings = rings.try_borrow_mut().ok()?;
        let number = match rings.free {
            NONE => u32::try_from(rings.slots.len()).ok()?,
            free => free,
        };
        if number >> SLOT_BITS != 0 {
            return None;
        }
        let slot = if rings.free == NONE {
            rings.slots.push(Slot {
                generation: 1,
                ring: None,
                next: NONE,
            });
            rings.slots.last_mut()?
        } else {
            let next = rings.slots.get(slot_of(number))?.next;
            rings.free = next;
            rings.slots.get_mut(slot_of(number))?
        };
        slot.ring = Some(ring);
        Some(slot.generation << SLOT_BITS | number)
    })
}

fn slot_of(handle: u32) -> usize {
    usize::try_from(handle & 0xf_ffff).unwrap_or(usize::MAX)
}

/// A ring of no keys yet, for the row with this number; 0 where there is no such row.
#[wasm_bindgen]
#[must_use]
pub fn ring_new(number: u32) -> u32 {
    claim_stack();
    let Some(row) = row(number) else { return 0 };
    insert(Ring { row, keys: None }).unwrap_or(0)
}

/// Adds a key. The window holds its id and its secret, which is wiped. `not_after` is in
/// milliseconds, infinite where the key has no end.
#[wasm_bindgen]
#[must_use]
pub fn ring_add(handle: u32, id_len: u32, secret_len: u32, is_text: bool, not_after: f64) -> u32 {
    claim_stack();
    let code = add(handle, [id_len, secret_len], is_text, not_after);
    scrub();
    code
}

/// Out of line, so that its own stack is one that `scrub` reaches.
#[inline(never)]
fn add(handle: u32, lens: [u32; 2], is_text: bool, not_after: f64) -> u32 {
    Window::with(|window| {
        let written = window.text.get_mut(BEFORE..).unwrap_or_default();
        let code = ring(handle).map_or(HostError::Disposed.number(), |ring| {
            with_key(&ring, written, lens, is_text, not_after)
                .map_or_else(|code| code, |ring| replace(handle, ring))
        });
        let [id_len, secret_len] = lens.map(|n| usize::try_from(n).unwrap_or(0));
        let end = id_len.saturating_add(secret_len).min(written.len());
        written.get_mut(..end).unwrap_or_default().zeroize();
        code
    })
}

fn with_key(
    ring: &Ring,
    written: &[u8],
    lens: [u32; 2],
    is_text: bool,
    not_after: f64,
) -> Result<Ring, u32> {
    let [id_len, secret_len] = lens.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if not_after.is_nan() {
        return Err(HostError::NotAfterInvalid.number());
    }
    let parts = written
        .split_at_checked(id_len)
        .and_then(|(id, rest)| Some((id, rest.get(..secret_len)?)));
    let (id, secret) = parts.ok_or_else(|| KeyError::SecretTooLong.number())?;
    let id = core::str::from_utf8(id).map_err(|_| KeyError::KeyIdMalformed.number())?;
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
    .and_then(|key| ring.with(key))
    .map_err(Code::number)
}

fn replace(handle: u32, ring: Ring) -> u32 {
    let mut ring = Some(Rc::new(ring));
    RINGS.with(|rings| {
        if let Ok(mut rings) = rings.try_borrow_mut()
            && let Some(slot) = rings.slot(handle)
        {
            core::mem::swap(&mut slot.ring, &mut ring);
        }
    });
    OK
}

/// Wipes a ring, and when that is done, at the next call, gives up its handle: between the two, whoever
/// kept that forgets it. A call that is cut short is made again.
#[wasm_bindgen]
pub fn ring_free(handle: u32) {
    claim_stack();
    free(handle);
    scrub();
}

#[inline(never)]
fn free(handle: u32) {
    let ring = RINGS.with(|rings| {
        let mut rings = rings.try_borrow_mut().ok()?;
        let free = rings.free;
        let slot = rings.slot(handle)?;
        let ring = slot.ring.take();
        if ring.is_none() {
            // Never 0, so that no handle is.
            slot.generation = (slot.generation % 0xfff).saturating_add(1);
            slot.next = free;
            rings.free = handle & 0xf_ffff;
        }
        Some(ring)
    });
    // Dropped when nothing is borrowed.
    drop(ring);
}

/// Overwrites what the use of a key left on the shadow stack. `black_box`, since nobody reads it; and
/// mutable, since what is constant would lie elsewhere.
#[inline(never)]
pub(super) fn scrub() {
    // What is made of a body of a rare scheme goes deeper.
    const DEPTH: usize = if HAS_RARE { 16_384 } else { 8192 };
    let mut stack = [0_u8; DEPTH];
    black_box(&mut stack);
}
