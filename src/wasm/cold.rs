//! What is not hot: tolerances, signing, the replay key. Texts come and go through a room of their
//! size.

use alloc::{string::String, vec, vec::Vec};

use wasm_bindgen::prelude::wasm_bindgen;

use super::{
    claim_stack,
    codes::{Code, HostError, OK},
    lent::Lent,
    rings::{Ring, ring as ring_of, scrub},
    table::row,
    time,
    window::Window,
};
use crate::{
    Message, Rejection, ToleranceError,
    mac::{Hash, Tag, midstate::Hasher},
    provider::HAS_RARE,
    time::Tolerance,
    verify::intake::Intake,
};

std::thread_local! {
    static ROOM: Lent<Vec<u8>> = const { Lent::new() };
}

/// Makes room for texts of this length in all; its address.
#[wasm_bindgen]
#[must_use]
pub fn room(len: u32) -> u32 {
    claim_stack();
    ROOM.with(|room| {
        room.with(Vec::new, |room| {
            *room = vec![0; usize::try_from(len).unwrap_or(0)];
            u32::try_from(room.as_ptr().expose_provenance()).unwrap_or(0)
        })
    })
}

/// The texts of these lengths in the room, and then the rest of it.
fn with_texts<const N: usize, R>(lens: [u32; N], run: impl FnOnce([&str; N], &[u8]) -> R) -> R {
    let room = ROOM.with(|room| room.with(Vec::new, core::mem::take));
    let mut rest = room.as_slice();
    let texts = lens.map(|len| {
        let len = usize::try_from(len).unwrap_or(0);
        let (text, after) = rest.split_at_checked(len).unwrap_or_default();
        rest = after;
        core::str::from_utf8(text).unwrap_or_default()
    });
    run(texts, rest)
}

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
    let sides = [tolerance.past(), tolerance.future()].map(super::millis);
    Window::with(|window| [window.result[0], window.result[1]] = sides);
    OK
}

/// Signs what stands in the room: id, URL and method of these lengths, then the body. The values of the
/// slots, in the row's order and a line each, are there then; the results say where and how long.
///
/// Where the time is no number, the body is a handshake's challenge, `url_len` the place of the key whose
/// tag of it takes the place of a digest, and `id_len` the second at which that key must not be past its
/// end.
#[wasm_bindgen]
#[must_use]
pub fn sign(ring: u32, at: f64, id_len: u32, url_len: u32, method_len: u32) -> u32 {
    claim_stack();
    let lens = [id_len, url_len, method_len];
    if at.is_nan() {
        return with_texts([], |[], text| sign_challenge(ring, (url_len, id_len), text));
    }
    let signed = with_texts(lens, |[id, url, method], body| {
        let message = Message {
            body,
            id,
            timestamp: time(at),
            url: Some(url),
            method,
        };
        sign_message(ring, &message)
    });
    scrub();
    match signed {
        Ok(values) => {
            let text = values.join("\n").into_bytes();
            let place = [text.as_ptr().expose_provenance(), text.len()];
            ROOM.with(|room| room.with(Vec::new, |room| *room = text));
            let place = place.map(|n| f64::from(u32::try_from(n).unwrap_or(0)));
            Window::with(|window| [window.result[0], window.result[1]] = place);
            OK
        }
        Err(code) => code,
    }
}

/// Writes a signature into the body that stands in the room behind an id, where the scheme does so. The
/// body is there then; the results say where it is and how long, −1 for a scheme that does not; and where
/// in it a signature stands, and how long that is.
#[cfg(feature = "rare")]
#[wasm_bindgen]
#[must_use]
pub fn sign_body(ring: u32, at: f64, id_len: u32) -> u32 {
    claim_stack();
    let written = with_texts([id_len], |[id], body| {
        let message = Message {
            body,
            id,
            timestamp: time(at),
            url: None,
            method: "POST",
        };
        write_into_body(ring, &message)
    });
    scrub();
    let [body, signature] = match written {
        Ok(Some(written)) => written,
        Ok(None) => {
            Window::with(|window| window.result[1] = -1.0);
            return OK;
        }
        Err(code) => return code,
    };
    let place = body
        .windows(signature.len().max(1))
        .position(|piece| piece == signature);
    let start = body.as_ptr().expose_provenance();
    let places = [start, body.len(), place.unwrap_or(0), signature.len()];
    ROOM.with(|room| room.with(Vec::new, |room| *room = body));
    Window::with(|window| {
        for (to, n) in window.result.iter_mut().zip(places) {
            *to = f64::from(u32::try_from(n).unwrap_or(0));
        }
    });
    OK
}

/// Out of line, for the same reason.
#[cfg(feature = "rare")]
#[inline(never)]
fn write_into_body(ring: u32, message: &Message<'_>) -> Result<Option<[Vec<u8>; 2]>, u32> {
    let ring = ring_of(ring).ok_or(HostError::Disposed.number())?;
    let keys = ring.keys.as_ref().ok_or(HostError::Disposed.number())?;
    let written = ring.row.sign_in_body(keys, message);
    written.map_err(|_| HostError::SignUnsupported.number())
}

/// Nothing that could be a delivery is signed.
fn sign_challenge(ring: u32, (place, second): (u32, u32), text: &[u8]) -> u32 {
    let place = usize::try_from(place).unwrap_or(0);
    if let Some(ring) = ring_of(ring)
        && ring.row.is_challenge(text)
        && let Some(end) = ring.ends().nth(place)
        && end.is_none_or(|end| time(f64::from(second) * 1000.0) <= end)
        && let Some(tag) = mark(&ring, place, text)
    {
        scrub();
        Window::with(|window| window.digest = tag.padded());
        return OK;
    }
    HostError::SignUnsupported.number()
}

/// Out of line, so that its own stack is one that `scrub` reaches.
#[inline(never)]
fn sign_message(ring: u32, message: &Message<'_>) -> Result<Vec<String>, u32> {
    let ring = ring_of(ring).ok_or(HostError::Disposed.number())?;
    let keys = ring.keys.as_ref().ok_or(HostError::Disposed.number())?;
    let signed = ring.row.sign_values(keys, message);
    signed.map_err(|rejection| match rejection {
        // Of a request; here it is the message that says too little.
        Rejection::SignatureMalformed => HostError::SignUnsupported.number(),
        _ => rejection.number(),
    })
}

/// A replay key being computed.
struct Claim {
    hash: Hasher,
    intake: Intake,
    row: Option<&'static crate::Provider>,
    url: Vec<u8>,
    /// The body is a part of the key.
    is_of_body: bool,
}

std::thread_local! {
    static CLAIM: Lent<Claim> = const { Lent::new() };
}

impl Claim {
    const fn new() -> Self {
        Self {
            hash: Hasher::new(Hash::Sha256),
            intake: Intake::Nothing,
            row: None,
            url: Vec::new(),
            is_of_body: false,
        }
    }
}

/// Starts the replay key of a delivery, whose endpoint, id and URL stand in the room; the body follows
/// in pieces. `tenant` is the place of the key that signed, where the ring is a tenant's own, else
/// negative.
#[wasm_bindgen]
pub fn claim_open(ring: u32, tenant: i32, at: f64, endpoint_len: u32, id_len: u32, url_len: u32) {
    claim_stack();
    let Some(ring) = ring_of(ring) else { return };
    let row = ring.row;
    let at = Some(time(at)).filter(|_| !at.is_nan());
    let mark = usize::try_from(tenant)
        .ok()
        .and_then(|place| mark(&ring, place, b"countersign tenant 1"));
    scrub();
    let tenant = mark.as_ref().map_or(&[][..], |tag| tag.bytes(Hash::Sha1));
    with_texts([endpoint_len, id_len, url_len], |[endpoint, id, url], _| {
        CLAIM.with(|claim| {
            claim.with(Claim::new, |claim| {
                claim.hash = Hasher::new(Hash::Sha256);
                claim.hash.update(&row.claim_head(endpoint, id, at, tenant));
                claim.url = row.claim_url(url);
                let is_by_text = HAS_RARE && Intake::is_claimed_by_text(row);
                claim.intake = if is_by_text {
                    Intake::of(row, &claim.url)
                } else {
                    Intake::Nothing
                };
                claim.row = Some(row).filter(|_| is_by_text);
                claim.is_of_body = !is_by_text && id.is_empty();
            });
        });
    });
}

/// Tells a key from every other without giving it away.
#[inline(never)]
fn mark(ring: &Ring, place: usize, text: &[u8]) -> Option<Tag> {
    let mut mac = ring.keys().nth(place)?.mac();
    mac.update(text);
    Some(mac.finish())
}

/// Takes in a piece of the body, or the last one and gives the key: its 32 bytes in place of a digest.
#[wasm_bindgen]
pub fn claim_take(len: u32, is_last: bool) {
    claim_stack();
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    CLAIM.with(|claim| {
        claim.with(Claim::new, |claim| {
            Window::with(|window| {
                let piece = window.piece(len);
                if HAS_RARE {
                    claim.intake.feed(piece);
                }
                if claim.is_of_body {
                    claim.hash.update(piece);
                }
                if is_last {
                    if let Some(row) = claim.row.filter(|_| HAS_RARE) {
                        let text = claim.intake.claim(row, &claim.url, piece);
                        claim.hash.update(text.as_deref().unwrap_or(piece));
                    }
                    window.digest = claim.hash.clone().finish();
                }
            });
        });
    });
}
