//! Checkpoints: what a log commits itself to.
//!
//! C2SP `tlog-checkpoint` (<https://c2sp.org/tlog-checkpoint>), version 1.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::{LogError, Note, VerifierKey, note::MARK};
use crate::{
    encoding::{base64, decimal},
    merkle::Digest,
};

/// The size and the root of a log at some time. Kept where the log is not, it shows any change of
/// what was in the log by then.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checkpoint {
    /// Which log: `example.com/audit/prod`, without spaces.
    pub origin: String,
    /// How many entries it had.
    pub size: u64,
    /// The root of its tree.
    pub root: Digest,
}

impl Checkpoint {
    /// The three lines that are signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let (size, root) = (decimal::text(self.size), base64::encode(&self.root));
        [&*self.origin, "\n", &size, "\n", &root, "\n"].concat()
    }

    /// Reads what is signed. Lines behind the third, which other logs may have, are passed over.
    ///
    /// # Errors
    /// [`LogError::CheckpointMalformed`], also for a size or a root in another spelling.
    pub fn parse(text: &str) -> Result<Self, LogError> {
        Self::read(text).ok_or(LogError::CheckpointMalformed)
    }

    /// What a note says, whoever has signed it.
    pub(super) fn of(note: &str) -> Option<Self> {
        Self::read(Note::parse(note).ok()?.text())
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let [origin, size, root] = [lines.next()?, lines.next()?, lines.next()?];
        let mut digest = [0; 32];
        let is_whole = !origin.is_empty()
            && base64::decode_into(root.as_bytes(), &mut digest)
            && lines.all(|line| !line.is_empty());
        is_whole.then_some(Self {
            origin: origin.to_string(),
            size: decimal::parse(size)?,
            root: digest,
        })
    }

    /// Reads a note that holds a checkpoint of the log whose key this is; `verify` says whether a
    /// signature of a text is by a public key, as [`ed25519::verify`](super::ed25519) does.
    ///
    /// # Errors
    /// [`LogError`]: the note's, the checkpoint's, or [`LogError::OriginOther`].
    pub fn open(
        note: &str,
        key: &VerifierKey,
        verify: impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool,
    ) -> Result<Self, LogError> {
        let note = Note::parse(note)?;
        note.verify(key, verify)?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(LogError::OriginOther)
        }
    }
}

/// The notes of a file, one behind the other, and how many of its bytes they are: the rest is none, as a
/// crash may leave it.
pub(super) fn notes(text: &str) -> (Vec<&str>, usize) {
    let mut notes = vec![];
    let mut rest = text;
    let mut end = 0_usize;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        end = end.saturating_add(line.len());
        let is_next = lines.peek().is_some_and(|next| next.starts_with(MARK));
        if line.starts_with(MARK) && line.ends_with('\n') && !is_next {
            let (note, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            notes.push(note);
            rest = after;
            end = 0;
        }
    }
    (notes, text.len().saturating_sub(rest.len()))
}
