//! Canonical JSON (RFC 8785): one text for one value.

use alloc::{collections::BinaryHeap, string::String};
use core::cmp::Ordering;

use super::{
    escape,
    number::{Numbers, put_decimal, put_whole},
    text::after_plain,
    value::Value,
};

/// The canonical text of a value. A number that is not finite, which no text has, is `null`, as ECMAScript
/// writes it.
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

/// What a value's canonical text has at most, in bytes.
pub(crate) fn most_bytes(value: &Value) -> usize {
    // Six for what must be escaped, and a separator.
    let of_text = |text: &str| text.len().saturating_mul(6).saturating_add(4);
    match value {
        // `-1.7976931348623157e+308`
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
        Value::String(text) => of_text(text),
        Value::Array(items) => items.iter().map(most_bytes).fold(4, usize::saturating_add),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| of_text(name).saturating_add(most_bytes(value)))
            .fold(4, usize::saturating_add),
    }
}

/// Appends the canonical text of a value.
pub(crate) fn write(value: &Value, numbers: &impl Numbers, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Number(number) if !number.is_finite() => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            if !(put_whole(*number, out) || put_decimal(*number, out)) {
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
        Value::Object(members) => write_object(members, numbers, out),
    }
}

/// Appends the canonical text of an object of these members, whose names differ.
pub(crate) fn write_object<N: AsRef<str>>(
    members: &[(N, Value)],
    numbers: &impl Numbers,
    out: &mut String,
) {
    let all = members
        .iter()
        .map(|(name, value)| Member(name.as_ref(), value));
    out.push('{');
    if all.clone().is_sorted() {
        write_members(all, numbers, out);
    } else {
        // A heap: a sort of `core` is 8 KB of a WebAssembly build.
        let heap: BinaryHeap<_> = all.collect();
        write_members(heap.into_sorted_vec().into_iter(), numbers, out);
    }
    out.push('}');
}

fn write_members<'a>(
    members: impl Iterator<Item = Member<'a>>,
    numbers: &impl Numbers,
    out: &mut String,
) {
    for (place, Member(name, value)) in members.enumerate() {
        if place > 0 {
            out.push(',');
        }
        quote(name, out);
        out.push(':');
        write(value, numbers, out);
    }
}

/// A member of an object, ordered by its name's UTF-16 code units (section 3.2.3).
struct Member<'a>(&'a str, &'a Value);

impl Ord for Member<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // In UTF-8 as well, but that pairs of surrogates, of which the first byte is at least F0, stand
        // before U+E000 to U+FFFF.
        let place = |byte: u8| match byte {
            0xee | 0xef => byte.wrapping_add(0x10),
            _ => byte,
        };
        let [one, two] = [self.0, other.0].map(str::as_bytes);
        let mut pairs = one.iter().zip(two);
        match pairs.find(|(one, two)| one != two) {
            Some((one, two)) => place(*one).cmp(&place(*two)),
            None => one.len().cmp(&two.len()),
        }
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
