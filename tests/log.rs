//! A log: what it writes, and what its auditor says of it.

#![expect(clippy::expect_used, reason = "test code")]

use countersign::Timestamp;
use countersign::audit::{Auditor, Checkpoint, Draft, Log, VerifierKey, ed25519};
use countersign::json::number::Native;
use ed25519_dalek::{Signer, SigningKey};

const ORIGIN: &str = "example.com/audit/test";

fn draft(action: &str) -> Draft {
    let text = format!(
        r#"{{"action":"{action}","userId":"u_1","resource":"keys/7","result":"success","metadata":{{"n":1.5}}}}"#
    );
    Draft::read(&text, &Native).expect("a draft")
}

fn sign(log: &Log, key: &SigningKey) -> String {
    let checkpoint = Checkpoint {
        origin: log.origin().to_string(),
        size: log.size(),
        root: log.root(),
    };
    let text = checkpoint.to_text();
    let verifier = verifier(key);
    let signature = key.sign(text.as_bytes()).to_bytes();
    format!("{text}\n{}", verifier.signature_line(&signature))
}

fn verifier(key: &SigningKey) -> VerifierKey {
    VerifierKey::new(ORIGIN, key.verifying_key().to_bytes()).expect("a name")
}

#[test]
fn an_honest_log_is_sound() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let mut log = Log::new(ORIGIN).expect("a log");
    let mut text = String::new();
    let mut notes = String::new();
    for (round, size) in [1_usize, 3, 2, 1, 64].into_iter().enumerate() {
        let now = 1_750_000_000_000 - i64::try_from(round).unwrap_or(0) * 5;
        let drafts =
            (0..size).map(|n| (draft(&format!("a.{n}")), Timestamp::from_unix_millis(now)));
        let state = log.to_bytes();
        assert_eq!(Log::from_bytes(&state).as_ref(), Some(&log));
        text += &log.append(drafts.collect(), &Native).expect("a group").text;
        notes += &sign(&log, &key);
    }
    assert!(text.contains(r#""clock":{"back_ms":5}"#) && text.contains(r#""group":64"#));
    for step in [1, 7, 100, text.len()] {
        let mut auditor = Auditor::new(verifier(&key), &notes, &[], Native).expect("an auditor");
        auditor.segment(0);
        text.as_bytes()
            .chunks(step)
            .for_each(|bytes| auditor.take(bytes));
        let report = auditor.finish(ed25519::verify);
        assert_eq!(report.first, None);
        assert_eq!(
            (report.entries, report.covered, report.checkpoints),
            (71, 71, 5)
        );
        assert_eq!(report.root, log.root());
    }
}
