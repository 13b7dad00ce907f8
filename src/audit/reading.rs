//! What was read of a log, once there is no more.

use alloc::{string::String, vec::Vec};

use super::{
    Actions, Checkpoint, Found, Log, Reader, Tampering, checkpoint::notes, reader::Expected,
    roots::Roots,
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
}

impl<N: Numbers> Reader<N> {
    /// Reads a log that is to be appended to, and that has these checkpoints, the text of its file.
    #[must_use]
    pub fn resume(empty: Log, checkpoints: &str, numbers: N) -> Self {
        let (notes, whole) = notes(checkpoints);
        let read = notes.into_iter().filter_map(Checkpoint::of);
        let mut reader = Self::new(empty, numbers);
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
        }
    }
}
