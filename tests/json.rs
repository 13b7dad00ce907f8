//! `Value::parse` accepts what has one reading, and says where the other begins.

use countersign::json::JsonError;
use countersign::json::number::Native;
use countersign::json::value::Value;

fn parse(text: &str) -> Result<Value, JsonError> {
    Value::parse(text, &Native)
}

fn code(text: &str) -> Option<&'static str> {
    parse(text).err().map(JsonError::code)
}

#[test]
fn sound_texts_are_read_as_another_reader_reads_them() {
    for text in [
        "null",
        " true ",
        "\t\r\nfalse\n",
        "0",
        "-1.5e+3",
        "1E-2",
        "\"\"",
        r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
        "\"é😀\u{7f}\u{2028}\u{ffff}\"",
        "[]",
        "[ ]",
        "{}",
        "{ }",
        r#"[1,[2,[]],{"a":{"b":[null]}}]"#,
        r#"{"a":1,"A":2,"":3,"a ":4,"\u0000":5,"__proto__":6}"#,
    ] {
        let value = parse(text).expect(text);
        let other = serde_json::from_str(text).expect("JSON");
        assert!(is_same(&value, &other), "{text}: {value:?}");
    }
}

fn is_same(value: &Value, other: &serde_json::Value) -> bool {
    match value {
        Value::Null => other.is_null(),
        Value::Bool(value) => other.as_bool() == Some(*value),
        Value::Number(value) => other.as_f64() == Some(*value),
        Value::String(value) => other.as_str() == Some(value),
        Value::Array(items) => other.as_array().is_some_and(|others| {
            let mut both = items.iter().zip(others);
            items.len() == others.len() && both.all(|(item, other)| is_same(item, other))
        }),
        Value::Object(members) => other.as_object().is_some_and(|others| {
            // Both keep the order in which they were written.
            let mut both = members.iter().zip(others);
            members.len() == others.len()
                && both.all(|((name, value), (other_name, other))| {
                    name == other_name && is_same(value, other)
                })
        }),
        _ => false,
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "undefined",
        "NaN",
        "-Infinity",
        "'a'",
        "a",
        "+1",
        "-",
        "01",
        "-01",
        "1.",
        ".5",
        "1.e2",
        "1e",
        "1e+",
        "0x1",
        "1_0",
        "1 2",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\\U0041\"",
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "}",
        "{1:2}",
        "{a:1}",
        "{\"a\"}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1]",
        "{\"a\":1;}",
        "{} {}",
        "{}x",
        "null,",
        "1\0",
        "\u{feff}1",
        "\u{a0}1",
        "1\u{c}",
        "1\u{b}",
        "/**/1",
        "1//",
        "[1,,2]",
        "{\"a\":1 \"b\":2}",
    ] {
        assert_eq!(code(text), Some("json_syntax"), "{text:?}");
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_err(),
            "{text:?}"
        );
    }
}

#[test]
fn a_name_stands_once_in_an_object() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"x":{"":1,"":2}}]"#,
        r#"{"\ud83d\ude00":1,"😀":2}"#,
        r#"{"a":1,"b":2,"c":3,"a":4}"#,
    ] {
        assert_eq!(code(text), Some("json_name_duplicate"), "{text}");
    }
    let at = r#"{"a":1,"b":2,"#.len();
    let at = u32::try_from(at).expect("a short text");
    let twice = Err(JsonError::NameDuplicate { at });
    assert_eq!(parse(r#"{"a":1,"b":2,"a":3}"#), twice);
    assert_eq!(code(r#"{"a":{"a":{"a":1}},"b":{"a":1}}"#), None);
}

#[test]
fn half_a_surrogate_pair_is_no_text() {
    for text in [
        r#""\ud800""#,
        r#""\udbff\u0041""#,
        r#""\udc00""#,
        r#""\udfff\ud800""#,
        r#""\ud800\ud800""#,
        r#"{"\ud83d":1}"#,
        r#"["a\ude00b"]"#,
    ] {
        assert_eq!(code(text), Some("json_surrogate_lone"), "{text}");
    }
    assert_eq!(
        parse(r#""\uD83D\uDE00\udbff\udfff""#),
        Ok(Value::String("😀\u{10ffff}".to_string()))
    );
}

#[test]
fn a_number_is_held_exactly_or_refused() {
    for text in [
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "123456789012345678901234567890",
        "1e309",
        "-1e309",
        "1e999999999",
    ] {
        assert_eq!(code(text), Some("json_number_unsafe"), "{text}");
        assert_eq!(
            code(&format!("[{text}]")),
            Some("json_number_unsafe"),
            "{text}"
        );
    }
    for text in [
        "9007199254740991",
        "-9007199254740991",
        "1.7976931348623157e308",
        "1e-999",
        "1e300",
    ] {
        assert_eq!(code(text), None, "{text}");
    }
}

/// 64 levels pass, whatever they are made of; a value inside 65 does not.
#[test]
fn sixty_four_levels() {
    let nested = |levels: usize, open: &str, inside: &str, close: &str| {
        [
            open.repeat(levels),
            inside.to_string(),
            close.repeat(levels),
        ]
        .concat()
    };
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":[", "]}]")] {
        let of_one = open.matches(['[', '{']).count();
        for inside in ["1", "\"\"", "null"] {
            let text = nested(64 / of_one, open, inside, close);
            assert_eq!(code(&text), None, "{text}");
            let text = nested(65_usize.div_ceil(of_one), open, inside, close);
            assert_eq!(code(&text), Some("json_too_deep"), "{text}");
        }
    }
    assert_eq!(code(&nested(64, "[", "", "]")), None);
    // Far too deep is the same answer, not an exhausted stack.
    assert_eq!(code(&"[".repeat(1_000_000)), Some("json_too_deep"));
    assert_eq!(code(&"{\"a\":".repeat(1_000_000)), Some("json_too_deep"));
    // Beside each other, levels do not add up.
    let beside = format!("[{}1]", "[[[]]],".repeat(1_000));
    assert_eq!(code(&beside), None);
}
