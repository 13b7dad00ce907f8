//! Reason codes are a promise: they may only ever grow. `contract.txt` lists them; a name that is gone
//! from the code is a new major version, a new one has to be written down. Of provider ids the names of
//! the vector files are the list: `tests/providers.rs`.

#![expect(clippy::std_instead_of_alloc, reason = "test code")]

use std::collections::BTreeSet;

use countersign::audit::{EntryError, LogError, Tampering};
use countersign::json::JsonError;
use countersign::{KeyError, Reason, Rejection, SchemeError, ToleranceError};

const CONTRACT: &str = include_str!("contract.txt");

/// Every error enum of the public API.
const ENUMS: [&[Reason]; 8] = [
    EntryError::REASONS,
    JsonError::REASONS,
    KeyError::REASONS,
    LogError::REASONS,
    Rejection::REASONS,
    SchemeError::REASONS,
    Tampering::REASONS,
    ToleranceError::REASONS,
];

/// Misuse that only JavaScript can commit is declared behind the feature `wasm`, by the same macro:
/// `Name = "code", status,`.
fn of_javascript() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../src/wasm/codes.rs").lines();
    let declared = lines.filter_map(|line| line.trim().strip_suffix(", 500,"));
    declared.filter_map(|line| line.split('"').nth(1))
}

fn in_code() -> BTreeSet<String> {
    let codes = ENUMS.into_iter().flatten().map(|reason| reason.code);
    let codes = codes.chain(of_javascript());
    codes.map(|code| format!("code {code}")).collect()
}

#[test]
fn names_only_ever_grow() {
    let written: BTreeSet<String> = CONTRACT.lines().map(str::to_string).collect();
    let code = in_code();
    let gone: Vec<_> = written.difference(&code).collect();
    assert!(
        gone.is_empty(),
        "gone from the code, which breaks whoever matches on it: {gone:#?}\n\
         Bring it back; only a new major version may take its line out of tests/contract.txt."
    );
    let new: Vec<_> = code.difference(&written).collect();
    assert!(
        new.is_empty(),
        "not in tests/contract.txt yet: {new:#?}\nAdd a line for each, in its place."
    );
}

#[test]
fn the_codes_of_javascript_are_read() {
    let codes: Vec<&str> = of_javascript().collect();
    assert!(codes.contains(&"ring_foreign") && codes.contains(&"disposed"));
}

#[test]
fn the_file_is_sorted_and_has_no_line_twice() {
    let lines: Vec<&str> = CONTRACT.lines().collect();
    assert!(lines.is_sorted_by(|one, two| one < two));
    assert!(CONTRACT.ends_with('\n'));
}

#[test]
fn a_code_stands_for_one_thing() {
    let all: Vec<&Reason> = ENUMS.into_iter().flatten().collect();
    let codes: BTreeSet<&str> = all.iter().map(|reason| reason.code).collect();
    assert_eq!(codes.len(), all.len(), "two enums share a code");
    for Reason {
        code, status, text, ..
    } in all
    {
        let is_snake = code
            .bytes()
            .all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        assert!(is_snake && !code.is_empty(), "{code}");
        assert!(
            matches!(status, 200 | 400 | 401 | 413 | 500 | 503),
            "{code}: {status}"
        );
        assert!(text.ends_with(['.', '?']), "{code} has no sentence: {text}");
    }
}
