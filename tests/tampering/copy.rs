//! A log's directory as its files' text, what an attacker can do with that, and the verifier's word.

use core::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use countersign::audit::{Auditor, VerifierKey, ed25519};
use countersign::json::number::Native;
use serde_json::Value;

use crate::writer::{Hash, Key, Tree, base64, canonical, checkpoint, sha256};

thread_local! {
    /// The same signatures come again and again.
    static KNOWN: RefCell<HashMap<Hash, bool>> = RefCell::default();
}

fn verify(public: &Hash, text: &[u8], signature: &[u8; 64]) -> bool {
    let name = sha256(&[public, signature, text]);
    KNOWN.with_borrow_mut(|known| {
        *known
            .entry(name)
            .or_insert_with(|| ed25519::verify(public, text, signature))
    })
}

/// A line, and the number of the segment that it begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) begins: Option<u64>,
}

/// A checkpoint, and which of the log's keys have signed it.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) size: u64,
    pub(crate) text: String,
    pub(crate) by: Vec<usize>,
}

/// What is verified.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<Note>,
    pub(crate) elsewhere: Vec<String>,
    pub(crate) disclosures: BTreeMap<u64, String>,
    /// The policy's key.
    pub(crate) key: String,
}

/// A kind and the first entry that is not vouched for.
pub(crate) type Answer = (&'static str, u64);

pub(crate) fn is_seal(row: &Row) -> bool {
    row.text.starts_with('#')
}

pub(crate) fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

pub(crate) fn without(mut entry: Value, name: &str) -> Value {
    entry.as_object_mut().and_then(|entry| entry.remove(name));
    entry
}

impl Copy {
    /// Where the entry stands, while all are in their order.
    pub(crate) fn place(&self, seq: u64) -> usize {
        let mut entries = (0..self.rows.len()).filter(|place| !is_seal(&self.rows[*place]));
        let seq = usize::try_from(seq).expect("a place");
        entries.nth(seq).expect("an entry")
    }

    pub(crate) fn size(&self) -> u64 {
        self.rows.iter().filter(|row| !is_seal(row)).count() as u64
    }

    pub(crate) fn edit(&mut self, seq: u64, change: impl FnOnce(&mut Value)) {
        let place = self.place(seq);
        let mut entry = value(&self.rows[place].text);
        change(&mut entry);
        self.rows[place].text = canonical(&entry);
    }

    pub(crate) fn remove(&mut self, place: usize) -> Row {
        let row = self.rows.remove(place);
        if let (Some(begins), Some(next)) = (row.begins, self.rows.get_mut(place)) {
            next.begins.get_or_insert(begins);
        }
        row
    }

    /// In front of what stands there; at the beginning of its segment, if that is one.
    pub(crate) fn insert(&mut self, place: usize, text: String) {
        let begins = self.rows.get_mut(place).and_then(|row| row.begins.take());
        self.rows.insert(place, Row { text, begins });
    }

    /// What is left of the log when it had so many entries, at the end of a group.
    pub(crate) fn cut(&mut self, size: u64) {
        let end = self
            .rows
            .iter()
            .position(|row| row.text.starts_with(&format!("#{size} ")));
        self.rows.truncate(end.map_or(0, |end| end + 1));
    }

    /// Makes every `prev` and every seal from this row on what it must be; also the numbers, if wanted.
    pub(crate) fn chain(&mut self, from: usize, is_renumbered: bool) {
        let mut tree = Tree::default();
        for (place, row) in self.rows.iter_mut().enumerate() {
            if is_seal(row) {
                if place >= from {
                    row.text = format!("#{} {}", tree.size, base64(&tree.root()));
                }
                continue;
            }
            if place >= from {
                let mut entry = value(&row.text);
                entry["prev"] = base64(&tree.root()).into();
                if is_renumbered {
                    entry["seq"] = tree.size.into();
                }
                row.text = canonical(&entry);
            }
            tree.push(&row.text);
        }
    }

    pub(crate) fn roots(&self) -> Vec<Hash> {
        let mut tree = Tree::default();
        let mut roots = vec![tree.root()];
        for row in self.rows.iter().filter(|row| !is_seal(row)) {
            tree.push(&row.text);
            roots.push(tree.root());
        }
        roots
    }

    /// Signs the directory's checkpoints anew, each by whoever has signed it.
    pub(crate) fn sign(&mut self, origin: &str, keys: &[Key]) {
        let roots = self.roots();
        for note in &mut self.notes {
            let keys: Vec<_> = note.by.iter().map(|key| &keys[*key]).collect();
            let root = &roots[usize::try_from(note.size).expect("a place")];
            note.text = checkpoint(origin, note.size, root, &keys);
        }
    }

    pub(crate) fn checkpoints(&self) -> String {
        self.notes.iter().map(|note| note.text.as_str()).collect()
    }

    /// The segments' numbers and bytes.
    pub(crate) fn segments(&self) -> Vec<(u64, Vec<u8>)> {
        let mut segments: Vec<(u64, Vec<u8>)> = vec![];
        for row in &self.rows {
            if let Some(first) = row.begins {
                segments.push((first, vec![]));
            }
            let (_, bytes) = segments.last_mut().expect("a segment");
            bytes.extend_from_slice(row.text.as_bytes());
            bytes.push(b'\n');
        }
        segments
    }

    /// What the product says, given its bytes by so many.
    pub(crate) fn verdict(&self, step: usize) -> Option<Answer> {
        self.verdict_of(&self.segments(), self.checkpoints().as_bytes(), step)
    }

    /// The same with other bytes in the files.
    pub(crate) fn verdict_of(
        &self,
        segments: &[(u64, Vec<u8>)],
        checkpoints: &[u8],
        step: usize,
    ) -> Option<Answer> {
        let key = VerifierKey::parse(&self.key).expect("a key");
        let elsewhere: Vec<_> = self.elsewhere.iter().map(String::as_str).collect();
        let checkpoints = String::from_utf8_lossy(checkpoints);
        let mut auditor = Auditor::new(key, &checkpoints, &elsewhere, Native).expect("an auditor");
        for (seq, text) in &self.disclosures {
            auditor.disclose(*seq, text);
        }
        for (first, bytes) in segments {
            auditor.segment(*first);
            bytes.chunks(step).for_each(|bytes| auditor.take(bytes));
        }
        let report = auditor.finish(verify);
        report.first.map(|found| (found.kind.code(), found.seq))
    }
}

/// Whether it is the writer's own spelling of what it says.
pub(crate) fn is_canonical(text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|value: Value| canonical(&value) == text)
}
