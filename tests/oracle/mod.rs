//! A second opinion on every verdict: slow, plain, and sharing nothing with the engine.
//!
//! It is written from the rules of judgement alone, so that a reader can check it against them
//! by eye. Where the rules leave room, it takes the reading that fails closed.
#![expect(
    dead_code,
    reason = "each test binary uses its own part of this module"
)]
#![expect(
    unreachable_pub,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "plain code, to be checked by eye; a panic is a failed test"
)]

mod draft;
pub mod hostile;
mod mutate;
mod parts;
mod rows;
pub mod sender;

use hmac::{Hmac, KeyInit, Mac};
use parts::{Form, cut, from_base64, from_hex, join, split, trim};
use rows::{Base, Layout, Pairs, Row, Time, row};

pub struct Case<'a> {
    pub provider: &'a str,
    pub keys: &'a [(Vec<u8>, Option<i64>)],
    pub headers: &'a [(String, Vec<u8>)],
    pub body: &'a [u8],
    pub url: Option<&'a str>,
    pub now_ms: i64,
    pub tolerance: Tolerance,
}

#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Tolerance {
    Default,
    Off,
    Millis { past: i64, future: i64 },
}

#[derive(Debug, PartialEq, Clone)]
pub enum Answer {
    Accepted {
        key: usize,
        time_ms: Option<i64>,
        id: Option<String>,
    },
    Rejected {
        code: &'static str,
        slot: Option<u8>,
        age_ms: Option<i64>,
        /// The first key of those that matched and are past their end.
        key: Option<usize>,
    },
}

pub fn judge(case: &Case<'_>) -> Answer {
    match judge_in_order(case) {
        Ok(accepted) => accepted,
        Err(rejected) => rejected,
    }
}

fn judge_in_order(case: &Case<'_>) -> Result<Answer, Answer> {
    let row = row(case.provider);
    let is_present = |name: &str| combined(case.headers, name).is_some();
    let set = row
        .sets
        .iter()
        .find(|set| is_present(set[0]))
        .unwrap_or(&row.sets[0]);

    // 1
    let mut raw: Vec<Vec<u8>> = Vec::new();
    for (slot, name) in set.iter().enumerate() {
        match combined(case.headers, name) {
            Some(value) => raw.push(value),
            None => return Err(rejected("header_missing", Some(slot as u8), None)),
        }
    }
    // 2
    let mut url: &[u8] = b"";
    if row.base == Base::Twilio {
        match case.url {
            Some(text) if parts::is_absolute(text.as_bytes()) => url = text.as_bytes(),
            _ => return Err(reject("url_missing")),
        }
    }
    // 3
    if raw.iter().map(Vec::len).sum::<usize>() > 8_192 || url.len() > 16_384 {
        return Err(reject("signature_malformed"));
    }
    // 4
    let values: Vec<Vec<u8>> = raw.iter().map(|value| collapse(trim(value))).collect();
    let Some((tags, time_of_pair)) = read_signature(&row, &values[0]) else {
        return Err(reject("signature_malformed"));
    };
    // 5
    let mut id: &[u8] = b"";
    if row.base == Base::IdTimeBody {
        id = &values[1];
        let is_allowed = |byte: &u8| (0x21..=0x7E).contains(byte) && *byte != b'.';
        if id.is_empty() || id.len() > 256 || !id.iter().all(is_allowed) {
            return Err(reject("message_id_malformed"));
        }
    }
    // 6
    let time: &[u8] = match row.time {
        Time::Slot(slot) => &values[slot],
        Time::Pair => &time_of_pair,
        Time::BodyField | Time::None => b"",
    };
    let mut time_ms = None;
    if matches!(row.time, Time::Slot(_) | Time::Pair) {
        time_ms = parts::time_ms(time, row.unit_ms);
        if time_ms.is_none() {
            return Err(reject("timestamp_malformed"));
        }
    }
    // 8
    let mut form = Form::new();
    let digest = parts::query_value(url, b"bodySHA256");
    if row.base == Base::Twilio && digest.is_none() {
        form = parts::form(case.body);
        if case.body.len() > 65_536 || form.len() > 1_000 {
            return Err(reject("body_too_large"));
        }
    }
    // 9
    if digest.is_some_and(|digest| from_hex(digest) != Some(parts::sha256(case.body))) {
        return Err(reject("signature_mismatch"));
    }
    let bases: Vec<Vec<u8>> = match row.base {
        Base::Twilio => parts::spellings(url)
            .iter()
            .map(|url| parts::url_and_form(url, &form))
            .collect(),
        _ => vec![base(&row, id, time, case.body)],
    };
    let mut accepted_by = None;
    let mut expired = None;
    for (index, (key, not_after)) in case.keys.iter().enumerate() {
        let matches = bases
            .iter()
            .any(|base| tags.contains(&mac(&row, key, base)));
        let is_expired = not_after.is_some_and(|not_after| case.now_ms > not_after);
        if matches && is_expired {
            expired = expired.or(Some(index));
        }
        if matches && !is_expired {
            accepted_by = Some(index);
            break;
        }
    }
    let Some(key) = accepted_by else {
        return Err(match expired {
            None => reject("signature_mismatch"),
            key => Answer::Rejected {
                code: "key_expired",
                slot: None,
                age_ms: None,
                key,
            },
        });
    };
    // 10
    if row.time == Time::BodyField {
        time_ms = parts::number_field(case.body, "webhookTimestamp")
            .and_then(|digits| parts::time_ms(&digits, row.unit_ms));
        if time_ms.is_none() {
            return Err(reject("timestamp_malformed"));
        }
    }
    // 11
    let limits = match case.tolerance {
        Tolerance::Default => Some((row.past_ms, row.future_ms)),
        Tolerance::Millis { past, future } => Some((past, future)),
        Tolerance::Off => None,
    };
    if let (Some(time_ms), Some((past, future))) = (time_ms, limits) {
        let age = case.now_ms.saturating_sub(time_ms);
        if age > past {
            return Err(rejected("timestamp_too_old", None, Some(age)));
        }
        if age < -future {
            return Err(rejected("timestamp_too_new", None, Some(age)));
        }
    }
    let id = (row.base == Base::IdTimeBody).then(|| String::from_utf8(id.to_vec()).unwrap());
    Ok(Answer::Accepted { key, time_ms, id })
}

fn reject(code: &'static str) -> Answer {
    rejected(code, None, None)
}

fn rejected(code: &'static str, slot: Option<u8>, age_ms: Option<i64>) -> Answer {
    Answer::Rejected {
        code,
        slot,
        age_ms,
        key: None,
    }
}

/// The values of one name joined with ", "; `None` if absent.
fn combined(headers: &[(String, Vec<u8>)], name: &str) -> Option<Vec<u8>> {
    let mut values: Vec<&[u8]> = Vec::new();
    for (other, value) in headers {
        if other.eq_ignore_ascii_case(name) {
            values.push(value);
        }
    }
    if values.is_empty() {
        None
    } else {
        Some(join(&values, b", "))
    }
}

/// The smallest U of which the value is a repetition "U, U, …"; the value itself if there is none.
fn collapse(value: &[u8]) -> Vec<u8> {
    for size in 1..value.len() {
        let times = (value.len() + 2) / (size + 2);
        let unit = &value[..size];
        if (size + 2) * times == value.len() + 2 && join(&vec![unit; times], b", ") == value {
            return unit.to_vec();
        }
    }
    value.to_vec()
}

/// The tags of the signature header and the text of its time pair (empty where there is none).
fn read_signature(row: &Row, value: &[u8]) -> Option<(Vec<Vec<u8>>, Vec<u8>)> {
    let mut candidates: Vec<&[u8]> = Vec::new();
    let mut times: Vec<&[u8]> = Vec::new();
    match row.layout {
        Layout::Whole(prefix) => candidates.push(value.strip_prefix(prefix.as_bytes())?),
        Layout::Entries => {
            for piece in split(value, b' ') {
                let piece = piece.strip_suffix(b",").unwrap_or(piece);
                if let Some((b"v1", tag)) = cut(piece, b',') {
                    candidates.push(tag);
                }
            }
        }
        Layout::Pairs(pairs) => {
            let Pairs {
                separator,
                time,
                tag,
                spaces,
            } = pairs;
            if !spaces && (value.contains(&b' ') || value.contains(&b'\t')) {
                return None;
            }
            for mut item in split(value, separator) {
                while spaces && item.first() == Some(&b' ') {
                    item = &item[1..];
                }
                match cut(item, b'=') {
                    Some((label, text)) if label == time.as_bytes() => times.push(text),
                    Some((label, text)) if label == tag.as_bytes() => candidates.push(text),
                    _ => {}
                }
            }
            if times.len() != 1 {
                return None;
            }
        }
    }
    if candidates.len() > 16 {
        return None;
    }
    let length = if row.sha1 { 20 } else { 32 };
    let mut tags: Vec<Vec<u8>> = Vec::new();
    for candidate in candidates {
        let bytes = if row.base64 {
            from_base64(candidate)
        } else {
            from_hex(candidate)
        };
        tags.extend(bytes.filter(|bytes| bytes.len() == length));
    }
    if tags.is_empty() {
        return None;
    }
    Some((
        tags,
        times.first().map(|time| time.to_vec()).unwrap_or_default(),
    ))
}

fn base(row: &Row, id: &[u8], time: &[u8], body: &[u8]) -> Vec<u8> {
    match row.base {
        Base::IdTimeBody => join(&[id, time, body], b"."),
        Base::TimeDotBody => join(&[time, body], b"."),
        Base::TimeColonBody => join(&[time, body], b":"),
        Base::Slack => join(&[b"v0", time, body], b":"),
        Base::Body => body.to_vec(),
        Base::Twilio => unreachable!("the base of twilio is made of its URL"),
    }
}

fn mac(row: &Row, key: &[u8], base: &[u8]) -> Vec<u8> {
    if row.sha1 {
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(key).unwrap();
        mac.update(base);
        mac.finalize().into_bytes().to_vec()
    } else {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
        mac.update(base);
        mac.finalize().into_bytes().to_vec()
    }
}
