//! The cases of `tests/vectors/providers/`, a file per provider: what a vendor, its SDK or its
//! documentation made, and what Countersign must say to it.
#![expect(
    dead_code,
    reason = "each test binary uses its own part of this module"
)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a vectors file that does not read is a failed test"
)]

use std::fs;

use countersign::encoding::base64;
use countersign::{Key, KeyError, KeyRing, Provider, Rejection, Request, Timestamp, providers};
use serde_json::Value;

/// One delivery, with everything needed to judge it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) row: &'static Provider,
    pub(crate) name: String,
    pub(crate) made_by: String,
    /// The first of its secrets.
    pub(crate) secret: String,
    /// The others, each with its id.
    pub(crate) keys: Vec<(String, String)>,
    /// 0 where the scheme has no time.
    pub(crate) now: i64,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) url: Option<String>,
    pub(crate) method: String,
    pub(crate) is_valid: bool,
    /// Whether the vendor's own verifier accepts it.
    pub(crate) sdk_accepts: bool,
}

impl Case {
    /// What to call it when it fails.
    pub(crate) fn title(&self) -> String {
        format!("{}: {}", self.row.id(), self.name)
    }

    /// The first key; its id is `k0` unless the case names it.
    pub(crate) fn key(&self) -> Result<Key, KeyError> {
        let id = self.keys.first().map_or("k0", |(id, _)| id);
        Key::parse(id, &self.secret, self.row.key_format())
    }

    pub(crate) fn try_ring(&self) -> Result<KeyRing, KeyError> {
        let mut ring = KeyRing::new(self.key()?);
        for (id, secret) in self.keys.iter().skip(1) {
            ring = ring.try_with(Key::parse(id, secret, self.row.key_format())?)?;
        }
        Ok(ring)
    }

    pub(crate) fn ring(&self) -> KeyRing {
        self.try_ring().expect("good secrets")
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.now)
    }

    /// The request, as it came in.
    pub(crate) fn request(&self) -> Request<'_, Vec<(String, String)>> {
        let request = Request::new(&self.headers, &self.body).with_method(&self.method);
        match &self.url {
            Some(url) => request.with_url(url),
            None => request,
        }
    }

    /// The rejection, if it is one, with the key of the case.
    pub(crate) fn rejection(&self) -> Option<Rejection> {
        self.rejection_by(&self.ring())
    }

    pub(crate) fn rejection_by(&self, ring: &KeyRing) -> Option<Rejection> {
        self.row.verify(ring, &self.request(), self.now()).err()
    }

    /// The place of the header with this name, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<usize> {
        let mut names = self.headers.iter().map(|(name, _)| name);
        names.position(|other| other.eq_ignore_ascii_case(name))
    }
}

/// The rows that the oracle in `tests/oracle` knows: one or more of each kind.
pub(crate) const WITH_AN_ORACLE: [&str; 14] = [
    "clerk",
    "github",
    "linear",
    "notion",
    "openai",
    "paddle",
    "resend",
    "shopify",
    "slack",
    "standard-webhooks",
    "stripe",
    "svix",
    "twilio",
    "workos",
];

/// All cases of all files, in the order of the files' names.
pub(crate) fn all() -> Vec<Case> {
    files().iter().flat_map(|id| cases_of(id)).collect()
}

/// The rows that the oracle knows.
pub(crate) fn known_rows() -> impl Iterator<Item = &'static Provider> {
    WITH_AN_ORACLE
        .iter()
        .map(|id| providers::get(id).expect("a row"))
}

/// Those of rows that the oracle knows.
pub(crate) fn cases() -> Vec<Case> {
    let ids = WITH_AN_ORACLE.iter();
    ids.flat_map(|id| cases_of(id)).collect()
}

/// Those that must be accepted, from which the derived tests make their failures.
pub(crate) fn accepted() -> Vec<Case> {
    cases().into_iter().filter(|case| case.is_valid).collect()
}

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/providers");

/// The names of the files, which are the ids of the providers.
pub(crate) fn files() -> Vec<String> {
    let entries = fs::read_dir(DIRECTORY).expect("the vectors");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a plain name");
    let mut ids: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .map(|name| name.strip_suffix(".json").expect("JSON").to_string())
        .collect();
    ids.sort();
    ids
}

/// All that is known of a provider.
pub(crate) fn file(id: &str) -> Value {
    let text = fs::read_to_string(format!("{DIRECTORY}/{id}.json")).expect("a file");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(file["provider"], id, "a file is named after its provider");
    file
}

fn cases_of(id: &str) -> Vec<Case> {
    let file = file(id);
    let row = providers::get(id).unwrap_or_else(|| panic!("no row for {id}.json"));
    let cases = file["cases"].as_array().expect("cases");
    cases.iter().map(|case| read(row, case)).collect()
}

fn read(row: &'static Provider, case: &Value) -> Case {
    let text = |name: &str| case[name].as_str().map(str::to_string);
    let needed = |name: &str| text(name).unwrap_or_else(|| panic!("no {name} in {case}"));
    let headers = case["headers"].as_object().expect("headers");
    let header = |(name, value): (&String, &Value)| {
        let value = value.as_str().expect("a text");
        (name.clone(), value.to_string())
    };
    let keys: Vec<(String, String)> = case["secret"].as_array().map_or(vec![], |keys| {
        let text = |key: &Value, name: &str| key[name].as_str().expect("a text").to_string();
        keys.iter()
            .map(|key| (text(key, "id"), text(key, "secret")))
            .collect()
    });
    Case {
        row,
        name: needed("name"),
        made_by: needed("made_by"),
        secret: match keys.first() {
            Some((_, secret)) => secret.clone(),
            None => needed("secret"),
        },
        keys,
        method: text("method").unwrap_or_else(|| "POST".to_string()),
        now: case["now_ms"].as_i64().unwrap_or(0),
        headers: headers.iter().map(header).collect(),
        body: body(&case["body"]),
        url: text("url"),
        is_valid: match needed("expected").as_str() {
            "valid" => true,
            "invalid" => false,
            other => panic!("expected: {other}"),
        },
        sdk_accepts: case["sdk"]["verdict"] == "accept",
    }
}

/// A string, `{ base64 }`, or `{ prefix, repeat, times, suffix }`.
fn body(body: &Value) -> Vec<u8> {
    if let Some(text) = body.as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(encoded) = body["base64"].as_str() {
        return base64::decode(encoded.as_bytes()).expect("base64");
    }
    let part = |name: &str| body[name].as_str().expect("a text");
    let times = usize::try_from(body["times"].as_u64().expect("a number")).expect("a count");
    [
        part("prefix"),
        &part("repeat").repeat(times),
        part("suffix"),
    ]
    .concat()
    .into_bytes()
}
