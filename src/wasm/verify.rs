//! The hot path: exports that take and give numbers only.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    claim_stack,
    codes::{Code, HostError, LOST, MORE, OK},
    job::{Ending, Job},
    lent::Lent,
    millis,
    rings::{Ring, ring as ring_of, scrub},
    time,
    window::Window,
};
use crate::{Rejection, Tolerance, provider::HAS_RARE};

std::thread_local! {
    static JOB: Lent<Job> = const { Lent::new() };
}

/// Makes the job, so that no request has to: memory that grows in the middle of a call takes away what
/// JavaScript sees of it.
pub(super) fn prepare() {
    JOB.with(|job| job.with(Job::new, |_| ()));
}

/// What a call does, in this order: one function runs all, since a copy for each export would weigh
/// five times as much.
mod step {
    pub(super) const OPEN: u32 = 1;
    pub(super) const OFFER: u32 = 2;
    pub(super) const UPDATE: u32 = 4;
    pub(super) const CLOSE: u32 = 8;
    pub(super) const INNER: u32 = 16;
}

/// In what [`judge`] answers: there is something of a key on the stack.
const STAINED: u32 = 0x100;

/// Runs steps of the job; the number of the reason if it rejects, and its detail in the results.
fn run(steps: u32, handle: u32, len: u32, times: [f64; 3]) -> u32 {
    let code = judge(steps, handle, len, times);
    if code & STAINED != 0 {
        scrub();
    }
    code & !STAINED
}

#[inline(never)]
fn judge(steps: u32, handle: u32, len: u32, [past, future, now]: [f64; 3]) -> u32 {
    let Some(ring) = ring_of(handle) else {
        Window::if_there(|window| JOB.with(|job| job.if_there(|job| job.withdraw(window))));
        return HostError::Disposed.number();
    };
    // Where anything is allocated: that is in the last call for a row that wants a digest, else in the
    // first.
    let is_late = HAS_RARE && ring.row.has_body_digest();
    let is_idle = steps & if is_late { step::OFFER } else { step::INNER } != 0;
    if HAS_RARE && !(ring.row.is_streamed || is_idle) {
        claim_stack();
    }
    let ending = Ending {
        len: length(len),
        tolerance: tolerance(past, future),
        now: time(now),
    };
    let judged = Window::if_there(|window| {
        let (judged, stained) = JOB.with(|job| {
            job.with(Job::new, |job| {
                let judged = job.run(steps, &ring, window, &ending);
                (judged, if job.is_collected() { STAINED } else { 0 })
            })
        });
        let code = match judged {
            Ok(true) => OK,
            Ok(false) => MORE,
            Err(rejection) => {
                let [_, _, detail, ..] = &mut window.result;
                *detail = match rejection {
                    Rejection::HeaderMissing { slot } => f64::from(slot),
                    Rejection::KeyExpired { key } => f64::from(key),
                    Rejection::TimestampTooOld { age } | Rejection::TimestampTooNew { age } => {
                        millis(age)
                    }
                    _ => 0.0,
                };
                rejection.number()
            }
        };
        code | stained
    });
    judged.unwrap_or(LOST)
}

impl Job {
    fn run(
        &mut self,
        steps: u32,
        ring: &Ring,
        window: &mut Window,
        ending: &Ending,
    ) -> Result<bool, Rejection> {
        let is_whole = steps & (step::OFFER | step::CLOSE) != 0;
        if HAS_RARE && !ring.row.is_streamed && steps & step::OPEN != 0 && is_whole {
            if !self.surround(ring.row, window, ending.len)? {
                return if steps & step::OFFER == 0 {
                    self.judge_collected(ring, window, ending, None)
                        .map(|()| true)
                } else {
                    self.ask_for_digest(ring.row, window)
                };
            }
        } else if steps & step::OPEN != 0 {
            self.open(ring, window)?;
        }
        if steps & step::OFFER != 0 {
            self.offer(ring, window);
        }
        if steps & step::UPDATE != 0 {
            self.update(ring, window, ending.len);
        }
        if steps & step::CLOSE != 0 {
            self.close(ring, window, ending)?;
        }
        if steps & step::INNER != 0 {
            return self.inner(ring, window, ending);
        }
        Ok(true)
    }
}

/// Judges the request in the window: 0 where it is genuine, else the number of the reason.
///
/// `past` and `future` are a tolerance in milliseconds, as [`super::cold::tolerance`] gave it.
#[wasm_bindgen]
#[must_use]
pub fn verify(ring: u32, past: f64, future: f64, now: f64, len: u32) -> u32 {
    run(step::OPEN | step::CLOSE, ring, len, [past, future, now])
}

/// The first of the steps of [`verify`], for a body that comes in pieces, or that has none.
#[wasm_bindgen]
#[must_use]
pub fn open(ring: u32) -> u32 {
    run(step::OPEN, ring, 0, [0.0; 3])
}

/// Takes in a piece of the body.
#[wasm_bindgen]
#[must_use]
pub fn update(ring: u32, len: u32) -> u32 {
    run(step::UPDATE, ring, len, [0.0; 3])
}

/// Takes in the last piece and judges.
#[wasm_bindgen]
#[must_use]
pub fn close(ring: u32, past: f64, future: f64, now: f64, len: u32) -> u32 {
    run(step::CLOSE, ring, len, [past, future, now])
}

/// [`open`], for a platform that hashes: the results say how many bytes before the body its hash
/// starts, since a key's block stands there too, and how many behind it. `len` is the body's, where all
/// of it stands in the window. [`MORE`] where the platform is of no use.
#[wasm_bindgen]
#[must_use]
pub fn offer(ring: u32, len: u32) -> u32 {
    run(step::OPEN | step::OFFER, ring, len, [0.0; 3])
}

/// Has a piece of the body looked at that the platform hashes, where the row's time stands in it.
#[wasm_bindgen]
pub fn scan(len: u32) {
    JOB.with(|job| {
        job.with(Job::new, |job| {
            Window::with(|window| job.take(window.piece(length(len))));
        });
    });
}

/// Takes the digest that the platform made, and judges: 0, the number of the reason, or
/// [`MORE`] where the block of the next key now stands there.
#[wasm_bindgen]
#[must_use]
pub fn inner(ring: u32, past: f64, future: f64, now: f64, len: u32) -> u32 {
    run(step::INNER, ring, len, [past, future, now])
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "saturates"
)]
fn tolerance(past: f64, future: f64) -> Tolerance {
    Tolerance::from_raw(past as i64, future as i64)
}

fn length(len: u32) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}
