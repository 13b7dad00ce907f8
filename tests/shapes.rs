//! The same headers in every native shape give the same verdict, and a shape decides no more than
//! how a name is looked up.

#![expect(
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    reason = "test code"
)]

mod corpus;

use std::collections::{BTreeMap, HashMap};

use corpus::Case;
use countersign::{Headers, KeyRing, Rejection, Request};
use http::{HeaderMap, HeaderName, HeaderValue};

type Pair = (String, String);
type Verdict = Result<(String, Option<String>), Rejection>;

#[test]
fn every_shape_gives_the_same_verdict() {
    let mut maps = 0;
    for case in corpus::cases() {
        // A faulty secret is no matter of headers.
        let Ok(key) = case.key() else { continue };
        let ring = KeyRing::new(key);
        let expected = verdict(&case, &ring, &case.headers);
        assert_eq!(expected.is_ok(), case.is_valid);
        for headers in spellings(&case.headers) {
            let title = format!("{}: {headers:?}", case.title());
            let check = |actual: Verdict| assert_eq!(actual, expected, "{title}");
            check(verdict(&case, &ring, &headers));
            check(verdict(&case, &ring, headers.as_slice()));
            check(in_array(&case, &ring, &headers));
            let borrowed = headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes()));
            check(verdict(&case, &ring, &borrowed.collect::<Vec<_>>()));
            let map: BTreeMap<String, String> = headers.iter().cloned().collect();
            check(verdict(&case, &ring, &map));
            let map: HashMap<String, String> = headers.iter().cloned().collect();
            check(verdict(&case, &ring, &map));
            if let Some(map) = header_map(&headers) {
                check(verdict(&case, &ring, &map));
                maps += 1;
            }
        }
    }
    assert!(maps > 900, "only {maps} cases fit an http::HeaderMap");
}

fn verdict<H: Headers + ?Sized>(case: &Case, ring: &KeyRing, headers: &H) -> Verdict {
    let mut request = Request::new(headers, &case.body);
    if let Some(url) = &case.url {
        request = request.with_url(url);
    }
    let delivery = case.row.verify(ring, &request, case.now())?;
    let id = delivery.message_id().map(str::to_string);
    Ok((delivery.key_id().as_str().to_string(), id))
}

/// As they stand, in other cases, in another order, and among others.
fn spellings(headers: &[Pair]) -> Vec<Vec<Pair>> {
    let renamed = |by: fn(&str) -> String| -> Vec<Pair> {
        let pair = |(name, value): &Pair| (by(name), value.clone());
        headers.iter().map(pair).collect()
    };
    let mut backwards = headers.to_vec();
    backwards.reverse();
    let mut among = renamed(str::to_string);
    for number in 0..25 {
        let value = "v1,AAAA".to_string();
        among.insert(0, (format!("x-{number}"), value));
    }
    vec![
        headers.to_vec(),
        renamed(str::to_ascii_uppercase),
        renamed(str::to_ascii_lowercase),
        backwards,
        among,
    ]
}

/// An array has its length in its type.
fn in_array(case: &Case, ring: &KeyRing, headers: &[Pair]) -> Verdict {
    let headers = headers.to_vec();
    match headers.len() {
        0 => verdict::<[Pair; 0]>(case, ring, &[]),
        1 => verdict(case, ring, &array::<1>(headers)),
        2 => verdict(case, ring, &array::<2>(headers)),
        3 => verdict(case, ring, &array::<3>(headers)),
        _ => verdict(case, ring, &headers),
    }
}

fn array<const LEN: usize>(headers: Vec<Pair>) -> [Pair; LEN] {
    headers.try_into().expect("as many")
}

/// `None` where a value is none that HTTP can carry.
fn header_map(headers: &[Pair]) -> Option<HeaderMap> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some(map)
}

#[test]
fn lines_of_one_name_are_combined_in_their_order() {
    let all = corpus::accepted();
    let rotated = |case: &&Case| case.name.contains("secret being rotated");
    let case = all.iter().find(rotated).expect("a rotation");
    let ring = case.ring();
    let is_list = |pair: &&Pair| pair.1.contains("v1,");
    let (name, value) = case.headers.iter().find(is_list).expect("a list");
    let (one, two) = value.split_once(' ').expect("two signatures");
    let others = case.headers.iter().filter(|(other, _)| other != name);
    let others: Vec<Pair> = others.cloned().collect();

    for lines in [[one, two], [two, one]] {
        let mut pairs = others.clone();
        pairs.extend(lines.map(|line| (name.to_uppercase(), line.to_string())));
        assert!(verdict(case, &ring, &pairs).is_ok());
        let map = header_map(&pairs).expect("what HTTP can carry");
        assert!(verdict(case, &ring, &map).is_ok());
    }
    // Of a name that is no list, lines that differ are one value that is no number.
    let mut pairs = case.headers.clone();
    pairs.push(("SVIX-TIMESTAMP".to_string(), "1".to_string()));
    let malformed = Err(Rejection::TimestampMalformed);
    assert_eq!(verdict(case, &ring, &pairs), malformed);
    let map = header_map(&pairs).expect("what HTTP can carry");
    assert_eq!(verdict(case, &ring, &map), malformed);
    // Two spellings of a name in a map are two lines.
    let map: BTreeMap<String, String> = pairs.into_iter().collect();
    assert_eq!(verdict(case, &ring, &map), malformed);
    let mut pairs = case.headers.clone();
    pairs.extend(
        case.headers
            .iter()
            .map(|(n, v)| (n.to_uppercase(), v.clone())),
    );
    let map: HashMap<String, String> = pairs.into_iter().collect();
    assert!(verdict(case, &ring, &map).is_ok(), "repeats collapse");
}
