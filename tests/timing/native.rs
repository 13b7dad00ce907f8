//! Whether the time of a verdict tells how much of a signature was right, natively: two classes of
//! wrong signatures, batches of calls of each in random order, and Welch's t, over all samples and
//! without the slowest ones (dudect: Reparaz, Balasch and Verbauwhede, 2017). With each comparison
//! goes a control, the same calls with a compare behind them that stops at the first difference.
//!
//! Beside it stands `run.mjs`, the same for the WebAssembly that ships, which
//! `tests/js/compare.test.mjs` reads. A program and no test, since what it measures is time.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement"
)]

use core::hash::{BuildHasher, Hasher};
use core::hint::black_box;
use std::collections::hash_map::RandomState;
use std::process::ExitCode;
use std::time::Instant;

use countersign::encoding::hex;
use countersign::mac::{Hash, Mac};
use countersign::{Key, KeyRing, Message, Request, Timestamp, providers};

const SAMPLES: usize = 200_000;
const WARM_UP: usize = 2_000;
/// Of each class, so that no single one decides.
const FORGERIES: usize = 64;
/// What dudect takes for a difference.
const ALARM: f64 = 4.5;

const SECRET: &str = "a secret of the timing test";
const BODY: &[u8] = b"{}";
const NOW: Timestamp = Timestamp::from_unix_millis(1_750_000_000_000);

type Digits = [u8; 64];
type Judge<'a> = &'a dyn Fn(&Forgery) -> bool;
type Forge = fn(&Digits, &mut Random) -> Digits;

/// The two classes of each comparison.
const PAIRS: [(&str, [Forge; 2]); 2] = [
    ("first byte / last byte", [other_first, other_last]),
    ("random / all but the last byte", [all_random, other_last]),
];

/// What is judged: the same wrong signature as a header and as a tag.
#[derive(Clone)]
struct Forgery {
    headers: [(&'static str, [u8; 71]); 1],
    candidate: [u8; 64],
}

fn main() -> ExitCode {
    let key = Key::parse("k", SECRET, providers::GITHUB.key_format()).expect("a key");
    let ring = KeyRing::new(key);
    let mut mac = Mac::new(Hash::Sha256, SECRET.as_bytes());
    mac.update(BODY);
    let tag = mac.finish();
    let genuine = genuine(&ring);
    let expected = Forgery::new(&genuine).candidate;

    let matches = |forgery: &Forgery| black_box(&tag).matches(&forgery.candidate);
    let verify = |forgery: &Forgery| {
        let request = Request::new(&forgery.headers, BODY);
        providers::GITHUB.verify(&ring, &request, NOW).is_ok()
    };
    let judges: [(_, _, Judge<'_>); 2] = [
        ("Tag::matches", 512, &matches),
        ("GITHUB.verify", 4, &verify),
    ];

    println!("{SAMPLES} samples each; an alarm is |t| >= {ALARM}");
    let mut faults = Vec::new();
    for (name, batch, judge) in judges {
        assert!(judge(&Forgery::new(&genuine)), "{name}: refused");
        for (classes, forge) in PAIRS {
            let measure = |judge: Judge<'_>| {
                let t = largest_t(batch, &genuine, forge, judge);
                print!("{t:10.2}");
                t.abs() >= ALARM
            };
            print!("{name:13}  {classes:30}");
            // A busy machine can raise one alarm; a leak raises the next as well.
            if measure(judge) && measure(judge) {
                faults.push(format!("{name}: the time tells {classes}"));
            }
            print!("   control");
            let control =
                |forgery: &Forgery| judge(forgery) | early_exit(&expected, &forgery.candidate);
            if !measure(&control) {
                faults.push(format!("{name}: the control is not seen"));
            }
            println!();
        }
    }
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("no alarm, and every control is seen");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Forgery {
    fn new(digits: &Digits) -> Self {
        let mut value = [0; 71];
        value[..7].copy_from_slice(b"sha256=");
        value[7..].copy_from_slice(digits);
        let mut candidate = [0; 64];
        assert!(hex::decode_into(digits, &mut candidate[..32]), "{digits:?}");
        Self {
            headers: [("X-Hub-Signature-256", value)],
            candidate,
        }
    }
}

/// The digits of the genuine signature.
fn genuine(ring: &KeyRing) -> Digits {
    let message = Message {
        body: BODY,
        id: "",
        timestamp: NOW,
        method: "POST",
        url: None,
    };
    let headers = providers::GITHUB.sign(ring, &message).expect("signed");
    let digits = headers[0].1.as_bytes()[7..].try_into();
    digits.expect("64 digits")
}

/// Times batches of calls, each of a forgery of the class that chance chooses.
fn largest_t(batch: usize, genuine: &Digits, forge: [Forge; 2], judge: Judge<'_>) -> f64 {
    let mut random = Random::new();
    let pool: Vec<Forgery> = (0..2 * FORGERIES)
        .map(|at| Forgery::new(&forge[at % 2](genuine, &mut random)))
        .collect();
    let mut forgery = Forgery::new(genuine);
    let mut samples = Vec::with_capacity(SAMPLES);
    for at in 0..WARM_UP + SAMPLES {
        let choice = random.below(pool.len());
        forgery.clone_from(&pool[choice]);
        let run = || (0..batch).all(|_| !black_box(judge(black_box(&forgery))));
        // Not timed: where it was copied from must not show.
        assert!(run(), "a forgery is accepted");
        let start = Instant::now();
        black_box(run());
        let time = start.elapsed().as_secs_f64();
        if at >= WARM_UP {
            samples.push((time, choice % 2));
        }
    }
    samples.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    // All, and the fastest half, three quarters, seven eighths and so on.
    (1..=10)
        .map(|part| samples.len() - (samples.len() >> part))
        .chain([samples.len()])
        .map(|count| welch(&samples[..count]))
        .max_by(|a, b| a.abs().total_cmp(&b.abs()))
        .unwrap_or_default()
}

/// Welch's t of the first class against the second.
fn welch(samples: &[(f64, usize)]) -> f64 {
    let [mut count, mut mean, mut squares] = [[0.0; 2]; 3];
    for &(time, class) in samples {
        count[class] += 1.0;
        let from = time - mean[class];
        mean[class] += from / count[class];
        squares[class] += from * (time - mean[class]);
    }
    let error = |class: usize| squares[class] / (count[class] - 1.0) / count[class];
    let error = (error(0) + error(1)).sqrt();
    if error > 0.0 {
        (mean[0] - mean[1]) / error
    } else {
        // Too few of a class are as fast as that.
        0.0
    }
}

/// What a compare must not be.
#[inline(never)]
fn early_exit(tag: &[u8; 64], candidate: &[u8; 64]) -> bool {
    for (a, b) in tag.iter().zip(candidate) {
        if black_box(a != b) {
            return false;
        }
    }
    true
}

fn other_first(digits: &Digits, random: &mut Random) -> Digits {
    with_other(digits, 0, random)
}

fn other_last(digits: &Digits, random: &mut Random) -> Digits {
    with_other(digits, 63, random)
}

fn all_random(_: &Digits, random: &mut Random) -> Digits {
    [(); 64].map(|()| b"0123456789abcdef"[random.below(16)])
}

fn with_other(digits: &Digits, at: usize, random: &mut Random) -> Digits {
    let mut wrong = *digits;
    while wrong[at] == digits[at] {
        wrong[at] = all_random(digits, random)[at];
    }
    wrong
}

/// Xorshift (Marsaglia, 2003), differently seeded in each run.
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(RandomState::new().build_hasher().finish() | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap_or_default() % limit
    }
}
