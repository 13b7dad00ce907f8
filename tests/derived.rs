//! Failures derived from every accepted case of the vectors, each with its exact code: a row that
//! accepts too much is found out by any of its own deliveries.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod corpus;

use corpus::Case;
use countersign::encoding::{base64, hex};
use countersign::{Key, KeyRing, Rejection, Timestamp};

#[test]
fn a_flipped_bit_of_the_body() {
    for case in corpus::accepted() {
        let mut places: Vec<usize> = (0..case.body.len()).collect();
        if places.len() > 2_000 {
            places = vec![0, places.len() / 2, places.len() - 1];
        }
        for place in places {
            let mut changed = case.clone();
            changed.body[place] ^= 1;
            let title = format!("{}, byte {place}", case.title());
            expect(&changed, Rejection::SignatureMismatch, &title);
        }
        let mut longer = case.clone();
        longer.body.push(b'x');
        expect(&longer, Rejection::SignatureMismatch, &case.title());
    }
    // Both of its modes are among them.
    let is_digest = |case: &Case| case.url.as_ref().map(|url| url.contains("bodySHA256"));
    let modes: Vec<_> = corpus::accepted().iter().filter_map(is_digest).collect();
    assert!(modes.contains(&true) && modes.contains(&false));
}

#[test]
fn a_header_dropped() {
    for case in corpus::accepted() {
        for (slot, name) in names(&case).into_iter().enumerate() {
            let mut changed = case.clone();
            let place = changed.header(&name).expect("a header of the case");
            changed.headers.remove(place);
            let slot = u8::try_from(slot).expect("few slots");
            expect(&changed, Rejection::HeaderMissing { slot }, &case.title());
        }
    }
}

#[test]
fn tags_one_character_short() {
    for mut case in corpus::accepted() {
        let value = signature(&mut case);
        // Nothing else in a signature header is as long as a tag.
        let shortened = value.split_inclusive([' ', ',', ';']).map(|item| {
            let text = item.trim_end_matches([' ', ',', ';']);
            let mut short = item.to_string();
            if text.len() >= 28 {
                short.remove(text.len() - 1);
            }
            short
        });
        let shortened: String = shortened.collect();
        assert!(shortened.len() < value.len(), "{}", case.title());
        *signature(&mut case) = shortened;
        expect(&case, Rejection::SignatureMalformed, &case.title());
    }
}

#[test]
fn the_edges_of_the_tolerance() {
    let mut timed = 0;
    for case in corpus::accepted() {
        let ring = case.ring();
        let delivery = case.row.verify(&ring, &case.request(), case.now());
        let time = delivery.expect("an accepted case").timestamp();
        let tolerance = case.row.tolerance();
        assert_eq!(time.is_some(), tolerance.is_some(), "{}", case.title());
        let (Some(time), Some(tolerance)) = (time, tolerance) else {
            continue;
        };
        timed += 1;
        let rejection_at = |age: i64| {
            let mut case = case.clone();
            case.now = time.as_unix_millis() + age;
            case.rejection()
        };
        let (past, future) = (tolerance.past(), tolerance.future());
        assert_eq!(rejection_at(past), None, "{}", case.title());
        assert_eq!(rejection_at(-future), None, "{}", case.title());
        let age = past + 1;
        assert_eq!(rejection_at(age), Some(Rejection::TimestampTooOld { age }));
        let age = -future - 1;
        assert_eq!(rejection_at(age), Some(Rejection::TimestampTooNew { age }));
    }
    assert!(timed > 50, "only {timed} cases have a time");
}

#[test]
fn keys_that_are_others_or_retired() {
    for case in corpus::accepted() {
        let other = Key::from_bytes("other", &[0x42; 32], case.row.key_format()).expect("a key");
        let rejection = case.rejection_by(&KeyRing::new(other.clone()));
        assert_eq!(rejection, Some(Rejection::SignatureMismatch));

        let until = |end: i64| {
            let end = Timestamp::from_unix_millis(end);
            let retired = case.key().expect("a good secret").until(end);
            let ring = KeyRing::new(other.clone()).try_with(retired);
            case.rejection_by(&ring.expect("room"))
        };
        assert_eq!(until(case.now), None, "{}", case.title());
        assert_eq!(until(case.now - 1), Some(Rejection::KeyExpired { key: 1 }));

        // One that is in force accepts what an expired one made as well.
        let retired = until_before(&case);
        let active = Key::parse("active", &case.secret, case.row.key_format());
        let ring = KeyRing::new(retired).try_with(active.expect("a good secret"));
        assert_eq!(case.rejection_by(&ring.expect("room")), None);
    }
}

fn until_before(case: &Case) -> Key {
    let end = Timestamp::from_unix_millis(case.now - 1);
    case.key().expect("a good secret").until(end)
}

#[test]
fn a_list_of_seventeen() {
    for mut case in corpus::accepted() {
        let (hex, base64) = (hex::encode(&[7; 32]), base64::encode(&[7; 32]));
        let (label, more) = match case.row.id() {
            "stripe" | "workos" => ("v1=", format!(",v1={hex}")),
            "paddle" => ("h1=", format!(";h1={hex}")),
            "standard-webhooks" | "svix" | "clerk" | "resend" | "openai" => {
                ("v1,", format!(" v1,{base64}"))
            }
            _ => {
                // No list: a second one that differs makes nonsense of the first.
                let value = signature(&mut case).trim().to_string();
                signature(&mut case).clone_from(&value);
                let name = names(&case).remove(0).to_uppercase();
                case.headers.push((name, value.clone()));
                assert_eq!(case.rejection(), None, "{}", case.title());
                let (upper, lower) = (value.to_uppercase(), value.to_lowercase());
                let other = if value == upper { lower } else { upper };
                case.headers.last_mut().expect("a header").1 = other;
                expect(&case, Rejection::SignatureMalformed, &case.title());
                continue;
            }
        };
        let value = signature(&mut case).trim_end().to_string();
        let count = value.matches(label).count();
        assert!((1..=16).contains(&count), "{}", case.title());
        let sixteen = value + &more.repeat(16 - count);
        signature(&mut case).clone_from(&sixteen);
        assert_eq!(case.rejection(), None, "{}", case.title());
        *signature(&mut case) = sixteen + &more;
        expect(&case, Rejection::SignatureMalformed, &case.title());
    }
}

#[test]
fn a_url_that_is_missing_or_no_absolute_one() {
    let with_url = |case: &Case| case.url.is_some();
    let cases: Vec<Case> = corpus::accepted().into_iter().filter(with_url).collect();
    assert!(cases.iter().all(|case| case.row.id() == "twilio"));
    assert!(!cases.is_empty());
    for mut case in cases {
        let url = case.url.take().expect("a URL");
        expect(&case, Rejection::UrlMissing, &case.title());
        let (_, rest) = url.split_once("://").expect("an absolute URL");
        for other in [rest, &format!("HTTPS://{rest}"), "", "https://", "/hook"] {
            case.url = Some(other.to_string());
            expect(&case, Rejection::UrlMissing, &case.title());
        }
        case.url = Some(url.replacen("://", "://other.", 1));
        expect(&case, Rejection::SignatureMismatch, &case.title());
    }
}

#[test]
fn a_row_that_signs_no_url_does_not_look_at_it() {
    let is_other = |case: &Case| case.row.id() != "twilio";
    for mut case in corpus::accepted().into_iter().filter(is_other) {
        case.url = Some("nonsense".repeat(5_000));
        assert_eq!(case.rejection(), None, "{}", case.title());
    }
}

fn expect(case: &Case, rejection: Rejection, title: &str) {
    assert_eq!(case.rejection(), Some(rejection), "{title}");
}

/// The names of the set of headers that the case uses.
fn names(case: &Case) -> Vec<String> {
    let names = (0..4).filter_map(|slot| case.row.header_name(slot));
    let names: Vec<String> = names.map(str::to_string).collect();
    if case.header(&names[0]).is_some() {
        return names;
    }
    let other = |name: &String| name.replacen("svix-", "webhook-", 1);
    names.iter().map(other).collect()
}

fn signature(case: &mut Case) -> &mut String {
    let name = names(case).remove(0);
    let place = case.header(&name).expect("a signature");
    &mut case.headers[place].1
}
