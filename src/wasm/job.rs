//! A request being judged: the steps of [`crate::verify`], over the window and piece by piece.

use alloc::vec::Vec;

use zeroize::Zeroize;

use super::{
    millis,
    rings::Ring,
    window::{BEFORE, Window},
};
use crate::{
    Provider, Rejection, Timestamp, Tolerance,
    json::path::FieldScanner,
    key::KeyRing,
    mac::{
        Hash,
        midstate::{Hasher, State},
    },
    provider::{Base, TimeAt, computed::Computed, header::Candidates},
    verify::{body_time, find_key, judge_time, open as open_headers},
};

/// From `open` to `close` or the last `inner`.
pub(super) struct Job {
    candidates: Candidates,
    time: Option<Timestamp>,
    pub(super) body: Body,
    /// Bytes before the body, right-aligned to it, that no block has taken in yet.
    carried: usize,
    /// Bytes that `states` have taken in, the key's block among them; 0 before the first piece.
    taken: u64,
    states: [State; KeyRing::MAX],
    /// Where the platform hashes: the key in turn, and which of those before it matched.
    turn: usize,
    matched: u32,
    /// Whether a key's block may stand before what is signed.
    is_offered: bool,
}

/// What else the row wants of the body.
#[expect(clippy::large_enum_variant, reason = "there are two, both kept")]
pub(super) enum Body {
    Streamed,
    Scanned(FieldScanner),
    Digested(&'static Computed, Hasher),
    /// Held whole; `true` once it did not fit.
    Whole(&'static Computed, bool),
}

/// How a judgement ends.
pub(super) struct Ending {
    pub(super) len: usize,
    pub(super) tolerance: Tolerance,
    pub(super) now: Timestamp,
}

impl Job {
    pub(super) const fn new() -> Self {
        Self {
            candidates: Candidates::new(),
            time: None,
            body: Body::Streamed,
            carried: 0,
            taken: 0,
            states: [const { State::new(Hash::Sha1) }; KeyRing::MAX],
            turn: 0,
            matched: 0,
            is_offered: false,
        }
    }

    pub(super) fn open(&mut self, ring: &Ring, window: &mut Window) -> Result<(), Rejection> {
        self.withdraw(window);
        let row = ring.row;
        let slots = Window::slots(row, &window.frame, &window.head);
        let opened = open_headers(row, &slots, &mut self.candidates)?;
        self.time = opened.time;
        match Body::of(row, opened.url) {
            // Nearly always, and then there is nothing to move.
            Body::Streamed => self.body = Body::Streamed,
            other => self.body = other,
        }
        (self.taken, self.turn, self.matched) = (0, 0, 0);
        if let Some(slot) = row.id_slot {
            let id_at = slots.headers.get(slot).copied().flatten();
            let place = [offset_of(opened.id, id_at), opened.id.len()].map(number);
            [window.result[3], window.result[4]] = place;
        }
        let base = row.base();
        let mut len = 0_usize;
        let (id, time_text) = (opened.id, opened.time_text);
        base.before_body(id, time_text, &mut |part| {
            len = len.saturating_add(part.len());
        });
        self.carried = len;
        let mut at = BEFORE.saturating_sub(len);
        base.before_body(id, time_text, &mut |part| {
            let end = at.saturating_add(part.len());
            if let Some(to) = window.text.get_mut(at..end) {
                to.copy_from_slice(part);
            }
            at = end;
        });
        Ok(())
    }

    /// Takes in the whole blocks of what was carried over and the piece; carries the rest over.
    pub(super) fn update(&mut self, ring: &Ring, window: &mut Window, len: usize) {
        self.body.take(window.piece(len));
        if let Body::Whole(_, is_too_large) = &mut self.body {
            *is_too_large = true;
            return;
        }
        let block = ring.row.hash.block_len();
        if self.taken == 0 {
            self.taken = u64::try_from(block).unwrap_or(0);
            for (state, midstates) in self.states.iter_mut().zip(&ring.midstates) {
                *state = midstates.inner();
            }
        }
        let start = BEFORE.saturating_sub(self.carried);
        let end = BEFORE.saturating_add(len).min(window.text.len());
        let span = end.saturating_sub(start);
        let rest = span.checked_rem(block).unwrap_or(0);
        let whole_end = end.saturating_sub(rest);
        let whole = window.text.get(start..whole_end).unwrap_or_default();
        for (state, _) in self.states.iter_mut().zip(&ring.midstates) {
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
        self.body.take(window.piece(ending.len));
        let place = self.find(ring, window, ending);
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
        let row = ring.row;
        let bases = self.bases(row, window, len)?;
        let start = BEFORE.saturating_sub(self.carried);
        let span = self.carried.saturating_add(len);
        let block = u64::try_from(row.hash.block_len()).unwrap_or(0);
        let taken = self.taken.max(block);
        let total = taken.saturating_add(u64::try_from(span).unwrap_or(0));
        let text = window.text.get_mut(start..).unwrap_or_default();
        find_key(ring.ends(), now, |place| {
            let Some(midstates) = ring.midstates.get(place) else {
                return false;
            };
            if let Some(bases) = &bases {
                let key = ring.keys().nth(place);
                return key.is_some_and(|key| {
                    bases.iter().any(|base| {
                        let mut mac = key.mac();
                        mac.update(base);
                        self.candidates.contain(&mac.finish())
                    })
                });
            }
            let state = match self.states.get(place) {
                Some(state) if self.taken > 0 => *state,
                _ => midstates.inner(),
            };
            let digest = state.finish(text, span, total);
            self.candidates.contain(&midstates.outer(&digest))
        })
    }

    /// The texts that may have been signed, where the row computes them.
    fn bases(
        &self,
        row: &Provider,
        window: &Window,
        len: usize,
    ) -> Result<Option<Vec<Vec<u8>>>, Rejection> {
        let url = || {
            let slots = Window::slots(row, &window.frame, &window.head);
            slots.url.unwrap_or_default()
        };
        match &self.body {
            Body::Streamed | Body::Scanned(_) => Ok(None),
            Body::Digested(by, hash) => by.of_digest(url(), hash.clone()).map(Some),
            Body::Whole(_, true) => Err(Rejection::BodyTooLarge),
            Body::Whole(by, false) => by.of_whole(url(), window.piece(len)).map(Some),
        }
    }

    /// Where the platform hashes: puts the block of the key in turn before what is signed, and says
    /// how far before the body that starts.
    pub(super) fn offer(&mut self, ring: &Ring, window: &mut Window) {
        let end = BEFORE.saturating_sub(self.carried);
        let start = end.saturating_sub(ring.row.hash.block_len());
        if let (Some(key), Some(to)) = (ring.keys().nth(self.turn), window.text.get_mut(start..end))
        {
            key.write_inner_block(to);
            self.is_offered = true;
            let is_looked_at = matches!(self.body, Body::Scanned(_));
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
    pub(super) const fn is_computed(&self) -> bool {
        matches!(self.body, Body::Digested(..) | Body::Whole(..))
    }

    /// Judges by the digest that the platform made; `false` where the next key is in turn.
    pub(super) fn inner(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        ending: &Ending,
    ) -> Result<bool, Rejection> {
        let start = BEFORE
            .saturating_sub(self.carried)
            .saturating_sub(ring.row.hash.block_len());
        let block = window.text.get_mut(start..BEFORE).unwrap_or_default();
        let midstates = ring.midstates.get(self.turn);
        let is_match = midstates
            .is_some_and(|midstates| self.candidates.contain(&midstates.outer(&window.digest)));
        window.digest = [0; 64];
        self.matched |= u32::from(is_match).wrapping_shl(u32::try_from(self.turn).unwrap_or(0));
        self.turn = self.turn.saturating_add(1);
        let matched = self.matched;
        let ends = ring.ends().take(self.turn);
        let place = find_key(ends, ending.now, |place| {
            matched.wrapping_shr(u32::try_from(place).unwrap_or(0)) & 1 == 1
        });
        if place.is_err() && self.turn < ring.midstates.len() {
            self.offer(ring, window);
            return Ok(false);
        }
        let block_len = ring.row.hash.block_len().min(block.len());
        block.get_mut(..block_len).unwrap_or_default().fill(0);
        self.is_offered = false;
        let place = place?;
        self.body.take(window.piece(ending.len));
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
        if let Body::Scanned(scanner) = &self.body {
            self.time = Some(body_time(row, scanner)?);
        }
        judge_time(self.time, ending.tolerance, ending.now)?;
        let [key, at, ..] = &mut window.result;
        *key = number(place);
        *at = self
            .time
            .map_or(f64::NAN, |time| millis(time.as_unix_millis()));
        Ok(())
    }
}

impl Body {
    pub(super) fn of(row: &Provider, url: &[u8]) -> Self {
        match (row.base(), row.time()) {
            (Base::Computed(by), _) if by.takes_digest(url) => {
                Self::Digested(by, Hasher::new(Hash::Sha256))
            }
            (Base::Computed(by), _) => Self::Whole(by, false),
            (_, Some(TimeAt::Body(field))) => Self::Scanned(FieldScanner::new(field)),
            _ => Self::Streamed,
        }
    }

    pub(super) fn take(&mut self, piece: &[u8]) {
        match self {
            Self::Streamed | Self::Whole(..) => {}
            Self::Scanned(scanner) => scanner.feed(piece),
            Self::Digested(_, hash) => hash.update(piece),
        }
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
