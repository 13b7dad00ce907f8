//! What text is taken for a secret: rules with a prefix, card numbers, names.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test code"
)]

use countersign::json::number::Native;
use countersign::scan::{RULES, is_secret_name, scan};

/// A text of a rule's alphabet with its dots, that long.
fn sample(prefix: &str, filler: &str, len: usize, dots: usize) -> String {
    let mut body: Vec<u8> = filler.bytes().cycle().take(len).collect();
    for dot in 1..=dots {
        body[dot * 4] = b'.';
    }
    format!("{prefix}{}", String::from_utf8(body).expect("ASCII"))
}

#[test]
fn each_rule_finds_its_sample_and_none_that_is_shorter() {
    for rule in RULES {
        let mut is_found = false;
        for filler in ["A1", "a1", "b7Q"] {
            let [whole, short] =
                [rule.min, rule.min - 1].map(|len| sample(rule.prefix, filler, len, rule.dots));
            let found = scan(&format!("({whole})"), &Native);
            if let [finding] = found.as_slice() {
                assert_eq!(
                    (finding.rule, finding.span.clone()),
                    (rule.id, 1..whole.len() + 1)
                );
                is_found = true;
                assert_eq!(scan(&format!("x{whole}"), &Native), [], "within a word");
                assert_eq!(scan(&format!("9{whole}"), &Native), [], "within a word");
            }
            assert_eq!(scan(&format!("({short})"), &Native), [], "{short}");
        }
        assert!(is_found, "{}", rule.prefix);
        let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(
            rule.id.bytes().all(is_id),
            "what an id leaves must be known again"
        );
    }
}

#[test]
fn a_beginning_is_seen_behind_an_escape() {
    let token = sample("ghp_", "A1", 12, 0);
    for before in [
        "%3D", "%3d", "\\n", "\\u003d", "_", "-", "é", "\u{200b}", "密钥",
    ] {
        assert_eq!(
            scan(&format!("x{before}{token}"), &Native).len(),
            1,
            "{before}"
        );
    }
}

#[test]
fn card_numbers_need_issuer_length_and_check_digit() {
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5555-5555-5555-4444",
        "378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "30569309025904",
        "3530111333300000",
        "4222222222222",
        "2223003122003222",
        "6200000000000005",
    ] {
        for (before, after) in [
            ("", ""),
            ("card:", "."),
            ("(", ")"),
            ("card-", ", x"),
            ("_", "\n"),
        ] {
            let found = scan(&format!("{before}{card}{after}"), &Native);
            assert!(
                matches!(found.as_slice(), [one] if one.rule == "card-number"
                && one.span == (before.len()..before.len() + card.len())),
                "{before}{card}: {found:?}"
            );
        }
        for (before, after) in [
            ("1", ""),
            ("", "1"),
            ("a", ""),
            ("", "a"),
            ("0.", ""),
            ("+", ""),
            ("", ".5"),
        ] {
            assert_eq!(
                scan(&format!("{before}{card}{after}"), &Native),
                [],
                "{before}{card}{after}"
            );
        }
        // One digit off.
        let last = card.len() - 1;
        let digit = (card.as_bytes()[last] - b'0' + 1) % 10;
        assert_eq!(scan(&format!("{}{digit}", &card[..last]), &Native), []);
    }
    for other in [
        "41 11 1111 1111 1111 11",
        "4111  1111 1111 1111",
        "4111-1111 1111-1111",
        "9111111111111111",
    ] {
        assert_eq!(scan(other, &Native), [], "{other}");
    }
}

#[test]
fn names_of_secrets() {
    let secret = [
        "password",
        "Passwd",
        "PWD",
        "pin",
        "PIN",
        "userPassword",
        "db_password",
        "newPassword",
        "stripe_secret_key",
        "accessToken",
        "refresh_token",
        "X-Auth-Token",
        "set-cookie",
        "sessionId",
        "client.secret",
        "ＡＰＩ＿ｋｅｙ",
        "to\u{200d}ken",
        "PİN",
        "api_key_2",
        "passwordConfirmation",
        "aws_secret_access_key",
        "private-key",
        "Authorization",
        "Proxy-Authorization",
        "JSESSIONID",
    ];
    for name in secret {
        assert!(is_secret_name(name, &Native), "{name}");
    }
    let other = [
        "",
        "-",
        "nextPageToken",
        "pageToken",
        "continuationToken",
        "tokenType",
        "token_count",
        "keyId",
        "publicKey",
        "passwordChangedAt",
        "opinion",
        "spin",
        "compass",
        "bypass",
        "pincode",
        "key",
        "tokenizer",
        "secretary",
        "secretName",
        "monkey",
        "idempotencyKey",
        "partition_key",
        "1234",
        "passwordless",
        "authorized",
        "accessKeyId",
        "pagetoken2",
        "パスワード",
    ];
    for name in other {
        assert!(!is_secret_name(name, &Native), "{name}");
    }
}

#[test]
fn a_name_is_read_whatever_stands_before_it() {
    for before in [
        "密".repeat(40),
        "🔑".repeat(30),
        "é".repeat(60),
        "a.".repeat(60),
    ] {
        for shift in ["", "x", "xx", "xxx"] {
            let text = format!("{before}{shift}password=hunter22");
            let found = scan(&text, &Native);
            assert!(
                matches!(found.as_slice(), [one] if &text[one.span.clone()] == "hunter22"),
                "{text}: {found:?}"
            );
        }
    }
}
