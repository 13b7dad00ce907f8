//! Signing reads the same rows the other way: what `sign` writes verifies, here and by the oracle,
//! and what cannot be verified cannot be signed.

#![expect(clippy::expect_used, reason = "test code")]

mod corpus;
mod engine;
mod oracle;

use corpus::Case;
use countersign::{Covered, Key, KeyRing, Message, Provider, Rejection, Request, Timestamp};
use oracle::Answer;

type Signed = Vec<(&'static str, String)>;

/// What the case holds, under another id.
fn message(case: &Case, timestamp: Timestamp) -> Message<'_> {
    Message {
        body: &case.body,
        id: "msg_2Lh9KRb0pzN4LePd3XiA4v12Axj",
        timestamp,
        method: "POST",
        url: case.url.as_deref(),
    }
}

/// The signed time of the case; where there is none, any.
fn time(case: &Case) -> Timestamp {
    let ring = case.ring();
    let delivery = case.row.verify(&ring, &case.request(), case.now());
    let time = delivery.expect("an accepted case").timestamp();
    time.unwrap_or(Timestamp::from_unix_millis(1_750_000_000_000))
}

fn verify(case: &Case, ring: &KeyRing, headers: &Signed) -> Answer {
    let mut request = Request::new(headers, &case.body);
    if let Some(url) = &case.url {
        request = request.with_url(url);
    }
    engine::answer(case.row.verify(ring, &request, time(case)))
}

#[test]
fn what_is_signed_verifies_here_and_by_the_oracle() {
    for case in corpus::accepted() {
        let time = time(&case);
        let message = message(&case, time);
        let headers = case.row.sign(&case.ring(), &message).expect("signed");
        let names = (0..4).filter_map(|slot| case.row.header_name(slot));
        let signed = headers.iter().map(|(name, _)| *name);
        assert!(signed.eq(names), "{}", case.title());

        let signs_id = case.row.covers().any(|thing| thing == Covered::Id);
        let expected = Answer::Accepted {
            key: 0,
            time_ms: case.row.tolerance().map(|_| time.as_unix_millis()),
            id: signs_id.then(|| message.id.to_string()),
        };
        assert_eq!(verify(&case, &case.ring(), &headers), expected);

        let owned = headers.iter().map(|(name, value)| {
            let value = value.clone().into_bytes();
            ((*name).to_string(), value)
        });
        let key = oracle::sender::key_bytes(case.row.id(), &case.secret);
        let answer = oracle::judge(&oracle::Case {
            provider: case.row.id(),
            keys: &[(key.expect("a good secret"), None)],
            headers: &owned.collect::<Vec<_>>(),
            body: &case.body,
            url: case.url.as_deref(),
            now_ms: time.as_unix_millis(),
            tolerance: oracle::Tolerance::Default,
        });
        assert_eq!(answer, expected, "{}", case.title());
    }
}

/// And the other way round: what the oracle signs is what we sign.
#[test]
fn the_oracle_signs_the_same() {
    for case in corpus::accepted() {
        let time = time(&case);
        let message = message(&case, time);
        let headers = case.row.sign(&case.ring(), &message).expect("signed");
        let key = oracle::sender::key_bytes(case.row.id(), &case.secret).expect("a good secret");
        let by_oracle = oracle::sender::sign(
            case.row.id(),
            &key,
            &case.body,
            message.id,
            time.as_unix_millis(),
            bare_url(&case).as_deref(),
        );
        let answer = verify(&case, &case.ring(), &headers);
        assert!(matches!(answer, Answer::Accepted { key: 0, .. }));
        for ((name, value), (other_name, other)) in headers.iter().zip(&by_oracle) {
            assert_eq!(name, other_name);
            // `WorkOS` writes a space behind the comma.
            assert_eq!(value.replace(", ", ","), *other, "{}", case.title());
        }
        assert_eq!(headers.len(), by_oracle.len());
    }
}

/// Of the two spellings of a URL, `sign` takes the one without a port; the oracle what it gets.
fn bare_url(case: &Case) -> Option<String> {
    let url = case.url.clone()?;
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|c| c.is_ascii_digit()) => host,
        _ => authority,
    };
    Some(format!("{scheme}://{host}{path}"))
}

#[test]
fn a_list_is_signed_by_every_key_in_force_and_one_tag_by_the_primary() {
    for case in corpus::accepted() {
        let is_list = case.row.covers().any(|thing| thing == Covered::Timestamp)
            && !["slack", "linear"].contains(&case.row.id());
        let time = time(&case);
        let key = |id: &str, byte: u8| {
            let key = Key::from_bytes(id, &[byte; 32], case.row.key_format());
            key.expect("a key")
        };
        let past = Timestamp::from_unix_millis(time.as_unix_millis() - 1);
        let ring = KeyRing::new(key("k0", 1))
            .try_with(key("k1", 2).until(time))
            .and_then(|ring| ring.try_with(key("k2", 3).until(past)))
            .expect("room");
        let headers = case.row.sign(&ring, &message(&case, time)).expect("signed");
        let accepts = |key: Key| {
            let answer = verify(&case, &KeyRing::new(key), &headers);
            matches!(answer, Answer::Accepted { .. })
        };
        assert!(accepts(key("k0", 1)), "{}", case.title());
        assert_eq!(accepts(key("k1", 2)), is_list, "{}", case.title());
        assert!(!accepts(key("k2", 3)), "expired: {}", case.title());
    }
}

#[test]
fn what_cannot_be_verified_cannot_be_signed() {
    let plain = Message {
        body: b"a=1",
        id: "msg_1",
        timestamp: Timestamp::from_unix_millis(1_750_000_000_000),
        method: "POST",
        url: Some("https://example.com/hook"),
    };
    for row in corpus::known_rows() {
        let key = Key::from_bytes("k0", &[1; 32], row.key_format());
        let ring = KeyRing::new(key.expect("a key"));
        let error = |message: Message<'_>| row.sign(&ring, &message).err();
        assert_eq!(error(plain), None, "{}", row.id());
        let before = Timestamp::from_unix_millis(-1);
        let early = Message {
            timestamp: before,
            ..plain
        };
        assert_eq!(error(early), Some(Rejection::TimestampMalformed));

        let long = "x".repeat(257);
        for id in ["", " ", "a.b", "a b", "é", "a\n", &long] {
            let expected = covers(row, Covered::Id).then_some(Rejection::MessageIdMalformed);
            assert_eq!(error(Message { id, ..plain }), expected, "{}", row.id());
        }
        let signs_url = covers(row, Covered::Url);
        for url in [None, Some("/hook"), Some("https://")] {
            let expected = signs_url.then_some(Rejection::UrlMissing);
            assert_eq!(error(Message { url, ..plain }), expected, "{}", row.id());
        }
        let body = &vec![b'x'; 65_537];
        let expected = signs_url.then_some(Rejection::BodyTooLarge);
        assert_eq!(error(Message { body, ..plain }), expected, "{}", row.id());
        let url = Some("https://example.com/?bodySHA256=00");
        let expected = signs_url.then_some(Rejection::SignatureMismatch);
        assert_eq!(error(Message { url, ..plain }), expected, "{}", row.id());
    }
}

fn covers(row: &Provider, thing: Covered) -> bool {
    row.covers().any(|covered| covered == thing)
}
