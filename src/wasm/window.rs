//! The window: the part of linear memory that both sides read and write.
//!
//! Its addresses go out as numbers. That is sound in safe Rust: they are exposed, and nothing is
//! imported on the hot path, so JavaScript never runs while Rust looks at what lies there.

use alloc::{boxed::Box, vec};

use wasm_bindgen::prelude::wasm_bindgen;

use super::lent::Lent;
use crate::{
    Provider,
    provider::{Covered, HAS_RARE, SLOTS},
    verify::open::{MAX_HEADERS, MAX_URL, Slots},
};

std::thread_local! {
    static WINDOW: Lent<Window> = const { Lent::new() };
}

/// Room for what is signed before the body and, before that, for a key's block; or for what was
/// left over of the piece before.
pub(super) const BEFORE: usize = MAX_URL + MAX_HEADERS + 256;
/// Room for a piece of the body.
pub(super) const BODY: usize = 65_536;
/// Room for padding.
const AFTER: usize = 256;
/// A little more than a row accepts, so that too much is seen as such.
const HEAD: usize = MAX_URL + MAX_HEADERS + 256;
pub(super) struct Window {
    /// Byte length of each value in the row's order, of the method and of the URL; −1 where absent.
    pub(super) frame: [i32; 8],
    pub(super) result: [f64; 8],
    /// The digest that the platform made of what [`super::verify::open`] told it to hash.
    pub(super) digest: [u8; 64],
    /// The URL and the header values, back to back. Lengths, not separators, say where one ends:
    /// nothing in a value can shift another.
    pub(super) head: Box<[u8]>,
    /// What is signed: before the body, right-aligned; the body; padding. So one slice is hashed.
    pub(super) text: Box<[u8]>,
}

impl Window {
    fn new() -> Self {
        Self {
            frame: [0; 8],
            result: [0.0; 8],
            digest: [0; 64],
            head: vec![0; HEAD].into(),
            text: vec![0; BEFORE + BODY + AFTER].into(),
        }
    }

    pub(super) fn with<R>(run: impl FnOnce(&mut Self) -> R) -> R {
        WINDOW.with(|window| window.with(Self::new, run))
    }

    /// With the one that JavaScript wrote to, unless that was lost.
    #[inline]
    pub(super) fn if_there<R>(run: impl FnOnce(&mut Self) -> R) -> Option<R> {
        WINDOW.with(|window| window.if_there(run))
    }

    /// The slots a row declares. The others hold what an earlier call left.
    pub(super) fn slots<'a>(row: &Provider, frame: &[i32; 8], head: &'a [u8]) -> Slots<'a> {
        let mut rest = head;
        let mut take = |len: i32| {
            let len = usize::try_from(len).ok()?.min(rest.len());
            let (value, after) = rest.split_at_checked(len)?;
            rest = after;
            Some(value)
        };
        let [.., method_len, url_len] = *frame;
        let url = if row.needs_url() { take(url_len) } else { None };
        let method = if HAS_RARE && row.does_cover(Covered::Method) {
            take(method_len).unwrap_or_default()
        } else {
            &[]
        };
        let mut values = [None; SLOTS];
        for (value, &len) in values.iter_mut().zip(frame).take(row.slot_count()) {
            *value = take(len);
        }
        Slots {
            values,
            url,
            method,
        }
    }

    /// The body, or the piece of it, that JavaScript wrote.
    pub(super) fn piece(&self, len: usize) -> &[u8] {
        let end = BEFORE.saturating_add(len);
        self.text.get(BEFORE..end).unwrap_or_default()
    }
}

/// Address or size of a part of the window, by number, the first of them first. The window is made
/// anew, elsewhere, where a call that held it was cut short.
#[wasm_bindgen]
#[must_use]
pub fn address(part: u32) -> u32 {
    if part == 0 {
        super::claim_stack();
        super::verify::prepare();
    }
    let number = Window::with(|window| match part {
        0 => window.frame.as_ptr().expose_provenance(),
        1 => window.result.as_ptr().expose_provenance(),
        2 => window.digest.as_ptr().expose_provenance(),
        3 => window.head.as_ptr().expose_provenance(),
        4 => window
            .text
            .as_ptr()
            .expose_provenance()
            .saturating_add(BEFORE),
        5 => HEAD,
        6 => BODY,
        7 => window.text.as_ptr().expose_provenance(),
        _ => window.text.len(),
    });
    u32::try_from(number).unwrap_or(0)
}

/// Frees what is left of a window that was lost: what it owned is the argument itself.
#[wasm_bindgen]
pub fn discard(lost: Box<[u8]>) {
    drop(lost);
}
