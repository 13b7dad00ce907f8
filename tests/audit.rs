//! The audit entry: what it refuses, its canonical JSON, and its line on a console.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "test code")]

use countersign::Timestamp;
use countersign::audit::{Entry, EntryError, Input};
use countersign::json::canonical;
use countersign::json::number::Native;
use countersign::json::value::Value;

const GOOD: Input<'_> = Input {
    action: Some("key.rotate"),
    user_id: Some("u_1"),
    resource: Some("keys/stripe"),
    result: Some("success"),
    metadata: None,
};

fn entry(input: &Input<'_>) -> Result<Entry, EntryError> {
    Entry::new(
        input,
        Timestamp::from_unix_millis(1_750_000_000_000),
        &Native,
    )
}

fn code(input: &Input<'_>) -> Option<&'static str> {
    entry(input).err().map(EntryError::code)
}

#[test]
fn an_entry_has_all_its_fields() {
    let plain = entry(&GOOD).expect("an entry");
    assert_eq!(
        plain.json(),
        r#"{"action":"key.rotate","resource":"keys/stripe","result":"success","timestamp":"2025-06-15T15:06:40.000Z","userId":"u_1"}"#
    );
    let metadata = Some(r#" { "b" : [ 1.0 , null ] , "a" : {} } "#);
    let failure = Input {
        result: Some("failure"),
        metadata,
        ..GOOD
    };
    assert_eq!(
        entry(&failure).expect("an entry").json(),
        r#"{"action":"key.rotate","metadata":{"a":{},"b":[1,null]},"resource":"keys/stripe","result":"failure","timestamp":"2025-06-15T15:06:40.000Z","userId":"u_1"}"#
    );
    let padded = Input {
        action: Some(" x "),
        ..GOOD
    };
    assert!(
        entry(&padded)
            .expect("an entry")
            .json()
            .contains(r#"" x ""#)
    );
}

#[test]
fn a_field_that_is_missing_or_blank_has_its_code() {
    assert_eq!(code(&GOOD), None);
    assert_eq!(code(&Input::default()), Some("audit_action_missing"));
    for text in [
        None,
        Some(""),
        Some(" "),
        Some("\t\r\n"),
        Some("\u{a0}\u{3000}"),
    ] {
        let action = Input {
            action: text,
            ..GOOD
        };
        assert_eq!(code(&action), Some("audit_action_missing"));
        let user_id = Input {
            user_id: text,
            ..GOOD
        };
        assert_eq!(code(&user_id), Some("audit_user_id_missing"));
        let resource = Input {
            resource: text,
            ..GOOD
        };
        assert_eq!(code(&resource), Some("audit_resource_missing"));
        let result = Input {
            result: text,
            ..GOOD
        };
        assert_eq!(code(&result), Some("audit_result_invalid"));
    }
    for text in ["Success", "success ", "ok", "true", "failure\0"] {
        let result = Input {
            result: Some(text),
            ..GOOD
        };
        assert_eq!(code(&result), Some("audit_result_invalid"));
    }
}

#[test]
fn metadata_is_an_object_with_one_reading() {
    for text in [
        "{}",
        r#"{"a":9007199254740991}"#,
        r#"{"__proto__":1,"":2}"#,
        r#"{"a":"\ud83d\ude00"}"#,
    ] {
        assert_eq!(
            code(&Input {
                metadata: Some(text),
                ..GOOD
            }),
            None,
            "{text}"
        );
    }
    for text in [
        "",
        "null",
        "[]",
        "\"text\"",
        "1",
        "{",
        "{}{}",
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\udc00\ud800"}"#,
        r#"{"\ud83d":1}"#,
        r#"{"a":9007199254740992}"#,
        r#"{"a":1e400}"#,
        r#"{"a":NaN}"#,
        "\u{feff}{}",
    ] {
        let input = Input {
            metadata: Some(text),
            ..GOOD
        };
        assert_eq!(code(&input), Some("audit_metadata_invalid"), "{text}");
    }
}

#[test]
fn a_clock_without_a_date_is_refused() {
    for millis in [i64::MIN, -62_167_219_200_001, 253_402_300_800_000, i64::MAX] {
        let refused = Entry::new(&GOOD, Timestamp::from_unix_millis(millis), &Native);
        assert_eq!(refused, Err(EntryError::ClockInvalid), "{millis}");
    }
    assert_eq!(EntryError::ClockInvalid.code(), "clock_invalid");
}

fn canonical(text: &str) -> String {
    let value = Value::parse(text, &Native).expect("JSON");
    let canonical = canonical::to_string(&value, &Native);
    // It is a fixed point, and the same value to another reader.
    assert_eq!(Value::parse(&canonical, &Native).as_ref(), Ok(&value));
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let again = canonical::to_string(&value, &Native);
    assert_eq!(
        read(&again).to_string().len(),
        read(&canonical).to_string().len()
    );
    canonical
}

/// RFC 8785, sections 3.2.2 and 3.2.3.
#[test]
fn the_examples_of_rfc_8785() {
    let text = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(canonical(text), expected);

    let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let value: serde_json::Value = serde_json::from_str(&canonical(text)).expect("JSON");
    let order = value.as_object().expect("an object").values();
    let order: Vec<_> = order.filter_map(serde_json::Value::as_str).collect();
    let expected = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ];
    assert_eq!(order, expected, "by UTF-16 units");
}

/// RFC 8785, appendix B, and the ends of ECMAScript's notations.
#[test]
fn numbers_as_ecmascript_writes_them() {
    for (text, expected) in [
        ("-0", "0"),
        ("-0.0", "0"),
        ("0e9", "0"),
        ("5e-324", "5e-324"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("9007199254740991", "9007199254740991"),
        ("-9007199254740991", "-9007199254740991"),
        ("295147905179352830000e0", "295147905179352830000"),
        ("9.999999999999997e22", "9.999999999999997e+22"),
        ("1e23", "1e+23"),
        ("1.0000000000000001e23", "1.0000000000000001e+23"),
        ("999999999999999700000e0", "999999999999999700000"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1e-7"),
        ("333333333.3333332", "333333333.3333332"),
        ("-0.0000033333333333333333", "-0.0000033333333333333333"),
        ("1424953923781206.2", "1424953923781206.2"),
        ("10E-1", "1"),
    ] {
        assert_eq!(canonical(text), expected);
    }
}

#[test]
fn only_what_has_to_be_is_escaped() {
    for number in 0..=0x2100_u32 {
        let Some(c) = char::from_u32(number) else {
            continue;
        };
        let expected = match c {
            '"' => "\\\"".to_string(),
            '\\' => "\\\\".to_string(),
            '\u{8}' => "\\b".to_string(),
            '\t' => "\\t".to_string(),
            '\n' => "\\n".to_string(),
            '\u{c}' => "\\f".to_string(),
            '\r' => "\\r".to_string(),
            c if number < 0x20 => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        let action = format!("x{c}");
        let input = Input {
            action: Some(&action),
            ..GOOD
        };
        let entry = entry(&input).expect("an entry");
        assert!(
            entry
                .json()
                .starts_with(&format!(r#"{{"action":"x{expected}""#))
        );
    }
}

const HOSTILE: [&str; 16] = [
    "\0",
    "\u{1b}[2J\u{1b}[31m",
    "\r\n[AUDIT] {}",
    "\u{7f}\u{9b}",
    "\u{202e}gnp.exe",
    "\u{2028}\u{2029}",
    "\u{feff}\u{200b}",
    "😀🏳️‍🌈",
    "\u{10ffff}",
    "\"},{\"",
    "\\u0000\\",
    "</script><!--",
    "é本",
    "\u{85}",
    "%s%n",
    "`${x}`",
];

#[test]
fn the_console_line_is_one_line_of_ascii_and_the_same_value() {
    for one in HOSTILE {
        for two in HOSTILE {
            let text = format!("a{one}{two}");
            let metadata = serde_json::json!({ &text: [&text, { one: two }] }).to_string();
            let input = Input {
                action: Some(&text),
                user_id: Some(&text),
                resource: Some(&text),
                result: Some("failure"),
                metadata: Some(&metadata),
            };
            let entry = entry(&input).expect("an entry");
            let line = entry.console_line();
            assert!(
                line.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
                "{line}"
            );
            let json = line.strip_prefix("[AUDIT] ").expect("its beginning");
            let value: serde_json::Value = serde_json::from_str(json).expect("JSON");
            let same: serde_json::Value = serde_json::from_str(entry.json()).expect("JSON");
            assert_eq!(value, same);
            for field in ["action", "userId", "resource"] {
                assert_eq!(value[field], text);
            }
            let sent: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
            assert_eq!(value["metadata"], sent);
            assert_eq!(
                Value::parse(json, &Native),
                Value::parse(entry.json(), &Native)
            );
        }
    }
}
