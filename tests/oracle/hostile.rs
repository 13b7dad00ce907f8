//! Hostile requests: mutations of valid ones, the same for the same seed.

use super::rows::{Base, Layout, Row, Secret, Time, row};
use super::sender::{key_bytes, sign_texts};
use super::{Case, Tolerance, draft, mutate, parts};

/// A generated request, owning what a [`Case`] borrows.
#[derive(Debug, Clone)]
pub struct Owned {
    pub provider: &'static str,
    /// The secrets as one would configure them: the bytes, whether they are text, `not_after`.
    pub configured: Vec<(Vec<u8>, bool, Option<i64>)>,
    pub keys: Vec<(Vec<u8>, Option<i64>)>,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
    pub url: Option<String>,
    pub now_ms: i64,
    pub tolerance: Tolerance,
}

impl Owned {
    pub fn case(&self) -> Case<'_> {
        Case {
            provider: self.provider,
            keys: &self.keys,
            headers: &self.headers,
            body: &self.body,
            url: self.url.as_deref(),
            now_ms: self.now_ms,
            tolerance: self.tolerance,
        }
    }
}

/// xorshift64*
pub struct Rng(u64);

impl Rng {
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        ((self.number() >> 11) % limit as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.number() >> 32) as u8).collect()
    }

    pub fn word(&mut self, length: usize) -> String {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        (0..length)
            .map(|_| char::from(*self.pick(letters)))
            .collect()
    }
}

/// Twice or more where a row has codes of its own, so that these are not rare.
const PROVIDERS: [&str; 18] = [
    "standard-webhooks",
    "svix",
    "clerk",
    "resend",
    "openai",
    "stripe",
    "github",
    "slack",
    "shopify",
    "linear",
    "linear",
    "paddle",
    "workos",
    "notion",
    "twilio",
    "twilio",
    "twilio",
    "twilio",
];

pub struct Generator {
    rng: Rng,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        // Zero is the one state that xorshift never leaves.
        let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        rng.number();
        Self { rng }
    }

    pub fn next(&mut self) -> Owned {
        let rng = &mut self.rng;
        let provider = *rng.pick(&PROVIDERS);
        let row = row(provider);
        let unit_ms = row.unit_ms.max(1);
        let (tolerance, past, future) = tolerance(rng, &row);
        let sent = (1_600_000_000_000 + rng.below(200_000_000_000) as i64) / unit_ms * unit_ms;
        let now_ms = sent + age(rng, past, future);
        let configured = configured(rng, provider, now_ms);
        let key_of = |(secret, is_text, not_after): &(Vec<u8>, bool, Option<i64>)| {
            let text = || std::str::from_utf8(secret).expect("a text");
            let key = if *is_text {
                key_bytes(provider, text())
            } else {
                Some(secret.clone())
            };
            (key.expect("a good secret"), *not_after)
        };
        let keys: Vec<_> = configured.iter().map(key_of).collect();
        let mut request = Owned {
            provider,
            configured,
            keys,
            headers: Vec::new(),
            body: Vec::new(),
            url: None,
            now_ms,
            tolerance,
        };
        write_and_sign(rng, &row, &mut request, sent / unit_ms);
        for _ in 0..*rng.pick(&[0, 0, 1, 1, 1, 2]) {
            mutate::mutate(rng, &row, &mut request);
        }
        request
    }
}

fn tolerance(rng: &mut Rng, row: &Row) -> (Tolerance, i64, i64) {
    let past = rng.below(1_000) as i64 * 1_000 + 1_000;
    let future = rng.below(1_000) as i64 * 1_000 + 1_000;
    match rng.below(10) {
        0 if row.time != Time::None => (Tolerance::Off, past, future),
        1 | 2 if row.time != Time::None => (Tolerance::Millis { past, future }, past, future),
        _ => (Tolerance::Default, row.past_ms, row.future_ms),
    }
}

fn age(rng: &mut Rng, past: i64, future: i64) -> i64 {
    match rng.below(20) {
        0 => past,
        1 => past + 1,
        2 => past - 1,
        3 => -future,
        4 => -future - 1,
        5 => -future + 1,
        6 => rng.below(10_000_000_000) as i64,
        7 => -(rng.below(10_000_000_000) as i64),
        _ => rng.below((past + future + 1) as usize) as i64 - future,
    }
}

fn configured(rng: &mut Rng, provider: &str, now_ms: i64) -> Vec<(Vec<u8>, bool, Option<i64>)> {
    let count = *rng.pick(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 16]);
    let mut configured: Vec<(Vec<u8>, bool, Option<i64>)> = Vec::new();
    for _ in 0..count {
        let past_or_future = [-86_400_000, -1, 0, 1, 86_400_000];
        let not_after = rng.chance(20).then(|| now_ms + rng.pick(&past_or_future));
        let (mut secret, mut is_text) = secret(rng, provider);
        if !configured.is_empty() && rng.chance(5) {
            (secret, is_text, _) = configured[0].clone();
        }
        configured.push((secret, is_text, not_after));
    }
    configured
}

fn secret(rng: &mut Rng, provider: &str) -> (Vec<u8>, bool) {
    let length = *rng.pick(&[16, 24, 32, 63, 64, 65, 150]);
    if rng.chance(15) {
        return (rng.bytes(length), false);
    }
    let encoded = parts::to_base64(&rng.bytes(length));
    let text = match row(provider).secret {
        Secret::Base64 if rng.chance(30) => encoded,
        Secret::PrefixedBase64OrText if rng.chance(30) => rng.word(length),
        Secret::Base64 | Secret::PrefixedBase64OrText => format!("whsec_{encoded}"),
        Secret::Text if rng.chance(10) => format!("{} é {}", rng.word(3), rng.word(length)),
        Secret::Text if rng.chance(20) => format!("whsec_{}", rng.word(length)),
        Secret::Text => rng.word(length),
    };
    (text.into_bytes(), true)
}

fn write_and_sign(rng: &mut Rng, row: &Row, request: &mut Owned, sent: i64) {
    let provider = request.provider;
    let id = draft::id(rng);
    let time = draft::time(rng, sent);
    request.body = match row.time {
        Time::BodyField => draft::linear(rng, &time),
        _ if row.base == Base::Twilio => draft::form(rng),
        _ => draft::body(rng),
    };
    let mut signed_url = String::new();
    if row.base == Base::Twilio {
        if rng.chance(35) {
            request.body = draft::body(rng);
        }
        let digest = parts::to_hex(&parts::sha256(&request.body));
        (signed_url, request.url) = draft::urls(rng, &digest);
    } else if rng.chance(30) {
        let path = if rng.chance(1) { 9_000 } else { 9 };
        request.url = Some(format!("https://example.com/{}", rng.word(path)));
    }
    let stranger = rng.bytes(32);
    let signer = rng.below(request.keys.len());
    let key = if rng.chance(3) {
        &stranger
    } else {
        &request.keys[signer].0
    };

    if rng.chance(2) && !matches!(row.base, Base::Body | Base::Twilio) {
        // Honestly signed, then a part of the body is moved into the headers: the MAC is the same.
        let separator: &[u8] = match row.base {
            Base::IdTimeBody | Base::TimeDotBody => b".",
            _ => b":",
        };
        let body = [&time, separator, &request.body].concat();
        request.headers = sign_texts(provider, key, &body, &id, &time, b"");
        let moved = [&time, separator, &time].concat();
        match (row.base, row.layout) {
            (Base::IdTimeBody, _) => request.headers[1].1 = [&id, separator, &time].concat(),
            (_, Layout::Pairs(_)) => {
                let value = &request.headers[0].1;
                let place = value
                    .windows(time.len().max(1))
                    .position(|window| window == time);
                let place = place.unwrap_or(0);
                let rest = &value[(place + time.len()).min(value.len())..];
                request.headers[0].1 = [&value[..place], &moved, rest].concat();
            }
            _ => request.headers[1].1 = moved,
        }
        return;
    }

    let url = signed_url.as_bytes();
    request.headers = sign_texts(provider, key, &request.body, &id, &time, url);
    if rng.chance(20) && !matches!(row.layout, Layout::Whole(_)) {
        // What a sender sends while its secret changes: a tag of another key beside the first.
        let other = &rng.pick(&request.keys).0;
        let other = sign_texts(provider, other, &request.body, &id, &time, url);
        let (first, second) = (request.headers[0].1.clone(), other[0].1.clone());
        request.headers[0].1 = match row.layout {
            Layout::Pairs(pairs) => {
                let tag = parts::cut(&second, pairs.separator).map_or(&b""[..], |(_, tag)| tag);
                parts::join(&[&first, tag], &[pairs.separator])
            }
            _ if rng.chance(20) => parts::join(&[&first, &second], b", "),
            _ => parts::join(&[&first, &second], b" "),
        };
    }
}
