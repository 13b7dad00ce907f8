//! What writes audit entries and logs: a module of its own, since nothing of it is needed to verify.
//!
//! Only numbers cross. JavaScript writes a question into a window of linear memory, its parts one behind
//! the other, each with its length in front (four bytes, the least first), calls [`ask`], and reads the
//! answer's parts likewise. A log's state is one of them, which JavaScript keeps: a call that an engine
//! cuts short has changed nothing.

use alloc::{string::String, vec, vec::Vec};
use core::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

use super::{codes::Code, host::Host, time};
use crate::{
    audit::{Checkpoint, Draft, EntryError, Log, Redactor, VerifierKey},
    encoding::{base64, decimal},
    json::{canonical, number::whole},
    scan::is_secret_name,
    time::Timestamp,
};

std::thread_local! {
    static QUESTION: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REDACTORS: RefCell<Vec<Redactor>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Numbers below are codes: 0 for what cannot be answered, or of a reason. From here on it is the length
/// of the answer.
const LENGTH: u32 = 256;

/// The address of a window for a question of so many bytes.
#[wasm_bindgen]
#[must_use]
pub fn room(length: usize) -> usize {
    QUESTION.with_borrow_mut(|question| {
        if question.len() < length {
            *question = vec![0; length];
        }
        question.as_ptr().addr()
    })
}

/// The address of the last answer.
#[wasm_bindgen]
#[must_use]
pub fn answer() -> usize {
    ANSWER.with_borrow(|answer| answer.as_ptr().addr())
}

/// Answers the question of these many bytes: what is asked, and a number that goes with it, the handle of a
/// redactor, below 0 for what the log says itself.
#[wasm_bindgen]
#[must_use]
pub fn ask(what: u32, length: usize, number: f64) -> u32 {
    let answered = QUESTION.with_borrow(|question| {
        let parts = Parts(question.get(..length).unwrap_or_default());
        answer_to(what, parts, number)
    });
    match answered {
        Ok(Some(answer)) => {
            let length = u32::try_from(answer.0.len()).unwrap_or(u32::MAX);
            ANSWER.set(answer.0);
            length.saturating_add(LENGTH)
        }
        Ok(None) => 0,
        Err(error) => error.number(),
    }
}

fn answer_to(what: u32, mut parts: Parts<'_>, number: f64) -> Result<Option<Answer>, EntryError> {
    let mut answer = Answer(vec![]);
    match what {
        // A draft behind its time: the entry without a log.
        0 => {
            let now = parts.number().unwrap_or(f64::NAN);
            let (draft, now) = draft(parts.text(), now, handle(number), false)?;
            let entry = draft.stamp(now, &Host)?;
            answer.put(entry.json().as_bytes());
        }
        // An entry's canonical JSON: its console line.
        1 => {
            let line = canonical::to_ascii(parts.text());
            answer.put(["[AUDIT] ", &line].concat().as_bytes());
        }
        // An origin: the state of the empty log.
        2 => answer.put(&Log::new(parts.text())?.to_bytes()),
        // A state, salts, and drafts, each behind its time: the log with them.
        3 => return Ok(append(parts, handle(number), number < 0.0)),
        // A state: the text of its checkpoint.
        4 => {
            let Some(log) = Log::from_bytes(parts.next()) else {
                return Ok(None);
            };
            let checkpoint = Checkpoint {
                origin: log.origin().into(),
                size: log.size(),
                root: log.root(),
            };
            answer.put(checkpoint.to_text().as_bytes());
        }
        // A name and a public key: the verifier key.
        5 => {
            let name = parts.text();
            let public = parts.next().try_into();
            let key = public
                .ok()
                .and_then(|public| VerifierKey::new(name, public));
            return Ok(key.map(|key| answer.with(key.to_text().as_bytes())));
        }
        // A verifier key and a signature: its line under a note.
        6 => {
            let key = VerifierKey::parse(parts.text()).ok();
            let signature = <[u8; 64]>::try_from(parts.next()).ok();
            let line = key
                .zip(signature)
                .map(|(key, signature)| key.signature_line(&signature));
            return Ok(line.map(|line| answer.with(line.as_bytes())));
        }
        // The names and values of an environment: the handle of what takes its secrets out.
        7 => {
            let redactor = Redactor::new(&secrets(parts));
            let handle = REDACTORS.with_borrow_mut(|kept| redactor.keep_in(kept));
            answer.put(decimal::text(u64::try_from(handle).unwrap_or(0)).as_bytes());
        }
        _ => return Ok(None),
    }
    Ok(Some(answer))
}

/// The values under a secret's name, or under none.
fn secrets(mut parts: Parts<'_>) -> Vec<&str> {
    let mut secrets = vec![];
    while !parts.0.is_empty() {
        let [name, value] = [parts.text(), parts.text()];
        if name.is_empty() || is_secret_name(name, &Host) {
            secrets.push(value);
        }
    }
    secrets
}

/// A redactor's handle, which is above 0.
fn handle(number: f64) -> usize {
    let number = whole(number.abs()).and_then(|number| usize::try_from(number).ok());
    number.unwrap_or(0)
}

/// The next state, the text of the group, the hash and `prev` of each entry in base64, for each draft 0 or
/// the number of the reason for which it was left out, and for each entry that was not, what discloses its
/// sealed values, or nothing. Where `own`, the
/// entries are the log's own, and nothing is taken out.
fn append(mut parts: Parts<'_>, redactor: usize, own: bool) -> Option<Answer> {
    let mut log = Log::from_bytes(parts.next())?;
    let mut salts = parts.next().as_chunks().0;
    let mut drafts = vec![];
    let mut codes = vec![];
    let mut disclosures = vec![];
    while let Some(now) = parts.number() {
        let made = draft(parts.text(), now, redactor, own).and_then(|(mut draft, now)| {
            // What is to be sealed must not stand there as it is.
            let split = salts.split_at_checked(draft.seals());
            let (ours, rest) = split.ok_or(EntryError::SealInvalid)?;
            salts = rest;
            disclosures.push(draft.seal(ours, &Host).unwrap_or_default());
            drafts.push((draft, now));
            Ok(0)
        });
        codes.push(made.unwrap_or_else(|error| u8::try_from(error.number()).unwrap_or(u8::MAX)));
    }
    let mut answer = Answer(vec![]);
    let mut hashes = String::new();
    let mut text = String::new();
    if !drafts.is_empty() {
        let group = log.append(drafts, &Host).ok()?;
        for place in &group.places {
            hashes.push_str(&base64::encode(&place.leaf));
            hashes.push_str(&base64::encode(&place.prev));
        }
        text = group.text;
    }
    answer.put(&log.to_bytes());
    for part in [text.as_bytes(), hashes.as_bytes(), &codes] {
        answer.put(part);
    }
    for disclosure in disclosures {
        answer.put(disclosure.as_bytes());
    }
    Some(answer)
}

fn draft(
    text: &str,
    now: f64,
    redactor: usize,
    own: bool,
) -> Result<(Draft, Timestamp), EntryError> {
    let mut draft = if own {
        Draft::read_any(text, &Host)
    } else {
        Draft::read(text, &Host)
    }?;
    let now = clock(now)?;
    if !own {
        REDACTORS.with_borrow(|redactors| {
            let redactor = redactors.get(redactor.saturating_sub(1));
            draft.redact(redactor.unwrap_or(&Redactor::new(&[])), &Host);
        });
    }
    draft.fits(&Host)?;
    Ok((draft, now))
}

fn clock(now: f64) -> Result<Timestamp, EntryError> {
    let now = Some(now).filter(|now| now.is_finite()).map(time);
    let now = now.filter(|now| now.to_iso().is_some());
    now.ok_or(EntryError::ClockInvalid)
}

/// The parts of a question that are left.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn next(&mut self) -> &'a [u8] {
        let Some((length, rest)) = self.0.split_first_chunk() else {
            return &[];
        };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (part, rest) = rest.split_at_checked(length).unwrap_or_default();
        self.0 = rest;
        part
    }

    fn text(&mut self) -> &'a str {
        str::from_utf8(self.next()).unwrap_or_default()
    }

    fn number(&mut self) -> Option<f64> {
        let bytes = self.next().try_into().ok()?;
        Some(f64::from_le_bytes(bytes))
    }
}

/// The parts of an answer.
struct Answer(Vec<u8>);

impl Answer {
    fn put(&mut self, part: &[u8]) {
        let length = u32::try_from(part.len()).unwrap_or(0);
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(part);
    }

    fn with(mut self, part: &[u8]) -> Self {
        self.put(part);
        self
    }
}
