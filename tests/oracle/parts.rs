//! The small parts of the oracle: decoders, numbers, JSON, forms, URLs.

use sha2::{Digest, Sha256};

pub type Form = Vec<(Vec<u8>, Vec<u8>)>;

pub fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

pub fn join(pieces: &[&[u8]], between: &[u8]) -> Vec<u8> {
    pieces.join(between)
}

/// All pieces that are not empty.
pub fn split(text: &[u8], at: u8) -> Vec<&[u8]> {
    text.split(|byte| *byte == at)
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// What stands before and after the first `at`.
pub fn cut(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = text.iter().position(|byte| *byte == at)?;
    Some((&text[..place], &text[place + 1..]))
}

pub fn sha256(text: &[u8]) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

pub fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(hex_digit(*high)? * 16 + hex_digit(*low)?),
        _ => None,
    };
    text.chunks(2).map(byte).collect()
}

pub fn to_hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef";
    let pair = |byte: &u8| {
        [
            digits[usize::from(byte / 16)],
            digits[usize::from(byte % 16)],
        ]
    };
    bytes.iter().flat_map(pair).map(char::from).collect()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Canonical is what encoding the decoded bytes gives back.
pub fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut digits = text;
    while let [rest @ .., b'='] = digits {
        digits = rest;
    }
    let mut bits: Vec<u8> = Vec::new();
    for digit in digits {
        let value = BASE64.iter().position(|other| other == digit)? as u8;
        bits.extend((0..6).rev().map(|place| (value >> place) & 1));
    }
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|bits| bits.iter().fold(0, |byte, bit| byte * 2 + bit))
        .collect();
    (to_base64(&bytes).as_bytes() == text).then_some(bytes)
}

pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut bits: Vec<u8> = Vec::new();
        for byte in group {
            bits.extend((0..8).rev().map(|place| (byte >> place) & 1));
        }
        bits.resize(bits.len().div_ceil(6) * 6, 0);
        for six in bits.chunks(6) {
            let value = six
                .iter()
                .fold(0, |value, bit| value * 2 + usize::from(*bit));
            text.push(char::from(BASE64[value]));
        }
        text.push_str(&"=".repeat(3 - group.len()));
    }
    text
}

pub fn time_ms(text: &[u8], unit_ms: i64) -> Option<i64> {
    let has_leading_zero = text.len() > 1 && text[0] == b'0';
    if text.is_empty() || has_leading_zero || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut value: i64 = 0;
    for digit in text {
        value = value
            .checked_mul(10)?
            .checked_add(i64::from(digit - b'0'))?;
    }
    value
        .checked_mul(unit_ms)
        .filter(|ms| *ms <= 8_640_000_000_000_000)
}

#[derive(Clone, Copy, PartialEq)]
enum Token<'a> {
    /// One of `{ } [ ] : ,`
    Mark(u8),
    Text(&'a [u8]),
    Number(&'a [u8]),
    Word,
}

/// The number that stands under `field` at the top level of a body that is one JSON object;
/// `None` if the body is anything else, or over 128 levels deep, or the field is absent, twice
/// there, or no number. Bytes beyond ASCII may be anything in a string and stand nowhere else.
pub fn number_field(body: &[u8], field: &str) -> Option<Vec<u8>> {
    let tokens = tokens(body)?;
    if tokens.first() != Some(&Token::Mark(b'{')) {
        return None;
    }
    let field: Vec<u16> = field.encode_utf16().collect();
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut is_our_value = false;
    let mut expected = "value";
    for token in tokens {
        if expected == "nothing" {
            return None;
        }
        let is_value = matches!(expected, "value" | "value or end");
        if is_value && is_our_value && open.len() == 1 {
            found.push(token);
            is_our_value = false;
        }
        expected = match (expected, token) {
            ("value" | "value or end", Token::Mark(b'{')) => {
                open.push(b'}');
                "key or end"
            }
            ("value" | "value or end", Token::Mark(b'[')) => {
                open.push(b']');
                "value or end"
            }
            ("value" | "value or end", Token::Text(_) | Token::Number(_) | Token::Word) => {
                "comma or end"
            }
            ("key" | "key or end", Token::Text(key)) => {
                is_our_value = open.len() == 1 && unescape(key)? == field;
                "colon"
            }
            ("comma or end", Token::Mark(b',')) if open.last() == Some(&b'}') => "key",
            ("colon", Token::Mark(b':')) | ("comma or end", Token::Mark(b',')) => "value",
            ("key or end" | "value or end" | "comma or end", Token::Mark(mark))
                if open.last() == Some(&mark) =>
            {
                open.pop();
                if open.is_empty() {
                    "nothing"
                } else {
                    "comma or end"
                }
            }
            _ => return None,
        };
        if open.len() > 128 {
            return None;
        }
    }
    match (expected, found.as_slice()) {
        ("nothing", [Token::Number(number)]) => Some(number.to_vec()),
        _ => None,
    }
}

fn tokens(text: &[u8]) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (token, length) = match rest[0] {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            mark @ (b'{' | b'}' | b'[' | b']' | b':' | b',') => (Token::Mark(mark), 1),
            b'"' => {
                let mut end = 1;
                while *rest.get(end)? != b'"' {
                    end += if rest[end] == b'\\' { 2 } else { 1 };
                }
                unescape(&rest[1..end])?;
                (Token::Text(&rest[1..end]), end + 1)
            }
            b'-' | b'0'..=b'9' => {
                let is_part =
                    |byte: &&u8| matches!(**byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                let length = rest.iter().take_while(is_part).count();
                if !is_json_number(&rest[..length]) {
                    return None;
                }
                (Token::Number(&rest[..length]), length)
            }
            _ => {
                let words: [&[u8]; 3] = [b"true", b"false", b"null"];
                (
                    Token::Word,
                    words.iter().find(|word| rest.starts_with(word))?.len(),
                )
            }
        };
        tokens.push(token);
        at += length;
    }
    Some(tokens)
}

fn is_json_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        if digits(fraction) == 0 {
            return false;
        }
        rest = &fraction[digits(fraction)..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let ([b'+' | b'-', unsigned @ ..] | unsigned) = exponent;
        return digits(unsigned) > 0 && digits(unsigned) == unsigned.len();
    }
    rest.is_empty()
}

/// What stands between the quotes of a JSON string, as units of which those under 0x80 are the
/// ASCII characters it spells (the others are not told apart); `None` if it is not one.
fn unescape(text: &[u8]) -> Option<Vec<u16>> {
    let mut units: Vec<u16> = Vec::new();
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte < b' ' {
            return None;
        }
        if byte != b'\\' {
            units.push(u16::from(byte));
            continue;
        }
        units.push(match bytes.next()? {
            byte @ (b'"' | b'\\' | b'/') => u16::from(byte),
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let mut unit = 0;
                for _ in 0..4 {
                    unit = unit * 16 + u16::from(hex_digit(bytes.next()?)?);
                }
                unit
            }
            _ => return None,
        });
    }
    Some(units)
}

/// Every parameter of a form, in order, repeats included.
pub fn form(body: &[u8]) -> Form {
    let mut form = Vec::new();
    for piece in split(body, b'&') {
        let (name, value) = cut(piece, b'=').unwrap_or((piece, b""));
        form.push((form_text(name), form_text(value)));
    }
    form
}

fn form_text(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let two = text.get(at + 1..at + 3).and_then(from_hex);
        match (text[at], two) {
            (b'%', Some(byte)) => {
                bytes.extend(byte);
                at += 2;
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(byte),
        }
        at += 1;
    }
    bytes
}

pub fn url_and_form(url: &[u8], form: &Form) -> Vec<u8> {
    let mut form = form.clone();
    form.sort();
    form.dedup();
    let mut base = url.to_vec();
    for (name, value) in form {
        base.extend(name);
        base.extend(value);
    }
    base
}

fn after_scheme(url: &[u8]) -> Option<&[u8]> {
    url.strip_prefix(b"https://")
        .or(url.strip_prefix(b"http://"))
}

pub fn is_absolute(url: &[u8]) -> bool {
    match after_scheme(url) {
        Some(rest) => !matches!(rest.first(), None | Some(b'/' | b'?' | b'#')),
        None => false,
    }
}

/// The raw value of the first parameter of that name in the query.
pub fn query_value<'a>(url: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (before_fragment, _) = cut(url, b'#').unwrap_or((url, b""));
    let (_, query) = cut(before_fragment, b'?')?;
    // Only where it ends the query: that is where the sender appends it.
    let piece = query.rsplit(|byte| *byte == b'&').next()?;
    let (other, value) = cut(piece, b'=').unwrap_or((piece, b""));
    (other == name).then_some(value)
}

/// The URL without a port and with one. A port is digits, as in RFC 3986, so `host:abc` has none.
pub fn spellings(url: &[u8]) -> [Vec<u8>; 2] {
    let rest = after_scheme(url).expect("an absolute URL");
    let scheme = &url[..url.len() - rest.len()];
    let end = rest
        .iter()
        .position(|byte| b"/?#".contains(byte))
        .unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host_start = authority
        .iter()
        .rposition(|byte| *byte == b'@')
        .map_or(0, |at| at + 1);
    let mut colon = None;
    let mut in_brackets = false;
    for (at, byte) in authority.iter().enumerate().skip(host_start) {
        match byte {
            b'[' => in_brackets = true,
            b']' => in_brackets = false,
            b':' if !in_brackets => colon = Some(at),
            _ => {}
        }
    }
    let default: &[u8] = if scheme == b"https://" { b"443" } else { b"80" };
    let (host, port) = match colon {
        Some(at) if authority[at + 1..].iter().all(u8::is_ascii_digit) => {
            (&authority[..at], &authority[at + 1..])
        }
        _ => (authority, &b""[..]),
    };
    let port = if port.is_empty() { default } else { port };
    [
        [scheme, host, tail].concat(),
        [scheme, host, b":", port, tail].concat(),
    ]
}
