//! Hostile requests, made from valid ones by every mutation we know: none may panic, and each
//! verdict must be the oracle's, in all that it says.
//!
//! `COUNTERSIGN_HOSTILE` is how many; the full run is 2,000,000.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "test code; the counts are for `--nocapture`"
)]

mod engine;
mod oracle;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use countersign::{Key, KeyRing, Provider, Request, Timestamp, Tolerance, providers};
use oracle::Answer;
use oracle::hostile::{Generator, Owned};

/// How often each verdict occurred, and how many requests got as far as the MAC.
#[derive(Default)]
struct Counts {
    by_code: BTreeMap<&'static str, usize>,
    at_mac: usize,
}

#[test]
fn every_verdict_is_the_oracles() {
    let total = std::env::var("COUNTERSIGN_HOSTILE").map_or(100_000, |text| {
        text.parse().expect("COUNTERSIGN_HOSTILE is a number")
    });
    let halves = [1, 2].map(|seed| thread::spawn(move || judge_many(seed, total / 2)));
    let mut counts = Counts::default();
    for half in halves {
        let half = half.join().expect("both halves agree with the oracle");
        counts.at_mac += half.at_mac;
        for (code, count) in half.by_code {
            *counts.by_code.entry(code).or_default() += count;
        }
    }
    println!("{total} hostile requests, {} at the MAC", counts.at_mac);
    for (code, count) in &counts.by_code {
        println!("{count:>9} {code}");
    }
    for code in NATIVE_CODES {
        let count = counts.by_code.get(code).copied().unwrap_or(0);
        assert!(count >= total / 2_000, "{code} occurs {count} times only");
    }
    assert_eq!(counts.by_code.len(), NATIVE_CODES.len());
    assert!(counts.at_mac >= total / 4);
}

/// What `verify` can say natively: the body is always bytes there, and nothing is replayed.
const NATIVE_CODES: [&str; 11] = [
    "accepted",
    "header_missing",
    "url_missing",
    "signature_malformed",
    "message_id_malformed",
    "timestamp_malformed",
    "body_too_large",
    "signature_mismatch",
    "key_expired",
    "timestamp_too_old",
    "timestamp_too_new",
];

fn judge_many(seed: u64, count: usize) -> Counts {
    let mut generator = Generator::new(seed);
    let mut counts = Counts::default();
    for number in 0..count {
        let request = generator.next();
        let expected = oracle::judge(&request.case());
        let actual = catch_unwind(AssertUnwindSafe(|| judge(&request)));
        let Ok(actual) = actual else {
            panic!("a panic at request {number} of seed {seed}: {request:?}");
        };
        assert_eq!(
            actual, expected,
            "request {number} of seed {seed}: {request:?}"
        );
        let code = match expected {
            Answer::Accepted { .. } => "accepted",
            Answer::Rejected { code, .. } => code,
        };
        *counts.by_code.entry(code).or_default() += 1;
        counts.at_mac += usize::from(reaches_the_mac(code, request.provider));
    }
    counts
}

/// Counted low: some of what is left out got there too.
fn reaches_the_mac(code: &str, provider: &str) -> bool {
    match code {
        "accepted" | "key_expired" | "timestamp_too_old" | "timestamp_too_new" => true,
        // Twilio's may be a digest in the URL that is not the body's.
        "signature_mismatch" => provider != "twilio",
        _ => false,
    }
}

fn judge(request: &Owned) -> Answer {
    let row = providers::get(request.provider).expect("a row");
    let ring = ring(row, request);
    let mut incoming = Request::new(&request.headers, &request.body);
    if let Some(url) = &request.url {
        incoming = incoming.with_url(url);
    }
    let now = Timestamp::from_unix_millis(request.now_ms);
    let millis = |side: i64| u32::try_from(side).expect("a tolerance");
    let verdict = match request.tolerance {
        oracle::Tolerance::Default => row.verify(&ring, &incoming, now),
        oracle::Tolerance::Off => row.verify_within(Tolerance::OFF, &ring, &incoming, now),
        oracle::Tolerance::Millis { past, future } => {
            let tolerance = Tolerance::from_millis(millis(past), millis(future));
            row.verify_within(tolerance, &ring, &incoming, now)
        }
    };
    if let Ok(delivery) = &verdict {
        assert_eq!(delivery.body(), request.body);
    }
    engine::answer(verdict)
}

/// The n-th key has the id `k` and n.
fn ring(row: &Provider, request: &Owned) -> KeyRing {
    let keys = request.configured.iter().enumerate();
    let mut keys = keys.map(|(place, (secret, is_text, not_after))| {
        let id = format!("k{place}");
        let key = if *is_text {
            let text = std::str::from_utf8(secret).expect("a text");
            Key::parse(&id, text, row.key_format())
        } else {
            Key::from_bytes(&id, secret, row.key_format())
        };
        let key = key.expect("a good secret");
        match not_after {
            Some(end) => key.until(Timestamp::from_unix_millis(*end)),
            None => key,
        }
    });
    let ring = KeyRing::new(keys.next().expect("a key"));
    keys.fold(ring, |ring, key| ring.try_with(key).expect("room"))
}
