//! Nothing that can be printed holds a secret or an expected tag: not as text, hex, base64 or a list.

#![expect(clippy::std_instead_of_core, reason = "test code")]

use std::fmt::Debug;

use countersign::encoding::{base64, hex};
use countersign::mac::{Hash, Mac};
use countersign::{Key, KeyError, KeyRing, Message, Provider, Request, Timestamp, providers};

#[test]
fn nothing_printed_holds_a_secret() {
    let secret = "zX9$qW7@vK3#jH5%";
    let row: &Provider = &providers::GITHUB;
    let key = Key::parse("2026-11", secret, row.key_format()).expect("a good secret");
    let ring = KeyRing::new(key.clone());
    let message = Message {
        body: b"{}",
        id: "",
        timestamp: Timestamp::from_unix_millis(0),
        method: "POST",
        url: None,
    };
    let headers = row.sign(&ring, &message).expect("signed");
    let (_, signature) = headers.first().expect("a signature");
    let mut tag = [0; 32];
    let digits = signature.strip_prefix("sha256=").expect("a prefix");
    assert!(hex::decode_into(digits.as_bytes(), &mut tag));

    let mut mac = Mac::new(Hash::Sha256, secret.as_bytes());
    mac.update(b"{}");
    let request = Request::new(&headers, b"{}");
    let delivery = row
        .verify(&ring, &request, message.timestamp)
        .expect("ours");

    let mut printed = vec![all(&key), all(&ring), all(&delivery), all(&row), all(&mac)];
    printed.push(all(&mac.finish()));
    printed.extend(
        KeyError::REASONS
            .iter()
            .map(|reason| reason.text.to_string()),
    );
    let faults = [
        "",
        " ",
        "sk_live_correct horse battery",
        "correct horse battery staple ",
    ];
    for fault in faults {
        let error = Key::parse("k", fault, providers::STRIPE.key_format()).err();
        let error = error.expect("a fault");
        printed.extend([all(&error), error.to_string(), error.text().to_string()]);
    }
    assert!(printed.iter().all(|text| !text.is_empty()));
    assert!(printed.iter().take(2).all(|text| text.contains("2026-11")));
    for text in &printed {
        for hidden in [secret.as_bytes(), &tag] {
            // No run of four bytes of it, in whatever spelling.
            for part in hidden.windows(4) {
                for spelling in spellings(part) {
                    assert!(!text.contains(&spelling), "{spelling:?} in {text}");
                }
            }
        }
    }
}

/// Both forms of `Debug`.
fn all(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn spellings(bytes: &[u8]) -> Vec<String> {
    let hex = hex::encode(bytes);
    let list = format!("{bytes:?}").replace(['[', ']'], "");
    let lines = list.replace(", ", ",\n        ");
    // Of whole groups only, since their digits depend on where they begin.
    let base64 = base64::encode(bytes.get(..3).unwrap_or_default());
    let mut spellings = vec![hex.to_uppercase(), hex, list, lines, base64];
    spellings.extend(str::from_utf8(bytes).map(str::to_string));
    spellings
}
