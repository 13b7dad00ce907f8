//! Secrets fail closed, rings have their limits, and a key has an end.

#![expect(
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    reason = "test code"
)]

use std::collections::BTreeSet;

use countersign::encoding::{base64, hex};
use countersign::mac::Hash;
use countersign::{Key, KeyError, KeyFormat, KeyId, KeyRing, SecretEncoding, Timestamp, providers};

use KeyError::{
    KeyIdDuplicate, KeyIdMalformed, KeysTooMany, SecretBlank, SecretEmpty, SecretIllFormed,
    SecretMissing, SecretNotBase64, SecretNotCredentials, SecretNotHex, SecretTooLong,
    SecretTooShort, SecretWhitespace, SecretWrongKind,
};

const TEXT: KeyFormat = KeyFormat::new(Hash::Sha256, SecretEncoding::Text);
const HEX: KeyFormat = KeyFormat::new(Hash::Sha256, SecretEncoding::Hex);
const BASE64: KeyFormat = KeyFormat::new(Hash::Sha256, SecretEncoding::Base64);
const EITHER: KeyFormat = KeyFormat::new(Hash::Sha256, SecretEncoding::Base64OrText);

/// 16 bytes, the fewest that a base64 secret may have.
const SIXTEEN: &str = "AAECAwQFBgcICQoLDA0ODw==";

fn parse(secret: &str, format: KeyFormat) -> Option<KeyError> {
    Key::parse("k", secret, format).err()
}

#[test]
fn good_secrets() {
    let whsec = format!("whsec_{SIXTEEN}");
    for secret in [
        "x",
        "12345",
        "two words",
        "é🎉",
        "whsec_",
        "whsec_not base64",
        &whsec,
    ] {
        assert_eq!(parse(secret, TEXT), None, "{secret}");
    }
    for secret in [SIXTEEN, &whsec] {
        assert_eq!(parse(secret, BASE64), None, "{secret}");
        assert_eq!(parse(secret, EITHER), None, "{secret}");
    }
    assert_eq!(parse("not base64 and so the text itself", EITHER), None);
    assert_eq!(parse("00fF", HEX), None);
    for bytes in [&b" "[..], b"\n", b"\0", b"\xff", b"key\n", &[0; 4_096]] {
        assert_eq!(Key::from_bytes("k", bytes, TEXT).err(), None, "{bytes:?}");
    }
    assert_eq!(Key::from_bytes("k", &[0; 16], BASE64).err(), None);
}

#[test]
fn every_fault_has_its_error() {
    let long = "x".repeat(4_097);
    let (short, longer) = (base64::encode(&[1; 15]), base64::encode(&[1; 4_097]));
    let prefixed = |text: &str| format!("whsec_{text}");
    let unpadded = SIXTEEN.trim_end_matches('=');
    let mut seen = BTreeSet::new();
    let mut check = |error: Option<KeyError>, expected: KeyError| {
        assert_eq!(error, Some(expected));
        seen.insert(expected.code());
    };
    for format in [TEXT, HEX, BASE64, EITHER] {
        check(parse("", format), SecretEmpty);
        check(Key::from_bytes("k", b"", format).err(), SecretEmpty);
        check(
            Key::from_bytes("k", &[1; 4_097], format).err(),
            SecretTooLong,
        );
        for blank in [
            " ",
            "\n",
            "\t\r\n",
            "\u{a0}",
            "\u{3000}\u{2028}",
            "\u{85}",
            "\u{feff}",
        ] {
            check(parse(blank, format), SecretBlank);
            let secret = SIXTEEN;
            check(parse(&format!("{secret}{blank}"), format), SecretWhitespace);
            check(parse(&format!("{blank}{secret}"), format), SecretWhitespace);
        }
    }
    check(parse(&long, TEXT), SecretTooLong);
    check(parse(&long, EITHER), SecretTooLong);
    check(parse(&longer, BASE64), SecretTooLong);
    check(parse(&hex::encode(&[1; 4_097]), HEX), SecretTooLong);
    for secret in ["0", "0g", "00 00", "0x00", "é0"] {
        check(parse(secret, HEX), SecretNotHex);
    }
    let url_alphabet = "__________________________-_AA==";
    for secret in [
        unpadded,
        "AAECAwQFBgcICQoLDA0ODx==",
        url_alphabet,
        "two words",
        &long,
    ] {
        check(parse(secret, BASE64), SecretNotBase64);
        check(parse(&prefixed(secret), BASE64), SecretNotBase64);
        check(parse(&prefixed(secret), EITHER), SecretNotBase64);
    }
    check(
        parse(&prefixed(&prefixed(SIXTEEN)), BASE64),
        SecretNotBase64,
    );
    check(parse(&short, BASE64), SecretTooShort);
    check(parse("whsec_", BASE64), SecretTooShort);
    check(parse(&prefixed(&short), EITHER), SecretTooShort);
    check(Key::from_bytes("k", &[1; 15], BASE64).err(), SecretTooShort);
    let credentials = providers::CHARGEBEE.key_format();
    check(parse("user", credentials), SecretNotCredentials);
    for (row, beginnings) in OTHER_CREDENTIALS {
        let row = providers::get(row).expect("a row");
        for beginning in beginnings.split(' ') {
            let secret = format!("{beginning}abcdefgh");
            check(parse(&secret, row.key_format()), SecretWrongKind);
        }
    }
    for id in ["", " ", "a b", "é", "a\n", "\u{7f}", &"x".repeat(129)] {
        check(Key::parse(id, "x", TEXT).err(), KeyIdMalformed);
        check(KeyId::parse(id).err(), KeyIdMalformed);
    }
    check(ring(16).try_with(key("k0")).err(), KeysTooMany);
    check(ring(3).try_with(key("k1")).err(), KeyIdDuplicate);

    // No secret at all and half a surrogate pair are faults that only JavaScript can commit.
    seen.extend([SecretMissing.code(), SecretIllFormed.code()]);
    let all = KeyError::REASONS.iter().map(|reason| reason.code);
    assert_eq!(seen, all.collect());
}

/// How each vendor's API keys and tokens begin, which people paste by mistake.
const OTHER_CREDENTIALS: [(&str, &str); 13] = [
    ("clerk", "sk_live_ sk_test_ pk_live_ pk_test_"),
    ("github", "ghp_ gho_ ghs_ ghu_ ghr_ github_pat_"),
    ("linear", "lin_api_ lin_oauth_"),
    ("notion", "ntn_"),
    ("openai", "sk- sk-proj-"),
    ("paddle", "pdl_live_apikey_ pdl_sdbx_apikey_"),
    ("resend", "re_"),
    ("shopify", "shpat_ shpca_ shppa_"),
    ("slack", "xoxb- xoxp- xapp-"),
    ("standard-webhooks", "whsk_ whpk_"),
    (
        "stripe",
        "sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ pk_test_",
    ),
    ("svix", "whsk_ whpk_"),
    ("workos", "sk_live_ sk_test_"),
];

fn key(id: &str) -> Key {
    Key::parse(id, "secret", TEXT).expect("a good secret")
}

fn ring(count: usize) -> KeyRing {
    let more = (1..count).map(|number| key(&format!("k{number}")));
    let ring = KeyRing::new(key("k0"));
    more.fold(ring, |ring, key| ring.try_with(key).expect("room"))
}

#[test]
fn a_ring_holds_sixteen_and_no_id_twice() {
    assert_eq!(KeyRing::MAX, 16);
    let full = ring(16);
    assert_eq!(full.keys().len(), 16);
    assert_eq!(full.primary().id().as_str(), "k0");
    let ids = full.keys().map(|key| key.id().as_str().to_string());
    assert!(ids.eq((0..16).map(|number| format!("k{number}"))));
    // Of a full ring with that id, the room counts first.
    assert_eq!(full.clone().try_with(key("k3")).err(), Some(KeysTooMany));
    assert_eq!(full.try_with(key("new")).err(), Some(KeysTooMany));
    assert_eq!(ring(1).try_with(key("k0")).err(), Some(KeyIdDuplicate));
    assert!(ring(1).try_with(key("K0")).is_ok(), "ids differ by case");
    assert!(Key::parse(&"~".repeat(128), "x", TEXT).is_ok());
}

#[test]
fn an_end_is_inclusive() {
    let at = Timestamp::from_unix_millis;
    let retired = key("old").until(at(5));
    assert_eq!(retired.not_after(), Some(at(5)));
    assert!(!retired.is_expired(at(4)) && !retired.is_expired(at(5)));
    assert!(retired.is_expired(at(6)));
    assert!(!key("k").is_expired(Timestamp::MAX));
    let ring = ring(2).try_with(retired).expect("room");
    assert_eq!(ring.active(at(5)).count(), 3);
    assert_eq!(ring.active(at(6)).count(), 2);
}
