//! Making proofs in one pass over a log.

use alloc::{string::String, vec::Vec};

use super::{Checkpoint, EntryProof, lines::Lines};
use crate::{
    encoding::{base64, decimal},
    merkle::{Digest, Frontier, Prover, leaf_hash},
};

/// Makes a proof: the bytes of the log go by once, from its beginning on.
#[derive(Debug)]
pub struct Proving {
    of: Of,
    /// Whether the log is the older checkpoint's, as far as that goes.
    agrees: bool,
    checkpoint: Checkpoint,
    note: String,
    prover: Prover,
    tree: Frontier,
    lines: Lines,
    entry: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Of {
    /// An entry, by its number.
    Entry(u64),
    /// An older log, by its size and root.
    Log(u64, Digest),
}

impl Proving {
    /// Of entry number `index`, by a checkpoint, given as a note; `None` if that does not cover it. The
    /// proof is an [`EntryProof`] that brings the entry.
    #[must_use]
    pub fn inclusion(index: u64, note: &str) -> Option<Self> {
        let checkpoint = Checkpoint::of(note)?;
        let prover = Prover::inclusion(index, checkpoint.size)?;
        Some(Self::new(Of::Entry(index), checkpoint, note, prover))
    }

    /// That the log of an older checkpoint is the beginning of a newer one's; `None` if it is larger, or
    /// empty. The proof reads as what C2SP `tlog-witness` is sent: `old <size>`, the hashes, an empty line
    /// and the newer checkpoint.
    #[must_use]
    pub fn consistency(old: &str, new: &str) -> Option<Self> {
        let [old, checkpoint] = [Checkpoint::of(old)?, Checkpoint::of(new)?];
        let prover = Prover::consistency(old.size, checkpoint.size)?;
        Some(Self::new(
            Of::Log(old.size, old.root),
            checkpoint,
            new,
            prover,
        ))
    }

    fn new(of: Of, checkpoint: Checkpoint, note: &str, prover: Prover) -> Self {
        Self {
            of,
            agrees: matches!(of, Of::Entry(_)),
            checkpoint,
            note: note.into(),
            prover,
            tree: Frontier::new(),
            lines: Lines::default(),
            entry: Vec::new(),
        }
    }

    /// Takes more of the log: entries and seals.
    pub fn take(&mut self, bytes: &[u8]) {
        let mut lines = core::mem::take(&mut self.lines);
        lines.take(bytes, |line, _| {
            if line.first() != Some(&b'#') && self.tree.size() < self.checkpoint.size {
                self.entry(line);
            }
        });
        self.lines = lines;
    }

    fn entry(&mut self, line: &[u8]) {
        if matches!(self.of, Of::Entry(index) if index == self.tree.size()) {
            self.entry = line.to_vec();
        }
        let leaf = leaf_hash(line);
        self.prover.take(leaf);
        self.tree.push(leaf);
        if let Of::Log(size, root) = self.of
            && size == self.tree.size()
        {
            self.agrees = root == self.tree.root();
        }
    }

    /// The text of the proof; `None` if the log was not the checkpoints'.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        let Checkpoint { size, root, .. } = self.checkpoint;
        if !self.agrees || self.tree.size() != size || self.tree.root() != root {
            return None;
        }
        let hashes = self.prover.finish()?;
        Some(match self.of {
            Of::Entry(index) => {
                let proof = EntryProof {
                    extra: Some(self.entry),
                    index,
                    hashes,
                    checkpoint: &self.note,
                };
                proof.to_text()
            }
            Of::Log(size, _) => {
                let mut text = ["old ", &decimal::text(size), "\n"].concat();
                for hash in &hashes {
                    text.push_str(&base64::encode(hash));
                    text.push('\n');
                }
                text.push('\n');
                text.push_str(&self.note);
                text
            }
        })
    }
}
