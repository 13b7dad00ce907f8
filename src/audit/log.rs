//! A log that grows: each entry carries the root of all before it, each group ends with a seal.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{Draft, EntryError, Seal, note::is_name};
use crate::{
    encoding::base64,
    json::{
        canonical,
        number::{Numbers, from_whole},
        value::Value,
    },
    merkle::{Digest, Frontier, leaf_hash},
    time::Timestamp,
};

/// What an entry may have, in bytes: so much fits where C2SP `tlog-tiles` keeps it.
pub const MAX_ENTRY: usize = 65_535;
/// What a group makes room for, for each entry, in bytes.
const USUAL: usize = 1024;
/// The version of the format.
pub(super) const VERSION: f64 = 1.0;

/// What appending needs of a log: its name, the right edge of its tree, and the time of its last entry.
/// At most 4 KiB, whatever its size.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Log {
    origin: String,
    tree: Frontier,
    /// In unix milliseconds.
    last: i64,
}

/// Entries that are made durable together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group {
    /// What is to be written: a line for each entry, and the seal.
    pub text: String,
    /// Of each entry.
    pub places: Vec<Place>,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Place {
    /// Its number.
    pub seq: u64,
    /// The hash of its line.
    pub leaf: Digest,
    /// The root of all before it.
    pub prev: Digest,
}

impl Log {
    /// The empty log of this origin, a text without spaces and without `+`.
    ///
    /// # Errors
    /// [`EntryError::OriginInvalid`].
    pub fn new(origin: &str) -> Result<Self, EntryError> {
        if !is_name(origin) || origin.len() > MAX_ORIGIN {
            return Err(EntryError::OriginInvalid);
        }
        Ok(Self::at(
            origin,
            Frontier::new(),
            Timestamp::from_unix_millis(i64::MIN),
        ))
    }

    /// The log that has this tree and whose last entry is of this time.
    pub(super) fn at(origin: &str, tree: Frontier, last: Timestamp) -> Self {
        Self {
            origin: origin.to_string(),
            tree,
            last: last.as_unix_millis(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root of their tree.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.tree.root()
    }

    /// Appends a group. An entry whose time is before the last one gets the last one's, and says by how
    /// much the clock was behind. If any of them cannot stand in a log, none is appended.
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::{Timestamp, audit::{Draft, Log}, json::number::Native};
    /// let text = r#"{"action":"key.rotate","userId":"u_1","resource":"keys/7","result":"success"}"#;
    /// let mut log = Log::new("example.com/audit")?;
    /// let drafts = vec![(Draft::read(text, &Native)?, Timestamp::from_unix_millis(0))];
    /// let group = log.append(drafts, &Native)?;
    /// assert_eq!(group.text.lines().count(), 2);
    /// assert!(group.text.contains(r#""prev":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=""#));
    /// assert!(group.text.contains("\n#1 "));
    /// # }
    /// # Ok::<(), countersign::audit::EntryError>(())
    /// ```
    ///
    /// # Errors
    /// [`EntryError::ClockInvalid`] or [`EntryError::EntryTooLarge`].
    pub fn append(
        &mut self,
        drafts: Vec<(Draft, Timestamp)>,
        numbers: &impl Numbers,
    ) -> Result<Group, EntryError> {
        let mut next = self.clone();
        let mut group = Group {
            text: String::with_capacity(drafts.len().saturating_mul(USUAL)),
            places: Vec::with_capacity(drafts.len()),
        };
        let mut count = u64::try_from(drafts.len()).unwrap_or(u64::MAX);
        for (draft, now) in drafts {
            let place = next.entry(draft, now, count, numbers, &mut group.text)?;
            count = 1;
            group.text.push('\n');
            group.places.push(place);
        }
        let seal = Seal {
            size: next.size(),
            root: next.root(),
        };
        group.text.push_str(&seal.to_line());
        group.text.push('\n');
        *self = next;
        Ok(group)
    }

    /// Appends the next entry's line; `group` is above 1 for the first of several.
    fn entry(
        &mut self,
        draft: Draft,
        now: Timestamp,
        group: u64,
        numbers: &impl Numbers,
        text: &mut String,
    ) -> Result<Place, EntryError> {
        let seq = self.size();
        let prev = self.root();
        let now = now.as_unix_millis();
        let behind = self.last.saturating_sub(now);
        let time = Timestamp::from_unix_millis(now.max(self.last));
        let stamp = time.to_iso().ok_or(EntryError::ClockInvalid)?;
        let mut members = draft.members;
        let mut put = |name, value| members.push((name, value));
        put("v", Value::Number(VERSION));
        put("log", Value::String(self.origin.clone()));
        put("seq", Value::Number(from_whole(seq)));
        put("timestamp", Value::String(stamp));
        put("prev", Value::String(base64::encode(&prev)));
        if group > 1 {
            put("group", Value::Number(from_whole(group)));
        }
        if behind > 0 {
            let millis = Value::Number(from_whole(behind.unsigned_abs()));
            put(
                "clock",
                Value::Object(vec![("back_ms".to_string(), millis)]),
            );
        }
        let start = text.len();
        canonical::write_object(&members, numbers, text);
        let line = text.get(start..).unwrap_or_default();
        if line.len() > MAX_ENTRY {
            return Err(EntryError::EntryTooLarge);
        }
        let leaf = leaf_hash(line.as_bytes());
        self.tree.push(leaf);
        self.last = time.as_unix_millis();
        Ok(Place { seq, leaf, prev })
    }

    /// The state, for whoever keeps it between two calls: the time, the size, the hashes, the name.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let [last, size] = [self.last.to_le_bytes(), self.size().to_le_bytes()];
        let hashes = self.tree.complete().as_flattened();
        [&last, &size, hashes, self.origin.as_bytes()].concat()
    }

    /// The log of such a state; `None` for what is none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (last, rest) = bytes.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let size = u64::from_le_bytes(*size);
        let count = usize::try_from(size.count_ones()).ok()?;
        let (hashes, origin) = rest.split_at_checked(count.checked_mul(32)?)?;
        let (hashes, _) = hashes.as_chunks();
        let origin = str::from_utf8(origin)
            .ok()
            .filter(|origin| is_name(origin))?;
        let tree = Frontier::from_complete(size, hashes.to_vec())?;
        let last = Timestamp::from_unix_millis(i64::from_le_bytes(*last));
        Some(Self::at(origin, tree, last))
    }
}

/// So that the state stays within 4 KiB.
const MAX_ORIGIN: usize = 1024;
