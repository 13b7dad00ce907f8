//! What a verdict costs natively, beside the same written by hand on the same crates: find the header,
//! decode it, HMAC, compare in constant time. In one process and in turn; medians are printed, never
//! asserted.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark"
)]

use core::hint::black_box;
use std::time::Instant;

use countersign::{Key, KeyRing, Message, Request, Timestamp, providers};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

const ROUNDS: usize = 400;
/// Bytes hashed in a batch, about, whatever the body's size.
const BATCH: usize = 1 << 18;
const SECRET: &str = "It's a Secret to Everybody";
const NOW: Timestamp = Timestamp::from_unix_millis(1_750_000_000_000);

type Headers = [(&'static str, String)];

fn main() {
    let key = Key::parse("k", SECRET, providers::GITHUB.key_format()).expect("a key");
    let ring = KeyRing::new(key);
    let kept = key_of(SECRET);
    println!("medians of {ROUNDS} rounds: a call, and GITHUB.verify in relation to it");
    for size in [32, 256, 1024, 16_384] {
        let body = vec![b'x'; size];
        let headers = request(&ring, &body);
        let contenders: [(&str, &dyn Fn() -> bool); 3] = [
            ("GITHUB.verify", &|| {
                let request = Request::new(black_box(&headers), black_box(&body));
                providers::GITHUB.verify(&ring, &request, NOW).is_ok()
            }),
            ("by hand", &|| {
                by_hand(&key_of(SECRET), black_box(&headers), black_box(&body))
            }),
            ("by hand, key kept", &|| {
                by_hand(&kept, black_box(&headers), black_box(&body))
            }),
        ];
        let calls = BATCH / (size + 256);
        let times = interleaved(calls, &contenders.map(|(_, run)| run));
        println!("{size} B");
        for (&(name, _), own) in contenders.iter().zip(&times) {
            let ratios = times[0].iter().zip(own).map(|(verify, own)| verify / own);
            let [nanos, ratio] = [own.clone(), ratios.collect()].map(median);
            println!("  {name:20}{nanos:10.0} ns{ratio:8.2}");
        }
    }
}

/// The time of a call of each contender in nanoseconds, by rounds.
fn interleaved<const N: usize>(calls: usize, contenders: &[&dyn Fn() -> bool; N]) -> [Vec<f64>; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..ROUNDS {
        for turn in 0..N {
            // Every one comes first, in the middle and last equally often.
            let place = (round + turn) % N;
            let start = Instant::now();
            for _ in 0..calls {
                assert!(contenders[place](), "contender {place} does not verify");
            }
            let nanos = start.elapsed().as_secs_f64() * 1e9;
            times[place].push(nanos / f64::from(u32::try_from(calls).expect("few")));
        }
    }
    times
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A delivery's headers, as a server hands them on.
fn request(ring: &KeyRing, body: &[u8]) -> Vec<(&'static str, String)> {
    let message = Message {
        body,
        id: "",
        timestamp: NOW,
        method: "POST",
        url: None,
    };
    let [(_, signature)] = &providers::GITHUB.sign(ring, &message).expect("signed")[..] else {
        unreachable!("GitHub sends one header")
    };
    [
        ("Host", "example.com"),
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("User-Agent", "GitHub-Hookshot/044aadd"),
        ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
        ("X-GitHub-Event", "push"),
        ("X-GitHub-Hook-ID", "292430182"),
        ("X-Hub-Signature-256", signature),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

fn key_of(secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes()).expect("any length")
}

fn by_hand(key: &Hmac<Sha256>, headers: &Headers, body: &[u8]) -> bool {
    let header = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("x-hub-signature-256"));
    let digits = header.and_then(|(_, value)| value.strip_prefix("sha256="));
    let mut tag = [0; 32];
    if digits.is_none_or(|digits| hex::decode_to_slice(digits, &mut tag).is_err()) {
        return false;
    }
    let mut mac = key.clone();
    mac.update(body);
    mac.finalize().into_bytes().as_slice().ct_eq(&tag).into()
}
