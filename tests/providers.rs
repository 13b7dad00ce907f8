//! Every case of the vectors gets the verdict it must, and that is the oracle's, code for code.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    reason = "test code; the table is for `--nocapture`"
)]

mod corpus;
mod engine;
mod oracle;

use std::collections::BTreeMap;

use corpus::Case;
use countersign::{KeyError, KeyRing, providers};
use oracle::Answer;

#[test]
fn every_verdict_is_the_expected_one_and_the_oracles() {
    for case in corpus::cases() {
        let key = match case.key() {
            Ok(key) => key,
            Err(error) => {
                assert!(!case.is_valid, "{}: {error}", case.title());
                let is_refused = oracle::sender::key_bytes(case.row.id(), &case.secret).is_none();
                // Of other credentials the oracle knows nothing.
                let is_wrong_kind = error == KeyError::SecretWrongKind;
                assert!(is_refused || is_wrong_kind, "{}: {error}", case.title());
                continue;
            }
        };
        let ring = KeyRing::new(key);
        let verdict = case.row.verify(&ring, &case.request(), case.now());
        assert_eq!(verdict.is_ok(), case.is_valid, "{}", case.title());
        if let Ok(delivery) = &verdict {
            assert_eq!(delivery.body(), case.body, "{}", case.title());
        }
        assert_eq!(
            engine::answer(verdict),
            by_oracle(&case),
            "{}",
            case.title()
        );
    }
}

#[test]
fn every_vector_of_every_row_has_the_verdict_it_must() {
    let mut wrong = Vec::new();
    for case in corpus::all() {
        let verdict = case.try_ring().map(|ring| case.rejection_by(&ring));
        // A faulty secret is refused where it is configured.
        let is_accepted = matches!(verdict, Ok(None));
        if is_accepted != case.is_valid {
            wrong.push(format!("{}: {verdict:?}", case.title()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

fn by_oracle(case: &Case) -> Answer {
    let key = oracle::sender::key_bytes(case.row.id(), &case.secret);
    let key = key.unwrap_or_else(|| panic!("the oracle refuses the key of {}", case.title()));
    let headers = case.headers.iter();
    let headers: Vec<(String, Vec<u8>)> = headers
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
        .collect();
    oracle::judge(&oracle::Case {
        provider: case.row.id(),
        keys: &[(key, None)],
        headers: &headers,
        body: &case.body,
        url: case.url.as_deref(),
        now_ms: case.now,
        tolerance: oracle::Tolerance::Default,
    })
}

#[test]
fn every_row_has_a_file_and_every_file_a_row() {
    let rows = providers::all().iter().map(|row| row.id());
    assert_eq!(corpus::files(), rows.collect::<Vec<_>>());
    let all = corpus::all();
    for id in corpus::files() {
        let cases: Vec<&Case> = all.iter().filter(|case| case.row.id() == id).collect();
        assert!(cases.iter().any(|case| case.is_valid), "{id}: none valid");
        assert!(cases.iter().any(|case| !case.is_valid), "{id}: all valid");
        let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "{id}: a name twice");
    }
}

/// `cargo test --test providers -- --nocapture` prints who made the valid cases.
#[test]
fn every_row_has_a_case_of_its_vendor_or_says_where_the_rule_was_read() {
    let mut makers: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let all = corpus::all();
    let cases: Vec<&Case> = all.iter().filter(|case| case.is_valid).collect();
    for case in &cases {
        let maker = case.made_by.split(" (").next().unwrap_or_default();
        let of_row = makers.entry(case.row.id()).or_default();
        *of_row.entry(maker.to_string()).or_default() += 1;
    }
    for (id, makers) in &makers {
        println!("{id}");
        for (maker, count) in makers {
            println!("{count:>5} {maker}");
        }
    }
    assert_eq!(makers.len(), providers::all().len());
    let (mut by_vendor, mut by_hand) = (0, 0);
    for (id, makers) in &makers {
        let is_by_hand = |by: &&String| by.contains("by hand");
        if makers.keys().any(|by| !is_by_hand(&by)) {
            by_vendor += 1;
        } else {
            by_hand += 1;
            // A token is itself: there is nothing to work out.
            let is_sourced = |by: &String| by.contains("by hand from ") || by == "by hand";
            assert!(makers.keys().all(is_sourced), "{id}: {makers:?}");
        }
    }
    println!("{by_vendor} rows have a case of their vendor, {by_hand} none but by hand");
}

/// `cargo test --test providers table -- --nocapture` prints it.
#[test]
fn table_by_family_and_confidence() {
    let mut families: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (family, rows) in providers::families() {
        for row in rows {
            let of_family = families.entry(family).or_default();
            let ids = of_family.entry(row.confidence().as_str()).or_default();
            ids.push(row.id());
        }
    }
    let mut count = 0;
    for (family, by_confidence) in &families {
        for (confidence, ids) in by_confidence {
            count += ids.len();
            println!(
                "{family:<18} {confidence:<12} {:>3}  {}",
                ids.len(),
                ids.join(" ")
            );
        }
    }
    println!("{count} rows");
    assert_eq!(count, providers::all().len());
}
