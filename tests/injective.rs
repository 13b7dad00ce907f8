//! No byte can move between id, time and body: of all the ways to cut one signed text, only the
//! sender's own verifies. So equal signature bases imply equal (id, time, body).
//!
//! The base is not public, so the test writes it from the documentation of each scheme, cuts it
//! wherever its separator stands, and sends every cut with the original's signature.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod corpus;

use std::collections::HashMap;

use countersign::{
    Covered, Key, KeyRing, Message, Provider, Request, Timestamp, Tolerance, providers,
};

/// Id, time and body; empty where the scheme has none.
type Cut = [Vec<u8>; 3];

/// How a scheme joins them, and in which of its headers it puts id and time.
struct Scheme {
    id: &'static str,
    separator: u8,
    headers: Headers,
}

enum Headers {
    /// Named after the part.
    Own(&'static str, &'static str),
    /// Only the time has one.
    Time(&'static str),
    /// The time stands in the signature header, behind this.
    Pair(&'static str),
}

const SCHEMES: [Scheme; 9] = [
    Scheme::own("clerk", "svix-id", "svix-timestamp"),
    Scheme::own("openai", "webhook-id", "webhook-timestamp"),
    Scheme::pair("paddle", b':', "ts="),
    Scheme::own("resend", "svix-id", "svix-timestamp"),
    SLACK,
    Scheme::own("standard-webhooks", "webhook-id", "webhook-timestamp"),
    Scheme::pair("stripe", b'.', "t="),
    Scheme::own("svix", "svix-id", "svix-timestamp"),
    Scheme::pair("workos", b'.', "t="),
];

const SLACK: Scheme = Scheme {
    id: "slack",
    separator: b':',
    headers: Headers::Time("x-slack-request-timestamp"),
};

impl Scheme {
    const fn own(provider: &'static str, id: &'static str, time: &'static str) -> Self {
        Self {
            id: provider,
            separator: b'.',
            headers: Headers::Own(id, time),
        }
    }

    const fn pair(id: &'static str, separator: u8, label: &'static str) -> Self {
        Self {
            id,
            separator,
            headers: Headers::Pair(label),
        }
    }

    /// The signed text, without what a scheme puts before all of it.
    fn base(&self, cut: &Cut) -> Vec<u8> {
        let parts = if matches!(self.headers, Headers::Own(..)) {
            &cut[..]
        } else {
            &cut[1..]
        };
        parts.join(&self.separator)
    }

    /// Every way to cut a base.
    fn cuts(&self, base: &[u8]) -> Vec<Cut> {
        let ends = |from: usize| {
            let bytes = base.iter().enumerate().skip(from);
            let separators = bytes.filter(|(_, byte)| **byte == self.separator);
            separators.map(|(place, _)| place).collect::<Vec<_>>()
        };
        let cut = |start: usize, end: usize| (base[start..end].to_vec(), base[end + 1..].to_vec());
        let of_time = |start: usize, id: &[u8]| {
            let ends = ends(start).into_iter();
            let cuts = ends.map(|end| cut(start, end));
            cuts.map(|(time, body)| [id.to_vec(), time, body])
                .collect::<Vec<_>>()
        };
        if matches!(self.headers, Headers::Own(..)) {
            let ids = ends(0).into_iter();
            ids.flat_map(|end| of_time(end + 1, &base[..end])).collect()
        } else {
            of_time(0, b"")
        }
    }

    fn accepts(&self, row: &Provider, ring: &KeyRing, signed: &Signed, cut: &Cut) -> bool {
        let mut headers = signed.headers.clone();
        let mut put = |name: &str, value: &[u8]| {
            let header = headers.iter_mut().find(|(other, _)| *other == name);
            header.expect("a header of the scheme").1 = value.to_vec();
        };
        match self.headers {
            Headers::Own(id, time) => {
                put(id, &cut[0]);
                put(time, &cut[1]);
            }
            Headers::Time(time) => put(time, &cut[1]),
            Headers::Pair(label) => {
                let value = &mut headers[0].1;
                let (start, length) = (label.len(), signed.time.len());
                assert!(value.starts_with(&[label.as_bytes(), &signed.time].concat()));
                value.splice(start..start + length, cut[1].iter().copied());
            }
        }
        let request = Request::new(&headers, &cut[2]);
        let now = Timestamp::from_unix_millis(0);
        row.verify_within(Tolerance::OFF, ring, &request, now)
            .is_ok()
    }
}

struct Signed {
    headers: Vec<(&'static str, Vec<u8>)>,
    time: Vec<u8>,
}

/// Pieces from which id and body are made, so that what stands at a boundary could stand on
/// either side of it.
const PIECES: &str = "1 0 17 1750000000 1750000000000 . . : : msg_1 v0 {}";

/// xorshift64*
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        usize::try_from(number).expect("24 bits") % limit
    }

    fn text(&mut self, count: usize) -> String {
        let pieces: Vec<&str> = PIECES.split(' ').collect();
        (0..count)
            .map(|_| pieces[self.below(pieces.len())])
            .collect()
    }
}

#[test]
fn only_the_senders_own_cut_verifies() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut bases: HashMap<(&str, Vec<u8>), Cut> = HashMap::new();
    let mut same_base = 0;
    while same_base < 100_000 {
        for scheme in &SCHEMES {
            let row = providers::get(scheme.id).expect("a row");
            let key = Key::from_bytes("k", &[1; 32], row.key_format()).expect("a key");
            let ring = KeyRing::new(key);
            let id = random.text(3).replace('.', "") + "x";
            let millis = [0, 1_000, 17_000, 1_750_000_000_000][random.below(4)];
            let length = random.below(9);
            let body = random.text(length);
            let message = Message {
                body: body.as_bytes(),
                id: &id,
                timestamp: Timestamp::from_unix_millis(millis),
                method: "POST",
                url: None,
            };
            let headers = row.sign(&ring, &message).expect("signed").into_iter();
            let headers = headers.map(|(name, value)| (name, value.into_bytes()));
            let unit = if scheme.id == "workos" { 1 } else { 1_000 };
            let time = (millis / unit).to_string().into_bytes();
            let signed = Signed {
                headers: headers.collect(),
                time: time.clone(),
            };
            let has_id = matches!(scheme.headers, Headers::Own(..));
            let id = if has_id { id.into_bytes() } else { vec![] };
            let own: Cut = [id, time, body.into_bytes()];
            assert!(scheme.accepts(row, &ring, &signed, &own), "{}", scheme.id);

            let base = scheme.base(&own);
            let cuts = scheme.cuts(&base);
            assert!(cuts.contains(&own), "{}", scheme.id);
            same_base += cuts.len() - 1;
            for cut in cuts.into_iter().chain(shifted(&mut random, &own)) {
                let accepted = scheme.accepts(row, &ring, &signed, &cut);
                assert_eq!(accepted, cut == own, "{}: {own:?} as {cut:?}", scheme.id);
            }
            // Two messages of one base are one message.
            let first = bases
                .entry((scheme.id, base))
                .or_insert_with(|| own.clone());
            assert_eq!(*first, own, "{}", scheme.id);
        }
    }
}

/// Bytes moved over a boundary without regard to what stands there.
fn shifted(random: &mut Random, own: &Cut) -> Vec<Cut> {
    let mut shifted = Vec::new();
    for (from, to) in [(0, 1), (1, 2), (2, 1), (1, 0)] {
        if own[from].is_empty() || (own[0].is_empty() && from.min(to) == 0) {
            continue;
        }
        let mut cut = own.clone();
        let count = random.below(own[from].len()) + 1;
        if from < to {
            let moved = cut[from].split_off(own[from].len() - count);
            cut[to].splice(0..0, moved);
        } else {
            let moved: Vec<u8> = cut[from].drain(..count).collect();
            cut[to].extend(moved);
        }
        shifted.push(cut);
    }
    shifted
}

#[test]
fn the_schemes_are_all_that_sign_a_time_or_an_id_of_a_header() {
    let signs_more = |row: &&'static Provider| {
        let mut covered = row.covers();
        covered.any(|thing| matches!(thing, Covered::Id | Covered::Timestamp))
    };
    let rows = corpus::known_rows().filter(signs_more).map(Provider::id);
    // Linear's time stands in the body, which is the base.
    let rows = rows.filter(|id| *id != "linear");
    assert!(rows.eq(SCHEMES.iter().map(|scheme| scheme.id)));
}
