//! The hot path: the steps of [`crate::verify`], over the window and piece by piece.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    codes::{Code, HostError, OK},
    rings::{RINGS, Ring},
    time,
    window::{BEFORE, WINDOW, Window},
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

/// A request being judged, from `open` to `close`.
pub(super) struct Job {
    candidates: Candidates,
    states: [State; KeyRing::MAX],
    time: Option<Timestamp>,
    body: Body,
    /// Bytes before the body, right-aligned to it, that no block has taken in yet.
    carried: usize,
    /// Bytes taken in.
    taken: u64,
}

/// What else the row wants of the body.
#[expect(clippy::large_enum_variant, reason = "there are two, both static")]
pub(super) enum Body {
    Streamed,
    Scanned(FieldScanner),
    Digested(&'static Computed, Hasher),
    /// Held whole; `true` once it did not fit.
    Whole(&'static Computed, bool),
}

std::thread_local! {
    static JOB: core::cell::RefCell<Job> = const { core::cell::RefCell::new(Job::new()) };
}

impl Job {
    const fn new() -> Self {
        Self {
            candidates: Candidates::new(),
            states: [const { State::new(Hash::Sha1) }; KeyRing::MAX],
            time: None,
            body: Body::Streamed,
            carried: 0,
            taken: 0,
        }
    }

    fn open(&mut self, ring: &Ring, window: &mut Window) -> Result<(), Rejection> {
        let row = ring.row;
        let slots = window.slots(row);
        let opened = open_headers(row, &slots, &mut self.candidates)?;
        self.time = opened.time;
        self.body = Body::of(row, opened.url);
        let mut before = [0; BEFORE];
        let mut len = 0_usize;
        row.base()
            .before_body(opened.id, opened.time_text, &mut |part| {
                let end = len.saturating_add(part.len());
                if let Some(to) = before.get_mut(len..end) {
                    to.copy_from_slice(part);
                }
                len = end;
            });
        let id_at = row
            .id_slot
            .and_then(|slot| slots.headers.get(slot).copied().flatten());
        let [offset, id_len] = [offset_of(opened.id, id_at), opened.id.len()].map(number);
        [window.result[3], window.result[4]] = [offset, id_len];
        self.carried = 0;
        if let (Some(from), Some(to)) = (
            before.get(..len),
            window.text.get_mut(BEFORE.saturating_sub(len)..BEFORE),
        ) {
            to.copy_from_slice(from);
            self.carried = len;
        }
        for (state, midstates) in self.states.iter_mut().zip(&ring.midstates) {
            *state = midstates.inner();
        }
        self.taken = u64::try_from(row.hash.block_len()).unwrap_or(0);
        Ok(())
    }

    /// Takes in the whole blocks of what was carried over and the piece; carries the rest over.
    fn update(&mut self, ring: &Ring, window: &mut Window, len: usize) {
        if let Some(piece) = window.text.get(BEFORE..BEFORE.saturating_add(len)) {
            self.body.take(piece);
        }
        if let Body::Whole(_, is_too_large) = &mut self.body {
            *is_too_large = true;
            return;
        }
        let start = BEFORE.saturating_sub(self.carried);
        let end = BEFORE.saturating_add(len).min(window.text.len());
        let span = end.saturating_sub(start);
        let rest = span.checked_rem(ring.row.hash.block_len()).unwrap_or(0);
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

    fn close(
        &mut self,
        ring: &Ring,
        window: &mut Window,
        len: usize,
        tolerance: Tolerance,
        now: Timestamp,
    ) -> Result<(), Rejection> {
        let row = ring.row;
        if let Some(piece) = window.text.get(BEFORE..BEFORE.saturating_add(len)) {
            self.body.take(piece);
        }
        let url = window.slots(row).url.unwrap_or_default();
        let body = window
            .text
            .get(BEFORE..BEFORE.saturating_add(len))
            .unwrap_or_default();
        let bases = match &mut self.body {
            Body::Streamed | Body::Scanned(_) => None,
            Body::Digested(by, hash) => Some(by.of_digest(url, hash.clone())?),
            Body::Whole(_, true) => return Err(Rejection::BodyTooLarge),
            Body::Whole(by, false) => Some(by.of_whole(url, body)?),
        };
        let start = BEFORE.saturating_sub(self.carried);
        let span = self.carried.saturating_add(len);
        let total = self.taken.saturating_add(u64::try_from(span).unwrap_or(0));
        let text = window.text.get_mut(start..).unwrap_or_default();
        let (states, candidates) = (&self.states, &self.candidates);
        let place = find_key(ring.ends(), now, |place| {
            let Some(midstates) = ring.midstates.get(place) else {
                return false;
            };
            let Some(bases) = &bases else {
                let Some(state) = states.get(place) else {
                    return false;
                };
                return candidates.contain(&midstates.outer(&state.finish(text, span, total)));
            };
            let key = ring.keys.iter().flat_map(KeyRing::keys).nth(place);
            key.is_some_and(|key| {
                bases.iter().any(|base| {
                    let mut mac = key.mac();
                    mac.update(base);
                    candidates.contain(&mac.finish())
                })
            })
        })?;
        if let Body::Scanned(scanner) = &self.body {
            self.time = Some(body_time(row, scanner)?);
        }
        judge_time(self.time, tolerance, now)?;
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

/// The steps of a call: one function runs them, since four would weigh four times as much.
#[derive(Clone, Copy)]
struct Steps {
    opens: bool,
    /// None where it ends there.
    piece: Option<Piece>,
}

#[derive(Clone, Copy)]
enum Piece {
    Update {
        len: u32,
    },
    Last {
        len: u32,
        past: f64,
        future: f64,
        now: f64,
    },
}

/// Runs steps of the job; the number of the reason if it rejects, and its detail in the results.
fn run(handle: u32, steps: Steps) -> u32 {
    RINGS.with(|rings| {
        WINDOW.with(|window| {
            JOB.with(|job| {
                let (Ok(rings), Ok(mut window), Ok(mut job)) = (
                    rings.try_borrow(),
                    window.try_borrow_mut(),
                    job.try_borrow_mut(),
                ) else {
                    return HostError::Disposed.number();
                };
                let Some(ring) = rings.get(handle) else {
                    return HostError::Disposed.number();
                };
                match job.run(steps, ring, &mut window) {
                    Ok(()) => OK,
                    Err(rejection) => {
                        let [_, _, detail, ..] = &mut window.result;
                        *detail = match rejection {
                            Rejection::HeaderMissing { slot } => f64::from(slot),
                            Rejection::KeyExpired { key } => f64::from(key),
                            Rejection::TimestampTooOld { age }
                            | Rejection::TimestampTooNew { age } => millis(age),
                            _ => 0.0,
                        };
                        rejection.number()
                    }
                }
            })
        })
    })
}

impl Job {
    fn run(&mut self, steps: Steps, ring: &Ring, window: &mut Window) -> Result<(), Rejection> {
        if steps.opens {
            self.open(ring, window)?;
        }
        match steps.piece {
            None => Ok(()),
            Some(Piece::Update { len }) => {
                self.update(ring, window, length(len));
                Ok(())
            }
            Some(Piece::Last {
                len,
                past,
                future,
                now,
            }) => self.close(
                ring,
                window,
                length(len),
                tolerance(past, future),
                time(now),
            ),
        }
    }
}

/// Judges the request in the window: 0 where it is genuine, else the number of the reason.
///
/// `past` and `future` are a tolerance in milliseconds, as [`super::cold::tolerance`] gave it.
#[wasm_bindgen]
#[must_use]
pub fn verify(ring: u32, past: f64, future: f64, now: f64, len: u32) -> u32 {
    run(
        ring,
        Steps {
            opens: true,
            piece: Some(Piece::Last {
                len,
                past,
                future,
                now,
            }),
        },
    )
}

/// The first of the steps of [`verify`], for a body that comes in pieces, or that has none.
#[wasm_bindgen]
#[must_use]
pub fn open(ring: u32) -> u32 {
    run(
        ring,
        Steps {
            opens: true,
            piece: None,
        },
    )
}

/// Takes in a piece of the body.
#[wasm_bindgen]
#[must_use]
pub fn update(ring: u32, len: u32) -> u32 {
    run(
        ring,
        Steps {
            opens: false,
            piece: Some(Piece::Update { len }),
        },
    )
}

/// Takes in the last piece and judges.
#[wasm_bindgen]
#[must_use]
pub fn close(ring: u32, past: f64, future: f64, now: f64, len: u32) -> u32 {
    run(
        ring,
        Steps {
            opens: false,
            piece: Some(Piece::Last {
                len,
                past,
                future,
                now,
            }),
        },
    )
}

/// The row of a handle's ring.
pub(super) fn row_of(handle: u32) -> Option<&'static Provider> {
    RINGS.with(|rings| rings.try_borrow().ok()?.get(handle).map(|ring| ring.row))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "saturates"
)]
fn tolerance(past: f64, future: f64) -> Tolerance {
    Tolerance::from_raw(past as i64, future as i64)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "within ±8.64e15"
)]
fn millis(value: i64) -> f64 {
    value as f64
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

fn length(len: u32) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}
