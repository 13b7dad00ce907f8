//! The window: the part of linear memory that both sides read and write.
//!
//! Its addresses go out as numbers. That is sound in safe Rust: `RefCell::as_ptr` gives the cell's
//! own provenance and it is exposed; nothing is imported on the hot path, so JavaScript never runs
//! while a borrow is held.

use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    Provider,
    provider::{Covered, SLOTS},
    verify::{MAX_HEADERS, MAX_URL, Slots},
};

std::thread_local! {
    pub(super) static WINDOW: RefCell<Window> = const { RefCell::new(Window::new()) };
}

/// Room for what is signed before the body, or for what was left over of the piece before.
pub(super) const BEFORE: usize = 2048;
/// Room for a piece of the body.
pub(super) const BODY: usize = 65_536;
/// Room for padding.
const AFTER: usize = 256;
/// A little more than a row accepts, so that too much is seen as such.
const HEAD: usize = MAX_URL + MAX_HEADERS + 256;
/// The slot of the URL in the frame.
const URL: usize = 7;

/// All zeros to begin with, so that it adds nothing to the file.
#[repr(C)]
pub(super) struct Window {
    /// Byte length of each header value in the row's order, and of the URL; −1 where absent.
    frame: [i32; 8],
    pub(super) result: [f64; 8],
    /// The URL and the header values, back to back. Lengths, not separators, say where one ends:
    /// nothing in a value can shift another.
    head: [u8; HEAD],
    /// What is signed: before the body, right-aligned; the body; padding. So one slice is hashed.
    pub(super) text: [u8; BEFORE + BODY + AFTER],
}

impl Window {
    #[expect(
        clippy::large_stack_arrays,
        reason = "evaluated at compile time, into a static"
    )]
    pub(super) const fn new() -> Self {
        Self {
            frame: [0; 8],
            result: [0.0; 8],
            head: [0; HEAD],
            text: [0; BEFORE + BODY + AFTER],
        }
    }

    /// The slots a row declares. The others hold what an earlier call left.
    pub(super) fn slots(&self, row: &Provider) -> Slots<'_> {
        let mut rest = self.head.as_slice();
        let mut take = |len: i32| {
            let len = usize::try_from(len).ok()?.min(rest.len());
            let (value, after) = rest.split_at_checked(len)?;
            rest = after;
            Some(value)
        };
        let [.., url_len] = self.frame;
        let url = if row.does_cover(Covered::Url) {
            take(url_len)
        } else {
            None
        };
        let mut headers = [None; SLOTS];
        for (header, len) in headers.iter_mut().zip(self.frame).take(row.slot_count()) {
            *header = take(len);
        }
        Slots { headers, url }
    }
}

/// Address or size of a part of the window, by number.
#[wasm_bindgen]
#[must_use]
pub fn address(part: u32) -> u32 {
    let start = WINDOW.with(|window| window.as_ptr().expose_provenance());
    let at = |offset: usize| start.saturating_add(offset);
    let number = match part {
        0 => at(core::mem::offset_of!(Window, frame)),
        1 => at(core::mem::offset_of!(Window, result)),
        2 => at(core::mem::offset_of!(Window, head)),
        3 => at(core::mem::offset_of!(Window, text)).saturating_add(BEFORE),
        4 => HEAD,
        5 => BODY,
        _ => URL,
    };
    u32::try_from(number).unwrap_or(0)
}
