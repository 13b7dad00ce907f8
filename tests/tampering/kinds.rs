//! The kinds of tampering, and what a case of each consists of.

use core::ops::Range;

use crate::copy::{Answer, Copy};
use crate::honest::{Honest, Rng};
use crate::{history, lines, moves, texts};

/// One altered log, and what is to be found in it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) copy: Copy,
    pub(crate) answer: Answer,
}

pub(crate) fn case(name: &'static str, copy: Copy, answer: Answer) -> Case {
    Case { name, copy, answer }
}

/// Makes cases of an honest log. The first is the kind in its natural form, the others are by those who
/// know how the log is checked.
pub(crate) type Kind = fn(&Honest, &mut Rng) -> Vec<Case>;

pub(crate) const KINDS: [(&str, Kind); 25] = [
    ("change any field", lines::change_field),
    ("delete first", moves::delete_first),
    ("delete middle", moves::delete_middle),
    ("insert", moves::insert),
    ("swap", moves::swap),
    ("duplicate", moves::duplicate),
    ("truncate", history::truncate),
    ("truncate and re-append", history::regrow),
    ("full rewrite without key", history::rewrite),
    ("rewrite with stolen later key", history::later_key),
    ("roll back to an old copy", history::roll_back),
    ("fork to two auditors", history::fork),
    ("swap whole log", history::swap_log),
    ("change origin", lines::origin),
    ("reuse checkpoint of another log", history::reuse_checkpoint),
    ("reformat numbers", texts::numbers),
    ("duplicate JSON key", texts::name_again),
    ("re-order keys", texts::order),
    ("Unicode-normalise a string", texts::normalise),
    ("change seal", lines::change_seal),
    ("drop seal", lines::drop_seal),
    ("change time back", lines::time_back),
    ("splice two writers", moves::splice),
    ("replace `redacted`", texts::redacted),
    ("forge a sealed disclosure", texts::disclosure),
];

/// What an entry that was changed is called, once the next one does not fit.
pub(crate) fn changed(h: &Honest, seq: u64) -> Answer {
    let size = h.copy.size();
    let is_known = h.copy.notes.iter().any(|note| note.size == size);
    if seq + 1 < size || is_known {
        ("entry_changed", seq)
    } else {
        // Nothing but the seal says what the last entry was.
        ("seal_changed", seq)
    }
}

/// What is found where all fits but the checkpoints above `size`.
pub(crate) fn regrown(h: &Honest, size: u64) -> Answer {
    let sizes = h.copy.notes.iter().map(|note| note.size);
    sizes
        .filter(|other| *other <= size)
        .max()
        .map_or(("log_rewritten", 0), |size| ("log_regrown", size))
}

/// What is found where entries are gone and all behind them was renumbered to fit.
pub(crate) fn shrunk(h: &Honest, gone: &Range<u64>) -> Answer {
    let (count, size) = (gone.end - gone.start, h.copy.size());
    let first = h.copy.notes.iter().find(|note| note.size > gone.start);
    let first = first.expect("a checkpoint");
    // The next key's name may have come to stand before a checkpoint that it has not signed.
    let left = h
        .announced
        .iter()
        .zip(1_usize..)
        .filter(|(seq, _)| !gone.contains(seq));
    let earlier = h.copy.notes.iter().filter(|note| note.size < first.size);
    let next = left.skip(earlier.filter(|note| note.by.len() > 1).count());
    let before = next.take_while(|(seq, _)| {
        let seq = if **seq < gone.start {
            **seq
        } else {
            **seq - count
        };
        seq < first.size
    });
    // Of several the last one counts.
    let is_early = before
        .last()
        .is_some_and(|(_, key)| !first.by.contains(&key));
    if is_early {
        ("key_not_in_charge", first.size)
    } else if first.size > size - count {
        ("log_truncated", size - count)
    } else {
        regrown(h, gone.start)
    }
}

/// An entry that is not the log's own, and covered by a checkpoint.
pub(crate) fn covered(h: &Honest, rng: &mut Rng) -> u64 {
    let last = h.copy.notes.last().map_or(0, |note| note.size);
    let said: Vec<_> = h.said.iter().copied().filter(|seq| *seq < last).collect();
    *rng.pick(&said)
}
