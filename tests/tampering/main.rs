//! Tampering: what every kind of it is found as, in logs that the product has written and somebody who
//! shares nothing with it has altered; and that no honest log is accused.
//!
//! `COUNTERSIGN_TAMPERED_LOGS` is how many logs; the full run is 1,000, with every bit of one flipped.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::string_slice,
    reason = "test code; the counts are for `--nocapture`"
)]

mod bits;
mod copy;
mod history;
mod honest;
mod kinds;
mod lines;
mod moves;
mod tails;
mod texts;
mod writer;

use std::collections::BTreeMap;
use std::thread;

use copy::{Answer, is_canonical, is_seal};
use honest::{Honest, Rng};
use kinds::KINDS;

fn logs() -> u64 {
    std::env::var("COUNTERSIGN_TAMPERED_LOGS").map_or(10, |text| text.parse().expect("a number"))
}

fn is_full() -> bool {
    logs() >= 1_000
}

/// Does the work of each number in one of two threads, and joins what they say.
fn in_two<T: Send + 'static>(count: u64, work: fn(u64) -> T) -> Vec<T> {
    let halves = [0, 1].map(|first| {
        thread::spawn(move || (first..count).step_by(2).map(work).collect::<Vec<_>>())
    });
    halves
        .into_iter()
        .flat_map(|half| half.join().expect("no panic"))
        .collect()
}

#[test]
fn every_kind_is_found_and_named() {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lost: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (kind, name, answer, verdict, seed) in in_two(logs(), alter).into_iter().flatten() {
        if verdict == Some(answer) {
            *found.entry(kind).or_default() += 1;
            *codes.entry(answer.0).or_default() += 1;
        } else {
            let example = format!("log {seed}: {answer:?}, but {verdict:?}");
            lost.entry(format!("{kind}: {name}"))
                .or_insert((0, example))
                .0 += 1;
        }
    }
    println!(
        "{} logs, {} alterations",
        logs(),
        found.values().sum::<usize>()
    );
    for (name, _) in KINDS {
        println!("{:>9} {name}", found.get(name).copied().unwrap_or(0));
    }
    for (code, count) in codes {
        println!("{count:>9} {code}");
    }
    for (name, (count, example)) in &lost {
        println!("lost: {name} ({count}; {example})");
    }
    assert!(lost.is_empty(), "{} are lost", lost.len());
    assert_eq!(found.len(), KINDS.len());
}

type Judged = (&'static str, &'static str, Answer, Option<Answer>, u64);

fn alter(seed: u64) -> Vec<Judged> {
    let honest = Honest::new(seed, 0, true);
    let mut rng = Rng(!seed);
    let mut judged = vec![];
    for (kind, make) in KINDS {
        let cases = make(&honest, &mut rng);
        assert!(!cases.is_empty());
        for case in cases {
            let verdict = case.copy.verdict(usize::MAX);
            judged.push((kind, case.name, case.answer, verdict, seed));
        }
    }
    judged
}

#[test]
fn no_honest_log_is_accused() {
    let sizes = in_two(logs().max(50), |seed| {
        let honest = Honest::new(seed, 0, seed % 2 == 0);
        let mut rng = Rng(!seed);
        let steps = [
            usize::MAX,
            1,
            usize::try_from(rng.within(2..3000)).expect("small"),
        ];
        for step in steps {
            assert_eq!(honest.copy.verdict(step), None, "log {seed}, by {step}");
        }
        // The other writer of this format agrees in every byte.
        let mut again = honest.copy.clone();
        again.chain(0, true);
        assert_eq!(again.rows, honest.copy.rows, "log {seed}");
        again.sign(&honest.origin, &honest.keys);
        assert_eq!(again.checkpoints(), honest.copy.checkpoints(), "log {seed}");
        let entries = honest.copy.rows.iter().filter(|row| !is_seal(row));
        assert!(entries.clone().all(|row| is_canonical(&row.text)));
        // What was erased is not missed, nor what no entry has come to yet.
        again.disclosures.clear();
        again.disclosures.insert(again.size(), "{".into());
        assert_eq!(again.verdict(usize::MAX), None, "log {seed}");
        entries.count()
    });
    println!(
        "{} honest logs, {} entries",
        sizes.len(),
        sizes.iter().sum::<usize>()
    );
}
