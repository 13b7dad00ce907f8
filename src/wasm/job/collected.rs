//! Rows that want more of a body than its bytes behind the headers' words.

use super::{Body, Ending, Job, number};
use crate::{
    Provider, Rejection,
    provider::computed::Digest,
    verify::{
        intake::Intake,
        open::{look, open as open_headers},
    },
    wasm::{
        rings::Ring,
        window::{BEFORE, BODY, Window},
    },
};

impl Job {
    /// Opens a request whose body is all there, and puts what else is hashed around it: then it is
    /// hashed like any other. `false` for a row that makes something else of it, or where that has no
    /// room.
    #[inline(never)]
    pub(in crate::wasm) fn surround(
        &mut self,
        row: &Provider,
        window: &mut Window,
        len: usize,
    ) -> Result<bool, Rejection> {
        if !row.has_body_between() || len > BODY {
            return Ok(false);
        }
        self.reset(window);
        let slots = Window::slots(row, &window.frame, &window.head);
        let opened = open_headers(row, &slots, &mut self.candidates)?;
        let body = BEFORE..BEFORE.saturating_add(len);
        let room = ..BEFORE.saturating_add(BODY);
        let text = window.text.get_mut(room).unwrap_or_default();
        let Some(lens) = row.write_around(&opened.inputs, text, body)? else {
            return Ok(false);
        };
        [self.carried, self.tail] = lens;
        (self.validity, self.body) = (opened.validity, Body::Streamed);
        let id = opened.inputs.id.to_vec();
        write_id(window, &id);
        Ok(true)
    }

    /// Where a row wants nothing of the body but its digest, has the platform make it; `false` where it
    /// wants more. What the headers say is read when that is there.
    pub(in crate::wasm) fn ask_for_digest(
        &mut self,
        row: &Provider,
        window: &mut Window,
    ) -> Result<bool, Rejection> {
        self.reset(window);
        look(row, &Window::slots(row, &window.frame, &window.head))?;
        self.body = Body::Digested;
        [window.result[2], window.result[5], window.result[6]] = [0.0; 3];
        window.result[7] = 32.0;
        Ok(row.has_body_digest())
    }

    /// The key that made one of the signatures, where something else was made of the body; the id goes to
    /// the head.
    #[inline(never)]
    pub(super) fn find_collected(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        &Ending { len, now, .. }: &Ending,
        intake: &Intake,
    ) -> Result<usize, Rejection> {
        let slots = Window::slots(ring.row, &window.frame, &window.head);
        let candidates = &mut self.candidates;
        let closing = intake.close(ring.row, &slots, Some(window.piece(len)), candidates)?;
        self.validity = closing.validity;
        let keys = ring.keys.as_ref().ok_or(Rejection::SignatureMismatch)?;
        let place = intake.find_key(&closing, candidates, keys, now)?;
        write_id(window, &closing.id);
        Ok(place)
    }

    /// All steps at once, for a row that makes something else of its body: what the headers said need
    /// not be read anew then.
    #[inline(never)]
    pub(in crate::wasm) fn judge_collected(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        ending: &Ending,
        digest: Option<Digest>,
    ) -> Result<(), Rejection> {
        self.reset(window);
        self.body = Body::TooLarge;
        let slots = Window::slots(ring.row, &window.frame, &window.head);
        let keys = ring.keys.as_ref().ok_or(Rejection::SignatureMismatch)?;
        let body = window.piece(ending.len);
        let (now, candidates) = (ending.now, &mut self.candidates);
        let judged = ring
            .row
            .judge_collected(keys, &slots, body, digest, now, candidates)?;
        self.validity = judged.validity;
        write_id(window, &judged.id);
        self.accept(ring.row, window, judged.place, ending)
    }
}

/// Puts an id that stands in no slot to the head.
fn write_id(window: &mut Window, id: &[u8]) {
    [window.result[3], window.result[4]] = [0.0, number(id.len())];
    for (to, from) in window.head.iter_mut().zip(id) {
        *to = *from;
    }
}
