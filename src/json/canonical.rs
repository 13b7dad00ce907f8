//! Canonical JSON (RFC 8785): one text for one value.

use alloc::{collections::BinaryHeap, string::String};
use core::cmp::Ordering;

use super::{
    escape,
    number::{Numbers, put_whole},
    text::after_plain,
    value::Value,
};

/// The canonical text of a value.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use countersign::json::{canonical::to_string, number::Native, value::Value};
/// let value = Value::parse(r#"{ "b": 1.50, "a": "\u00e9\n" }"#, &Native)?;
/// assert_eq!(to_string(&value, &Native), r#"{"a":"é\n","b":1.5}"#);
/// # }
/// # Ok::<(), countersign::json::JsonError>(())
/// ```
#[must_use]
pub fn to_string(value: &Value, numbers: &impl Numbers) -> String {
    let mut out = String::new();
    write(value, numbers, &mut out);
    out
}

fn write(value: &Value, numbers: &impl Numbers, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            if !put_whole(*number, out) {
                numbers.write(*number, out);
            }
        }
        Value::String(text) => quote(text, out),
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(item, numbers, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            // A heap: a sort of `core` is 8 KB of a WebAssembly build.
            let sorted = members
                .iter()
                .map(Member)
                .collect::<BinaryHeap<_>>()
                .into_sorted_vec();
            out.push('{');
            for (place, Member((name, value))) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                quote(name, out);
                out.push(':');
                write(value, numbers, out);
            }
            out.push('}');
        }
    }
}

/// A member of an object, ordered by its name's UTF-16 code units (section 3.2.3). Names differ.
struct Member<'a>(&'a (String, Value));

impl Ord for Member<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.encode_utf16().cmp(other.0.0.encode_utf16())
    }
}

impl PartialOrd for Member<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Member<'_> {}

impl PartialEq for Member<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

/// Escapes what section 3.2.2.2 names and nothing else.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let plain = rest
            .len()
            .saturating_sub(after_plain(rest.as_bytes()).len());
        let (before, behind) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.push_str(before);
        let mut chars = behind.chars();
        let Some(c) = chars.next() else { break };
        match u8::try_from(c).ok().and_then(escape::letter) {
            Some(letter) => out.extend(['\\', char::from(letter)]),
            None => put_escaped(c, out),
        }
        rest = chars.as_str();
    }
    out.push('"');
}

/// The same JSON in printable ASCII: whatever a terminal or a line reader could take for a
/// control, a direction or a line end becomes `\uXXXX`. In JSON those stand only inside strings.
#[must_use]
pub fn to_ascii(json: &str) -> String {
    if json.bytes().all(|c| matches!(c, b' '..=b'~')) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, ' '..='~') {
            out.push(c);
        } else {
            put_escaped(c, &mut out);
        }
    }
    out
}

fn put_escaped(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.extend(escape::unit(*unit).map(char::from));
    }
}
