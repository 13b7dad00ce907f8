//! What a crash leaves behind the last whole group, and what it cannot have left.

use crate::copy::{Answer, Copy};
use crate::honest::{Honest, Rng};
use crate::{in_two, is_full, logs};

type Segments = Vec<(u64, Vec<u8>)>;

/// Where each group ends: in bytes of all segments, and in entries.
fn ends(h: &Honest) -> Vec<(usize, u64)> {
    let mut ends = vec![(0, 0)];
    let mut bytes = 0;
    let mut groups = h.groups.iter();
    for row in &h.copy.rows {
        bytes += row.text.len() + 1;
        if row.text.starts_with('#') {
            ends.push((bytes, groups.next().expect("a group").end));
        }
    }
    ends
}

/// The first so many bytes.
fn cut(segments: &[(u64, Vec<u8>)], mut length: usize) -> Segments {
    let mut left = vec![];
    for (first, bytes) in segments {
        let (bytes, _) = bytes.split_at(length.min(bytes.len()));
        left.push((*first, bytes.to_vec()));
        length -= bytes.len();
        if length == 0 {
            break;
        }
    }
    left
}

fn verdict(copy: &Copy, segments: &[(u64, Vec<u8>)]) -> Option<Answer> {
    copy.verdict_of(segments, copy.checkpoints().as_bytes(), usize::MAX)
}

/// All cuts of a log behind its last checkpoint, and in front of that a few, or all in the full run.
fn cuts(seed: u64) -> [usize; 3] {
    let h = Honest::new(seed, 0, seed.is_multiple_of(2));
    let (segments, ends) = (h.copy.segments(), ends(&h));
    let covered = h.copy.notes.last().expect("a checkpoint").size;
    let mut counts = [0; 3];
    let mut length = 0;
    for pair in ends.windows(2) {
        let [(start, whole), (end, next)] = [pair[0], pair[1]];
        while length < end {
            let found = verdict(&h.copy, &cut(&segments, length));
            let (answer, place) = match length == start {
                _ if whole < covered => (Some(("log_truncated", whole)), 0),
                false => (Some(("torn_tail", whole)), 1),
                true => (None, 2),
            };
            assert_eq!(found, answer, "log {seed}, {length} bytes");
            counts[place] += 1;
            length += if next <= covered && !is_full() {
                1.max((end - length) / 2)
            } else {
                1
            };
        }
    }
    counts
}

#[test]
fn an_end_is_torn_or_truncated() {
    let count = if is_full() { 8 } else { 4 };
    let counts = in_two(count, cuts);
    let [truncated, torn, sound] =
        [0, 1, 2].map(|n| counts.iter().map(|counts| counts[n]).sum::<usize>());
    println!("{count} logs cut: {truncated} truncated, {torn} torn, {sound} sound");
    assert!(truncated > 0 && torn > 0 && sound > 0);
}

/// Zeros and garbage behind a log, and sectors of zeros in its last group, under no checkpoint yet.
fn tails(seed: u64) -> usize {
    let h = Honest::new(seed, 0, true);
    let mut rng = Rng(!seed);
    let (segments, ends) = (h.copy.segments(), ends(&h));
    let size = h.copy.size();
    let mut garbage: Vec<u8> = (0..rng.within(1..2000))
        .map(|_| rng.next().to_le_bytes()[0])
        .collect();
    let line = h.copy.rows[0].text.as_bytes();
    let zeros = vec![0; 512];
    let mut tails = vec![
        zeros.clone(),
        [&zeros[..], b"\n"].concat(),
        [&zeros[..], line, b"\n"].concat(),
        b"\n".to_vec(),
        b"#".to_vec(),
        garbage.clone(),
    ];
    garbage.push(b'\n');
    tails.extend([garbage, vec![b'x'; 70_000]]);
    for tail in &tails {
        let mut torn = segments.clone();
        torn.last_mut().expect("a segment").1.extend(tail);
        assert_eq!(
            verdict(&h.copy, &torn),
            Some(("torn_tail", size)),
            "log {seed}"
        );
        // What a seal stands behind, and something behind that, was durable.
        let mut inside = segments.clone();
        let (_, bytes) = inside.last_mut().expect("a segment");
        bytes.extend_from_slice(tail);
        bytes.extend_from_slice(
            format!("\n{0}\n{0}\n", h.copy.rows.last().expect("a seal").text).as_bytes(),
        );
        let answer = if tail.starts_with(b"#") {
            ("seal_changed", size - 1)
        } else {
            ("entry_malformed", size)
        };
        assert_eq!(verdict(&h.copy, &inside), Some(answer), "log {seed}");
    }
    let (start, whole) = ends[ends.len() - 2];
    let covered = h.copy.notes.last().expect("a checkpoint").size;
    let (_, last) = segments.last().expect("a segment");
    let before: usize = segments
        .iter()
        .rev()
        .skip(1)
        .map(|(_, bytes)| bytes.len())
        .sum();
    let mut count = 2 * tails.len();
    for sector in (start - before..last.len()).step_by(512) {
        let mut torn = segments.clone();
        let (_, bytes) = torn.last_mut().expect("a segment");
        let end = last.len().min(sector + 512);
        bytes[sector..end].fill(0);
        let found = verdict(&h.copy, &torn);
        if covered <= whole {
            assert_eq!(
                found,
                Some(("torn_tail", whole)),
                "log {seed}, sector at {sector}"
            );
        } else {
            assert_ne!(
                found.map(|(kind, _)| kind),
                None,
                "log {seed}, sector at {sector}"
            );
            assert_ne!(
                found.map(|(kind, _)| kind),
                Some("torn_tail"),
                "log {seed}, sector at {sector}"
            );
        }
        count += 1;
    }
    count
}

#[test]
fn what_a_crash_leaves_is_a_torn_tail() {
    let counts = in_two(logs(), tails);
    println!(
        "{} tails of zeros and garbage told apart",
        counts.iter().sum::<usize>()
    );
}

/// The file `checkpoints`, cut at every byte of its last note.
#[test]
fn a_torn_checkpoint_is_no_other() {
    for seed in 0..logs().min(50) {
        let mut h = Honest::new(seed, 0, false);
        h.copy.elsewhere.clear();
        let text = h.copy.checkpoints();
        let last = h.copy.notes.last().expect("a checkpoint");
        let start = text.len() - last.text.len();
        let segments = h.copy.segments();
        let signed = last.text.find("\n\n").expect("an empty line") + 2;
        let line = last.text[signed..].find('\n').expect("a line") + 1;
        // Of two signatures only one is there, and no mark of another.
        let half = start + signed + line..start + signed + line + 4;
        for end in start..text.len() {
            let bytes = &text.as_bytes()[..end];
            let found = h.copy.verdict_of(&segments, bytes, usize::MAX);
            let answer = if end == start {
                None
            } else if half.contains(&end) {
                Some(("key_not_in_charge", last.size))
            } else {
                Some(("torn_tail", h.copy.size()))
            };
            assert_eq!(found, answer, "log {seed}, {end} bytes");
        }
    }
}
