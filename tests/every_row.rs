//! What must hold of every row, whatever its scheme: from its accepted cases the failures are made.

#![expect(clippy::std_instead_of_alloc, reason = "test code")]

mod corpus;

use std::collections::BTreeMap;

use corpus::Case;
use countersign::{Covered, Key, KeyRing, Rejection, Timestamp, providers};

fn accepted() -> Vec<Case> {
    let all = corpus::all().into_iter();
    all.filter(|case| case.is_valid).collect()
}

fn covers(case: &Case, thing: Covered) -> bool {
    case.row.covers().any(|other| other == thing)
}

#[test]
fn another_key_accepts_nothing() {
    for case in accepted() {
        let ring = case.ring();
        let id = ring.primary().id().as_str();
        let key = Key::from_bytes(
            id,
            b"another:secret, long enough for all",
            case.row.key_format(),
        );
        let other = KeyRing::new(key.expect("a key"));
        let verdict = case.rejection_by(&other);
        assert_eq!(
            verdict,
            Some(Rejection::SignatureMismatch),
            "{}",
            case.title()
        );
    }
}

#[test]
fn a_body_that_is_covered_cannot_be_changed() {
    let mut covered = 0;
    for mut case in accepted() {
        if !covers(&case, Covered::Body) {
            continue;
        }
        covered += 1;
        case.body.push(b' ');
        // Braintree signs what stands in its form.
        let is_its_own = case.row.id() == "braintree" || case.row.id() == "plivo";
        if is_its_own {
            continue;
        }
        assert!(case.rejection().is_some(), "{}", case.title());
    }
    assert!(covered > 300);
}

#[test]
fn a_header_that_is_not_optional_is_missed() {
    let mut optional: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in accepted() {
        for slot in 0..6_u8 {
            let Some(name) = case.row.header_name(slot) else {
                continue;
            };
            let Some(place) = case.header(name) else {
                continue;
            };
            let mut less = case.clone();
            less.headers.remove(place);
            if less.rejection().is_none() {
                optional.entry(case.row.id()).or_default().push(name.into());
            }
        }
    }
    for names in optional.values_mut() {
        names.dedup();
    }
    let optional: Vec<(&str, String)> = optional
        .into_iter()
        .map(|(id, names)| (id, names.join(" ")))
        .collect();
    let known = [
        ("box", "box-signature-secondary and version and algorithm"),
        ("docusign", "x-docusign-signature-2"),
        ("hookdeck", "x-hookdeck-signature-2"),
        ("hubspot-v1", "x-hubspot-signature-version"),
        ("hubspot-v2", "x-hubspot-signature-version"),
        ("lago", "x-lago-signature-algorithm"),
    ];
    for (id, names) in &optional {
        let expected = known.iter().find(|(known, _)| known == id);
        assert!(expected.is_some(), "{id} can do without {names}");
    }
}

#[test]
fn a_signed_time_is_judged_on_both_sides() {
    let mut judged = 0;
    for case in accepted() {
        let (true, Some(tolerance)) = (covers(&case, Covered::Timestamp), case.row.tolerance())
        else {
            continue;
        };
        judged += 1;
        let (ring, request) = (case.ring(), case.request());
        let at = |millis: i64| {
            let now = Timestamp::from_unix_millis(millis);
            case.row.verify(&ring, &request, now).err()
        };
        let delivery = case.row.verify(&ring, &request, case.now());
        let time = delivery.expect("accepted").timestamp().expect("a time");
        let time = time.as_unix_millis();
        // A token says itself until when it is valid.
        let days = 2 * 86_400_000;
        let late = at(time.saturating_add(tolerance.past()).saturating_add(days));
        assert!(
            matches!(late, Some(Rejection::TimestampTooOld { .. })),
            "{}: {late:?}",
            case.title()
        );
        let early = at(time.saturating_sub(tolerance.future()).saturating_sub(days));
        assert!(
            matches!(early, Some(Rejection::TimestampTooNew { .. })),
            "{}: {early:?}",
            case.title()
        );
    }
    assert!(judged > 100);
}

/// What `sign` makes, `verify` accepts, for every row, wherever its signature stands.
#[test]
fn what_is_signed_is_accepted() {
    let mut in_body = Vec::new();
    for case in accepted() {
        let message = countersign::Message {
            body: &case.body,
            id: "msg_2Lh9KRb0pzN4LePd3XiA4v12Axj",
            timestamp: case.now(),
            url: Some(case.url.as_deref().unwrap_or("https://example.com/hook")),
            method: "POST",
        };
        let ring = case.ring();
        let written = case.row.sign_body(&ring, &message).expect("signed");
        let headers = match &written {
            Some(_) => vec![],
            None => case.row.sign(&ring, &message).expect("signed"),
        };
        let body = written.as_deref().unwrap_or(message.body);
        let request =
            countersign::Request::new(&headers, body).with_url(message.url.unwrap_or_default());
        // A time that stands in the body is the case's own.
        let verdict = case.row.verify(&ring, &request, case.now());
        assert!(verdict.is_ok(), "{}: {verdict:?}", case.title());
        if written.is_some() {
            in_body.push(case.row.id());
        }
    }
    in_body.dedup();
    assert!(in_body.len() >= 7, "{in_body:?}");
}

#[test]
fn secrets_of_one_vendor_look_alike() {
    // A form that nothing but its own text could be would accept no secret.
    for row in providers::all() {
        let format = row.key_format();
        let text = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let hex = "00010203";
        let made = [text, hex, "user:password", "AAECAwQFBgcICQoLDA0ODw=="]
            .iter()
            .any(|secret| Key::parse("k", secret, format).is_ok());
        assert!(made, "{}", row.id());
    }
}
