//! What must not get into a log, and what must stay in it.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "test code"
)]

use countersign::audit::{Redactor, Removed};
use countersign::encoding::{base64, hex};
use countersign::json::{canonical::to_string, number::Native, value::Value};
use countersign::scan::scan;

const LEAKS: &str = include_str!("vectors/redaction/leaks.json");
const BENIGN: &str = include_str!("vectors/redaction/benign.jsonl");
const FORMS: &str = include_str!("vectors/redaction/benign-forms.json");
/// Those of the comparison with other libraries.
const CASES: [&str; 36] = [
    "top password",
    "depth1 password",
    "depth5 password",
    "array token",
    "array secret",
    "Authorization header",
    "x-api-key",
    "X-API-KEY upper",
    "cookie",
    "apiKey",
    "api_key",
    "client_secret",
    "privateKey",
    "Bearer in text",
    "url userinfo",
    "url query",
    "conn string",
    "jwt value",
    "sk_live in text",
    "whsec in text",
    "gsk_ in text",
    "ghp in text",
    "pem body",
    "stringified json password",
    "base64 of password",
    "Map password",
    "Error.message",
    "zero-width key",
    "fullwidth key",
    "passwd",
    "pwd",
    "pin",
    "form body",
    "cli flag",
    "own __proto__ password",
    "header tuple",
];

fn parse(text: &str) -> Value {
    Value::parse(text, &Native).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn redacted(redactor: &Redactor, mut value: Value) -> (Value, Vec<Removed>) {
    let mut removed = vec![];
    redactor.redact(&mut value, &Native, "", &mut removed);
    let (mut again, mut more) = (value.clone(), vec![]);
    redactor.redact(&mut again, &Native, "", &mut more);
    assert_eq!((&again, more), (&value, vec![]), "twice is more than once");
    (value, removed)
}

/// A text and all that its runs of base64 may stand for, at each offset.
fn readings(text: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    let mut readings = vec![text.to_string()];
    for run in text.split(|c| !is_digit(c)).filter(|run| run.len() >= 8) {
        let run = run.replace('-', "+").replace('_', "/");
        for part in [run.as_str()].into_iter().chain(run.split('/')) {
            for offset in 0..4.min(part.len()) {
                let digits = &part[offset..];
                let filled = digits.len().next_multiple_of(4);
                let digits = format!("{digits:A<filled$}");
                let bytes = base64::decode(digits.as_bytes()).expect("digits");
                readings.push(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    readings
}

/// The value with `fill` on each text, names too.
fn filled(value: &Value, fill: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(fill(text)),
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, fill)).collect()),
        Value::Object(members) => match members.as_slice() {
            [(name, Value::String(text))] if name == "$base64" => {
                Value::String(base64::encode(fill(text).as_bytes()))
            }
            _ => {
                let member = |(name, value): &(String, Value)| (fill(name), filled(value, fill));
                Value::Object(members.iter().map(member).collect())
            }
        },
        other => other.clone(),
    }
}

fn member<'a>(value: &'a Value, wanted: &str) -> &'a Value {
    let Value::Object(members) = value else {
        panic!("no object");
    };
    let found = members.iter().find(|(name, _)| name == wanted);
    &found.expect("a member").1
}

fn list(value: &Value) -> &[Value] {
    let Value::Array(items) = value else {
        panic!("no list");
    };
    items
}

fn text(value: &Value) -> &str {
    let Value::String(text) = value else {
        panic!("no text");
    };
    text
}

#[test]
fn nothing_leaks_in_36_cases() {
    // A canary that only a name or a surrounding gives away, and one in the letters of a token.
    for canary in ["cAnArY9f3K7q2LmX8vT4wB6nR1sD5hJ0", "7Rk2mQx9Zt4w"] {
        let file = parse(LEAKS);
        let mut seen = vec![];
        for case in list(member(&file, "cases")) {
            let [name, input] = list(case) else {
                panic!("no pair");
            };
            // The one that is given encoded.
            let encoded = base64::encode(format!("{{\"password\":\"{canary}\"}}").as_bytes());
            let put = |text: &str| {
                let text = text.replace(
                    "eyJwYXNzd29yZCI6IkNBTkFSWSJ9",
                    encoded.trim_end_matches('='),
                );
                text.replace("CANARY", canary).replace('¦', "")
            };
            let input = filled(input, &put);
            let before = readings(&to_string(&input, &Native));
            assert!(
                before.iter().any(|text| text.contains(canary)),
                "no canary: {before:?}"
            );
            let (output, removed) = redacted(&Redactor::new(&[]), input);
            let output = to_string(&output, &Native);
            for reading in readings(&output) {
                assert!(!reading.contains(canary), "{}: {output}", text(name));
            }
            assert!(!removed.is_empty());
            assert!(!format!("{removed:?}").contains(canary));
            seen.push(text(name).to_string());
        }
        for case in CASES {
            assert!(seen.iter().any(|name| name == case), "{case} has no input");
        }
    }
}

/// All harmless entries, more than 500 of them.
fn benign() -> Vec<Value> {
    let mut entries: Vec<Value> = BENIGN.lines().map(parse).collect();
    let file = parse(FORMS);
    let Value::Object(choices) = member(&file, "choices") else {
        panic!("no choices");
    };
    let forms = list(member(&file, "forms"));
    for round in 0..1_000 {
        let mut entry = text(&forms[round % forms.len()]).to_string();
        // Strides that share no divisor with a list's length go through all of it.
        for (place, (name, values)) in choices.iter().enumerate() {
            let values = list(values);
            let choice = text(&values[(round / forms.len() + round * (place + 1)) % values.len()]);
            entry = entry.replace(&format!("{{{name}}}"), choice);
        }
        entries.push(Value::Object(vec![(
            "note".to_string(),
            Value::String(entry),
        )]));
    }
    entries
}

#[test]
fn five_hundred_harmless_entries_stay_as_they_are() {
    let entries = benign();
    let mut texts: Vec<String> = entries
        .iter()
        .map(|entry| to_string(entry, &Native))
        .collect();
    let mut wrong = vec![];
    for entry in entries {
        let (output, removed) = redacted(&Redactor::new(&["correct horse battery"]), entry.clone());
        if output != entry || !removed.is_empty() {
            wrong.push((to_string(&output, &Native), removed));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    texts.sort_unstable();
    texts.dedup();
    assert!(texts.len() >= 500, "{} different ones", texts.len());
}

fn percent(text: &str, is_plain: impl Fn(u8) -> bool) -> String {
    let byte = |byte: u8| match byte {
        _ if is_plain(byte) => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Each UTF-16 code unit as JSON escapes it.
fn units(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    units.collect::<Vec<_>>().concat()
}

#[test]
fn own_secrets_are_found_in_eight_spellings() {
    let secrets = [
        "s3cr/t+käy \"of\" ours\n",
        "pl4in-0wn-k3y",
        "zwölf Boxkämpfer ~ ÿþ??>>",
        "12345678",
        "a\u{1f511}b\u{1f511}c",
    ];
    let redactor = Redactor::new(&secrets);
    let mut count = 0;
    for secret in secrets {
        let url = |text: String| text.replace('+', "-").replace('/', "_").replace('=', "");
        let mut spellings = vec![
            secret.to_string(),
            hex::encode(secret.as_bytes()),
            hex::encode(secret.as_bytes()).to_uppercase(),
            percent(secret, |byte| {
                byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte)
            }),
            percent(secret, |_| false).to_lowercase(),
            percent(secret, |byte| byte.is_ascii_alphanumeric() || byte == b' ').replace(' ', "+"),
            to_string(&Value::String(secret.to_string()), &Native)
                .trim_matches('"')
                .to_string(),
            units(secret),
            secret.replace('/', "\\/"),
        ];
        // The secret's own digits, between those of what stands around it.
        for around in ["", "x", "xy", "xyz", "\u{1}\u{2}\u{1f}\u{5}"] {
            let text = base64::encode(format!("{around}{secret}{around}").as_bytes());
            spellings.extend([url(text.clone()), text]);
        }
        for spelling in spellings {
            for (before, after) in [
                ("", ""),
                ("key ", " here"),
                ("<<", ">>"),
                ("ü", "ü"),
                ("/", "/x"),
            ] {
                let placed = format!("{before}{spelling}{after}");
                let value = Value::Array(vec![
                    Value::String(placed.clone()),
                    Value::Object(vec![(placed.clone(), Value::Null)]),
                    Value::String(format!(
                        "{{\"x\":{}}}",
                        to_string(&Value::String(placed.clone()), &Native)
                    )),
                ]);
                let (output, removed) = redacted(&redactor, value);
                let output_text = to_string(&output, &Native);
                let mut pointers: Vec<&str> =
                    removed.iter().map(|(place, _)| place.as_str()).collect();
                pointers.dedup();
                assert_eq!(pointers.len(), 3, "{spelling}: {output_text}");
                for reading in readings(&output_text) {
                    assert!(!reading.contains(secret), "{spelling}: {output_text}");
                }
                let kept = text(&list(&output)[0]);
                assert!(kept.starts_with(before) && kept.ends_with(after), "{kept}");
                count += 1;
            }
        }
    }
    assert_eq!(count, 5 * 19 * 5);
}

#[test]
fn own_secrets_that_overlap_go_whole() {
    let redactor = Redactor::new(&["abcdefgh-1", "gh-1-ijklmno", "abcdefgh"]);
    let mut text = "x abcdefgh-1-ijklmno y abcdefghi z".to_string();
    let mut removed = vec![];
    redactor.redact_text(&mut text, &Native, "/resource", &mut removed);
    assert_eq!(text, "x [redacted:own-secret] y [redacted:own-secret]i z");
    assert_eq!(removed, [("/resource".to_string(), "own-secret")]);
}

#[test]
fn short_own_secrets_are_passed_over_and_none_is_shown() {
    let redactor = Redactor::new(&["seven77", "eight888"]);
    let (output, _) = redacted(&redactor, parse(r#"["seven77 eight888"]"#));
    assert_eq!(output, parse(r#"["seven77 [redacted:own-secret]"]"#));
    assert_eq!(format!("{redactor:?}"), "Redactor { .. }");
}

#[test]
fn only_the_secret_goes_and_its_place_is_told() {
    let token = ["ghp", "_", "A1b2C3d4E5f6"].concat();
    let input = r#"{
        "a/b": {"c~d": "pushed by TOKEN, then merged"},
        "list": [1, "https://ada:hunter22@host.example/x?page=1&token=abc123&z=2"],
        "TOKEN": 1, "x TOKEN": 2, "[redacted:github-token]": 3,
        "card": "paid with 4111 1111 1111 1111 today", "number": 4111111111111111,
        "line": "Authorization: Bearer abc.def-123\nHost: a.example",
        "password": [], "secret": {}, "token": 7, "pin": 1234, "tokens": 7, "pass": 12,
        "pem": "a -----BEGIN ¦PRIVATE KEY-----\nAAAA\n-----END ¦PRIVATE KEY----- b",
        "db": "Server=s;Password=a b,c;Database=d"
    }"#;
    let input = parse(&input.replace("TOKEN", &token).replace('¦', ""));
    let (output, removed) = redacted(&Redactor::new(&[]), input);
    let expected = r#"{
        "a/b": {"c~d": "pushed by [redacted:github-token], then merged"},
        "list": [1, "https://ada:[redacted:url-password]@host.example/x?page=1&token=[redacted:name]&z=2"],
        "[redacted:github-token] 2": 1, "x [redacted:github-token]": 2, "[redacted:github-token]": 3,
        "card": "paid with [redacted:card-number] today", "number": "[redacted:card-number]",
        "line": "Authorization: Bearer [redacted:name]\nHost: a.example",
        "password": [], "secret": {}, "token": "[redacted:name]", "pin": "[redacted:name]", "tokens": 7, "pass": 12,
        "pem": "a [redacted:private-key] b",
        "db": "Server=s;Password=[redacted:name];Database=d"
    }"#;
    assert_eq!(
        to_string(&output, &Native),
        to_string(&parse(expected), &Native)
    );
    let removed: Vec<String> = removed
        .into_iter()
        .map(|(place, rule)| format!("{place} {rule}"))
        .collect();
    assert_eq!(
        removed,
        [
            "/[redacted:github-token] 2 github-token",
            "/x [redacted:github-token] github-token",
            "/a~1b/c~0d github-token",
            "/list/1 url-password",
            "/list/1 name",
            "/card card-number",
            "/number card-number",
            "/line name",
            "/token name",
            "/pin name",
            "/pem private-key",
            "/db name",
        ]
    );
}

#[test]
fn many_names_that_coincide_stay_apart() {
    let name = |n: u32| format!("{}_{n:012}", ["gh", "p"].concat());
    let members = (0..2_000).map(|n| (name(n), Value::Null)).collect();
    let (output, _) = redacted(&Redactor::new(&[]), Value::Object(members));
    let text = to_string(&output, &Native);
    assert_eq!(parse(&text), parse(&to_string(&parse(&text), &Native)));
    assert!(!text.contains("ghp"));
}

/// Xorshift, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "password",
    "token",
    "Authorization",
    "Bearer ",
    "basic ",
    "=",
    ": ",
    ":",
    "://",
    "@",
    "\"",
    "'",
    "\\",
    "\\\"",
    " ",
    "\n",
    "&",
    ";",
    ",",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "%3D",
    "%",
    "--",
    "-----BEGIN PRIVATE",
    " KEY-----",
    "-----END",
    "eyJ",
    ".",
    "ghp_",
    "sk-",
    "4111",
    "1111",
    "-",
    "é",
    "🔑",
    "ｐｗｄ",
    "\u{200b}",
    "A1b2C3d4E5",
    "hunter2",
    "cookie",
    "tokens",
    "[redacted:name]",
    "dXNlcjpwYXNz",
    "cGFzc3dvcmQ9aHVudGVyMjI",
    "\u{0}",
    "own-secret-1",
    "own%2Dsecret",
    "=>",
    "granted",
    "x",
];

#[test]
fn any_text_is_taken_and_spans_lie_between_characters() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let redactor = Redactor::new(&["own-secret-1", "hunter2 [", "ｐｗｄ🔑"]);
    for _ in 0..20_000 {
        let len = random.below(14);
        let text: String = (0..len)
            .map(|_| PIECES[random.below(PIECES.len())])
            .collect();
        let mut end = 0;
        for finding in scan(&text, &Native) {
            assert!(
                finding.span.start >= end && finding.span.start < finding.span.end,
                "{text:?}"
            );
            end = finding.span.end;
            assert!(text.get(finding.span).is_some(), "{text:?}");
        }
        let value = Value::Object(vec![
            (text.clone(), Value::String(text.clone())),
            ("list".to_string(), Value::Array(vec![Value::String(text)])),
        ]);
        // Also whether it is the same the second time.
        redacted(&redactor, value);
    }
}

#[test]
fn time_is_linear() {
    let big = 1 << 19;
    for piece in PIECES.iter().copied().chain([
        "token:",
        "cookie: a ",
        "token:[\"",
        "--aaa",
        "password>",
        "ghs_A",
        "eyJa.b",
        "eyJbcdbcdbcdbcdbcdbcdbcd-",
        "://a:b",
        "token='${",
        "a-",
        "cookie:${",
        "-----BEGIN PRIVATE KEY",
        "Basic a",
        "bearer bearer/",
        "token=;  ",
        "4111 ",
        "\\u0070",
        "%70",
    ]) {
        let text = piece.repeat(big / piece.len());
        let start = std::time::Instant::now();
        let mut value = Value::String(text);
        Redactor::new(&["pppppppppp", "aaaaaaaaaaaa"]).redact(&mut value, &Native, "", &mut vec![]);
        // Quadratic time would be minutes.
        assert!(
            start.elapsed().as_secs() < 3,
            "{piece:?}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn behind_what_a_host_has_cut_is_looked_at_and_not_kept() {
    let secret = "Zq7-correct-horse-battery-9981";
    let text = format!("{}{secret}{}", "y ".repeat(200), " z".repeat(200));
    for kept in 350..460 {
        let (head, tail) = text.split_at(kept);
        let cut = text.len() - kept;
        let json = format!(r#"{{"a":{{"$text":"{head}","$cut":{cut},"$tail":"{tail}"}}}}"#);
        let mut value = Value::parse(&json, &Native).expect("JSON");
        let mut removed = vec![];
        Redactor::new(&[secret]).redact(&mut value, &Native, "/metadata", &mut removed);
        let left = to_string(&value, &Native);
        assert!(!left.contains("Zq7"), "{left}");
        assert!(!left.contains("tail"), "{left}");
        assert!(left.contains("y y y"), "{left}");
        assert!(left.contains(&format!(r#""$cut":{cut}"#)), "{left}");
    }
}
