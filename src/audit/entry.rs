//! One entry, stamped and in canonical JSON.

use alloc::string::String;

use super::{
    EntryError,
    draft::{Draft, Members},
};
use crate::{
    json::{canonical, number::Numbers},
    time::Timestamp,
};

/// What the caller says. The time is not among it: the module stamps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// What was done: `key.rotate`.
    pub action: Option<&'a str>,
    /// Who did it.
    pub user_id: Option<&'a str>,
    /// What it was done to.
    pub resource: Option<&'a str>,
    /// `success` or `failure`.
    pub result: Option<&'a str>,
    /// More about it, as the text of a JSON object.
    pub metadata: Option<&'a str>,
}

/// An entry: `{ timestamp, action, userId, resource, result, metadata? }`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    json: String,
}

impl Entry {
    /// Stamps an entry.
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::{Timestamp, audit::{Entry, EntryError, Input}, json::number::Native};
    /// let input = Input {
    ///     action: Some("key.rotate"),
    ///     user_id: Some("u_1"),
    ///     resource: Some("keys/stripe"),
    ///     result: Some("success"),
    ///     metadata: Some(r#"{ "to": 2, "from": 1 }"#),
    /// };
    /// let entry = Entry::new(&input, Timestamp::from_unix_millis(1_750_000_000_000), &Native)?;
    /// assert_eq!(
    ///     entry.json(),
    ///     r#"{"action":"key.rotate","metadata":{"from":1,"to":2},"resource":"keys/stripe","result":"success","timestamp":"2025-06-15T15:06:40.000Z","userId":"u_1"}"#,
    /// );
    /// let nobody = Input { user_id: Some(" "), ..input };
    /// let refused = Entry::new(&nobody, Timestamp::from_unix_millis(0), &Native);
    /// assert_eq!(refused, Err(EntryError::UserIdMissing));
    /// # }
    /// # Ok::<(), countersign::audit::EntryError>(())
    /// ```
    ///
    /// # Errors
    /// [`EntryError`] names the field that is missing, blank or unreadable.
    pub fn new(
        input: &Input<'_>,
        now: Timestamp,
        numbers: &impl Numbers,
    ) -> Result<Self, EntryError> {
        Draft::of(input, numbers)?.stamp(now, numbers)
    }

    pub(super) fn of(members: &Members, numbers: &impl Numbers) -> Self {
        let mut json = String::with_capacity(512);
        canonical::write_object(members, numbers, &mut json);
        Self { json }
    }

    /// The entry in canonical JSON (RFC 8785).
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// `[AUDIT] {json}`: one line of printable ASCII, whatever the entry holds.
    #[must_use]
    pub fn console_line(&self) -> String {
        ["[AUDIT] ", &canonical::to_ascii(&self.json)].concat()
    }
}
