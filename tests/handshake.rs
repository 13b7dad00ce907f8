//! Handshakes: the exchanges of the vectors, and that none of them signs a delivery.

#![expect(
    clippy::expect_used,
    reason = "a vectors file that does not read is a failed test"
)]

mod corpus;

use countersign::handshake::{Expected, Refusal};
use countersign::{Key, KeyRing, Provider, Rejection, Request, Timestamp, providers};
use serde_json::Value;

/// Who asks, and stands in the vectors.
const ASKING: [&str; 16] = [
    "asana",
    "braintree",
    "dropbox",
    "dropbox-sign",
    "meta",
    "microsoft-graph",
    "monday",
    "notion",
    "slack",
    "trello",
    "twitch",
    "whatsapp",
    "woocommerce",
    "x",
    "xero",
    "zoom",
];

fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_default()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_object().into_iter().flatten();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    pairs
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn ring(row: &Provider, case: &Value) -> Option<KeyRing> {
    let key = |id: &str, secret: &str| Key::parse(id, secret, row.key_format()).expect("a key");
    if let Some(secret) = case["secret"].as_str() {
        return Some(KeyRing::new(key("k0", secret)));
    }
    let mut keys = case["secret"]
        .as_array()?
        .iter()
        .map(|spec| key(text(spec, "id"), text(spec, "secret")));
    let first = KeyRing::new(keys.next().expect("a key"));
    Some(keys.fold(first, |ring, key| ring.try_with(key).expect("a ring")))
}

#[test]
fn every_exchange_is_as_the_vectors_say() {
    let mut asking = vec![];
    for id in corpus::files() {
        let file = corpus::file(&id);
        let Some(cases) = file["handshakes"].as_array() else {
            continue;
        };
        if id != "standard-webhooks" {
            asking.push(id.clone());
        }
        let row = providers::get(&id).expect("a row");
        for case in cases {
            let title = format!("{id}: {}", text(case, "name"));
            assert!(!text(case, "made_by").is_empty(), "{title}");
            let headers = pairs(&case["headers"]);
            let method = case["method"].as_str().unwrap_or("POST");
            let request = Request::new(&headers, text(case, "body").as_bytes())
                .with_method(method)
                .with_url(text(case, "url"));
            let options = &case["options"];
            let origins: Vec<&str> = options["origins"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let expected = Expected {
                token: options["verifyToken"].as_str().map(str::as_bytes),
                wants_secret: options["expectsSecret"] == true,
                origins: &origins,
            };
            let now = Timestamp::from_unix_millis(case["now_ms"].as_i64().unwrap_or(0));
            let ring = ring(row, case);
            let said = row.handshake(ring.as_ref(), &request, now, &expected);
            match said {
                Ok(None) => assert_eq!(case["delivery"], true, "{title}: a delivery"),
                Err(refusal) => assert_eq!(case["refusal"], refusal.code(), "{title}"),
                Ok(Some(answer)) => {
                    let wanted = &case["answer"];
                    assert_eq!(wanted["status"], answer.status(), "{title}");
                    assert_eq!(wanted["body"], answer.body(), "{title}");
                    assert_eq!(wanted["secret"].as_str(), answer.secret(), "{title}");
                    let own = answer
                        .headers()
                        .map(|(name, value)| (name.into(), value.into()));
                    let mut own: Vec<(String, String)> = own.collect();
                    let mut wanted = pairs(&wanted["headers"]);
                    own.sort_unstable();
                    wanted.sort_unstable();
                    assert_eq!(own, wanted, "{title}");
                    assert_eq!(format!("{answer:?}"), "Answer { status: 200, .. }");
                }
            }
        }
    }
    assert!(ASKING.iter().all(|id| asking.iter().any(|own| own == id)));
}

fn encoded(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|c| format!("%{c:02x}")).collect();
    bytes.concat()
}

/// What is answered to a challenge.
fn answer(row: &Provider, ring: &KeyRing, challenge: &str) -> Result<String, Refusal> {
    let name = match row.id() {
        "x" => "crc_token",
        _ => "bt_challenge",
    };
    let url = format!("https://example.com/?{name}={}", encoded(challenge));
    let headers: [(&str, &str); 0] = [];
    let request = Request::new(&headers, b"")
        .with_method("GET")
        .with_url(&url);
    let said = row.handshake(
        Some(ring),
        &request,
        Timestamp::from_unix_millis(0),
        &Expected::default(),
    );
    Ok(said?.expect("a handshake").body().to_owned())
}

/// Texts that a forger would have signed, and all that reads as a challenge.
fn texts() -> Vec<String> {
    let mut all: Vec<String> = [
        "{}",
        "{\"for_user_id\":\"1\"}",
        " {\"for_user_id\":\"1\"}",
        "PG5vdGlmaWNhdGlvbj48L25vdGlmaWNhdGlvbj4=",
        "PG5vdGlmaWNhdGlvbj48L25vdGlmaWNhdGlvbj4=\n",
        "PG5vdGlmaWNhdGlvbj48",
        "[1]",
        "1",
        "true",
        "\"a\"",
        "\u{feff}{}",
        "",
    ]
    .map(str::to_owned)
    .into();
    for len in 1..130 {
        for seed in ["0123456789abcdef", "aZ09-_.~+/=", "{\"a\":1}"] {
            all.push(seed.chars().cycle().take(len).collect());
        }
    }
    all
}

#[test]
fn nothing_that_is_signed_is_a_delivery() {
    let key = |id: &str, row: &Provider| {
        Key::parse(id, "a secret of some length", row.key_format()).expect("a key")
    };
    let now = Timestamp::from_unix_millis(0);
    let mut signed = [0; 2];

    let x = providers::X;
    let ring = KeyRing::new(key("k0", &x));
    // The same scheme without a handshake, which shows what the rule is good for.
    let bare = providers::SHOPIFY;
    let bare_ring = KeyRing::new(key("k0", &bare));
    for text in texts() {
        let Ok(body) = answer(&x, &ring, &text) else {
            continue;
        };
        signed[0] += 1;
        let token: Value = serde_json::from_str(&body).expect("JSON");
        let token = token["response_token"].as_str().expect("a token");
        let headers = [("x-twitter-webhooks-signature", token)];
        let verdict = x.verify(&ring, &Request::new(&headers, text.as_bytes()), now);
        assert_eq!(
            verdict.err().map(Rejection::code),
            Some("signature_malformed"),
            "{text}"
        );
        let tag = token.strip_prefix("sha256=").expect("a prefix");
        let headers = [("x-shopify-hmac-sha256", tag)];
        assert!(
            bare.verify(&bare_ring, &Request::new(&headers, text.as_bytes()), now)
                .is_ok(),
            "{text}"
        );
    }

    let braintree = providers::BRAINTREE;
    let ring = KeyRing::new(key("public", &braintree));
    for text in texts() {
        let Ok(pair) = answer(&braintree, &ring, &text) else {
            continue;
        };
        signed[1] += 1;
        let form = format!(
            "bt_signature={}&bt_payload={}",
            encoded(&pair),
            encoded(&text)
        );
        let headers: [(&str, &str); 0] = [];
        let verdict = braintree.verify(&ring, &Request::new(&headers, form.as_bytes()), now);
        assert_eq!(
            verdict.err().map(Rejection::code),
            Some("signature_malformed"),
            "{text}"
        );
    }
    // Of each length up to 120 two, and four words; and hexadecimal of 20 to 32 digits.
    assert_eq!(signed, [244, 13], "what was signed");
}

#[test]
fn what_is_missing_shows_on_every_request() {
    let headers: [(&str, &str); 0] = [];
    let request = Request::new(&headers, b"{}");
    let now = Timestamp::from_unix_millis(0);
    for id in ASKING {
        let row = providers::get(id).expect("a row");
        let said = row.handshake(None, &request, now, &Expected::default());
        let wanted = match id {
            "braintree" | "dropbox-sign" | "slack" | "twitch" | "x" | "xero" | "zoom" => {
                "verifier_missing"
            }
            "meta" | "whatsapp" => "token_unset",
            _ => "",
        };
        assert_eq!(said.err().map_or("", Refusal::code), wanted, "{id}");
    }
}

#[test]
fn a_handled_delivery_is_acknowledged() {
    assert_eq!(
        providers::DROPBOX_SIGN.acknowledgement().body(),
        "Hello API Event Received"
    );
    assert_eq!(providers::STRIPE.acknowledgement().body(), "");
}
