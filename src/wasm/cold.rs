//! What is not hot: tolerances, signing, the replay key.

use alloc::{string::String, vec::Vec};

use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    claim_stack,
    codes::{Code, HostError, OK},
    job::Body,
    lent::Lent,
    rings::{Ring, ring as ring_of, scrub},
    row, time,
    window::Window,
};
use crate::{
    Message, ToleranceError,
    encoding::hex,
    mac::{
        Hash, Tag,
        midstate::{Hasher, short},
    },
    provider::Covered,
    replay::first,
    time::Tolerance,
};

/// Checks a tolerance in seconds; its milliseconds go to the result area. `kind` is 0 for the
/// row's own, 1 for the given one, 2 for none.
#[wasm_bindgen]
#[must_use]
pub fn tolerance(number: u32, kind: u32, past: f64, future: f64) -> u32 {
    let Some(row) = row(number) else {
        return HostError::ProviderUnknown.number();
    };
    let tolerance = match (kind, row.tolerance()) {
        (0, own) => own.unwrap_or(Tolerance::OFF),
        (_, None) => return ToleranceError::ToleranceUntimed.number(),
        (1, _) => match Tolerance::try_from_seconds(past, future) {
            Ok(tolerance) => tolerance,
            Err(error) => return error.number(),
        },
        _ => Tolerance::OFF,
    };
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "comes back the same"
    )]
    let [past, future] = [tolerance.past() as f64, tolerance.future() as f64];
    Window::with(|window| {
        let [to_past, to_future, ..] = &mut window.result;
        (*to_past, *to_future) = (past, future);
    });
    OK
}

/// The values of the headers a sender would send, in the row's order, a line each. Empty where the message
/// cannot be signed; the number of the reason is then in the result area.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what wasm-bindgen hands over"
)]
pub fn sign(ring: u32, body: &[u8], id: &str, at: f64, url: Option<String>) -> String {
    claim_stack();
    let message = Message {
        body,
        id,
        timestamp: time(at),
        url: url.as_deref(),
    };
    let mut out = String::new();
    let code = sign_message(ring, &message, &mut out);
    scrub();
    Window::with(|window| window.result[0] = f64::from(code));
    out
}

/// Out of line, so that its own stack is one that `scrub` reaches.
#[inline(never)]
fn sign_message(ring: u32, message: &Message<'_>, out: &mut String) -> u32 {
    let ring = ring_of(ring);
    let found = ring
        .as_ref()
        .and_then(|ring| Some((ring.row, ring.keys.as_ref()?)));
    let Some((row, keys)) = found else {
        return HostError::Disposed.number();
    };
    row.sign_values(keys, message)
        .map_or_else(Code::number, |values| {
            for value in values {
                out.push_str(&value);
                out.push('\n');
            }
            OK
        })
}

/// A replay key being computed.
struct Claim {
    hash: Hasher,
    body: Body,
    url: Vec<u8>,
    is_named: bool,
}

std::thread_local! {
    static CLAIM: Lent<Claim> = const { Lent::new() };
}

impl Claim {
    const fn new() -> Self {
        Self {
            hash: Hasher::new(Hash::Sha256),
            body: Body::Streamed,
            url: Vec::new(),
            is_named: false,
        }
    }
}

/// Starts the replay key of a delivery; the body follows in pieces. `tenant` is the place of the key
/// that signed, where the ring is a tenant's own, else negative.
#[wasm_bindgen]
pub fn claim_open(ring: u32, tenant: i32, endpoint: &str, id: &str, at: f64, url: &str) {
    claim_stack();
    let Some(ring) = ring_of(ring) else { return };
    let row = ring.row;
    let at = Some(time(at)).filter(|_| !at.is_nan());
    let mark = usize::try_from(tenant)
        .ok()
        .and_then(|place| mark(&ring, place));
    scrub();
    let tenant = mark.as_ref().map_or(&[][..], |tag| tag.bytes(Hash::Sha1));
    CLAIM.with(|claim| {
        claim.with(Claim::new, |claim| {
            claim.hash = Hasher::new(Hash::Sha256);
            claim.hash.update(&row.claim_head(endpoint, id, at, tenant));
            claim.url = row.claim_url(url);
            claim.body = Body::of(row, &claim.url);
            claim.is_named = row.does_cover(Covered::Id);
        });
    });
}

/// Tells a key from every other without giving it away.
#[inline(never)]
fn mark(ring: &Ring, place: usize) -> Option<Tag> {
    let mut mac = ring.keys().nth(place)?.mac();
    mac.update(b"countersign tenant 1");
    Some(mac.finish())
}

/// Takes in a piece of the body that is not the last.
#[wasm_bindgen]
pub fn claim_update(len: u32) {
    with_piece(len, |claim, piece| {
        claim.body.take(piece);
        if matches!(claim.body, Body::Streamed | Body::Scanned(_)) && !claim.is_named {
            claim.hash.update(piece);
        }
    });
}

/// Takes in the last piece and gives the key: 64 hex digits.
#[wasm_bindgen]
#[must_use]
pub fn claim_close(len: u32) -> String {
    claim_stack();
    with_piece(len, |claim, piece| {
        claim.body.take(piece);
        let bases = match &mut claim.body {
            Body::Streamed | Body::Scanned(_) => {
                if !claim.is_named {
                    claim.hash.update(piece);
                }
                None
            }
            Body::Digested(by, hash) => by.of_digest(&claim.url, hash.clone()).ok(),
            Body::Whole(by, _) => by.of_whole(&claim.url, piece).ok(),
        };
        claim.hash.update(first(&bases.unwrap_or_default()));
        hex::encode(&short(&claim.hash.clone().finish()))
    })
}

fn with_piece<T>(len: u32, run: impl FnOnce(&mut Claim, &[u8]) -> T) -> T {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    CLAIM.with(|claim| {
        claim.with(Claim::new, |claim| {
            Window::with(|window| run(claim, window.piece(len)))
        })
    })
}
