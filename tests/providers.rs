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
    for id in corpus::files() {
        let all = corpus::cases();
        let cases: Vec<&Case> = all.iter().filter(|case| case.row.id() == id).collect();
        assert!(cases.iter().any(|case| case.is_valid), "{id}: none valid");
        assert!(cases.iter().any(|case| !case.is_valid), "{id}: all valid");
        let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "{id}: a name twice");
    }
}

/// Linear publishes no signed example, and its SDK verifies but cannot sign. So its cases are worked
/// out by hand from the documentation, and it counts what its SDK accepts.
const WITHOUT_A_SIGNER: &str = "linear";

/// `cargo test --test providers -- --nocapture` prints who made the valid cases.
#[test]
fn the_vendor_made_a_valid_case_of_every_provider() {
    let mut makers: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    let cases = corpus::accepted();
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
    for row in providers::all() {
        let mut own = cases.iter().filter(|case| case.row.id() == row.id());
        if row.id() == WITHOUT_A_SIGNER {
            let from_documentation = "by hand from https://linear.app/developers/webhooks";
            assert!(
                own.any(|case| {
                    case.made_by.starts_with(from_documentation) && case.sdk_accepts
                })
            );
        } else {
            let is_made = own.any(|case| !case.made_by.starts_with("by hand"));
            assert!(is_made, "{}: all valid cases are made by hand", row.id());
        }
    }
    assert_eq!(makers.len(), providers::all().len());
    assert!(
        makers[WITHOUT_A_SIGNER]
            .keys()
            .all(|by| by.starts_with("by hand"))
    );
}
