//! Reading a log from its first line on, and what is wrong with the lines.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Actions, Log, Seal, Tampering,
    draft::commitment,
    line::{Line, Row},
    lines::Lines,
    roots::Roots,
};
use crate::{
    encoding::base64,
    json::{number::Numbers, value::Value},
    merkle::{Digest, Frontier},
    time::Timestamp,
};

/// What was found, and the number of the first entry that nothing vouches for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what a report says of a fault")]
pub struct Found {
    /// The entry.
    pub seq: u64,
    /// What it is.
    pub kind: Tampering,
}

/// Reads the lines of a log in order. It keeps the right edge of the tree, and a line or two.
#[derive(Debug)]
pub struct Reader<N> {
    numbers: N,
    pub(super) tree: Frontier,
    /// The log as its last whole group left it.
    pub(super) whole: Log,
    /// How many bytes of the segment that is.
    pub(super) whole_bytes: u64,
    bytes: u64,
    last: Option<Line>,
    pub(super) expected: Expected,
    pub(super) lines: Lines,
    /// How many bytes of the file of checkpoints are whole notes.
    pub(super) whole_checkpoints: u64,
    pub(super) doubt: Option<Doubt>,
    pub(super) fault: Option<Fault>,
    /// Whether the last line is a seal.
    pub(super) is_sealed: bool,
    pub(super) roots: Roots,
    /// Whether there is a checkpoint of this log's name.
    has_checkpoint: bool,
    pub(super) keys: Vec<(u64, String)>,
    /// The newest checkpoint of a log that is to be appended to.
    pub(super) newest: Option<String>,
    pub(super) actions: Actions,
    /// In the order of their entries, the last one first.
    pub(super) disclosures: Vec<(u64, String)>,
    pub(super) disclosure: Option<Found>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Expected {
    /// The first entry of a group.
    Group,
    /// So many more of it.
    Entries(u64),
    Seal,
}

/// What the next line decides.
#[derive(Debug)]
pub(super) enum Doubt {
    /// `prev` is not the root so far: is it this entry that was changed, which would then lead to this
    /// root, or the one before?
    Entry { would_be: Digest },
    /// An entry is missing, or stands behind this one.
    Missing,
    /// The seal's root is not the root so far.
    Seal(Seal),
}

#[derive(Debug)]
pub(super) struct Fault {
    pub(super) found: Found,
    /// Of the form alone, as a crash leaves it.
    pub(super) is_form: bool,
    /// A seal stands behind it in the log, and something behind that: its group was made durable.
    pub(super) is_durable: bool,
}

impl<N: Numbers> Reader<N> {
    /// Reads the log of this name, from its beginning on.
    #[must_use]
    pub fn new(empty: Log, numbers: N) -> Self {
        Self {
            numbers,
            tree: Frontier::new(),
            whole: empty,
            whole_bytes: 0,
            bytes: 0,
            last: None,
            expected: Expected::Group,
            lines: Lines::default(),
            whole_checkpoints: 0,
            doubt: None,
            fault: None,
            is_sealed: false,
            roots: Roots::default(),
            has_checkpoint: true,
            keys: Vec::new(),
            newest: None,
            actions: Actions::default(),
            disclosures: Vec::new(),
            disclosure: None,
        }
    }

    /// The sizes at which roots will be asked for, with those that checkpoints say; and whether one of
    /// them has the log's name.
    pub(super) fn expect(
        &mut self,
        checkpoints: impl Iterator<Item = (u64, Digest)>,
        has_checkpoint: bool,
    ) {
        for (size, root) in checkpoints {
            self.roots.expect(size, root);
        }
        self.has_checkpoint = has_checkpoint;
        self.roots.note(&self.tree);
    }

    /// What discloses the sealed values of an entry: the text of a file `sealed-<seq>.json`.
    pub fn disclose(&mut self, seq: u64, text: &str) {
        let behind = self.disclosures.iter().position(|(other, _)| *other < seq);
        let place = behind.unwrap_or(self.disclosures.len());
        self.disclosures.insert(place, (seq, text.to_string()));
    }

    /// A new segment begins, which says that its first entry has this number.
    pub fn segment(&mut self, first: u64) {
        self.end_cut();
        [self.whole_bytes, self.bytes] = [0; 2];
        // What the next line is to decide was found before.
        if self.doubt.is_some() {
            return;
        }
        let size = self.tree.size();
        if first > size {
            self.fail(size, missing_at(size), false);
        } else if first < size {
            self.fail(first, Tampering::EntryRepeated, false);
        } else if self.expected != Expected::Group {
            self.fail(size.saturating_sub(1), Tampering::SealMissing, false);
        }
    }

    /// A line that ends without its line feed is none, whatever it says.
    pub(super) fn end_cut(&mut self) {
        let kind = match self.lines.cut().first() {
            None => return,
            Some(b'#') => Tampering::SealChanged,
            Some(_) => Tampering::EntryMalformed,
        };
        self.row(Row::Other(kind, true));
    }

    /// Takes more of the segment's bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        let mut lines = core::mem::take(&mut self.lines);
        lines.take(bytes, |line, length| {
            self.bytes = self.bytes.saturating_add(length);
            // Behind a fault only seals count.
            let is_passed = self.fault.is_some() && !line.starts_with(b"#");
            let row = if is_passed {
                Row::Other(Tampering::EntryMalformed, true)
            } else {
                Row::read(line, &self.numbers)
            };
            self.row(row);
        });
        self.lines = lines;
    }

    pub(super) fn row(&mut self, row: Row) {
        let is_behind_seal = self.is_sealed;
        self.is_sealed = matches!(row, Row::Seal(_));
        if let Some(doubt) = self.doubt.take() {
            self.decide(&doubt, Some(&row));
        }
        if let Some(fault) = &mut self.fault {
            fault.is_durable |= is_behind_seal;
            return;
        }
        let size = self.tree.size();
        match row {
            Row::Entry(line) => self.entry(line),
            Row::Seal(seal) => self.seal(seal),
            Row::Other(kind @ Tampering::SealChanged, is_form) => {
                self.fail(size.saturating_sub(1), kind, is_form);
            }
            Row::Other(kind, is_form) => self.fail(size, kind, is_form),
        }
    }

    fn entry(&mut self, mut line: Line) {
        let size = self.tree.size();
        let root = self.tree.root();
        let fits = line.prev == root;
        let before = self.last.as_ref();
        let is_again = before.is_some_and(|before| before.leaf == line.leaf);
        let (seq, kind) = if line.seq > size {
            self.doubt = Some(Doubt::Missing);
            return;
        } else if line.seq < size && is_again {
            (line.seq, Tampering::EntryRepeated)
        } else if line.seq < size {
            (line.seq, Tampering::EntryInserted)
        } else if line.text("log") != self.whole.origin() {
            let kind = match fits {
                _ if size == 0 && !self.has_checkpoint => Tampering::LogOther,
                false if size > 0 => Tampering::EntrySpliced,
                _ => Tampering::OriginChanged,
            };
            (size, kind)
        } else if self.expected == Expected::Seal {
            (size.saturating_sub(1), Tampering::SealMissing)
        } else if self.expected != Expected::Group && line.group.is_some() {
            (size, Tampering::EntryMalformed)
        } else if before.is_some_and(|before| line.time < before.time) {
            (size, Tampering::TimeBack)
        } else if !line.is_redaction_right() {
            (size, Tampering::RedactionChanged)
        } else if fits {
            self.accept(line);
            return;
        } else if before.is_some_and(|before| before.prev == line.prev) {
            (size.saturating_sub(1), Tampering::EntryInserted)
        } else {
            let mut tree = self.tree.clone();
            tree.push(line.leaf_behind(&root, &self.numbers));
            self.doubt = Some(Doubt::Entry {
                would_be: tree.root(),
            });
            return;
        };
        self.fail(seq, kind, false);
    }

    fn accept(&mut self, line: Line) {
        self.tree.push(line.leaf);
        self.roots.note(&self.tree);
        let left = match self.expected {
            Expected::Entries(left) => left,
            _ => line.group.unwrap_or(1),
        };
        self.expected = match left.saturating_sub(1) {
            0 => Expected::Seal,
            left => Expected::Entries(left),
        };
        let action = line.text("action");
        self.actions.count(action);
        if action == "audit.key.next" {
            let key = line
                .value
                .member("metadata")
                .and_then(|metadata| metadata.member("key"));
            let key = key.and_then(Value::as_text).unwrap_or_default();
            self.keys.push((line.seq, key.to_string()));
        }
        while let Some((_, text)) = self.disclosures.pop_if(|(seq, _)| *seq <= line.seq) {
            if self.is_disclosed(&line, &text) {
                continue;
            }
            let found = Found {
                seq: line.seq,
                kind: Tampering::DisclosureChanged,
            };
            self.disclosure.get_or_insert(found);
        }
        self.last = Some(line);
    }

    fn is_disclosed(&self, line: &Line, text: &str) -> bool {
        let Ok(Value::Object(disclosures)) = Value::parse(text, &self.numbers) else {
            return false;
        };
        disclosures.iter().all(|(pointer, disclosure)| {
            let sealed = line
                .value
                .member("sealed")
                .and_then(|sealed| sealed.member(pointer));
            let salt = disclosure
                .member("salt")
                .and_then(Value::as_text)
                .unwrap_or_default();
            let mut bytes = [0; 32];
            let value = disclosure.member("value");
            // Nothing vouches for what else may stand there.
            matches!(disclosure, Value::Object(members) if members.len() == 2)
                && base64::decode_into(salt.as_bytes(), &mut bytes)
                && value.is_some_and(|value| {
                    let commitment = commitment(&bytes, value, &self.numbers);
                    sealed.and_then(Value::as_text) == Some(&commitment)
                })
        })
    }

    fn seal(&mut self, seal: Seal) {
        let size = self.tree.size();
        match self.expected {
            Expected::Seal if seal.size == size && seal.root == self.tree.root() => {
                let last = self
                    .last
                    .as_ref()
                    .map_or(Timestamp::from_unix_millis(0), |last| last.time);
                self.whole = Log::at(self.whole.origin(), self.tree.clone(), last);
                self.whole_bytes = self.bytes;
                self.expected = Expected::Group;
            }
            Expected::Seal if seal.size == size => self.doubt = Some(Doubt::Seal(seal)),
            Expected::Group | Expected::Entries(_) if seal.size > size => {
                self.fail(size, missing_at(size), false);
            }
            _ => self.fail(size.saturating_sub(1), Tampering::SealChanged, false),
        }
    }

    /// With the next line, or none, a doubt becomes a fault.
    pub(super) fn decide(&mut self, doubt: &Doubt, next: Option<&Row>) {
        let size = self.tree.size();
        let before = size.saturating_sub(1);
        let claimed = match next {
            Some(Row::Entry(line)) => Some(line.prev),
            Some(Row::Seal(seal)) => Some(seal.root),
            _ => None,
        };
        let (seq, kind) = match doubt {
            Doubt::Missing => match next {
                Some(Row::Entry(line)) if line.seq == size => (size, Tampering::EntriesSwapped),
                _ => (size, missing_at(size)),
            },
            Doubt::Entry { would_be } if claimed == Some(*would_be) => {
                (size, Tampering::EntryChanged)
            }
            Doubt::Entry { .. } => (before, Tampering::EntryChanged),
            Doubt::Seal(seal) => {
                let checkpoint = self.roots.get(size).map(|root| root.claimed);
                if [claimed, checkpoint].contains(&Some(seal.root)) {
                    (before, Tampering::EntryChanged)
                } else {
                    (before, Tampering::SealChanged)
                }
            }
        };
        self.fail(seq, kind, false);
    }

    pub(super) fn fail(&mut self, seq: u64, kind: Tampering, is_form: bool) {
        self.fault.get_or_insert(Fault {
            found: Found { seq, kind },
            is_form,
            is_durable: false,
        });
    }
}

const fn missing_at(size: u64) -> Tampering {
    if size == 0 {
        Tampering::EntryFirstMissing
    } else {
        Tampering::EntryMissing
    }
}
