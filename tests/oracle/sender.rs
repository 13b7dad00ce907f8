//! The sender's side: keys from configured texts, and the headers that a key makes.

use super::parts::{self, from_base64, join, to_base64, to_hex};
use super::rows::{Base, Layout, Secret, Time, row};
use super::{base, mac};

/// The key behind a configured text, `None` where configuring it is an error.
pub fn key_bytes(provider: &str, secret: &str) -> Option<Vec<u8>> {
    // U+FEFF is white space in JavaScript and not in Rust; either opinion is enough to refuse.
    let is_white = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '\u{FEFF}');
    if is_white(secret.chars().next()) || is_white(secret.chars().next_back()) {
        return None;
    }
    let behind_prefix = secret.strip_prefix("whsec_");
    let encoded = match row(provider).secret {
        Secret::Text => None,
        Secret::Base64 => Some(behind_prefix.unwrap_or(secret)),
        Secret::PrefixedBase64OrText => behind_prefix,
    };
    match encoded {
        Some(encoded) => from_base64(encoded.as_bytes()).filter(|key| key.len() >= 16),
        None => Some(secret.as_bytes().to_vec()),
    }
}

/// The headers a sender would send.
pub fn sign(
    provider: &str,
    key: &[u8],
    body: &[u8],
    id: &str,
    time_ms: i64,
    url: Option<&str>,
) -> Vec<(String, String)> {
    let unit_ms = row(provider).unit_ms.max(1);
    let time = time_ms.div_euclid(unit_ms).to_string();
    let url = url.unwrap_or("").as_bytes();
    sign_texts(provider, key, body, id.as_bytes(), time.as_bytes(), url)
        .into_iter()
        .map(|(name, value)| (name, String::from_utf8(value).unwrap()))
        .collect()
}

/// As [`sign`], of any bytes at all: what a hostile sender who has the key can do.
pub(super) fn sign_texts(
    provider: &str,
    key: &[u8],
    body: &[u8],
    id: &[u8],
    time: &[u8],
    url: &[u8],
) -> Vec<(String, Vec<u8>)> {
    let row = row(provider);
    let base = match row.base {
        Base::Twilio if parts::query_value(url, b"bodySHA256").is_some() => url.to_vec(),
        Base::Twilio => parts::url_and_form(url, &parts::form(body)),
        _ => base(&row, id, time, body),
    };
    let tag = mac(&row, key, &base);
    let tag = if row.base64 {
        to_base64(&tag)
    } else {
        to_hex(&tag)
    };
    let signature = match row.layout {
        Layout::Whole(prefix) => [prefix.as_bytes(), tag.as_bytes()].concat(),
        Layout::Entries => [b"v1,", tag.as_bytes()].concat(),
        Layout::Pairs(pairs) => {
            let time = [pairs.time.as_bytes(), b"=", time].concat();
            let tag = [pairs.tag.as_bytes(), b"=", tag.as_bytes()].concat();
            join(&[&time, &tag], &[pairs.separator])
        }
    };
    let mut headers = Vec::new();
    for (slot, name) in row.sets[0].iter().enumerate() {
        let value = if slot == 0 {
            signature.clone()
        } else if row.time == Time::Slot(slot) {
            time.to_vec()
        } else {
            id.to_vec()
        };
        headers.push((name.to_string(), value));
    }
    headers
}
