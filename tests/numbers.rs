//! Number text as ECMAScript writes it: the published test of a hundred million lines, of which each run
//! makes the first million. `COUNTERSIGN_NUMBER_LINES` says how many.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::std_instead_of_core,
    reason = "test code"
)]

use std::fmt::Write as _;

use countersign::json::canonical::to_string;
use countersign::json::number::Native;
use countersign::json::value::Value;
use sha2::{Digest as _, Sha256};

/// The bits of the numbers, in the order of the published test.
fn numbers(first: Vec<u64>) -> impl Iterator<Item = u64> {
    let smallest_normal = 0x0010_0000_0000_0000_u64..0x0010_0000_0000_07d0;
    let mut block = [0_u8; 32];
    let hashed = std::iter::repeat_with(move || {
        block = Sha256::digest(block).into();
        let (words, _) = block.as_chunks::<8>();
        [0, 1, 2, 3].map(|place| u64::from_le_bytes(words[place]))
    });
    let finite = |bits: &u64| {
        let number = f64::from_bits(*bits);
        number.is_finite() && number != 0.0
    };
    first
        .into_iter()
        .chain(smallest_normal)
        .chain(hashed.flatten().filter(finite))
}

#[test]
fn the_published_lines() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/vectors/jcs/numbers.json"
    );
    let text = std::fs::read_to_string(path).expect(path);
    let vectors: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let first = vectors["first"].as_array().expect("a list").iter();
    let first = first.map(|bits| u64::from_str_radix(bits.as_str().expect("a text"), 16));
    let first = first.collect::<Result<Vec<u64>, _>>().expect("digits");
    let sums = vectors["sha256"].as_array().expect("a list").iter();
    let sums: Vec<(u64, &str)> = sums
        .map(|sum| {
            let lines = sum["lines"].as_u64().expect("a number");
            (lines, sum["sha256"].as_str().expect("a text"))
        })
        .collect();

    let most = std::env::var("COUNTERSIGN_NUMBER_LINES");
    let most = most.map_or(1_000_000, |lines| lines.parse().expect("a number of lines"));
    let mut sum = Sha256::new();
    let mut line = String::new();
    let mut checked = 0;
    for (count, bits) in (1_u64..=most).zip(numbers(first)) {
        line.clear();
        let number = Value::Number(f64::from_bits(bits));
        writeln!(line, "{bits:x},{}", to_string(&number, &Native)).expect("a string");
        sum.update(&line);
        if let Some((_, expected)) = sums.iter().find(|(lines, _)| *lines == count) {
            assert_eq!(
                hex::encode(sum.clone().finalize()),
                *expected,
                "{count} lines"
            );
            checked = count;
        }
    }
    println!("{checked} lines have the published sum");
    assert_eq!(checked, most, "no sum is published for so many lines");
}

#[test]
fn what_no_text_has_is_null() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let list = Value::Array(vec![Value::Number(number)]);
        assert_eq!(to_string(&list, &Native), "[null]");
    }
}
