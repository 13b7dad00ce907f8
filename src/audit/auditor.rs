//! A log held against its checkpoints, and those that were kept elsewhere.

use alloc::{string::String, vec, vec::Vec};

use super::{
    Actions, Checkpoint, Found, Log, LogError, Note, Reader, Reading, Tampering, VerifierKey,
    checkpoint::notes,
};
use crate::{
    encoding::base64,
    json::{
        canonical,
        number::{Numbers, from_whole},
        value::Value,
    },
    merkle::Digest,
};

/// Verifies a log: it takes the lines in order, and says at the end what is wrong.
///
/// Nothing of the log is kept but the right edge of its tree.
#[derive(Debug)]
pub struct Auditor<N> {
    reader: Reader<N>,
    key: VerifierKey,
    notes: Vec<Kept>,
    /// What is wrong with the file of checkpoints itself.
    is_torn: bool,
}

#[derive(Debug)]
struct Kept {
    note: String,
    checkpoint: Option<Checkpoint>,
    is_elsewhere: bool,
}

/// What an auditor says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// What is wrong first; nothing with a sound log.
    pub first: Option<Found>,
    /// How many entries were in order.
    pub entries: u64,
    /// The size of the largest checkpoint that holds: what is behind it nobody has vouched for yet.
    pub covered: u64,
    /// How many checkpoints hold.
    pub checkpoints: u64,
    /// The root of the log as its last whole group left it.
    pub root: Digest,
    /// How often each action of the log's own is in it.
    pub actions: Actions,
}

impl<N: Numbers> Auditor<N> {
    /// For the log whose first key this is: with the text of its file `checkpoints`, and of files of notes
    /// that were kept elsewhere.
    ///
    /// # Errors
    /// [`LogError::OriginOther`] for a key whose name no log has.
    pub fn new(
        key: VerifierKey,
        checkpoints: &str,
        elsewhere: &[&str],
        numbers: N,
    ) -> Result<Self, LogError> {
        let empty = Log::new(key.name()).map_err(|_| LogError::OriginOther)?;
        let (own, whole) = notes(checkpoints);
        let is_torn = whole < checkpoints.len();
        let keep = |note: &str, is_elsewhere| Kept {
            checkpoint: Checkpoint::of(note),
            note: note.into(),
            is_elsewhere,
        };
        let own = own.into_iter().map(|note| keep(note, false));
        let kept: Vec<_> = own
            .chain(
                elsewhere
                    .iter()
                    .flat_map(|text| kept_in(text))
                    .map(|note| keep(note, true)),
            )
            .collect();
        let mut reader = Reader::new(empty, numbers);
        let read = || kept.iter().filter_map(|kept| kept.checkpoint.as_ref());
        let mut own = kept.iter().filter(|kept| !kept.is_elsewhere).peekable();
        let is_named = |kept: &Kept| {
            let checkpoint = kept.checkpoint.as_ref();
            checkpoint.is_some_and(|checkpoint| checkpoint.origin == key.name())
        };
        let roots = read().map(|checkpoint| (checkpoint.size, checkpoint.root));
        // The first one of a size counts, so the directory's.
        reader.expect(roots, own.peek().is_none() || own.any(is_named));
        Ok(Self {
            reader,
            key,
            notes: kept,
            is_torn,
        })
    }

    /// The text of a file `sealed-<seq>.json`: before the entry is read.
    pub fn disclose(&mut self, seq: u64, text: &str) {
        self.reader.disclose(seq, text);
    }

    /// A segment begins, the number of whose first entry is in its name.
    pub fn segment(&mut self, first: u64) {
        self.reader.segment(first);
    }

    /// Takes more of the segment's bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.reader.take(bytes);
    }

    /// There are no more; `verify` says whether a signature of a text is by a public key, as
    /// [`ed25519::verify`](super::ed25519) does.
    pub fn finish(self, verify: impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool) -> Report {
        let Self {
            reader,
            key,
            notes,
            is_torn,
        } = self;
        let sizes = notes
            .iter()
            .filter_map(|kept| Some(kept.checkpoint.as_ref()?.size));
        let reading = reader.finish(sizes.max().unwrap_or(0));
        let judged = Judged::of(&notes, key, &reading, &verify);
        let agreeing = || {
            judged
                .valid
                .iter()
                .filter(|(_, checkpoint, _)| agrees(checkpoint, &reading))
        };
        let of_notes = || {
            let faults = [judged.fault, judged.against(&reading)];
            let first = faults.into_iter().flatten().min_by_key(|(place, _)| *place);
            first.map(|(_, found)| found)
        };
        let torn = is_torn.then_some(Found {
            seq: reading.entries,
            kind: Tampering::TornTail,
        });
        let first = reading.first.or_else(of_notes).or(torn);
        Report {
            first,
            entries: reading.entries,
            covered: agreeing()
                .map(|(_, checkpoint, _)| checkpoint.size)
                .max()
                .unwrap_or(0),
            checkpoints: u64::try_from(agreeing().count()).unwrap_or(u64::MAX),
            root: reading.log.root(),
            actions: reading.actions,
        }
    }
}

impl Report {
    /// The text of a JSON object: `ok`, `entries`, `covered`, `checkpoints`, `root` (base64), `actions`, and
    /// `first` with `seq`, `kind` and a sentence, `text`, where something is wrong.
    #[must_use]
    pub fn to_json(&self, numbers: &impl Numbers) -> String {
        let number = |value: u64| Value::Number(from_whole(value));
        let text = |text: &str| Value::String(text.into());
        let object = |members: Vec<(&str, Value)>| {
            let named = members
                .into_iter()
                .map(|(name, value)| (name.into(), value));
            Value::Object(named.collect())
        };
        let actions = self
            .actions
            .iter()
            .map(|(name, count)| (name, number(count)));
        let mut members = vec![
            ("ok", Value::Bool(self.first.is_none())),
            ("entries", number(self.entries)),
            ("covered", number(self.covered)),
            ("checkpoints", number(self.checkpoints)),
            ("root", text(&base64::encode(&self.root))),
            ("actions", object(actions.collect())),
        ];
        if let Some(Found { seq, kind }) = self.first {
            let first = vec![
                ("seq", number(seq)),
                ("kind", text(kind.code())),
                ("text", text(kind.text())),
            ];
            members.push(("first", object(first)));
        }
        canonical::to_string(&object(members), numbers)
    }
}

/// The checkpoints that the keys in charge have signed: which it is of all, and whether it was kept
/// elsewhere; and the first that is not.
struct Judged<'a> {
    valid: Vec<(usize, &'a Checkpoint, bool)>,
    fault: Option<(usize, Found)>,
}

impl<'a> Judged<'a> {
    fn of(
        notes: &'a [Kept],
        key: VerifierKey,
        reading: &Reading,
        verify: &impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool,
    ) -> Self {
        // Each key, the size of the checkpoint from which on it is in charge, and where it is announced.
        let next_keys = reading.keys.iter().map(|(seq, text)| {
            // A key of another name is none of this log.
            let next = VerifierKey::parse(text).ok();
            (
                next.filter(|next| next.name() == key.name()),
                u64::MAX,
                *seq,
            )
        });
        let next_keys: Vec<_> = next_keys.collect();
        let mut keys = vec![(Some(key), 0, 0)];
        keys.extend(next_keys);
        let mut judged = Self {
            valid: vec![],
            fault: None,
        };
        let mut current = 0_usize;
        let mut last_size = 0;
        for (place, kept) in notes.iter().enumerate() {
            let Some(checkpoint) = &kept.checkpoint else {
                judged.fail(place, 0, Tampering::CheckpointUnreadable);
                continue;
            };
            let size = checkpoint.size;
            let signed = |place: usize| {
                let key = keys.get(place).and_then(|(key, ..)| key.as_ref());
                let note = Note::parse(&kept.note);
                key.is_some_and(|key| note.is_ok_and(|note| note.verify(key, verify).is_ok()))
            };
            let in_charge = if kept.is_elsewhere {
                keys.iter()
                    .rposition(|(_, from, _)| *from <= size)
                    .unwrap_or(0)
            } else {
                current
            };
            // The first behind the announcement of a key is signed by both; of several the last one counts.
            let last = keys.iter().rposition(|(_, _, announced)| size > *announced);
            let next = last.filter(|last| *last > current && !kept.is_elsewhere);
            let kind = if !kept.is_elsewhere && size < last_size {
                Some(Tampering::CheckpointUnreadable)
            } else if keys.first().is_some_and(|(key, ..)| {
                key.as_ref()
                    .is_some_and(|key| key.name() != checkpoint.origin)
            }) {
                Some(Tampering::CheckpointOther)
            } else if signed(in_charge) {
                next.is_some_and(|next| !signed(next))
                    .then_some(Tampering::KeyNotInCharge)
            } else if (0..keys.len()).any(signed) {
                Some(Tampering::KeyNotInCharge)
            } else {
                Some(Tampering::CheckpointInvalid)
            };
            match kind {
                Some(kind) => judged.fail(place, size, kind),
                None => judged.valid.push((place, checkpoint, kept.is_elsewhere)),
            }
            if let Some(next) = next.filter(|_| kind.is_none()) {
                current = next;
                if let Some((_, from, _)) = keys.get_mut(next) {
                    *from = size;
                }
            }
            if !kept.is_elsewhere {
                last_size = size;
            }
        }
        if notes.is_empty() {
            judged.fail(0, 0, Tampering::CheckpointMissing);
        }
        judged
    }

    fn fail(&mut self, place: usize, seq: u64, kind: Tampering) {
        self.fault.get_or_insert((place, Found { seq, kind }));
    }

    /// The first that does not agree with the log.
    fn against(&self, reading: &Reading) -> Option<(usize, Found)> {
        let entries = reading.entries;
        let own = || self.valid.iter().filter(|(.., is_elsewhere)| !is_elsewhere);
        let newest = own().map(|(_, checkpoint, _)| checkpoint.size).max();
        let (place, wrong, is_elsewhere) = self
            .valid
            .iter()
            .find(|(_, checkpoint, _)| !agrees(checkpoint, reading))?;
        if wrong.size > entries {
            let is_whole = *is_elsewhere && newest == Some(entries);
            let kind = if is_whole {
                Tampering::LogRolledBack
            } else {
                Tampering::LogTruncated
            };
            return Some((*place, Found { seq: entries, kind }));
        }
        let agreeing = |checkpoint: &&Checkpoint| agrees(checkpoint, reading);
        let all = self
            .valid
            .iter()
            .map(|(_, checkpoint, _)| *checkpoint)
            .filter(agreeing);
        let below = all
            .map(|checkpoint| checkpoint.size)
            .filter(|size| *size < wrong.size)
            .max();
        let is_signed = own().any(|(_, own, _)| own.size >= wrong.size && agrees(own, reading));
        let kind = match below {
            _ if *is_elsewhere && is_signed => Tampering::LogForked,
            None | Some(0) => Tampering::LogRewritten,
            Some(_) => Tampering::LogRegrown,
        };
        let seq = below.unwrap_or(0);
        Some((*place, Found { seq, kind }))
    }
}

/// The notes of a file that was kept elsewhere, and what behind them, or instead of any, is none.
fn kept_in(text: &str) -> Vec<&str> {
    let (mut kept, whole) = notes(text);
    let rest = text.get(whole..).unwrap_or_default();
    if kept.is_empty() || !rest.is_empty() {
        kept.push(rest);
    }
    kept
}

fn agrees(checkpoint: &Checkpoint, reading: &Reading) -> bool {
    let root = reading
        .roots
        .get(checkpoint.size)
        .and_then(|root| root.found);
    root == Some(checkpoint.root)
}
