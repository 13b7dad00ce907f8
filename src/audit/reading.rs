//! What was read of a log, once there is no more.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Actions, Checkpoint, Found, Log, Note, Reader, Tampering, VerifierKey, checkpoint::notes,
    reader::Expected, roots::Roots,
};
use crate::json::number::Numbers;

/// What was read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reading {
    /// What is wrong with the lines, if anything.
    pub first: Option<Found>,
    /// How many entries are in order.
    pub entries: u64,
    /// The log as its last whole group left it.
    pub log: Log,
    /// How many bytes of the last segment that is.
    pub whole_bytes: u64,
    /// How many bytes of the file of checkpoints are whole notes.
    pub whole_checkpoints: u64,
    /// How often each action of the log's own is in it.
    pub actions: Actions,
    pub(super) roots: Roots,
    /// What the log says of its next keys, and where.
    pub(super) keys: Vec<(u64, String)>,
    newest: Option<String>,
}

impl Reading {
    /// Whether the log is to be gone on with by this key; always, if it has no checkpoint yet. Who has
    /// signed the checkpoints is for an auditor to tell, who knows the first key.
    #[must_use]
    pub fn is_in_charge(&self, key: &VerifierKey) -> bool {
        let Some(newest) = &self.newest else {
            return true;
        };
        let covered = Checkpoint::of(newest).map_or(0, |newest| newest.size);
        match self.keys.iter().rfind(|(seq, _)| *seq < covered) {
            Some((_, next)) => *next == key.to_text(),
            None => Note::parse(newest).is_ok_and(|newest| newest.names(key)),
        }
    }

    /// Whether the log names a next key, and no checkpoint has put that in charge.
    #[must_use]
    pub fn is_key_pending(&self) -> bool {
        let covered = self.newest.as_deref().and_then(Checkpoint::of);
        let covered = covered.map_or(0, |newest| newest.size);
        self.keys.last().is_some_and(|(seq, _)| *seq >= covered)
    }
}

impl<N: Numbers> Reader<N> {
    /// Reads a log that is to be appended to, and that has these checkpoints, the text of its file.
    #[must_use]
    pub fn resume(empty: Log, checkpoints: &str, numbers: N) -> Self {
        let (notes, whole) = notes(checkpoints);
        let mut reader = Self::new(empty, numbers);
        let is_one = |note: &&&str| Checkpoint::of(note).is_some();
        reader.newest = notes.iter().rfind(is_one).map(ToString::to_string);
        let read = notes.into_iter().filter_map(Checkpoint::of);
        reader.expect(read.map(|read| (read.size, read.root)), true);
        reader.whole_checkpoints = u64::try_from(whole).unwrap_or(u64::MAX);
        reader
    }

    /// There are no more bytes. A log that is not that of its checkpoints is not to be appended to: what
    /// is signed next would be a second history.
    #[must_use]
    pub fn end(self) -> Reading {
        let covered = self.roots.all().last().map_or(0, |root| root.size);
        let mut reading = self.finish(covered);
        let mut roots = reading.roots.all().iter();
        let other = roots.find(|root| root.found != Some(root.claimed));
        let entries = reading.entries;
        let other = other.map(|root| {
            if root.size > entries {
                Found {
                    seq: entries,
                    kind: Tampering::LogTruncated,
                }
            } else {
                Found {
                    seq: root.size,
                    kind: Tampering::LogRegrown,
                }
            }
        });
        reading.first = reading.first.or(other);
        reading
    }

    /// There are no more bytes. `covered` is the size of the largest checkpoint that is known of: what it
    /// covers was durable, and no crash has torn it.
    pub fn finish(mut self, covered: u64) -> Reading {
        let size = self.tree.size();
        self.end_cut();
        if let Some(doubt) = self.doubt.take() {
            self.decide(&doubt, None);
        }
        if self.expected != Expected::Group {
            self.fail(size.saturating_sub(1), Tampering::SealMissing, true);
        }
        let whole = self.whole.size();
        let found = self.fault.map(|fault| {
            if !fault.is_form || fault.is_durable {
                return fault.found;
            }
            // Nothing was written behind this group: it may never have been durable.
            let kind = match fault.found.kind {
                _ if covered <= whole => Tampering::TornTail,
                _ if !self.is_sealed => Tampering::LogTruncated,
                kind => {
                    return Found {
                        seq: fault.found.seq,
                        kind,
                    };
                }
            };
            Found { seq: whole, kind }
        });
        Reading {
            first: found.or(self.disclosure),
            entries: size,
            log: self.whole,
            whole_bytes: self.whole_bytes,
            whole_checkpoints: self.whole_checkpoints,
            actions: self.actions,
            roots: self.roots,
            keys: self.keys,
            newest: self.newest,
        }
    }
}
