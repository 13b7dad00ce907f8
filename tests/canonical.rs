//! Canonical JSON: RFC 8785's own examples, its order, its escapes and its numbers.

#![expect(clippy::expect_used, reason = "test code")]

use countersign::json::canonical::{to_ascii, to_string};
use countersign::json::number::Native;
use countersign::json::value::Value;

fn canonical(text: &str) -> String {
    let canonical = to_string(&Value::parse(text, &Native).expect("JSON"), &Native);
    // One value, one text.
    let again = Value::parse(&canonical, &Native).expect("JSON");
    assert_eq!(to_string(&again, &Native), canonical);
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

/// RFC 8785, appendix B: the bits of a number and its text.
#[test]
fn numbers_as_ecmascript_writes_them() {
    for (bits, expected) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        let number = Value::Number(f64::from_bits(bits));
        assert_eq!(to_string(&number, &Native), expected);
    }
    for (text, expected) in [
        ("-0", "0"),
        ("10E-1", "1"),
        ("1.50", "1.5"),
        ("1e-7", "1e-7"),
    ] {
        assert_eq!(canonical(text), expected);
    }
}

/// RFC 8785, section 3.2.2.2.
#[test]
fn only_what_has_to_be_is_escaped() {
    for c in ('\0'..='\u{2100}').chain(['\u{d7ff}', '\u{e000}', '\u{feff}', '\u{ffff}', '😀']) {
        let expected = match c {
            '"' => "\\\"".to_string(),
            '\\' => "\\\\".to_string(),
            '\u{8}' => "\\b".to_string(),
            '\t' => "\\t".to_string(),
            '\n' => "\\n".to_string(),
            '\u{c}' => "\\f".to_string(),
            '\r' => "\\r".to_string(),
            '\0'..='\u{1f}' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        let text = to_string(&Value::String(c.to_string()), &Native);
        assert_eq!(text, format!("\"{expected}\""));
        // In ASCII it is the same value, and nothing but what prints on one line.
        let ascii = to_ascii(&text);
        assert!(ascii.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        assert_eq!(
            serde_json::from_str::<String>(&ascii).ok(),
            Some(c.to_string())
        );
    }
}

/// What canonical forms get wrong in the field: `tests/vectors/jcs/traps.json`.
#[test]
fn traps() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/jcs/traps.json");
    let vectors: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect(path)).expect("JSON");
    let cases = vectors["cases"].as_array().expect("cases");
    for case in cases {
        let text = |name: &str| case.get(name).and_then(serde_json::Value::as_str);
        let given = text("in").expect("a text");
        match (Value::parse(given, &Native), text("code")) {
            (Ok(_), None) => assert_eq!(Some(canonical(given).as_str()), text("out"), "{given}"),
            (Err(error), Some(code)) => assert_eq!(error.code(), code, "{given}"),
            (outcome, _) => panic!("{given}: {outcome:?}"),
        }
    }
    assert_eq!(cases.len(), 31);
}
