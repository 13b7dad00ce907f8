//! What `differential.py` asks of Rust: logs as the writer makes them, and what the auditor says of others.
//!
//! `write FOLDER COUNT` writes that many logs, a folder each. `judge` reads a folder's path from each line of
//! its input, and prints `ok` or `<kind> <seq>` for it.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "test code"
)]

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use countersign::Timestamp;
use countersign::audit::{Auditor, Checkpoint, Draft, Log, VerifierKey, ed25519, policy_key};
use countersign::json::number::Native;
use ed25519_dalek::{Signer, SigningKey};

const ORIGIN: &str = "example.com/audit/test";
/// The key of every log; `differential.py` signs with it as well.
const KEY: [u8; 32] = [7; 32];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder, count] => {
            for seed in 0..count.parse().expect("a number") {
                write(&Path::new(folder).join(format!("{seed:04}")), seed);
            }
        }
        ["judge"] => {
            for line in io::stdin().lines() {
                println!("{}", judge(Path::new(&line.expect("a line"))));
                io::stdout().flush().expect("an output");
            }
        }
        _ => panic!("write FOLDER COUNT, or judge"),
    }
}

/// xorshift64*: the same logs for the same seeds.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}

fn write(folder: &Path, seed: u64) {
    fs::create_dir_all(folder).expect("a folder");
    let mut random = Random(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let key = SigningKey::from_bytes(&KEY);
    let verifier = VerifierKey::new(ORIGIN, key.verifying_key().to_bytes()).expect("a key");
    let policy = format!("# ours\nlog {}\nquorum none\n", verifier.to_text());
    fs::write(folder.join("policy"), policy).expect("a policy");
    let mut log = Log::new(ORIGIN).expect("a log");
    let mut now = 1_750_000_000_000_i64;
    let (mut segment, mut notes) = (folder.join(segment_name(0)), String::new());
    let (mut text, groups) = (String::new(), 2 + random.below(10));
    for group in 0..groups {
        let size = if random.below(2) == 0 {
            1
        } else {
            1 + random.below(6)
        };
        let mut drafts = vec![];
        for place in 0..size {
            now += i64::try_from(random.below(2_000)).unwrap_or(0) - 300;
            let mut draft = Draft::read(&entry(&mut random), &Native).expect("a draft");
            let salts = vec![[u8::try_from(random.below(256)).unwrap_or(0); 32]; draft.seals()];
            if let Some(disclosure) = draft.seal(&salts, &Native) {
                let name = format!("sealed-{}.json", log.size() + place);
                fs::write(folder.join(name), disclosure).expect("a disclosure");
            }
            drafts.push((draft, Timestamp::from_unix_millis(now)));
        }
        text += &log.append(drafts, &Native).expect("a group").text;
        let is_last = group + 1 == groups;
        if is_last || random.below(3) == 0 {
            let checkpoint = Checkpoint {
                origin: ORIGIN.to_string(),
                size: log.size(),
                root: log.root(),
            };
            let signed = checkpoint.to_text();
            let signature = key.sign(signed.as_bytes()).to_bytes();
            notes += &format!("{signed}\n{}", verifier.signature_line(&signature));
        }
        if is_last || random.below(4) == 0 {
            fs::write(&segment, core::mem::take(&mut text)).expect("a segment");
            segment = folder.join(segment_name(log.size()));
        }
    }
    fs::write(folder.join("checkpoints"), notes).expect("checkpoints");
}

fn segment_name(number: u64) -> String {
    format!("seg-{number:016}.jsonl")
}

/// A draft with whatever canonical JSON has rules for.
fn entry(random: &mut Random) -> String {
    const VALUES: [&str; 10] = [
        "1e-7",
        "-0.0",
        "1.5e300",
        "9007199254740991",
        "333333333.3333333",
        r#""\u20ac\u000f\nA'\"\\/""#,
        r#"{"\ue000":1,"\ud83d\ude00":[],"":{}}"#,
        r#"[null,true,[{"a":[]}]]"#,
        r#""\u007f\u2028é""#,
        "0.000001",
    ];
    let mut members = vec![];
    for name in 0..random.below(5) {
        let value = usize::try_from(random.below(10)).unwrap_or(0);
        members.push(format!(r#""m{name}":{}"#, VALUES[value % 10]));
    }
    let seal = match random.below(6) {
        0 if !members.is_empty() => r#","seal":["/metadata/m0"]"#,
        _ => "",
    };
    let extra = match random.below(4) {
        0 => r#","reason":"ok","actor":{"ip":"::1"}"#,
        1 => r#","id":"x","scope":"","trace":{"t":1}"#,
        _ => "",
    };
    let action = random.below(100);
    let members = members.join(",");
    format!(
        r#"{{"action":"a.{action}","userId":"u","resource":"r/é","result":"success","metadata":{{{members}}}{extra}{seal}}}"#
    )
}

fn judge(folder: &Path) -> String {
    // What is not UTF-8 becomes what no note and no text of JSON may hold.
    let read = |path: PathBuf| {
        String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).replace('\u{FFFD}', "\u{1}")
    };
    let names = |folder: &Path| {
        let mut names: Vec<String> = fs::read_dir(folder)
            .map(|entries| {
                entries
                    .flatten()
                    .filter_map(|entry| entry.file_name().into_string().ok())
            })
            .into_iter()
            .flatten()
            .collect();
        names.sort();
        names
    };
    let key = policy_key(&read(folder.join("policy"))).expect("a policy");
    let kept = folder.join("kept");
    let elsewhere: Vec<String> = names(&kept)
        .iter()
        .map(|name| read(kept.join(name)))
        .collect();
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    let mut auditor = Auditor::new(key, &read(folder.join("checkpoints")), &elsewhere, Native)
        .expect("an auditor");
    let number = |name: &str, prefix: &str, suffix: &str| {
        name.strip_prefix(prefix)?
            .strip_suffix(suffix)?
            .parse::<u64>()
            .ok()
    };
    for name in names(folder) {
        if let Some(seq) = number(&name, "sealed-", ".json") {
            auditor.disclose(seq, &read(folder.join(&name)));
        }
    }
    for name in names(folder) {
        if let Some(first) = number(&name, "seg-", ".jsonl") {
            auditor.segment(first);
            auditor.take(&fs::read(folder.join(&name)).expect("a segment"));
        }
    }
    match auditor.finish(ed25519::verify).first {
        Some(found) => format!("{} {}", found.kind.code(), found.seq),
        None => "ok".to_string(),
    }
}
