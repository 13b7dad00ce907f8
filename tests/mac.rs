//! Known answers: RFC 2202, RFC 4231 and Project Wycheproof, through the public MAC and, where the
//! key is a text that can be a secret, through `verify_webhook_signature`.
//!
//! A tag shows none of its bytes, so a truncated answer is compared with the rest of the tag put
//! behind it, as HMAC written out here gives it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code"
)]

use std::fs;

use countersign::encoding::hex;
use countersign::mac::{Hash, Mac};
use countersign::verify_webhook_signature;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

struct Answer {
    title: String,
    hash: Hash,
    key: Vec<u8>,
    message: Vec<u8>,
    /// The first bytes of the tag, or all of it.
    tag: Vec<u8>,
    is_valid: bool,
}

#[test]
fn rfc_2202_and_rfc_4231() {
    let mut answers = rfc("rfc2202");
    answers.extend(rfc("rfc4231"));
    assert_eq!(answers.len(), 7 + 2 * 7);
    for answer in &answers {
        check(answer);
    }
}

#[test]
fn wycheproof() {
    let sizes = [
        ("sha1", Hash::Sha1),
        ("sha256", Hash::Sha256),
        ("sha512", Hash::Sha512),
    ];
    let (mut valid, mut invalid, mut truncated) = (0, 0, 0);
    for (name, hash) in sizes {
        for answer in of_wycheproof(name, hash) {
            check(&answer);
            valid += usize::from(answer.is_valid);
            invalid += usize::from(!answer.is_valid);
            truncated += usize::from(answer.tag.len() < hash.tag_len());
        }
    }
    assert_eq!((valid, invalid, truncated), (198, 320, 257));
}

fn check(answer: &Answer) {
    let mut expected = [0; 64];
    let whole = hmac(answer.hash, &answer.key, &answer.message);
    expected[..whole.len()].copy_from_slice(&whole);
    expected[..answer.tag.len()].copy_from_slice(&answer.tag);

    // In one piece, byte by byte, and in two.
    let (one, two) = answer.message.split_at(answer.message.len() / 2);
    let bytes: Vec<&[u8]> = answer.message.chunks(1).collect();
    for pieces in [vec![answer.message.as_slice()], bytes, vec![one, two]] {
        let mut mac = Mac::new(answer.hash, &answer.key);
        for piece in pieces {
            mac.update(piece);
        }
        let is_match = mac.finish().matches(&expected);
        assert_eq!(is_match, answer.is_valid, "{}", answer.title);
    }
}

#[test]
fn verify_webhook_signature_gives_the_same_answers() {
    let mut used = 0;
    let mut answers = rfc("rfc4231");
    answers.extend(of_wycheproof("sha256", Hash::Sha256));
    for answer in &answers {
        let is_whole = answer.hash == Hash::Sha256 && answer.tag.len() == 32;
        let Ok(secret) = str::from_utf8(&answer.key) else {
            continue;
        };
        if !is_whole || secret.trim() != secret || secret.is_empty() {
            continue;
        }
        used += 1;
        let tag = hex::encode(&answer.tag);
        let judge = |message: &[u8], signature: &str| {
            verify_webhook_signature(message, signature, secret).expect("a good secret")
        };
        let prefixed = format!("sha256={tag}");
        for signature in [&tag, &tag.to_uppercase(), &prefixed] {
            let is_match = judge(&answer.message, signature);
            assert_eq!(is_match, answer.is_valid, "{}", answer.title);
        }
        let other = [&answer.message[..], b"\0"].concat();
        let doubled = format!("sha256={prefixed}");
        assert!(!judge(&other, &tag), "{}", answer.title);
        assert!(!judge(&answer.message, &doubled), "{}", answer.title);
        for end in 0..tag.len() {
            assert!(!judge(&answer.message, tag.get(..end).expect("ASCII")));
        }
    }
    // RFC 4231, test cases 2 and 4, and what Wycheproof does to tags of a key in ASCII.
    assert_eq!(used, 2 + 54);
}

fn read(name: &str) -> Value {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/mac");
    let text = fs::read_to_string(format!("{directory}/{name}.json")).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("a text");
    let mut bytes = vec![0; text.len() / 2];
    assert!(hex::decode_into(text.as_bytes(), &mut bytes), "{text}");
    bytes
}

fn rfc(name: &str) -> Vec<Answer> {
    let file = read(name);
    let cases = file["cases"].as_array().expect("cases").iter();
    let answer = |case: &Value| Answer {
        title: format!("{name}, {}", case["name"]),
        hash: match case["hash"].as_str() {
            Some("sha1") => Hash::Sha1,
            Some("sha256") => Hash::Sha256,
            Some("sha512") => Hash::Sha512,
            other => panic!("hash {other:?}"),
        },
        key: bytes(&case["key"]),
        message: bytes(&case["message"]),
        tag: bytes(&case["mac"]),
        is_valid: true,
    };
    cases.map(answer).collect()
}

fn of_wycheproof(name: &str, hash: Hash) -> Vec<Answer> {
    let file = read(&format!("wycheproof_hmac_{name}"));
    let mut answers = Vec::new();
    for group in file["testGroups"].as_array().expect("groups") {
        let bits = group["tagSize"].as_u64().expect("a number");
        for test in group["tests"].as_array().expect("tests") {
            let tag = bytes(&test["tag"]);
            let title = format!("Wycheproof {name} {}: {}", test["tcId"], test["comment"]);
            assert_eq!(u64::try_from(tag.len()).ok(), Some(bits / 8), "{title}");
            answers.push(Answer {
                title,
                hash,
                key: bytes(&test["key"]),
                message: bytes(&test["msg"]),
                tag,
                is_valid: test["result"] == "valid",
            });
        }
    }
    let count = file["numberOfTests"].as_u64().expect("a number");
    assert_eq!(u64::try_from(answers.len()).ok(), Some(count));
    answers
}

/// RFC 2104, written out.
fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    let digest = |parts: [&[u8]; 2]| match hash {
        Hash::Sha1 => Sha1::digest(parts.concat()).to_vec(),
        Hash::Sha256 => Sha256::digest(parts.concat()).to_vec(),
        Hash::Sha512 => Sha512::digest(parts.concat()).to_vec(),
        _ => panic!("a hash without an answer"),
    };
    let mut block = if key.len() > hash.block_len() {
        digest([key, b""])
    } else {
        key.to_vec()
    };
    block.resize(hash.block_len(), 0);
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    digest([&padded(0x5c), &digest([&padded(0x36), message])])
}
