//! The claim key: the same for every repeat of a delivery at one endpoint, and for nothing else.

#![expect(clippy::expect_used, reason = "test code")]

mod corpus;

use countersign::encoding::hex;
use countersign::{
    Covered, Key, KeyRing, Message, Provider, Request, Timestamp, Tolerance, providers,
};
use sha2::{Digest, Sha256};

/// What is sent, and where it arrives.
#[derive(Clone, Copy)]
struct Sent<'a> {
    row: &'a Provider,
    endpoint: &'a str,
    id: &'a str,
    time: i64,
    body: &'a [u8],
    url: &'a str,
}

const SENT: Sent<'_> = Sent {
    row: &providers::SVIX,
    endpoint: "orders",
    id: "msg_1",
    time: 1_750_000_000_000,
    body: b"a=1&b=2",
    url: "https://example.com/hook",
};

fn ring(row: &Provider) -> KeyRing {
    let key = |id, byte| Key::from_bytes(id, &[byte; 32], row.key_format()).expect("a key");
    let ring = KeyRing::new(key("one", 1)).try_with(key("two", 2));
    ring.expect("room")
}

fn signed(sent: Sent<'_>) -> Vec<(&'static str, String)> {
    let message = Message {
        body: sent.body,
        id: sent.id,
        timestamp: Timestamp::from_unix_millis(sent.time),
        method: "POST",
        url: Some(sent.url),
    };
    sent.row.sign(&ring(sent.row), &message).expect("signed")
}

/// The claim key of what was sent, once it has been verified.
fn claim(sent: Sent<'_>) -> String {
    claim_with(sent, &signed(sent))
}

fn claim_with(sent: Sent<'_>, headers: &[(&str, String)]) -> String {
    let ring = ring(sent.row);
    let request = Request::new(headers, sent.body).with_url(sent.url);
    let now = Timestamp::from_unix_millis(sent.time);
    let delivery = sent.row.verify_within(Tolerance::OFF, &ring, &request, now);
    let delivery = delivery.expect("an authentic delivery");
    let key = sent.row.claim_key(sent.endpoint, &delivery, Some(sent.url));
    assert_eq!(key.len(), 64);
    assert!(
        key.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')),
        "{key}"
    );
    key
}

fn of(row: &'static str) -> Sent<'static> {
    let row = providers::get(row).expect("a row");
    let body = match row.id() {
        "linear" => &br#"{"webhookTimestamp":1750000000000,"n":1}"#[..],
        _ => SENT.body,
    };
    Sent { row, body, ..SENT }
}

#[test]
fn a_repeat_has_the_same_key() {
    for row in corpus::known_rows() {
        let sent = of(row.id());
        assert_eq!(claim(sent), claim(sent), "{}", row.id());
        // To an unsigned URL, or with other headers, it is still the same.
        if row.id() != "twilio" {
            let elsewhere = Sent {
                url: "http://other.example/",
                ..sent
            };
            assert_eq!(claim(elsewhere), claim(sent), "{}", row.id());
        }
        let mut more = signed(sent);
        more.push(("x-delivery", "another".to_string()));
        assert_eq!(claim_with(sent, &more), claim(sent), "{}", row.id());
    }
}

#[test]
fn neither_order_nor_choice_of_signatures_matters() {
    for (row, separator) in [
        ("svix", " "),
        ("stripe", ","),
        ("paddle", ";"),
        ("workos", ", "),
    ] {
        let sent = of(row);
        let headers = signed(sent);
        let (_, signature) = headers.first().expect("a signature");
        let mut items: Vec<&str> = signature.split(separator).collect();
        let time: Vec<&str> = items.drain(..items.len() - 2).collect();
        let [one, two] = items.as_slice() else {
            unreachable!("a signature of each key")
        };
        for tags in [vec![*one], vec![*two], vec![*two, *one], vec![*one, *one]] {
            let mut changed = headers.clone();
            let items = [time.clone(), tags].concat();
            changed.first_mut().expect("a signature").1 = items.join(separator);
            assert_eq!(claim_with(sent, &changed), claim(sent), "{row}");
        }
    }
}

#[test]
fn a_message_signed_anew_under_its_id_is_the_same() {
    for row in ["standard-webhooks", "svix", "clerk", "resend", "openai"] {
        let sent = of(row);
        let later = Sent {
            time: sent.time + 3_600_000,
            ..sent
        };
        assert_eq!(claim(later), claim(sent), "{row}");
        let other = Sent {
            id: "msg_2",
            ..sent
        };
        assert_ne!(claim(other), claim(sent), "{row}");
    }
}

#[test]
fn anything_else_that_is_signed_makes_another() {
    for row in corpus::known_rows() {
        let sent = of(row.id());
        let elsewhere = Sent {
            endpoint: "refunds",
            ..sent
        };
        assert_ne!(claim(elsewhere), claim(sent), "{}", row.id());
        if row.covers().any(|thing| thing == Covered::Id) {
            continue;
        }
        let body = match row.id() {
            "linear" => &br#"{"webhookTimestamp":1750000000000,"n":2}"#[..],
            _ => b"a=1&b=3",
        };
        assert_ne!(claim(Sent { body, ..sent }), claim(sent), "{}", row.id());
        if row.tolerance().is_some() && row.id() != "linear" {
            let later = Sent {
                time: sent.time + 1_000,
                ..sent
            };
            assert_ne!(claim(later), claim(sent), "{}", row.id());
        }
    }
    // The same body, id, time and key: only the provider differs.
    let mut keys: Vec<String> = corpus::known_rows()
        .map(|row| claim(of(row.id())))
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), corpus::WITH_AN_ORACLE.len());
}

#[test]
fn no_byte_moves_between_endpoint_and_id() {
    let mut keys = Vec::new();
    let text = "svix-msg-svix-1";
    for cut in 1..text.len() {
        let (endpoint, id) = text.split_at(cut);
        keys.push(claim(Sent {
            endpoint,
            id,
            ..SENT
        }));
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), text.len() - 1);
}

#[test]
fn twilio_may_order_and_spell_as_it_likes() {
    let sent = of("twilio");
    for (body, url) in [
        (&b"b=2&a=1"[..], SENT.url),
        (b"&a=1&&b=2&", SENT.url),
        (b"a=%31&b=2&a=1", SENT.url),
        (SENT.body, "https://example.com:443/hook"),
        (SENT.body, "https://example.com:/hook"),
        (b"b=2&a=1", "https://example.com:443/hook"),
    ] {
        assert_eq!(claim(Sent { body, url, ..sent }), claim(sent), "{url}");
    }
    for (body, url) in [
        (SENT.body, "https://example.com/hook/"),
        (SENT.body, "https://example.com/hook?a"),
        (SENT.body, "http://example.com/hook"),
        (SENT.body, "https://other.example/hook"),
        (b"a=1", SENT.url),
        (b"", SENT.url),
    ] {
        assert_ne!(claim(Sent { body, url, ..sent }), claim(sent), "{url}");
    }
    let digest = hex::encode(&Sha256::digest(b"{}"));
    let with_port = |port: &str| format!("https://example.com{port}/hook?bodySHA256={digest}");
    let body = b"{}";
    let [bare, port] = ["", ":443"].map(|port| {
        let url = &with_port(port);
        claim(Sent { body, url, ..sent })
    });
    assert_eq!(bare, port);
    assert_ne!(bare, claim(sent));
}

/// A store outlives a release: a key that changes lets every delivery run again.
#[test]
fn the_key_is_what_it_was() {
    let sha = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
    let head = |fields: [&[u8]; 6]| {
        let behind_length = |field: &[u8]| {
            let length = u64::try_from(field.len()).expect("a length");
            [&length.to_be_bytes()[..], field].concat()
        };
        sha(&fields.map(behind_length).concat())
    };
    let version = &b"countersign claim 1"[..];
    let expected = head([version, b"orders", b"svix", b"msg_1", &[0; 8], b""]);
    assert_eq!(claim(of("svix")), hex::encode(&sha(&expected)));

    let time = 1_750_000_000_000_i64.to_be_bytes();
    let expected = head([version, b"orders", b"stripe", b"", &time, b""]);
    let expected = sha(&[&expected[..], SENT.body].concat());
    assert_eq!(claim(of("stripe")), hex::encode(&expected));

    let expected = head([version, b"orders", b"github", b"", &[0; 8], b""]);
    let expected = sha(&[&expected[..], SENT.body].concat());
    assert_eq!(claim(of("github")), hex::encode(&expected));

    let expected = head([version, b"orders", b"twilio", b"", &[0; 8], b""]);
    let expected = sha(&[&expected[..], b"https://example.com/hook", b"a1b2"].concat());
    assert_eq!(claim(of("twilio")), hex::encode(&expected));
}
