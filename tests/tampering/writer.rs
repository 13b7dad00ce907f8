//! The format, written once more from its document: nothing here is the product's.

use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

pub(crate) type Hash = [u8; 32];

pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, place| {
            bits << 8 | usize::from(chunk.get(place).copied().unwrap_or(0))
        });
        for place in 0..4 {
            if place <= chunk.len() {
                text.push(char::from(LETTERS[bits >> (18 - 6 * place) & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// RFC 8785.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => decimal(number.as_f64().expect("a number")),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => object(members),
    }
}

fn object(members: &Map<String, Value>) -> String {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<_>>());
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| format!("{}:{}", quoted(name), canonical(value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            _ if c < ' ' => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// ECMAScript's `Number::toString`, laid out from the shortest digits.
fn decimal(number: f64) -> String {
    let text = format!("{:e}", number.abs());
    let (mantissa, power) = text.split_once('e').expect("an exponent");
    let digits = mantissa.replace('.', "");
    let (count, point) = (digits.len(), power.parse::<isize>().expect("digits") + 1);
    let zeros = |n: usize| "0".repeat(n);
    let text = match usize::try_from(point) {
        Ok(point) if number == 0.0 && point == 1 => "0".into(),
        Ok(point) if (count..=21).contains(&point) => digits + &zeros(point - count),
        Ok(point) if (1..=21).contains(&point) => {
            format!("{}.{}", &digits[..point], &digits[point..])
        }
        _ if (-5..=0).contains(&point) => format!("0.{}{digits}", zeros(point.unsigned_abs())),
        _ => {
            let dot = if count > 1 { "." } else { "" };
            let (first, rest) = digits.split_at(1);
            format!("{first}{dot}{rest}e{:+}", point - 1)
        }
    };
    if number < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

/// RFC 9162's tree: whole subtrees, largest first, each with its height.
#[derive(Clone, Default)]
pub(crate) struct Tree {
    parts: Vec<(u32, Hash)>,
    pub(crate) size: u64,
}

impl Tree {
    pub(crate) fn push(&mut self, line: &str) {
        let mut hash = sha256(&[&[0], line.as_bytes()]);
        let mut height = 0;
        while let Some((_, left)) = self.parts.pop_if(|(other, _)| *other == height) {
            hash = sha256(&[&[1], &left, &hash]);
            height += 1;
        }
        self.parts.push((height, hash));
        self.size += 1;
    }

    pub(crate) fn root(&self) -> Hash {
        let mut parts = self.parts.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = parts.next() else {
            return sha256(&[]);
        };
        parts.fold(last, |right, left| sha256(&[&[1], &left, &right]))
    }
}

/// Who signs.
#[derive(Clone)]
pub(crate) struct Key(pub(crate) SigningKey);

impl Key {
    fn id_and_public(&self, name: &str) -> ([u8; 4], Hash) {
        let public = self.0.verifying_key().to_bytes();
        let hash = sha256(&[name.as_bytes(), b"\n\x01", &public]);
        (hash[..4].try_into().expect("four bytes"), public)
    }

    pub(crate) fn verifier(&self, name: &str) -> String {
        let (id, public) = self.id_and_public(name);
        let id = u32::from_be_bytes(id);
        format!("{name}+{id:08x}+{}", base64(&[&[1], &public[..]].concat()))
    }
}

/// A checkpoint, signed by each of the keys.
pub(crate) fn checkpoint(origin: &str, size: u64, root: &Hash, keys: &[&Key]) -> String {
    let text = format!("{origin}\n{size}\n{}\n", base64(root));
    let lines = keys.iter().map(|key| {
        let (id, _) = key.id_and_public(origin);
        let signature = key.0.sign(text.as_bytes()).to_bytes();
        let bytes = [&id[..], &signature].concat();
        format!("\u{2014} {origin} {}\n", base64(&bytes))
    });
    format!("{text}\n{}", lines.collect::<String>())
}

pub(crate) fn commitment(salt: &[u8], value: &Value) -> String {
    base64(&sha256(&[salt, canonical(value).as_bytes()]))
}
