//! The audit entry: what it refuses, what it holds, and its line on a console.

use countersign::Timestamp;
use countersign::audit::{Entry, EntryError, Input};
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
