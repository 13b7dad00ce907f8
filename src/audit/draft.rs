//! What a caller says, checked and made safe to keep, before it has its time and its place.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{
    Entry, EntryError, Input, MAX_ENTRY, Redactor,
    actions::{OWN, SUPPRESSED},
};
use crate::{
    encoding::{base64, decimal, is_blank, nfkc::Nfkc, truncate},
    json::{canonical, number::Numbers, value::Value},
    merkle::sha256,
    time::Timestamp,
};

/// What stands in an entry in place of a value that is sealed.
const SEALED: &str = "[sealed]";
/// No entry of this size is too large, in bytes.
const SMALL: usize = MAX_ENTRY - 2 * OVERHEAD;
/// More than a log adds to an entry, its name included, in bytes.
const OVERHEAD: usize = 2048;
/// Longer texts outside of the metadata are cut, in bytes.
const MAX_TEXT: usize = 1024;

pub(super) type Members = Vec<(&'static str, Value)>;

/// An entry to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) members: Members,
    seal: Vec<String>,
}

impl Draft {
    /// Reads the text of a JSON object with the members `action`, `userId`, `resource`, `result`;
    /// perhaps `metadata`, `actor`, `source`, `trace` (objects), `reason`, `scope`, `id` (texts), and
    /// `seal`, pointers to values that are not to stand in the log. Others are passed over. What should
    /// be an object and is another value becomes `{"$value":…}`.
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::{Timestamp, audit::{Draft, EntryError}, json::number::Native};
    /// let text = r#"{"action":"key.rotate","userId":"u_1","resource":"keys/7","result":"success"}"#;
    /// let entry = Draft::read(text, &Native)?.stamp(Timestamp::from_unix_millis(0), &Native)?;
    /// assert!(entry.json().ends_with(r#""timestamp":"1970-01-01T00:00:00.000Z","userId":"u_1"}"#));
    /// let own = text.replace("key.rotate", "audit.close");
    /// assert_eq!(Draft::read(&own, &Native).err(), Some(EntryError::ActionReserved));
    /// # }
    /// # Ok::<(), countersign::audit::EntryError>(())
    /// ```
    ///
    /// # Errors
    /// [`EntryError`] names the field that is missing, blank or not allowed.
    pub fn read(json: &str, numbers: &impl Numbers) -> Result<Self, EntryError> {
        let draft = Self::read_any(json, numbers)?;
        if draft.is_own() && draft.action() != SUPPRESSED {
            Err(EntryError::ActionReserved)
        } else {
            Ok(draft)
        }
    }

    /// The same for whoever keeps the log, who may write its own actions too.
    pub(crate) fn read_any(json: &str, numbers: &impl Numbers) -> Result<Self, EntryError> {
        let Ok(Value::Object(mut given)) = Value::parse(json, numbers) else {
            return Err(EntryError::MetadataInvalid);
        };
        let mut take = |name: &str| {
            let place = given.iter().position(|(other, _)| other == name)?;
            let (_, value) = given.swap_remove(place);
            (value != Value::Null).then_some(value)
        };
        let mut members = vec![];
        for (name, missing) in [
            ("action", EntryError::ActionMissing),
            ("userId", EntryError::UserIdMissing),
            ("resource", EntryError::ResourceMissing),
            ("result", EntryError::ResultInvalid),
        ] {
            match take(name) {
                Some(Value::String(text)) if !text.chars().all(is_blank) => {
                    members.push((name, Value::String(text)));
                }
                _ => return Err(missing),
            }
        }
        if !matches!(members.last(), Some((_, Value::String(result))) if is_result(result)) {
            return Err(EntryError::ResultInvalid);
        }
        for name in ["reason", "scope", "id"] {
            if let Some(value) = take(name) {
                let text = match value {
                    Value::String(text) => text,
                    other => canonical::to_string(&other, numbers),
                };
                members.push((name, Value::String(text)));
            }
        }
        for name in ["metadata", "actor", "source", "trace"] {
            if let Some(value) = take(name) {
                let object = match value {
                    Value::Object(_) => value,
                    other => Value::Object(vec![("$value".to_string(), other)]),
                };
                members.push((name, object));
            }
        }
        let seal = match take("seal") {
            Some(Value::Array(pointers)) => pointers,
            Some(_) => return Err(EntryError::SealInvalid),
            None => vec![],
        };
        let seal = seal.into_iter().map(|pointer| match pointer {
            Value::String(pointer) if can_be_sealed(&pointer) => Ok(pointer),
            _ => Err(EntryError::SealInvalid),
        });
        let seal = seal.collect::<Result<_, _>>()?;
        Ok(Self { members, seal })
    }

    /// What the log says itself, which no caller may: an action of the format's own, and its metadata
    /// as the text of a JSON object. For whoever keeps the log.
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::{audit::{Draft, EntryError}, json::number::Native};
    /// let resource = "example.com/audit";
    /// assert!(Draft::own("audit.close", resource, "{}", &Native).is_ok());
    /// let other = Draft::own("key.rotate", resource, "{}", &Native);
    /// assert_eq!(other.err(), Some(EntryError::ActionReserved));
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`EntryError::ActionReserved`] for any other action, and what the rest lacks.
    pub fn own(
        action: &str,
        resource: &str,
        metadata: &str,
        numbers: &impl Numbers,
    ) -> Result<Self, EntryError> {
        let input = Input {
            action: Some(action),
            user_id: Some("countersign"),
            resource: Some(resource),
            result: Some("success"),
            metadata: Some(metadata),
        };
        let draft = Self::of(&input, numbers)?;
        if draft.is_own() {
            Ok(draft)
        } else {
            Err(EntryError::ActionReserved)
        }
    }

    fn is_own(&self) -> bool {
        OWN.contains(&self.action())
    }

    fn action(&self) -> &str {
        let action = self
            .members
            .first()
            .and_then(|(_, action)| action.as_text());
        action.unwrap_or_default()
    }

    /// An [`Input`], whatever its action: an entry that stands alone is in no log.
    pub(super) fn of(input: &Input<'_>, numbers: &impl Numbers) -> Result<Self, EntryError> {
        let text = |field: Option<&str>, missing| match field {
            Some(text) if !text.chars().all(is_blank) => Ok(Value::String(text.to_string())),
            _ => Err(missing),
        };
        let result = input.result.filter(|result| is_result(result));
        let mut members = vec![
            ("action", text(input.action, EntryError::ActionMissing)?),
            ("userId", text(input.user_id, EntryError::UserIdMissing)?),
            (
                "resource",
                text(input.resource, EntryError::ResourceMissing)?,
            ),
            ("result", text(result, EntryError::ResultInvalid)?),
        ];
        if let Some(metadata) = input.metadata {
            match Value::parse(metadata, numbers) {
                Ok(object @ Value::Object(_)) => members.push(("metadata", object)),
                _ => return Err(EntryError::MetadataInvalid),
            }
        }
        Ok(Self {
            members,
            seal: vec![],
        })
    }

    /// Takes secrets out: of the metadata and the other objects, and of the texts that say what was done to
    /// what, and by whom, of which those over 1 KiB are cut then. The entry says what was taken out of where.
    pub fn redact(&mut self, redactor: &Redactor, host: &(impl Numbers + Nfkc)) {
        let mut removed = vec![];
        let mut pointer = String::new();
        for (name, value) in &mut self.members {
            pointer.clear();
            pointer.extend(["/", name]);
            redactor.redact(value, host, &pointer, &mut removed);
            // Not before: of a secret that is cut, half would stay.
            if let Value::String(text) = value {
                cut(text);
            }
        }
        if removed.is_empty() {
            return;
        }
        let pair = |(pointer, rule): (String, &str)| {
            Value::Array(vec![
                Value::String(pointer),
                Value::String(rule.to_string()),
            ])
        };
        let pairs = removed.into_iter().map(pair).collect();
        self.members.push(("redacted", Value::Array(pairs)));
    }

    /// Whether a log can keep it, with what the log adds.
    ///
    /// # Errors
    /// [`EntryError::EntryTooLarge`].
    pub fn fits(&self, numbers: &impl Numbers) -> Result<(), EntryError> {
        let most = self.members.iter().map(|(name, value)| {
            let name = name.len().saturating_add(4);
            name.saturating_add(canonical::most_bytes(value))
        });
        // Most entries are far below, and need not be written to be measured.
        if self.seal.is_empty() && most.fold(0, usize::saturating_add) < SMALL {
            return Ok(());
        }
        let length = |(name, value): &(&str, Value)| {
            canonical::to_string(value, numbers)
                .len()
                .saturating_add(name.len())
        };
        let all = self
            .members
            .iter()
            .map(length)
            .fold(0, usize::saturating_add);
        let seals = self
            .seal
            .iter()
            .map(|pointer| pointer.len().saturating_add(128));
        let all = seals.fold(all, usize::saturating_add);
        if all > MAX_ENTRY.saturating_sub(OVERHEAD) {
            Err(EntryError::EntryTooLarge)
        } else {
            Ok(())
        }
    }

    /// How many values are to be sealed, each of which takes a salt.
    #[must_use]
    pub fn seals(&self) -> usize {
        self.seal.len()
    }

    /// Takes the values to be sealed out, and leaves their commitments: base64 of the hash of a salt and
    /// the value's canonical JSON. What is returned discloses them, as the text of an object from pointer
    /// to `{"salt":…,"value":…}`; `None` where nothing was sealed. Salts are random, 32 bytes each, and
    /// as many as [`seals`](Self::seals) says: without one, a value stays where it is.
    #[must_use]
    pub fn seal(&mut self, salts: &[[u8; 32]], numbers: &impl Numbers) -> Option<String> {
        let mut commitments = vec![];
        let mut disclosures = vec![];
        for (pointer, salt) in self.seal.drain(..).zip(salts) {
            let sealed = Value::String(SEALED.to_string());
            let place = place_of(&mut self.members, &pointer);
            let Some(place) = place.filter(|value| **value != sealed) else {
                continue;
            };
            let value = core::mem::replace(place, sealed);
            let commitment = commitment(salt, &value, numbers);
            commitments.push((pointer.clone(), Value::String(commitment)));
            let salt = Value::String(base64::encode(salt));
            let disclosure = vec![("salt".to_string(), salt), ("value".to_string(), value)];
            disclosures.push((pointer, Value::Object(disclosure)));
        }
        if commitments.is_empty() {
            return None;
        }
        // What is sealed does not read as redacted any more; its disclosure does.
        for (name, value) in &mut self.members {
            if let ("redacted", Value::Array(pairs)) = (*name, value) {
                pairs.retain(|pair| !is_within(pair, &commitments));
            }
        }
        self.members
            .retain(|(name, value)| *name != "redacted" || *value != Value::Array(vec![]));
        let commitments = Value::Object(commitments);
        self.members.push(("sealed", commitments));
        Some(canonical::to_string(&Value::Object(disclosures), numbers))
    }

    /// The entry, made at this time.
    ///
    /// # Errors
    /// [`EntryError::ClockInvalid`].
    pub fn stamp(mut self, now: Timestamp, numbers: &impl Numbers) -> Result<Entry, EntryError> {
        let stamp = now.to_iso().ok_or(EntryError::ClockInvalid)?;
        self.members.push(("timestamp", Value::String(stamp)));
        Ok(Entry::of(&self.members, numbers))
    }
}

/// What commits to a value without telling it.
pub(super) fn commitment(salt: &[u8; 32], value: &Value, numbers: &impl Numbers) -> String {
    let text = canonical::to_string(value, numbers);
    base64::encode(&sha256(&[salt, text.as_bytes()]))
}

fn is_result(text: &str) -> bool {
    matches!(text, "success" | "failure")
}

/// Whether a value there may be kept out of the log: nothing of what every entry has.
fn can_be_sealed(pointer: &str) -> bool {
    let roots = ["/metadata/", "/actor/", "/source/"];
    roots.iter().any(|root| pointer.starts_with(root))
}

/// What stands at a pointer, below a member.
fn place_of<'a>(members: &'a mut Members, pointer: &str) -> Option<&'a mut Value> {
    let (name, below) = pointer.strip_prefix('/')?.split_once('/')?;
    let (_, value) = members.iter_mut().find(|(other, _)| *other == name)?;
    value.at_mut(pointer.get(pointer.len().checked_sub(below.len())?.checked_sub(1)?..)?)
}

/// Whether a pair of `redacted` points at one of these places, or into it.
fn is_within(pair: &Value, places: &[(String, Value)]) -> bool {
    let Value::Array(pair) = pair else {
        return false;
    };
    let pointer = pair.first().and_then(Value::as_text).unwrap_or_default();
    places.iter().any(|(place, _)| {
        let rest = pointer.strip_prefix(&**place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Says how much was cut off; of what a host has cut already, together with that.
fn cut(text: &mut String) {
    if text.len() <= MAX_TEXT {
        return;
    }
    let mark = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once("[cut:"));
    let (length, before) = mark
        .and_then(|(kept, count)| Some((kept.len(), count.parse::<u64>().ok()?)))
        .unwrap_or((text.len(), 0));
    truncate(text, MAX_TEXT);
    let rest = u64::try_from(length.saturating_sub(text.len())).unwrap_or(u64::MAX);
    let rest = decimal::text(rest.saturating_add(before));
    text.push_str(&["[cut:", &rest, "]"].concat());
}
