//! Every bit of a log's files, flipped.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::copy::{Answer, is_seal};
use crate::honest::Honest;
use crate::{in_two, is_full};

/// 64 entries in some segments, with all that there is, the last one under a checkpoint.
static LOG: LazyLock<Honest> = LazyLock::new(|| {
    let mut logs = (0..).map(|seed| Honest::new(seed, 1, true));
    let is_it = |log: &Honest| {
        let begins = log.copy.rows.iter().filter(|row| row.begins.is_some());
        log.copy.size() == 64
            && log.copy.notes.last().is_some_and(|note| note.size == 64)
            && begins.count() > 1
    };
    logs.find(is_it).expect("a log")
});

/// Of so many bits, which are flipped: all, or a hundredth.
fn flips(bits: usize) -> u64 {
    (if is_full() { bits } else { bits / 101 }) as u64
}

fn bit(n: u64) -> (usize, u8) {
    let n = usize::try_from(n).expect("a place") * if is_full() { 1 } else { 101 };
    (n / 8, 1 << (n % 8))
}

/// What is found with one bit of the segments flipped, and at which entry that is.
fn flip_line(n: u64) -> (Option<Answer>, u64) {
    let (mut place, bit) = bit(n);
    let mut segments = LOG.copy.segments();
    let mut entry = 0;
    let mut left = place;
    for row in &LOG.copy.rows {
        if left <= row.text.len() {
            break;
        }
        left -= row.text.len() + 1;
        entry += u64::from(!is_seal(row));
    }
    for (_, bytes) in &mut segments {
        if let Some(byte) = bytes.get_mut(place) {
            *byte ^= bit;
            break;
        }
        place -= bytes.len();
    }
    let checkpoints = LOG.copy.checkpoints();
    (
        LOG.copy
            .verdict_of(&segments, checkpoints.as_bytes(), usize::MAX),
        entry,
    )
}

fn flip_note(n: u64) -> (Option<Answer>, u64) {
    let (place, bit) = bit(n);
    let mut checkpoints = LOG.copy.checkpoints().into_bytes();
    checkpoints[place] ^= bit;
    (
        LOG.copy
            .verdict_of(&LOG.copy.segments(), &checkpoints, usize::MAX),
        u64::MAX,
    )
}

fn all_are_found(file: &str, bytes: usize, flip: fn(u64) -> (Option<Answer>, u64)) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let flips = flips(8 * bytes);
    for (verdict, entry) in in_two(flips, flip) {
        let (kind, seq) =
            verdict.unwrap_or_else(|| unreachable!("a bit at entry {entry} is missed"));
        // A later time is found where the next one is earlier.
        let at_next = u64::from(kind == "time_back");
        assert!(
            seq <= entry + at_next,
            "{kind} at {seq}, but entry {entry} was changed"
        );
        *kinds.entry(kind).or_default() += 1;
    }
    println!(
        "{flips} of {} bits of the {file} flipped, all found",
        8 * bytes
    );
    for (kind, count) in kinds {
        println!("{count:>9} {kind}");
    }
}

#[test]
fn every_bit_of_a_log_counts() {
    let bytes = LOG
        .copy
        .segments()
        .iter()
        .map(|(_, bytes)| bytes.len())
        .sum();
    all_are_found("segments", bytes, flip_line);
}

#[test]
fn every_bit_of_its_checkpoints_counts() {
    all_are_found("checkpoints", LOG.copy.checkpoints().len(), flip_note);
}
