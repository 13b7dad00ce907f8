//! The verdict, in four steps: open the headers, find the key, read the time, judge it.
//!
//! Grammar comes first, then the MAC, then time: a `timestamp_too_old` in a log is then a proven
//! late delivery, not noise that anyone can make. The boundary to JavaScript runs the same steps
//! over its window; only how the MAC is computed differs.

#[cfg(feature = "wasm-verify")]
mod around;
pub(crate) mod fields;
pub(crate) mod intake;
pub(crate) mod open;

use alloc::{borrow::Cow, string::String, vec::Vec};

use intake::Intake;
use open::{Opened, Slots, look, open};

use crate::{
    json::path::Scanner,
    key::{Key, KeyId, KeyRing},
    provider::{Provider, SLOTS, Slot, TimeAt, computed::Digest, header::Candidates},
    rejection::Rejection,
    request::{Headers, Request, combined},
    time::{Timestamp, Tolerance, Unit, Validity},
};

impl Provider {
    /// Judges a request with the provider's own tolerance.
    ///
    /// ```
    /// use countersign::{Key, KeyRing, Request, Timestamp, providers};
    ///
    /// let key = Key::parse("2026-11", "It's a Secret to Everybody", providers::GITHUB.key_format())?;
    /// let headers = [(
    ///     "X-Hub-Signature-256",
    ///     "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    /// )];
    /// let now = Timestamp::from_unix_millis(1_750_000_000_000);
    ///
    /// let ring = KeyRing::new(key);
    /// let verdict = providers::GITHUB.verify(&ring, &Request::new(&headers, b"Hello, World!"), now);
    /// assert_eq!(verdict.unwrap().key_id().as_str(), "2026-11");
    ///
    /// let verdict = providers::GITHUB.verify(&ring, &Request::new(&headers, b"Hello, World?"), now);
    /// assert_eq!(verdict.unwrap_err().code(), "signature_mismatch");
    /// # Ok::<(), countersign::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// The [`Rejection`] of the first step that failed. Keys of another hash never match.
    pub fn verify<'a, H: Headers + ?Sized>(
        &self,
        ring: &'a KeyRing,
        request: &Request<'a, H>,
        now: Timestamp,
    ) -> Result<Delivery<'a>, Rejection> {
        self.verify_within(
            self.tolerance().unwrap_or(Tolerance::OFF),
            ring,
            request,
            now,
        )
    }

    /// Judges a request with another tolerance. A scheme that signs no time ignores it.
    ///
    /// # Errors
    /// The [`Rejection`] of the first step that failed.
    pub fn verify_within<'a, H: Headers + ?Sized>(
        &self,
        tolerance: Tolerance,
        ring: &'a KeyRing,
        request: &Request<'a, H>,
        now: Timestamp,
    ) -> Result<Delivery<'a>, Rejection> {
        let values = self.gather(request);
        let slots = Slots {
            values: values.each_ref().map(Option::as_deref),
            url: request.url.map(str::as_bytes),
            method: request.method.as_bytes(),
        };
        let mut judged = if self.is_streamed {
            self.judge_streamed(ring, &slots, request.body, now)?
        } else {
            self.judge_collected(
                ring,
                &slots,
                request.body,
                None,
                now,
                &mut Candidates::new(),
            )?
        };
        if let Some(TimeAt::Body(path)) = self.time() {
            let mut scanner = Scanner::new(&[path]);
            scanner.feed(request.body);
            judged.validity = Some(body_time(self, &scanner)?);
        }
        judge_time(judged.validity, tolerance, now)?;
        let key_id = ring.keys().nth(judged.place).unwrap_or(ring.primary()).id();
        let message_id = String::from_utf8_lossy(&judged.id).into_owned();
        Ok(Delivery {
            body: request.body,
            key_id,
            message_id: Some(message_id).filter(|id| !id.is_empty()),
            timestamp: judged.validity.map(|validity| validity.time),
        })
    }

    /// Where the body comes behind what the headers said, and is hashed as it is.
    fn judge_streamed(
        &self,
        ring: &KeyRing,
        slots: &Slots<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Judged, Rejection> {
        let mut candidates = Candidates::new();
        let Opened {
            inputs, validity, ..
        } = open(self, slots, &mut candidates)?;
        if self.is_challenge(body) {
            return Err(Rejection::SignatureMalformed);
        }
        let ends = ring.keys().map(Key::not_after);
        let place = find_key(ends, now, |place| {
            let Some(key) = ring.keys().nth(place) else {
                return false;
            };
            let mut mac = key.mac();
            self.base()
                .before_body(&inputs, &mut |part| mac.update(part));
            mac.update(body);
            candidates.contain(&mac.finish())
        })?;
        Ok(Judged {
            place,
            id: inputs.id.to_vec(),
            validity,
        })
    }

    /// Where something else is made of the body, which is all there; or its digest is, of a row that
    /// wants that alone.
    pub(crate) fn judge_collected(
        &self,
        ring: &KeyRing,
        slots: &Slots<'_>,
        body: &[u8],
        digest: Option<Digest>,
        now: Timestamp,
        candidates: &mut Candidates,
    ) -> Result<Judged, Rejection> {
        let mut intake;
        let closing = if self.is_late {
            look(self, slots)?;
            intake = Intake::of(self, slots.url.unwrap_or_default());
            intake.feed(body);
            intake.close(self, slots, Some(body), candidates)?
        } else {
            let opened = open(self, slots, candidates)?;
            intake = match digest {
                Some(digest) => Intake::Digested(digest),
                None => Intake::begin(self, &opened, ring.keys())?,
            };
            intake.feed(body);
            intake.texts(self, &opened, intake.held(Some(body))?)?
        };
        let place = intake.find_key(&closing, candidates, ring, now)?;
        Ok(Judged {
            place,
            id: closing.id,
            validity: closing.validity,
        })
    }

    /// The values of one complete set of header names: the first whose signature is there.
    fn gather<'a, H: Headers + ?Sized>(
        &self,
        request: &Request<'a, H>,
    ) -> [Option<Cow<'a, [u8]>>; SLOTS] {
        let mut values = [const { None }; SLOTS];
        for set in self.sets() {
            for (slot, value) in set.iter().zip(&mut values) {
                *value = match slot {
                    Slot::Headers => Some(Cow::Owned(lines(request.headers))),
                    _ => slot
                        .header()
                        .and_then(|name| combined(request.headers, name)),
                };
            }
            if values.first().is_some_and(Option::is_some) {
                break;
            }
        }
        values
    }
}

/// What is known once a key has been found.
pub(crate) struct Judged {
    pub(crate) place: usize,
    pub(crate) id: Vec<u8>,
    pub(crate) validity: Option<Validity>,
}

/// All headers, as lines of `name:value`. One that would be several lines is none.
fn lines<H: Headers + ?Sized>(headers: &H) -> Vec<u8> {
    let mut lines = Vec::new();
    for name in headers.names() {
        let Some(value) = combined(headers, &name) else {
            continue;
        };
        if value.contains(&b'\n') {
            continue;
        }
        if !lines.is_empty() {
            lines.push(b'\n');
        }
        lines.extend_from_slice(name.as_bytes());
        lines.push(b':');
        lines.extend_from_slice(value.trim_ascii());
    }
    lines
}

/// The first key that `matches` and is not past its end.
pub(crate) fn find_key(
    ends: impl Iterator<Item = Option<Timestamp>>,
    now: Timestamp,
    mut matches: impl FnMut(usize) -> bool,
) -> Result<usize, Rejection> {
    let mut expired = None;
    for (place, end) in ends.enumerate() {
        if matches(place) {
            if end.is_none_or(|end| now <= end) {
                return Ok(place);
            }
            expired = expired.or(Some(place));
        }
    }
    let key = |place| u8::try_from(place).unwrap_or(u8::MAX);
    Err(expired.map_or(Rejection::SignatureMismatch, |place| {
        Rejection::KeyExpired { key: key(place) }
    }))
}

/// The time that stands in a signed body.
pub(crate) fn body_time(row: &Provider, scanner: &Scanner) -> Result<Validity, Rejection> {
    let text = match row.unit {
        Unit::Iso8601 => scanner.string(0),
        _ => scanner.number(0),
    };
    let time = text.and_then(|text| Timestamp::parse(text, row.unit));
    time.map(Validity::from)
        .ok_or(Rejection::TimestampMalformed)
}

/// Both sides inclusive.
pub(crate) fn judge_time(
    validity: Option<Validity>,
    tolerance: Tolerance,
    now: Timestamp,
) -> Result<(), Rejection> {
    let Some(validity) = validity.filter(|_| tolerance != Tolerance::OFF) else {
        return Ok(());
    };
    let age = |time: Timestamp| now.as_unix_millis().saturating_sub(time.as_unix_millis());
    let (age, lead) = (age(validity.until), age(validity.from));
    if age > tolerance.past() {
        Err(Rejection::TimestampTooOld { age })
    } else if lead.saturating_neg() > tolerance.future() {
        Err(Rejection::TimestampTooNew { age: lead })
    } else {
        Ok(())
    }
}

/// A genuine delivery. Having one is the proof: there is no other way to make it.
#[derive(Clone, Debug)]
pub struct Delivery<'a> {
    body: &'a [u8],
    key_id: &'a KeyId,
    message_id: Option<String>,
    timestamp: Option<Timestamp>,
}

impl<'a> Delivery<'a> {
    /// The bytes that were authenticated.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The key that signed.
    #[must_use]
    pub const fn key_id(&self) -> &'a KeyId {
        self.key_id
    }

    /// The sender's id of the message, if the scheme signs one. The same for every repeat.
    #[must_use]
    pub fn message_id(&self) -> Option<&str> {
        self.message_id.as_deref()
    }

    /// The signed time, if the scheme has one.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        self.timestamp
    }
}
