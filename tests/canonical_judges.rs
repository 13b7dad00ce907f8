//! Canonical JSON beside two implementations of others, and the parser's refusals beside a third.
//!
//! `COUNTERSIGN_DOCUMENTS` is how many documents; the full run is 1,000,000.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "test code; the counts are for `--nocapture`"
)]

mod documents;
mod random;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use countersign::json::JsonError;
use countersign::json::canonical::to_string;
use countersign::json::number::{Native, Numbers as _};
use countersign::json::value::Value;
use documents::{Documents, MAX_LEVELS, Met, is_within_profile};

fn total() -> u64 {
    std::env::var("COUNTERSIGN_DOCUMENTS").map_or(100_000, |text| {
        text.parse().expect("COUNTERSIGN_DOCUMENTS is a number")
    })
}

fn ours(text: &str) -> Result<String, JsonError> {
    Value::parse(text, &Native).map(|value| to_string(&value, &Native))
}

/// What the two others write; `None` where their parser refuses.
fn theirs(text: &str) -> Option<[String; 2]> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let jcs = serde_jcs::to_string(&value).expect("canonical JSON");
    let canonicalizer = serde_json_canonicalizer::to_string(&value).expect("canonical JSON");
    Some([jcs, canonicalizer])
}

#[test]
fn random_documents_have_one_text() {
    let total = total();
    let halves = [1, 2].map(|seed| thread::spawn(move || judge_many(seed, total / 2)));
    let [(bytes, met), (more, others)] =
        halves.map(|half| half.join().expect("both halves are alike"));
    println!(
        "{total} documents of {} bytes: 0 disagreements",
        bytes + more
    );
    for ((what, count), (_, more)) in met.counts().into_iter().zip(others.counts()) {
        let count = count + more;
        println!("{count:>9} {what}");
        assert!(count >= total / 1_000, "{what}: {count}");
    }
}

fn judge_many(seed: u64, total: u64) -> (usize, Met) {
    let mut documents = Documents::of(seed);
    let mut bytes = 0;
    for count in 0..total {
        let text = documents.document();
        let ours = ours(&text).unwrap_or_else(|error| panic!("{count}: {error:?} {text}"));
        let theirs = theirs(&text).unwrap_or_else(|| panic!("{count}: {text}"));
        assert_eq!(ours, theirs[0], "{count}: serde_jcs of {text}");
        assert_eq!(
            ours, theirs[1],
            "{count}: serde_json_canonicalizer of {text}"
        );
        bytes += text.len();
    }
    (bytes, documents.met)
}

/// The six documents of json-canonicalization, as the package of `serde_jcs` carries them.
#[test]
fn the_official_documents() {
    let folder = package("serde_jcs").join("tests/testdata");
    for name in [
        "arrays",
        "french",
        "structures",
        "unicode",
        "values",
        "weird",
    ] {
        let read = |kind: &str| {
            let path = folder.join(kind).join(name).with_extension("json");
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        assert_eq!(ours(&read("input")), Ok(read("output")), "{name}");
    }
}

/// The folder of a package that the tests depend on.
fn package(name: &str) -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == name);
    let manifest = package.expect(name)["manifest_path"]
        .as_str()
        .expect("a path");
    PathBuf::from(manifest).parent().expect("a folder").into()
}

/// A text that the profile refuses, and how.
fn flawed(documents: &mut Documents) -> (String, JsonError) {
    let (mut text, mut end) = (String::new(), String::new());
    let levels = documents.random.place(6);
    for _ in 0..levels {
        if documents.random.once_in(2) {
            text.push('[');
            documents.value(1, &mut text);
            text.push(',');
            end.insert(0, ']');
        } else {
            let names = documents.names(1);
            text.push('{');
            documents.quote(&names[0], &mut text);
            text.push(':');
            end.insert(0, '}');
        }
        documents.space(&mut text);
    }
    let error = match documents.random.below(4) {
        0 => {
            text.push_str(&unsafe_number(documents));
            let at = place(&text);
            JsonError::NumberUnsafe { at }
        }
        1 => {
            let count = 1 + documents.random.place(5);
            let names = documents.names(count);
            text.push('{');
            for name in &names {
                documents.quote(name, &mut text);
                text.push(':');
                documents.value(1, &mut text);
                text.push(',');
            }
            let at = place(&text);
            // The same name, perhaps in another spelling.
            let twice = documents.random.place(count);
            documents.quote(&names[twice], &mut text);
            text.push_str(":0}");
            JsonError::NameDuplicate { at }
        }
        2 => {
            let high = 0xd800 + documents.random.below(0x400);
            let low = 0xdc00 + documents.random.below(0x400);
            let (written, behind) = match documents.random.below(4) {
                0 => (format!("\\u{high:04x}"), "\""),
                1 => (format!("\\u{high:04X}"), "\u{1f600}\""),
                2 => (format!("\\u{high:04x}\\u{high:04X}"), "\\udc00\""),
                _ => (format!("\\u{low:04X}"), "\\ud800\""),
            };
            text.push('"');
            text.push_str(&written);
            let at = place(&text);
            text.push_str(behind);
            JsonError::SurrogateLone { at }
        }
        _ => {
            let more = documents.random.place(20);
            let mut at = 0;
            for level in levels..=MAX_LEVELS + more {
                let (opening, closing) =
                    (documents.random).one_of(&[("[", ']'), ("{\"\":", '}'), ("[0,", ']')]);
                if level == MAX_LEVELS {
                    at = place(&text);
                }
                text.push_str(opening);
                end.insert(0, closing);
            }
            text.push('0');
            JsonError::TooDeep { at }
        }
    };
    (text + &end, error)
}

fn place(text: &str) -> u32 {
    u32::try_from(text.len()).expect("small")
}

fn unsafe_number(documents: &mut Documents) -> String {
    let random = &mut documents.random;
    let sign = random.one_of(&["", "-"]);
    let integer = 9_007_199_254_740_992 + u128::from(random.next());
    let digits = match random.below(5) {
        0 => random
            .one_of(&[
                "9007199254740992",
                "9007199254740993.0",
                "9007199254740991.6",
                "0.9007199254740992e16",
                "999999999999999999999",
                "1000000000000000000000",
                "1e309",
                "1.7976931348623159e308",
                "1e99999999999999999999",
            ])
            .to_string(),
        1 => format!("{}", integer * (1 << random.below(40))),
        2 => format!("{integer}.0"),
        3 => format!("{integer}e0"),
        _ => format!("{}.5e{}", 1 + random.below(9), 16 + random.below(5)),
    };
    let text = [sign, &digits].concat();
    assert!(!is_within_profile(&text, text.parse().expect("a number")));
    text
}

#[test]
fn what_the_profile_refuses_is_refused_as_documented() {
    let total = total() / 5;
    let mut documents = Documents::of(3);
    let mut counts = BTreeMap::new();
    for _ in 0..total {
        let (text, error) = flawed(&mut documents);
        assert_eq!(ours(&text), Err(error), "{text}");
        let (refused, all): &mut (u64, u64) = counts.entry(error.code()).or_default();
        *all += 1;
        *refused += u64::from(theirs(&text).is_none());
    }
    println!("{total} flawed documents, refused with the code and the place that are documented");
    for (code, (refused, all)) in &counts {
        println!("{all:>9} {code}; serde_json refuses {refused} of them");
        assert!(*all >= total / 10, "{code}: {all}");
    }
    // The others take them and write a part of what was there.
    assert_eq!(counts["json_name_duplicate"].0, 0);
    assert_eq!(
        counts["json_surrogate_lone"].0,
        counts["json_surrogate_lone"].1
    );
    assert_eq!(counts.len(), 4);
    // The last two rows of RFC 8785, appendix B.
    for text in ["NaN", "Infinity", "-Infinity"] {
        assert_eq!(ours(text).map_err(JsonError::code), Err("json_syntax"));
    }
}

/// One byte more, less or another: whatever the grammar says of it, a third parser says too.
#[test]
fn damaged_documents_are_judged_alike() {
    const BYTES: &[u8] = b"\"\\{}[]:,.-+0123456789eEutrnfalsxbd/ \n\t\x00\x1f\x0b\x0c";
    let total = total() / 2;
    let mut documents = Documents::of(4);
    let (mut counts, mut taken) = (BTreeMap::<_, u64>::new(), 0);
    for count in 0..total {
        let mut bytes = documents.document().into_bytes();
        let random = &mut documents.random;
        let (place, byte) = (random.place(bytes.len()), random.one_of(BYTES));
        match random.below(4) {
            0 => bytes.truncate(place),
            1 => drop(bytes.remove(place)),
            2 => bytes.insert(place, byte),
            _ => bytes[place] = byte,
        }
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        match (ours(&text), theirs(&text)) {
            (Ok(ours), Some(theirs)) => {
                assert_eq!([&ours; 2], [&theirs[0], &theirs[1]], "{count}: {text}");
                taken += 1;
            }
            (Err(error), theirs) => {
                // What the profile refuses may be JSON, and something else may be wrong behind it.
                let is_profile = !matches!(
                    error,
                    JsonError::Syntax { .. } | JsonError::SurrogateLone { .. }
                );
                assert!(theirs.is_none() || is_profile, "{count}: {error:?} {text}");
                *counts.entry(error.code()).or_default() += 1;
            }
            (Ok(_), None) => panic!("{count}: only here it is JSON: {text}"),
        }
    }
    println!("{taken} damaged documents are JSON still; the rest is refused: {counts:?}");
    assert!(taken >= total / 10 && counts["json_syntax"] >= total / 10);
}

/// Short decimals are read and written without asking the host: as it would, and so are their neighbours.
#[test]
fn short_decimals() {
    let mut random = random::Random(6);
    for round in 0..300_000_u32 {
        let places = round % 9;
        let digits = random.next() % 10_u64.pow(1 + (round / 9) % 17);
        let scale = 10_u64.pow(places);
        let text = match places {
            0 => format!("{digits}"),
            _ => format!(
                "{}.{:0width$}",
                digits / scale,
                digits % scale,
                width = usize::try_from(places).expect("a few")
            ),
        };
        let number: f64 = text.parse().expect("a number");
        // What is beyond is refused.
        if number < 9_007_199_254_740_992.0 {
            assert_eq!(
                Value::parse(&text, &Native),
                Ok(Value::Number(number)),
                "{text}"
            );
        }
        let bits = number.to_bits();
        for bits in [bits, bits + 1, bits.saturating_sub(1)] {
            for number in [f64::from_bits(bits), -f64::from_bits(bits)] {
                let mut expected = String::new();
                Native.write(number, &mut expected);
                assert_eq!(to_string(&Value::Number(number), &Native), expected);
            }
        }
    }
}
