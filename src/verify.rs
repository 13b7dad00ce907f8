//! The verdict, in four steps: open the headers, find the key, read the time, judge it.
//!
//! Grammar comes first, then the MAC, then time: a `timestamp_too_old` in a log is then a proven
//! late delivery, not noise that anyone can make. The boundary to JavaScript runs the same steps
//! over its window; only how the MAC is computed differs.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{
    json::path::FieldScanner,
    key::{Key, KeyId, KeyRing},
    mac::{Hash, Mac, midstate::Hasher},
    provider::{Base, Covered, Provider, SLOTS, TimeAt, header::Candidates},
    rejection::Rejection,
    request::{Headers, Request, combined},
    time::{Timestamp, Tolerance},
};

/// The most bytes of all header values together, and of the URL: more than any sender's, and they
/// must fit the boundary's window.
pub(crate) const MAX_HEADERS: usize = 8192;
/// A form sent by GET stands in the URL.
pub(crate) const MAX_URL: usize = 16_384;

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
        let url = request.url.map(str::as_bytes);
        let slots = Slots {
            headers: values.each_ref().map(Option::as_deref),
            url,
        };
        let mut candidates = Candidates::new();
        let opened = open(self, &slots, &mut candidates)?;
        let computed = self.computed_bases(&opened, request.body)?;
        let ends = ring.keys().map(Key::not_after);
        let place = find_key(ends, now, |place| {
            let Some(key) = ring.keys().nth(place) else {
                return false;
            };
            let tag_of = |write: &dyn Fn(&mut Mac)| {
                let mut mac = key.mac();
                write(&mut mac);
                mac.finish()
            };
            if let Some(bases) = &computed {
                return bases
                    .iter()
                    .any(|base| candidates.contain(&tag_of(&|mac| mac.update(base))));
            }
            candidates.contain(&tag_of(&|mac| {
                let put = &mut |part: &[u8]| mac.update(part);
                self.base().before_body(opened.id, opened.time_text, put);
                mac.update(request.body);
            }))
        })?;
        let time = match self.time() {
            Some(TimeAt::Body(field)) => {
                let mut scanner = FieldScanner::new(field);
                scanner.feed(request.body);
                Some(body_time(self, &scanner)?)
            }
            _ => opened.time,
        };
        judge_time(time, tolerance, now)?;
        let key_id = ring.keys().nth(place).unwrap_or(ring.primary()).id();
        let message_id = self
            .id_slot
            .map(|_| String::from_utf8_lossy(opened.id).into_owned());
        Ok(Delivery {
            body: request.body,
            key_id,
            message_id,
            timestamp: time,
        })
    }

    /// The values of one complete set of header names: the first whose signature is there.
    fn gather<'a, H: Headers + ?Sized>(
        &self,
        request: &Request<'a, H>,
    ) -> [Option<Cow<'a, [u8]>>; SLOTS] {
        let mut values = [const { None }; SLOTS];
        for set in self.sets() {
            for (name, value) in set.iter().zip(&mut values) {
                *value = combined(request.headers, name);
            }
            if values.first().is_some_and(Option::is_some) {
                break;
            }
        }
        values
    }

    /// The texts that may have been signed, where the row computes them.
    #[inline(never)]
    pub(crate) fn computed_bases(
        &self,
        opened: &Opened<'_>,
        body: &[u8],
    ) -> Result<Option<Vec<Vec<u8>>>, Rejection> {
        let Base::Computed(computed) = self.base() else {
            return Ok(None);
        };
        if computed.takes_digest(opened.url) {
            let mut hasher = Hasher::new(Hash::Sha256);
            hasher.update(body);
            computed.of_digest(opened.url, hasher).map(Some)
        } else {
            computed.of_whole(opened.url, body).map(Some)
        }
    }
}

/// The header values of one set, in the row's order, and the URL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slots<'a> {
    pub(crate) headers: [Option<&'a [u8]>; SLOTS],
    pub(crate) url: Option<&'a [u8]>,
}

/// What the headers said. The id and the time's text are as received, for the signature base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened<'a> {
    pub(crate) id: &'a [u8],
    pub(crate) time_text: &'a [u8],
    pub(crate) time: Option<Timestamp>,
    pub(crate) url: &'a [u8],
}

/// Reads the headers; the tags they offer go to `candidates`.
pub(crate) fn open<'a>(
    row: &Provider,
    slots: &Slots<'a>,
    candidates: &mut Candidates,
) -> Result<Opened<'a>, Rejection> {
    let mut values = [&[][..]; SLOTS];
    let mut total = 0_usize;
    for (slot, (value, to)) in slots
        .headers
        .iter()
        .zip(&mut values)
        .enumerate()
        .take(row.slot_count())
    {
        let slot = u8::try_from(slot).unwrap_or(0);
        let value = value.ok_or(Rejection::HeaderMissing { slot })?;
        *to = if row.is_exact { value } else { trim(value) };
        total = total.saturating_add(value.len());
    }
    let url = if row.does_cover(Covered::Url) {
        slots
            .url
            .filter(|url| is_absolute(url))
            .ok_or(Rejection::UrlMissing)?
    } else {
        &[]
    };
    if total > MAX_HEADERS || url.len() > MAX_URL {
        return Err(Rejection::SignatureMalformed);
    }
    read(row, &values, url, candidates).or_else(|rejection| {
        // Only a value that reads in no other way can be repeats of one that does.
        let single = values.map(collapse);
        if single == values || row.is_exact {
            Err(rejection)
        } else {
            read(row, &single, url, candidates)
        }
    })
}

fn read<'a>(
    row: &Provider,
    values: &[&'a [u8]; SLOTS],
    url: &'a [u8],
    candidates: &mut Candidates,
) -> Result<Opened<'a>, Rejection> {
    let value = |slot: usize| values.get(slot).copied().unwrap_or_default();
    let pair = candidates
        .read(value(0), row.layout, row.encoding, row.hash)
        .map_err(|_| Rejection::SignatureMalformed)?;
    let id = row.id_slot.map_or(&[][..], value);
    if row.id_slot.is_some() && !is_message_id(id) {
        return Err(Rejection::MessageIdMalformed);
    }
    let time_text = match row.time() {
        Some(TimeAt::Header(slot)) => value(slot),
        Some(TimeAt::Pair) => pair,
        Some(TimeAt::Body(_)) | None => {
            return Ok(Opened {
                id,
                time_text: &[],
                time: None,
                url,
            });
        }
    };
    let time = Timestamp::parse(time_text, row.unit).ok_or(Rejection::TimestampMalformed)?;
    Ok(Opened {
        id,
        time_text,
        time: Some(time),
        url,
    })
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
pub(crate) fn body_time(row: &Provider, scanner: &FieldScanner) -> Result<Timestamp, Rejection> {
    let number = scanner
        .number()
        .and_then(|number| Timestamp::parse(number, row.unit));
    number.ok_or(Rejection::TimestampMalformed)
}

/// Both sides inclusive.
pub(crate) fn judge_time(
    time: Option<Timestamp>,
    tolerance: Tolerance,
    now: Timestamp,
) -> Result<(), Rejection> {
    let Some(time) = time.filter(|_| tolerance != Tolerance::OFF) else {
        return Ok(());
    };
    let age = now.as_unix_millis().saturating_sub(time.as_unix_millis());
    if age > tolerance.past() {
        Err(Rejection::TimestampTooOld { age })
    } else if age.saturating_neg() > tolerance.future() {
        Err(Rejection::TimestampTooNew { age })
    } else {
        Ok(())
    }
}

/// Visible ASCII without a dot, so that no byte can move between id, time and body.
pub(crate) fn is_message_id(id: &[u8]) -> bool {
    (1..=256).contains(&id.len()) && id.iter().all(|&c| c.is_ascii_graphic() && c != b'.')
}

pub(crate) fn is_absolute(url: &[u8]) -> bool {
    let rest = url
        .strip_prefix(b"https://")
        .or_else(|| url.strip_prefix(b"http://"));
    rest.and_then(<[u8]>::first)
        .is_some_and(|c| !matches!(c, b'/' | b'?' | b'#'))
}

/// Without the spaces and tabs at its ends, as HTTP reads a field value.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// One value, where a field holds several identical ones, joined by a comma and a space.
fn collapse(value: &[u8]) -> &[u8] {
    let repeats = |unit: &&[u8]| {
        let mut rest = value.get(unit.len()..).unwrap_or_default();
        while let Some(after) = rest.strip_prefix(b", ").and_then(|r| r.strip_prefix(*unit)) {
            rest = after;
        }
        rest.is_empty()
    };
    let ends = value
        .windows(2)
        .enumerate()
        .filter(|(_, two)| two == b", ")
        .map(|(end, _)| end);
    // Only a length that divides the whole can repeat, so a long value costs little.
    let total = value.len().saturating_add(2);
    ends.filter(|end| total.checked_rem(end.saturating_add(2)) == Some(0))
        .filter_map(|end| value.get(..end))
        .find(repeats)
        .unwrap_or(value)
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
