use super::*;
use alloc::{string::String, vec::Vec};

/// Wherever the body is cut into pieces, the answer is the same.
fn scan<T: PartialEq + core::fmt::Debug>(
    text: &str,
    paths: &[&'static str],
    read: impl Fn(&Scanner) -> T,
) -> T {
    let whole = {
        let mut scanner = Scanner::new(paths);
        scanner.feed(text.as_bytes());
        read(&scanner)
    };
    for cut in 0..text.len() {
        let mut scanner = Scanner::new(paths);
        let (one, two) = text.as_bytes().split_at(cut);
        scanner.feed(one);
        scanner.feed(two);
        assert_eq!(read(&scanner), whole, "{text} cut at {cut}");
    }
    assert_eq!(read(&stepped(text.as_bytes(), paths)), whole, "{text}");
    whole
}

/// Fed character by character, so that no more than one is ever passed at once.
fn stepped(text: &[u8], paths: &[&'static str]) -> Scanner {
    let mut scanner = Scanner::new(paths);
    for c in text {
        scanner.feed(core::slice::from_ref(c));
    }
    scanner
}

fn number(text: &str) -> Option<Vec<u8>> {
    scan(text, &["at"], |scanner| {
        scanner.number(0).map(<[u8]>::to_vec)
    })
}

#[test]
fn finds_the_field_wherever_it_stands() {
    for text in [
        r#"{"at":17}"#,
        r#" { "x" : [1,{"at":2},"at"] , "at" : 17 } "#,
        r#"{"at":17,"b":{"at":3},"c":"\"at\":9","d":-1.5e+3,"e":[],"f":{},"g":null}"#,
        r#"{"a\u0074":17}"#,
        r#"{"\u0061t":17,"at ":1,"aT":2,"a":3,"att":4}"#,
        r#"{"text":"long enough to be skipped, \"at\":3, \\","at":17,"x":"ä ö ü ß — é è"}"#,
        r#"{"a key that is long enough \" at":1,"at":17,"x":["seventeen letters \\"]}"#,
    ] {
        assert_eq!(number(text).as_deref(), Some(&b"17"[..]), "{text}");
    }
    assert_eq!(number(r#"{"at":-1.5e3}"#).as_deref(), Some(&b"-1.5e3"[..]));
}

#[test]
fn refuses_what_reads_two_ways() {
    for text in [
        "",
        "17",
        "[]",
        r#"[{"at":17}]"#,
        "{}",
        r#"{"at":17"#,
        r#"{"at":17}}"#,
        r#"{"at":17} 1"#,
        r#"{"at":17,"at":17}"#,
        r#"{"at":17,"\u0061t":1}"#,
        r#"{"at":17,}"#,
        r#"{"at" 17}"#,
        r#"{"x":{"at":17}}"#,
        r#"{"at":17,"b":tru}"#,
        r#"{"at":17,"b":01}"#,
        r#"{"at":17]"#,
        r#"{"at":17,"b":[1}]}"#,
        r#"{"at":17,"b":"\x"}"#,
        "{\"at\":17,\"b\":\"\n\"}",
        r#"{"at":17,"b":1.}"#,
        r#"{"at":17,b:1}"#,
        "\u{feff}{\"at\":17}",
        r#"{"at":17,"at":{}}"#,
        r#"{"at":"17"}"#,
        r#"{"at":null}"#,
        r#"{"at":[17]}"#,
        r#"{"at":{"at":17}}"#,
        "{\"at\":17,\"x\":\"long enough \n to be skipped\"}",
        r#"{"at":17,"x":"long enough to be skipped \x and more of it"}"#,
        r#"{"at":17,"x":"long enough to be skipped"#,
    ] {
        assert_eq!(number(text), None, "{text}");
    }
    assert_eq!(
        number(&alloc::format!("{{\"at\":{}}}", "1".repeat(4000))),
        None
    );
}

#[test]
fn follows_paths() {
    const PATHS: &[&str] = &["a.b", "a.c.d", "e"];
    let read = |text: &str| {
        scan(text, PATHS, |scanner| {
            [0, 1, 2].map(|path| {
                let value = scanner.value(path)?;
                Some(String::from_utf8_lossy(value).into_owned())
            })
        })
    };
    let values = |values: [&str; 3]| values.map(|value| Some(value.into()));
    for text in [
        r#"{"a":{"b":"x","c":{"d":1}},"e":"y"}"#,
        r#"{"e":"y","b":0,"a":{"x":{"b":9,"c":{"d":9}},"c":{"a":{"b":8},"d":1},"b":"x"},"d":7}"#,
        r#"{"x":[{"a":{"b":1}}],"\u0061":{"\u0062":"\u0078","c":{"d":1}},"e":"y"}"#,
    ] {
        assert_eq!(read(text), values(["x", "1", "y"]), "{text}");
    }
    for text in [
        r#"{"a":{"b":"x"},"a":{"b":"x"}}"#,
        r#"{"a":{"b":"x","b":"x"}}"#,
        r#"{"a":[{"b":"x"}]}"#,
        r#"{"a":"b"}"#,
        r#"{"a":{"b":{"b":"x"}}}"#,
        r#"{"*":{"b":"x"}}"#,
    ] {
        assert_eq!(read(text), [None, None, None], "{text}");
    }
    let text = r#"{"e":"\ud83c\udf89 \u00e9 é \n\/"}"#;
    assert_eq!(read(text), [None, None, Some("🎉 é é \n/".into())]);
}

#[test]
fn wants_the_same_in_every_element() {
    const PATHS: &[&str] = &["v.*.s"];
    let read = |text: &str| {
        scan(text, PATHS, |scanner| {
            (scanner.value(0).map(<[u8]>::to_vec), scanner.items())
        })
    };
    let same = Some(b"x".to_vec());
    assert_eq!(
        read(r#"{"v":[{"s":"x"},{"a":1,"s":"x"}]}"#),
        (same, Some(2))
    );
    for (text, items) in [
        (r#"{"v":[{"s":"x"},{"s":"y"}]}"#, 2),
        (r#"{"v":[{"s":"x"},{"t":"x"}]}"#, 2),
        (r#"{"v":[{"s":"x"},"s"]}"#, 2),
        (r#"{"v":[{"s":"x"},{"s":null}]}"#, 2),
        (r#"{"v":[]}"#, 0),
        (r#"{"v":{"*":{"s":"x"}}}"#, 0),
        (r#"{"v":{"s":"x"}}"#, 0),
    ] {
        assert_eq!(read(text), (None, Some(items)), "{text}");
    }
}

#[test]
fn looks_at_one_element() {
    let text = r#"{"v":[{"s":"x"},{"s":"y"}]}"#;
    for (item, value) in [(0, Some(&b"x"[..])), (1, Some(b"y")), (2, None)] {
        let mut scanner = Scanner::new(&[]);
        scanner.restart(&["v.*.s"], Some(item));
        scanner.feed(text.as_bytes());
        assert_eq!((scanner.value(0), scanner.items()), (value, Some(2)));
    }
}

#[test]
fn what_is_skipped_is_checked_as_what_is_not() {
    const PATHS: [&str; 3] = ["at", "v.*.k", "b.c.d"];
    let text = br#"{"x":[{"a":"long enough to be skipped","n":[10,-1.5e3,0,true]},[[],{}],false,null],"v":[{"k":"1","x":{"k":2}},{"k":"1"}],"b":{"x":{"c":{"d":3}},"c":{"d":4}},"at":5}"#;
    let read = |scanner: &Scanner| {
        let values = [0, 1, 2].map(|path| scanner.value(path).map(<[u8]>::to_vec));
        (scanner.items(), values)
    };
    let mut genuine = Scanner::new(&PATHS);
    genuine.feed(text);
    let [at, k, d] = [b"5", b"1", b"4"].map(|value| Some(value.to_vec()));
    assert_eq!(read(&genuine), (Some(2), [at, k, d]));
    for place in 0..text.len() {
        for c in br#"{}[]:,"\-.0 9etfnuk*xv"#.iter().chain(&[0x0a, 0x1f, 0xff]) {
            let (before, after) = text.split_at(place);
            for rest in [after, &after[1..]] {
                let text = [before, &[*c], rest].concat();
                let mut whole = Scanner::new(&PATHS);
                whole.feed(&text);
                let shown = String::from_utf8_lossy(&text);
                assert_eq!(read(&whole), read(&stepped(&text, &PATHS)), "{shown}");
            }
        }
    }
}
