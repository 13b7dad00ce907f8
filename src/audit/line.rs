//! One line of a log, read.

use alloc::string::String;

use super::{MAX_ENTRY, Seal, Tampering, log::VERSION, note::is_name};
use crate::{
    encoding::{base64, is_blank},
    json::{
        JsonError, canonical,
        number::{Numbers, whole},
        value::Value,
    },
    merkle::{Digest, leaf_hash},
    time::Timestamp,
};

/// An entry, as far as its form goes.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) seq: u64,
    /// How many entries the group has that it begins.
    pub(super) group: Option<u64>,
    pub(super) time: Timestamp,
    pub(super) prev: Digest,
    pub(super) leaf: Digest,
    pub(super) value: Value,
}

/// What a line is.
#[derive(Clone, Debug)]
pub(super) enum Row {
    Entry(Line),
    Seal(Seal),
    /// Neither; and whether a crash leaves such a line.
    Other(Tampering, bool),
}

impl Row {
    pub(super) fn read(bytes: &[u8], numbers: &impl Numbers) -> Self {
        let text = str::from_utf8(bytes);
        let Some(text) = text.ok().filter(|text| text.len() <= MAX_ENTRY) else {
            let kind = if bytes.starts_with(b"#") && bytes.len() <= MAX_ENTRY {
                Tampering::SealChanged
            } else {
                Tampering::EntryMalformed
            };
            return Self::Other(kind, true);
        };
        if text.starts_with('#') {
            return Seal::parse(text).map_or(Self::Other(Tampering::SealChanged, true), Self::Seal);
        }
        Line::read(text, numbers)
            .map_or_else(|(kind, is_form)| Self::Other(kind, is_form), Self::Entry)
    }
}

impl Line {
    fn read(text: &str, numbers: &impl Numbers) -> Result<Self, (Tampering, bool)> {
        let value = Value::parse(text, numbers).map_err(|error| match error {
            JsonError::NameDuplicate { .. } => (Tampering::NameDuplicate, false),
            _ => (Tampering::EntryMalformed, true),
        })?;
        if !matches!(value, Value::Object(_)) {
            return Err((Tampering::EntryMalformed, true));
        }
        let mut canonical = String::with_capacity(text.len());
        canonical::write(&value, numbers, &mut canonical);
        if canonical != text {
            let kind = if is_permutation(canonical.as_bytes(), text.as_bytes()) {
                Tampering::MemberOrder
            } else {
                Tampering::NotCanonical
            };
            return Err((kind, false));
        }
        Self::of(value, text).ok_or((Tampering::EntryMalformed, false))
    }

    fn of(value: Value, text: &str) -> Option<Self> {
        let number = |name| match value.member(name)? {
            Value::Number(number) => whole(*number),
            _ => None,
        };
        let string = |name| value.member(name).and_then(Value::as_text);
        let is_said = |name| string(name).is_some_and(|text| !text.chars().all(is_blank));
        let is_of = |name, is: fn(&Value) -> bool| value.member(name).is_none_or(is);
        let is_text = |value: &Value| value.as_text().is_some();
        let is_object = |value: &Value| matches!(value, Value::Object(_));
        let is_whole = value.member("v") == Some(&Value::Number(VERSION))
            && ["action", "userId", "resource"].into_iter().all(is_said)
            && string("log").is_some_and(is_name)
            && matches!(string("result")?, "success" | "failure")
            && ["reason", "scope", "id"]
                .into_iter()
                .all(|name| is_of(name, is_text))
            && ["metadata", "actor", "source", "trace"]
                .into_iter()
                .all(|name| is_of(name, is_object))
            && is_of("redacted", are_pairs)
            && is_of("sealed", are_commitments)
            && is_of("clock", is_clock);
        let group = match value.member("group") {
            Some(_) => Some(number("group").filter(|group| *group > 1)?),
            None => None,
        };
        let mut prev = [0; 32];
        let stamp = string("timestamp")?;
        let time = Timestamp::parse_iso(stamp.as_bytes())?;
        // Of the texts of a time the one that we write.
        let is_stamp = stamp.len() == 24 && matches!(stamp.as_bytes(), [.., b'.', _, _, _, b'Z']);
        let is_exact = is_stamp && base64::decode_into(string("prev")?.as_bytes(), &mut prev);
        (is_whole && is_exact).then_some(())?;
        Some(Self {
            seq: number("seq")?,
            group,
            time,
            prev,
            leaf: leaf_hash(text.as_bytes()),
            value,
        })
    }

    /// A member's text.
    pub(super) fn text(&self, name: &str) -> &str {
        let text = self.value.member(name).and_then(Value::as_text);
        text.unwrap_or_default()
    }

    /// The hash that the line would have, were this the root before it.
    pub(super) fn leaf_behind(&self, prev: &Digest, numbers: &impl Numbers) -> Digest {
        let mut value = self.value.clone();
        if let Some(place) = value.at_mut("/prev") {
            *place = Value::String(base64::encode(prev));
        }
        leaf_hash(canonical::to_string(&value, numbers).as_bytes())
    }

    /// Whether each thing that it says was redacted reads so.
    pub(super) fn is_redaction_right(&mut self) -> bool {
        let Some(Value::Array(pairs)) = self.value.member("redacted").cloned() else {
            return true;
        };
        pairs.iter().all(|pair| match pair {
            Value::Array(pair) => match &pair[..] {
                [Value::String(pointer), Value::String(rule)] => self.is_marked(pointer, rule),
                _ => false,
            },
            _ => false,
        })
    }

    fn is_marked(&mut self, pointer: &str, rule: &str) -> bool {
        let mark: String = ["[redacted:", rule, "]"].concat();
        let Some(value) = self.value.at_mut(pointer) else {
            return false;
        };
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let has_mark = |text: &str| {
            let mut windows = text.as_bytes().windows(mark.len());
            windows.any(|window| window == mark.as_bytes())
        };
        value.as_text().is_some_and(has_mark) || has_mark(name)
    }
}

/// Whether it is a list of `[pointer, rule]`.
fn are_pairs(value: &Value) -> bool {
    let is_pair = |pair: &Value| matches!(pair, Value::Array(pair) if matches!(pair[..], [Value::String(_), Value::String(_)]));
    matches!(value, Value::Array(pairs) if pairs.iter().all(is_pair))
}

fn are_commitments(value: &Value) -> bool {
    let is_hash = |text: &str| base64::decode_into(text.as_bytes(), &mut [0; 32]);
    matches!(value, Value::Object(members)
        if members.iter().all(|(_, commitment)| commitment.as_text().is_some_and(is_hash)))
}

/// Whether it is `{"back_ms":n}`.
fn is_clock(value: &Value) -> bool {
    let back = match value {
        Value::Object(members) if members.len() == 1 => value.member("back_ms"),
        _ => None,
    };
    matches!(back, Some(Value::Number(back)) if whole(*back).is_some())
}

/// Whether two texts are of the same bytes in another order.
fn is_permutation(one: &[u8], other: &[u8]) -> bool {
    let count = |bytes: &[u8]| {
        let mut counts = [0_usize; 256];
        for byte in bytes {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count = count.saturating_add(1);
            }
        }
        counts
    };
    count(one) == count(other)
}
