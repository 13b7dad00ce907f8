//! Redaction: secrets are taken out of a value before it is hashed, since afterwards none can be.
//!
//! What is found: values under a secret's name, what looks like a secret ([`crate::scan`]), and the
//! process's own secrets in any spelling; also in a JSON text and in base64 within a text. What was
//! taken out is told by place and rule, never by content.

mod own;
mod path;
mod text;

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use own::Own;
use path::{Path, Step};

use crate::{
    encoding::{decimal, nfkc::Nfkc, truncate},
    json::{number::Numbers, value::Value},
    scan::{self, Kind, is_mark},
};

/// What takes a value's place that stands under a secret's name.
const NAME_MARK: &str = "[redacted:name]";

/// What was taken out: where, as a JSON pointer (RFC 6901), and by which rule.
pub type Removed = (String, &'static str);

/// Takes secrets out of values and texts.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use countersign::{audit::Redactor, json::{number::Native, value::Value}};
/// let redactor = Redactor::new(&["correct horse"]);
/// let mut value = Value::parse(
///     r#"{"user":{"password":"x1"},"note":"said correct horse, then left"}"#,
///     &Native,
/// )?;
/// let mut removed = vec![];
/// redactor.redact(&mut value, &Native, "/metadata", &mut removed);
/// assert_eq!(removed, [
///     ("/metadata/user/password".to_string(), "name"),
///     ("/metadata/note".to_string(), "own-secret"),
/// ]);
/// let left = r#"{"user":{"password":"[redacted:name]"},"note":"said [redacted:own-secret], then left"}"#;
/// assert_eq!(value, Value::parse(left, &Native)?);
/// # }
/// # Ok::<(), countersign::json::JsonError>(())
/// ```
pub struct Redactor {
    own: Own,
}

impl core::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// Knows the process's own secrets, as texts in the form in which they are configured. Those below 8
    /// bytes are passed over: they would be found where they are not. Wiped from memory when dropped.
    #[must_use]
    pub fn new(own: &[&str]) -> Self {
        Self { own: Own::new(own) }
    }

    /// How many are kept up to this one: the same secrets are kept once, however many logs are opened.
    #[cfg(feature = "wasm-audit")]
    pub(crate) fn keep_in(self, kept: &mut Vec<Self>) -> usize {
        let known = kept.iter().position(|known| known.own.is_same(&self.own));
        known.map_or_else(
            || {
                kept.push(self);
                kept.len()
            },
            |place| place.saturating_add(1),
        )
    }

    /// Redacts a value that stands at `pointer`, and appends what was taken out.
    ///
    /// A secret within a text becomes `[redacted:<rule>]`, and what is around it stays. Under a secret's
    /// name a text, a number, a list or an object becomes that as a whole; `null`, `true`, `false` and
    /// what is empty stay. Redacting once more changes nothing.
    pub fn redact(
        &self,
        value: &mut Value,
        host: &(impl Numbers + Nfkc),
        pointer: &str,
        out: &mut Vec<Removed>,
    ) {
        self.walk(host, out)
            .value(value, &Path::start(pointer), false);
    }

    /// Redacts a text that stands alone, as `resource` does.
    pub fn redact_text(
        &self,
        text: &mut String,
        host: &(impl Numbers + Nfkc),
        pointer: &str,
        out: &mut Vec<Removed>,
    ) {
        self.walk(host, out).text(text, &Path::start(pointer));
    }

    fn walk<'a, H: Numbers + Nfkc>(
        &'a self,
        host: &'a H,
        out: &'a mut Vec<Removed>,
    ) -> Walk<'a, H> {
        Walk {
            own: &self.own,
            host,
            out,
            within: Within::default(),
        }
    }
}

/// In what kinds of text the walk is already: each is entered once.
#[derive(Clone, Copy, Default)]
struct Within {
    json: bool,
    base64: bool,
}

struct Walk<'a, H> {
    own: &'a Own,
    host: &'a H,
    out: &'a mut Vec<Removed>,
    within: Within,
}

fn text_of(members: &mut [(String, Value)]) -> Option<&mut String> {
    members.iter_mut().find_map(|(name, value)| match value {
        Value::String(text) if name == "$text" => Some(text),
        _ => None,
    })
}

/// What an element says of the next one.
#[derive(Clone, Copy)]
enum Announced {
    /// A flag of a command line.
    Flag,
    /// The name of a header, or of another pair.
    Name,
}

impl<H: Numbers + Nfkc> Walk<'_, H> {
    /// `is_pair` of a list that is an entry of a list of pairs, as `Object.entries` makes them.
    fn value(&mut self, value: &mut Value, path: &Path<'_>, is_pair: bool) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => {
                if integer(*number).is_some_and(|digits| scan::is_card(&digits)) {
                    *value = Value::String("[redacted:card-number]".to_string());
                    self.report("card-number", path);
                }
            }
            Value::String(text) => self.text(text, path),
            Value::Array(items) => self.list(items, path, is_pair),
            Value::Object(members) => match members.pop_if(|(name, _)| name == "$tail") {
                None => self.object(members, path),
                Some((_, tail)) => self.cut(members, &tail, path),
            },
        }
    }

    /// What a host has made of a text that it cut: what follows is looked at too, for a secret may begin
    /// before, and is not kept.
    #[cold]
    #[inline(never)]
    fn cut(&mut self, members: &mut [(String, Value)], tail: &Value, path: &Path<'_>) {
        let tail = tail.as_text().unwrap_or_default();
        if let Some(text) = text_of(members) {
            text.push_str(tail);
        }
        self.object(members, path);
        if let Some(text) = text_of(members) {
            truncate(text, text.len().saturating_sub(tail.len()));
        }
    }

    fn object(&mut self, members: &mut [(String, Value)], path: &Path<'_>) {
        self.names(members, path);
        // `{ name: "Authorization", value: "…" }`
        let labelled = members.iter().find_map(|(name, value)| match value {
            Value::String(text) if is_label(name) && scan::is_name(text) => {
                scan::kind(text, self.host)
            }
            _ => None,
        });
        for (name, value) in members {
            let kind = scan::kind(name, self.host).filter(|_| !is_marked(name));
            let kind = kind.or(labelled.filter(|_| is_content(name)));
            self.member(value, &path.to(Step::Name(name)), kind, false);
        }
    }

    /// Takes secrets out of names.
    fn names(&mut self, members: &mut [(String, Value)], path: &Path<'_>) {
        let mut renamed = vec![];
        for (place, (name, _)) in members.iter_mut().enumerate() {
            let mut rules = vec![];
            if let Some(left) = self.redacted(name, &mut rules) {
                *name = left;
                renamed.push((place, rules));
            }
        }
        // One count for all: with one for each, many names that coincide would take cubic time.
        let mut count = 1_u64;
        for (place, rules) in renamed {
            let Some((name, _)) = members.get(place) else {
                continue;
            };
            let (first, mut name) = (name.clone(), name.clone());
            let is_taken = |name: &String| {
                let mut others = members.iter().enumerate();
                others.any(|(other, (taken, _))| other != place && taken == name)
            };
            while is_taken(&name) {
                count = count.saturating_add(1);
                name = [first.as_str(), " ", &decimal::text(count)].concat();
            }
            for rule in rules {
                self.report(rule, &path.to(Step::Name(&name)));
            }
            if let Some((old, _)) = members.get_mut(place) {
                *old = name;
            }
        }
    }

    /// A value under a name.
    fn member(&mut self, value: &mut Value, path: &Path<'_>, kind: Option<Kind>, is_pair: bool) {
        if kind.is_some_and(|kind| is_hidden(value, kind)) {
            *value = Value::String(NAME_MARK.to_string());
            self.report("name", path);
        } else {
            self.value(value, path, is_pair);
        }
    }

    fn list(&mut self, items: &mut [Value], path: &Path<'_>, is_pair: bool) {
        let are_pairs = items.iter().all(|item| match item {
            Value::Array(pair) => matches!(pair.as_slice(), [Value::String(_), _]),
            _ => false,
        });
        let is_even = items.len().is_multiple_of(2);
        let mut before = None;
        for (place, item) in items.iter_mut().enumerate() {
            let announced = match item {
                Value::String(text) if scan::is_name(text) => {
                    let kind = scan::kind(text, self.host);
                    let is_flag = text.starts_with('-');
                    kind.map(|kind| {
                        (
                            kind,
                            if is_flag {
                                Announced::Flag
                            } else {
                                Announced::Name
                            },
                        )
                    })
                }
                _ => None,
            };
            let kind = match before {
                Some((kind, Announced::Flag)) => Some(kind).filter(|_| !is_flag(item)),
                // Lists of names are lists too: what could be one is none's value.
                Some((kind, Announced::Name)) if is_even && place % 2 == 1 => {
                    Some(kind).filter(|_| is_pair || !could_be_name(item))
                }
                _ => None,
            };
            before = announced;
            self.member(item, &path.to(Step::Place(place)), kind, are_pairs);
        }
    }

    fn text(&mut self, text: &mut String, path: &Path<'_>) {
        let mut rules = vec![];
        if let Some(left) = self.redacted(text, &mut rules) {
            *text = left;
            for rule in rules {
                self.report(rule, path);
            }
        }
    }

    fn report(&mut self, rule: &'static str, path: &Path<'_>) {
        // What is within a text has no pointer of its own.
        let pointer = if self.within.json || self.within.base64 {
            String::new()
        } else {
            path.pointer()
        };
        let mut here = self.out.iter().rev().take_while(|(at, _)| *at == pointer);
        if !here.any(|(_, known)| *known == rule) {
            self.out.push((pointer, rule));
        }
    }
}

/// Whether a value goes as a whole, under a name of this kind.
fn is_hidden(value: &Value, kind: Kind) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(_) => kind == Kind::Secret,
        Value::String(text) => {
            let is_word = kind == Kind::Weak && scan::is_short_word(text.as_bytes());
            !text.is_empty() && !is_word && !is_mark(text.as_bytes())
        }
        Value::Array(items) if kind == Kind::Counted => items.iter().any(has_text),
        Value::Object(members) if kind == Kind::Counted => {
            members.iter().any(|(_, value)| has_text(value))
        }
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

fn has_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty() && !is_mark(text.as_bytes()),
        Value::Array(items) => items.iter().any(has_text),
        Value::Object(members) => members.iter().any(|(_, value)| has_text(value)),
        _ => false,
    }
}

/// Whether a name ends in a mark and perhaps a count: what the mark says is of the name.
fn is_marked(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit());
    let mark = name.rfind('[').and_then(|at| name.get(at..));
    mark.is_some_and(|mark| is_mark(mark.as_bytes()))
}

/// The member that names what another one holds.
fn is_label(name: &str) -> bool {
    let labels = ["name", "key", "header", "field", "param", "k"];
    labels.iter().any(|label| label.eq_ignore_ascii_case(name))
}

/// The member that holds it.
fn is_content(name: &str) -> bool {
    let contents = ["value", "values", "val", "content", "v"];
    contents
        .iter()
        .any(|content| content.eq_ignore_ascii_case(name))
}

fn is_flag(value: &Value) -> bool {
    matches!(value, Value::String(text) if text.starts_with("--"))
}

/// Letters in one or several words, as in a list of the names of fields.
fn could_be_name(value: &Value) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.');
    matches!(value, Value::String(text) if text.len() <= 24 && text.bytes().all(is_of_name))
}

/// The digits of an integer that may be a card number. The host would have to be asked for others.
fn integer(number: f64) -> Option<String> {
    if !(1e12..9_007_199_254_740_992.0).contains(&number) {
        return None;
    }
    let bits = number.to_bits();
    let exponent = u32::try_from(bits >> 52).ok()?.checked_sub(1023)?;
    let mantissa = bits & 0xf_ffff_ffff_ffff | 1 << 52;
    let below = 52_u32.checked_sub(exponent)?;
    let whole = mantissa >> below;
    (whole << below == mantissa).then(|| decimal::text(whole))
}
