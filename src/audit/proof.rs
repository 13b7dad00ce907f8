//! Proofs that an entry stands in a log, each a text of its own.
//!
//! C2SP `tlog-proof` (<https://c2sp.org/tlog-proof>), version 1.

use alloc::{string::String, vec::Vec};

use super::{Checkpoint, LogError, VerifierKey};
use crate::{
    encoding::{base64, decimal},
    merkle::{Digest, leaf_hash, verify_inclusion},
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No tree of up to 2^64 leaves is higher.
const MAX_HASHES: usize = 64;

/// That an entry stands in a log at a place: for a file that ends in `.tlog-proof`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EntryProof<'a> {
    /// What whoever made it added: here the entry itself.
    pub extra: Option<Vec<u8>>,
    /// The number of the entry, from 0 on.
    pub index: u64,
    /// The way to the root.
    pub hashes: Vec<Digest>,
    /// A note: the checkpoint whose root it is.
    pub checkpoint: &'a str,
}

impl<'a> EntryProof<'a> {
    /// The text of the proof.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let mut line = |parts: [&str; 2]| {
            out.extend(parts);
            out.push('\n');
        };
        line([HEADER, ""]);
        if let Some(extra) = &self.extra {
            line(["extra ", &base64::encode(extra)]);
        }
        line(["index ", &decimal::text(self.index)]);
        for hash in &self.hashes {
            line([&base64::encode(hash), ""]);
        }
        line([""; 2]);
        out.push_str(self.checkpoint);
        out
    }

    /// Reads a proof; nothing of it is checked yet.
    ///
    /// # Errors
    /// [`LogError::ProofMalformed`].
    pub fn parse(text: &'a str) -> Result<Self, LogError> {
        Self::read(text).ok_or(LogError::ProofMalformed)
    }

    fn read(text: &'a str) -> Option<Self> {
        let (lines, checkpoint) = text.split_once("\n\n")?;
        let mut lines = lines.split('\n');
        if lines.next()? != HEADER {
            return None;
        }
        let mut line = lines.next()?;
        let mut extra = None;
        if let Some(text) = line.strip_prefix("extra ") {
            extra = Some(base64::decode(text.as_bytes())?);
            line = lines.next()?;
        }
        let index = decimal::parse(line.strip_prefix("index ")?)?;
        let hash = |line: &str| {
            let mut hash = [0; 32];
            base64::decode_into(line.as_bytes(), &mut hash).then_some(hash)
        };
        let hashes: Vec<Digest> = lines
            .take(MAX_HASHES.saturating_add(1))
            .map(hash)
            .collect::<Option<_>>()?;
        (hashes.len() <= MAX_HASHES).then_some(Self {
            extra,
            index,
            hashes,
            checkpoint,
        })
    }

    /// Whether this entry stands there in the log whose key this is. `verify` says whether a signature
    /// of a text is by a public key.
    ///
    /// # Errors
    /// [`LogError`]: the checkpoint's, or [`LogError::NotIncluded`].
    pub fn verify(
        &self,
        entry: &[u8],
        key: &VerifierKey,
        verify: impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool,
    ) -> Result<Checkpoint, LogError> {
        let checkpoint = Checkpoint::open(self.checkpoint, key, verify)?;
        let leaf = leaf_hash(entry);
        let Checkpoint { size, root, .. } = &checkpoint;
        if verify_inclusion(self.index, *size, &leaf, &self.hashes, root) {
            Ok(checkpoint)
        } else {
            Err(LogError::NotIncluded)
        }
    }
}
