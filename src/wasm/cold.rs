//! What is not hot: rows as text, tolerances, signing, the replay key, audit entries.

use alloc::{string::String, vec::Vec};

use js_sys::{Array, JsString, Number};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::{
    RINGS, WINDOW,
    codes::{self, BARE_ROW, Code, HostError, OK},
    row, time,
    verify::{Body, row_of},
    window::BEFORE,
};
use crate::{
    Message, ToleranceError,
    audit::{Entry, Input},
    encoding::{decimal, hex},
    json::number::Numbers,
    mac::{
        Hash,
        midstate::{Hasher, short},
    },
    provider::Covered,
    providers,
    replay::first,
    time::Tolerance,
};

/// The number of a provider's row: past the last one where there is none.
#[wasm_bindgen]
#[must_use]
pub fn row_find(id: &str) -> u32 {
    let found = providers::all().iter().position(|row| row.id() == id);
    u32::try_from(found.unwrap_or(providers::all().len())).unwrap_or(BARE_ROW)
}

/// A row as lines: id, name, documentation, what it covers, tolerance (past and future seconds, or
/// nothing), body limit in bytes, slot of the message id, and its sets of header names; words of a line are separated by tabs. Empty where
/// there is no such row.
#[wasm_bindgen]
#[must_use]
pub fn row_info(number: u32) -> String {
    let Some(row) = row(number) else {
        return String::new();
    };
    let covers: Vec<_> = row.covers().map(Covered::as_str).collect();
    let tolerance = row.tolerance().map_or(String::new(), |tolerance| {
        let seconds = |millis: i64| decimal::text(millis.unsigned_abs() / 1000);
        [
            seconds(tolerance.past()),
            "\t".into(),
            seconds(tolerance.future()),
        ]
        .concat()
    });
    let id_slot = row.id_slot.map_or(String::new(), |slot| {
        decimal::text(u64::try_from(slot).unwrap_or(0))
    });
    let sets: Vec<_> = row.sets().map(|set| set.join("\t")).collect();
    [
        row.id(),
        row.name(),
        row.docs(),
        &covers.join("\t"),
        &tolerance,
        &decimal::text(u64::from(row.body_limit())),
        &id_slot,
        &sets.join("\n"),
    ]
    .join("\n")
}

/// Every reason: number, status, code and sentence, a line each, tabs between.
#[wasm_bindgen]
#[must_use]
pub fn reasons() -> String {
    codes::table()
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
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "comes back the same"
    )]
    let [past, future] = [tolerance.past() as f64, tolerance.future() as f64];
    WINDOW.with(|window| match window.try_borrow_mut() {
        Ok(mut window) => {
            let [to_past, to_future, ..] = &mut window.result;
            (*to_past, *to_future) = (past, future);
            OK
        }
        Err(_) => HostError::Disposed.number(),
    })
}

/// The headers a sender would send: name and value in turn, or the number of a reason.
#[wasm_bindgen]
#[must_use]
pub fn sign(ring: u32, body: &[u8], id: &str, at: f64, url: Option<String>) -> JsValue {
    let signed = RINGS.with(|rings| {
        let rings = rings
            .try_borrow()
            .map_err(|_| HostError::Disposed.number())?;
        let found = rings
            .get(ring)
            .and_then(|ring| Some((ring.row, ring.keys.as_ref()?)));
        let (row, keys) = found.ok_or(HostError::Disposed.number())?;
        let message = Message {
            body,
            id,
            timestamp: time(at),
            url: url.as_deref(),
        };
        row.sign(keys, &message).map_err(Code::number)
    });
    match signed {
        Ok(headers) => {
            let words = Array::new();
            for (name, value) in headers {
                words.push(&JsString::from(name));
                words.push(&JsString::from(value));
            }
            words.into()
        }
        Err(code) => JsValue::from(code),
    }
}

/// The id of a key.
#[wasm_bindgen]
#[must_use]
pub fn key_id(ring: u32, place: u32) -> String {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    super::rings::key_id(ring, place).unwrap_or_default()
}

/// A replay key being computed.
struct Claim {
    hash: Hasher,
    body: Body,
    url: String,
    is_named: bool,
}

std::thread_local! {
    static CLAIM: core::cell::RefCell<Option<Claim>> = const { core::cell::RefCell::new(None) };
}

/// Starts the replay key of a delivery; the body follows in pieces.
#[wasm_bindgen]
pub fn claim_open(ring: u32, endpoint: &str, id: &str, at: f64, url: Option<String>) {
    let Some(row) = row_of(ring) else { return };
    let at = Some(time(at)).filter(|_| !at.is_nan());
    let url = url.unwrap_or_default();
    let mut hash = Hasher::new(Hash::Sha256);
    hash.update(&row.claim_head(endpoint, id, at));
    let claim = Claim {
        hash,
        body: Body::of(row, url.as_bytes()),
        is_named: row.does_cover(Covered::Id),
        url,
    };
    CLAIM.with(|cell| {
        if let Ok(mut place) = cell.try_borrow_mut() {
            *place = Some(claim);
        }
    });
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
    with_piece(len, |claim, piece| {
        claim.body.take(piece);
        let bases = match &mut claim.body {
            Body::Streamed | Body::Scanned(_) => {
                if !claim.is_named {
                    claim.hash.update(piece);
                }
                None
            }
            Body::Digested(by, hash) => by.of_digest(claim.url.as_bytes(), hash.clone()).ok(),
            Body::Whole(by, _) => by.of_whole(claim.url.as_bytes(), piece).ok(),
        };
        claim.hash.update(first(&bases.unwrap_or_default()));
        hex::encode(&short(&claim.hash.clone().finish()))
    })
    .unwrap_or_default()
}

fn with_piece<T>(len: u32, run: impl FnOnce(&mut Claim, &[u8]) -> T) -> Option<T> {
    let end = usize::try_from(len).ok()?.checked_add(BEFORE)?;
    CLAIM.with(|claim| {
        WINDOW.with(|window| {
            let window = window.try_borrow().ok()?;
            let mut claim = claim.try_borrow_mut().ok()?;
            Some(run(claim.as_mut()?, window.text.get(BEFORE..end)?))
        })
    })
}

/// An audit entry, stamped: its canonical JSON and its console line, or the number of a reason.
/// `metadata` is the text of a JSON object. What is no string counts as absent.
#[wasm_bindgen]
#[must_use]
pub fn audit_entry(
    action: &JsValue,
    user_id: &JsValue,
    resource: &JsValue,
    result: &JsValue,
    metadata: Option<String>,
    now: f64,
) -> JsValue {
    if !now.is_finite() {
        return JsValue::from(crate::audit::EntryError::ClockInvalid.number());
    }
    let [action, user_id, resource, result] =
        [action, user_id, resource, result].map(JsValue::as_string);
    let input = Input {
        action: action.as_deref(),
        user_id: user_id.as_deref(),
        resource: resource.as_deref(),
        result: result.as_deref(),
        metadata: metadata.as_deref(),
    };
    match Entry::new(&input, time(now), &Host) {
        Ok(entry) => Array::of2(
            &JsString::from(entry.json()),
            &JsString::from(entry.console_line()),
        )
        .into(),
        Err(error) => JsValue::from(error.number()),
    }
}

/// Number text by the engine, which has the algorithm that RFC 8785 names.
struct Host;

impl Numbers for Host {
    fn read(&self, text: &str) -> f64 {
        js_sys::parse_float(text)
    }

    fn write(&self, number: f64, out: &mut String) {
        if let Ok(text) = Number::from(number).to_string_with_radix(10) {
            out.push_str(&String::from(text));
        }
    }
}
