//! A request being judged: the steps of [`crate::verify`], over the window and piece by piece.

mod collected;

use zeroize::Zeroize;

use super::{
    millis,
    rings::Ring,
    window::{BEFORE, Window},
};
use crate::{
    Provider, Rejection, Tolerance,
    json::path::Scanner,
    key::{Key, KeyRing},
    mac::{Hash, midstate::short, state::State},
    provider::{HAS_RARE, TimeAt, header::Candidates},
    time::{Timestamp, Validity},
    verify::{
        body_time, find_key,
        intake::Intake,
        judge_time,
        open::{look, open as open_headers},
    },
};

/// From `open` to `close` or the last `inner`.
pub(super) struct Job {
    candidates: Candidates,
    validity: Option<Validity>,
    body: Body,
    /// Kept, since it is larger than what it takes to start it anew.
    scanner: Scanner,
    /// Bytes before the body, right-aligned to it, that no block has taken in yet.
    carried: usize,
    /// Bytes behind the body, that are hashed with it.
    tail: usize,
    /// Bytes that `states` have taken in, the key's block among them; 0 before the first piece.
    taken: u64,
    states: [State; KeyRing::MAX],
    /// Where the platform hashes: the key in turn, and which of those before it matched.
    turn: usize,
    matched: u32,
    /// Whether a key's block may stand before what is signed.
    is_offered: bool,
}

/// What the row wants of the body.
#[expect(clippy::large_enum_variant, reason = "there is one, and it is kept")]
enum Body {
    /// That it is hashed behind what the headers said.
    Streamed,
    /// And that its time is found.
    Scanned,
    Collected(Intake),
    /// Its digest alone, which the platform makes.
    Digested,
    /// All of it at once, and it came in pieces.
    TooLarge,
}

/// How a judgement ends.
pub(super) struct Ending {
    pub(super) len: usize,
    pub(super) tolerance: Tolerance,
    pub(super) now: Timestamp,
}

impl Job {
    pub(super) fn new() -> Self {
        Self {
            candidates: Candidates::new(),
            validity: None,
            body: Body::Streamed,
            scanner: Scanner::new(&[]),
            carried: 0,
            tail: 0,
            taken: 0,
            states: [const { State::new(Hash::Sha1) }; KeyRing::MAX],
            turn: 0,
            matched: 0,
            is_offered: false,
        }
    }

    pub(super) fn open(&mut self, ring: &Ring, window: &mut Window) -> Result<(), Rejection> {
        self.reset(window);
        let row = ring.row;
        let slots = Window::slots(row, &window.frame, &window.head);
        if HAS_RARE && row.is_late {
            look(row, &slots)?;
            self.body = Body::Collected(Intake::of(row, slots.url.unwrap_or_default()));
            return Ok(());
        }
        let opened = open_headers(row, &slots, &mut self.candidates)?;
        self.validity = opened.validity;
        if HAS_RARE && !row.is_streamed {
            self.body = Body::Collected(Intake::begin(row, &opened, ring.keys())?);
            return Ok(());
        }
        // Nearly always so already, and then there is nothing to drop.
        if !matches!(self.body, Body::Streamed) {
            self.body = Body::Streamed;
        }
        if let Some(TimeAt::Body(path)) = row.time() {
            self.scanner.restart(&[path], None);
            self.body = Body::Scanned;
        }
        if let Some(slot) = row.id_slot {
            let id = opened.inputs.id;
            let id_at = slots.values.get(slot).copied().flatten();
            let place = [offset_of(id, id_at), id.len()].map(number);
            [window.result[3], window.result[4]] = place;
        }
        let before = window.text.get_mut(..BEFORE).unwrap_or_default();
        self.carried = row.write_before(&opened.inputs, before);
        Ok(())
    }

    fn reset(&mut self, window: &mut Window) {
        self.withdraw(window);
        (self.taken, self.turn, self.matched) = (0, 0, 0);
        (self.carried, self.tail) = (0, 0);
    }

    /// Lets the row look at a piece of the body.
    pub(super) fn take(&mut self, piece: &[u8]) {
        match &mut self.body {
            Body::Scanned => self.scanner.feed(piece),
            Body::Collected(intake) if HAS_RARE => intake.feed(piece),
            Body::Collected(_) | Body::Digested | Body::Streamed | Body::TooLarge => {}
        }
    }

    /// Takes in the whole blocks of what was carried over and the piece; carries the rest over.
    pub(super) fn update(&mut self, ring: &Ring, window: &mut Window, len: usize) {
        self.take(window.piece(len));
        match self.body {
            Body::Collected(Intake::Whole) => self.body = Body::TooLarge,
            Body::Collected(_) | Body::Digested | Body::TooLarge => {}
            Body::Streamed | Body::Scanned => self.hash(ring, window, len),
        }
    }

    fn hash(&mut self, ring: &Ring, window: &mut Window, len: usize) {
        let block = ring.row.hash.block_len();
        if self.taken == 0 {
            self.taken = u64::try_from(block).unwrap_or(0);
            for (state, key) in self.states.iter_mut().zip(ring.keys()) {
                *state = key.midstates().inner();
            }
        }
        let start = BEFORE.saturating_sub(self.carried);
        let end = BEFORE.saturating_add(len).min(window.text.len());
        let span = end.saturating_sub(start);
        let rest = span.checked_rem(block).unwrap_or(0);
        let whole_end = end.saturating_sub(rest);
        let whole = window.text.get(start..whole_end).unwrap_or_default();
        for (state, _) in self.states.iter_mut().zip(ring.keys()) {
            state.blocks(whole);
        }
        self.taken = self
            .taken
            .saturating_add(u64::try_from(whole.len()).unwrap_or(0));
        window
            .text
            .copy_within(whole_end..end, BEFORE.saturating_sub(rest));
        self.carried = rest;
    }

    pub(super) fn close(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        ending: &Ending,
    ) -> Result<(), Rejection> {
        self.take(window.piece(ending.len));
        let place = match core::mem::replace(&mut self.body, Body::TooLarge) {
            body @ (Body::Streamed | Body::Scanned) => {
                self.body = body;
                self.find(ring, window, ending)
            }
            Body::Collected(intake) if HAS_RARE => {
                self.find_collected(ring, window, ending, &intake)
            }
            Body::Collected(_) | Body::Digested | Body::TooLarge => Err(Rejection::BodyTooLarge),
        };
        if self.taken > 0 {
            self.states.iter_mut().for_each(State::wipe);
        }
        self.accept(ring.row, window, place?, ending)
    }

    /// The key that made one of the signatures.
    fn find(
        &self,
        ring: &Ring,
        window: &mut Window,
        &Ending { len, now, .. }: &Ending,
    ) -> Result<usize, Rejection> {
        // A challenge is shorter than the least body that the platform hashes, or that comes in pieces.
        if self.taken == 0 && ring.row.is_challenge(window.piece(len)) {
            return Err(Rejection::SignatureMalformed);
        }
        let start = BEFORE.saturating_sub(self.carried);
        let len = if HAS_RARE {
            len.saturating_add(self.tail)
        } else {
            len
        };
        let span = self.carried.saturating_add(len);
        let block = u64::try_from(ring.row.hash.block_len()).unwrap_or(0);
        let taken = self.taken.max(block);
        let total = taken.saturating_add(u64::try_from(span).unwrap_or(0));
        let text = window.text.get_mut(start..).unwrap_or_default();
        find_key(ring.ends(), now, |place| {
            let Some(midstates) = ring.key(place).map(Key::midstates) else {
                return false;
            };
            let mut state = match self.states.get(place) {
                Some(state) if self.taken > 0 => *state,
                _ => midstates.inner(),
            };
            let digest = state.finish(text, span, total);
            self.candidates.contain(&midstates.outer(&digest))
        })
    }

    /// Where the platform hashes: puts the block of the key in turn before what is signed, and says
    /// how far before the body that starts.
    pub(super) fn offer(&mut self, ring: &Ring, window: &mut Window) {
        let end = BEFORE.saturating_sub(self.carried);
        let start = end.saturating_sub(ring.row.hash.block_len());
        if let (Some(key), Some(to)) = (ring.key(self.turn), window.text.get_mut(start..end)) {
            key.write_inner_block(to);
            self.is_offered = true;
            let is_looked_at = matches!(self.body, Body::Scanned);
            window.result[2] = number(if HAS_RARE { self.tail } else { 0 });
            window.result[5] = number(BEFORE.saturating_sub(start));
            window.result[6] = f64::from(u8::from(is_looked_at));
            window.result[7] = number(ring.row.hash.tag_len());
        }
    }

    /// Wipes the key's block, where the platform failed or never came back.
    pub(super) fn withdraw(&mut self, window: &mut Window) {
        if core::mem::take(&mut self.is_offered) {
            window.text.get_mut(..BEFORE).unwrap_or_default().zeroize();
        }
    }

    /// Whether its keys were used otherwise than by their states in the ring, which leaves copies on
    /// the stack.
    pub(super) const fn is_collected(&self) -> bool {
        matches!(self.body, Body::Collected(_) | Body::TooLarge)
    }

    /// Judges by the digest that the platform made; `false` where the next key is in turn.
    pub(super) fn inner(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        ending: &Ending,
    ) -> Result<bool, Rejection> {
        if HAS_RARE && matches!(self.body, Body::Digested) {
            let digest = short(&core::mem::replace(&mut window.digest, [0; 64]));
            return self
                .judge_collected(ring, window, ending, Some(digest))
                .map(|()| true);
        }
        let start = BEFORE
            .saturating_sub(self.carried)
            .saturating_sub(ring.row.hash.block_len());
        let block = window.text.get_mut(start..BEFORE).unwrap_or_default();
        let is_match = ring.key(self.turn).is_some_and(|key| {
            let tag = key.midstates().outer(&window.digest);
            self.candidates.contain(&tag)
        });
        window.digest = [0; 64];
        self.matched |= u32::from(is_match).wrapping_shl(u32::try_from(self.turn).unwrap_or(0));
        self.turn = self.turn.saturating_add(1);
        let matched = self.matched;
        let ends = ring.ends().take(self.turn);
        let place = find_key(ends, ending.now, |place| {
            matched.wrapping_shr(u32::try_from(place).unwrap_or(0)) & 1 == 1
        });
        if place.is_err() && self.turn < ring.keys().count() {
            self.offer(ring, window);
            return Ok(false);
        }
        let block_len = ring.row.hash.block_len().min(block.len());
        block.get_mut(..block_len).unwrap_or_default().fill(0);
        self.is_offered = false;
        let place = place?;
        self.take(window.piece(ending.len));
        self.accept(ring.row, window, place, ending).map(|()| true)
    }

    /// The MAC is right: what is left is the time.
    fn accept(
        &mut self,
        row: &Provider,
        window: &mut Window,
        place: usize,
        ending: &Ending,
    ) -> Result<(), Rejection> {
        if matches!(self.body, Body::Scanned) {
            self.validity = Some(body_time(row, &self.scanner)?);
        }
        judge_time(self.validity, ending.tolerance, ending.now)?;
        let [key, at, ..] = &mut window.result;
        *key = number(place);
        *at = self
            .validity
            .map_or(f64::NAN, |validity| millis(validity.time.as_unix_millis()));
        Ok(())
    }
}

/// Where in its slot the core's reading of a value stands: bytes before it.
fn offset_of(value: &[u8], slot: Option<&[u8]>) -> usize {
    slot.map_or(0, |slot| {
        value.as_ptr().addr().saturating_sub(slot.as_ptr().addr())
    })
}

fn number(value: usize) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}
