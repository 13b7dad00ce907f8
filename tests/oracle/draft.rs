//! What a sender writes before it signs: mostly sound, now and then not.

use super::hostile::Rng;

pub fn id(rng: &mut Rng) -> Vec<u8> {
    if rng.chance(92) {
        let length = rng.below(40) + 1;
        return format!("msg_{}", rng.word(length)).into_bytes();
    }
    let word = rng.word(12);
    match rng.below(12) {
        0 => Vec::new(),
        1 => rng.word(256).into_bytes(),
        2 => rng.word(257).into_bytes(),
        3 => format!("{word}.{word}").into_bytes(),
        4 => format!("{word} {word}").into_bytes(),
        5 => format!("{word}\t").into_bytes(),
        6 => format!("{word}é").into_bytes(),
        7 => format!("{word}\u{7f}").into_bytes(),
        8 => format!("{word}\n").into_bytes(),
        9 => format!("!{word}~").into_bytes(),
        10 => format!("{word}, {word}").into_bytes(),
        _ => [word.as_bytes(), b"\xFF"].concat(),
    }
}

/// `@` stands for the right number.
const TIMES: [&str; 36] = [
    "0@",
    "00@",
    "+@",
    "-@",
    "@.0",
    "@.",
    "@e0",
    "@E3",
    "0x@",
    "@\0",
    "@\u{B}",
    "@\u{A0}",
    "@a",
    "@_000",
    "1@",
    "@0",
    "@@@@",
    "",
    "0",
    "00",
    "-0",
    "-1",
    "NaN",
    "Infinity",
    "null",
    "٣",
    "@٠",
    "8640000000000",
    "8640000000001",
    "8640000000000000",
    "8640000000000001",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "@, @",
    "@ @",
];

pub fn time(rng: &mut Rng, value: i64) -> Vec<u8> {
    let plain = value.to_string();
    if rng.chance(94) {
        return plain.into_bytes();
    }
    // Numbers that come out right in arithmetic that wraps; 2^61 seconds does so in milliseconds.
    let wrapped = i128::from(value) + (1 << rng.pick(&[32, 61, 63, 64, 65]));
    let text = match rng.below(10) {
        0 => wrapped.to_string(),
        1 => plain.repeat(40),
        _ => rng.pick(&TIMES).replace('@', &plain),
    };
    text.into_bytes()
}

/// Lengths up to 3,000, around the blocks of the hashes, and seldom around a window of 64 KiB.
fn length(rng: &mut Rng) -> usize {
    match rng.below(200) {
        0 => rng.below(140_001),
        1 => 65_536 * (rng.below(2) + 1) + rng.below(200) - 100,
        2..=8 => 0,
        9..=60 => 64 * (rng.below(40) + 1) + rng.below(3) - 1,
        61..=130 => rng.below(200),
        _ => rng.below(3_001),
    }
}

pub fn body(rng: &mut Rng) -> Vec<u8> {
    let length = length(rng);
    let mut body = match rng.below(6) {
        0 => {
            let noise = rng.bytes(61);
            noise.into_iter().cycle().take(length).collect()
        }
        1 => "é🎉\r\n\0".bytes().cycle().take(length).collect(),
        2 => b"\xEF\xBB\xBF{}"
            .iter()
            .copied()
            .cycle()
            .take(length)
            .collect(),
        _ => format!(
            "{{\"id\":\"{}\",\"pad\":\"{}\"}}",
            rng.word(8),
            "x".repeat(length)
        )
        .into_bytes(),
    };
    body.truncate(length);
    body
}

/// `@` is the time, `#` padding, `~` a byte that is not UTF-8.
const SOUND_JSON: [&str; 17] = [
    r##"{"action":"create","data":{"id":"#"},"webhookTimestamp":@}"##,
    r##"{"webhookTimestamp":@,"data":"#"}"##,
    "\r\n {\t\"webhookTimestamp\" :\n@ ,\"x\":[1,-2.5e-3,0,true,false,null,\"\\u00e9\\/\"]}\n",
    r#"{"webhook\u0054imestamp":@}"#,
    r#"{"\u0077ebhookTimestamp":@,"data":{"webhookTimestamp":1}}"#,
    r#"{"data":{"webhookTimestamp":1},"webhookTimestamp":@,"more":[{"webhookTimestamp":2}]}"#,
    r#"{"note":"\"webhookTimestamp\":5","webhookTimestamp":@}"#,
    r#"{"a":1,"a":2,"webhookTimestamp":@,"b":{},"c":[]}"#,
    r#"{"webhookTimestamp\u0000":5,"webhookTimestamp":@}"#,
    r#"{"WebhookTimestamp":5,"webhookTimestamp":@,"webhookTimestamp ":6}"#,
    r#"{"":0,"webhookTimestamp":@,"\ud83d":"\ud83d\ude00é"}"#,
    r#"{"x":"webhookTimestamp","webhookTimestamp":@,"y":[[[[["webhookTimestamp"]]]]]}"#,
    r#"{"webhookTimestamp":@,"x":"~"}"#,
    r#"{"\/webhookTimestamp":1,"webhook\"Timestamp":2,"webhookTimestamp\\":3,"webhookTimestamp":@}"#,
    r#"{"\bwebhookTimestamp":1,"webhook\nTimestamp":2,"webhookTimestamp\t":3,"webhookTimestamp":@}"#,
    r#"{"webhook\u0154imestamp":1,"\u0000webhookTimestamp":2,"webhookTimestamp":@,"webhook":4}"#,
    r#"{"~webhookTimestamp":5,"webhookTimestamp~":6,"~":["~\n~"],"webhookTimestamp":@}"#,
];

const UNSOUND_JSON: [&str; 55] = [
    r#"{"webhookTimestamp":@,"webhookTimestamp":@}"#,
    r#"{"webhookTimestamp":@,"webhook\u0054imestamp":@}"#,
    r#"{"webhook\u0054imestamp":1,"webhookTimestamp":@}"#,
    r#"{"webhookTimestamp":@,"webhookTimestamp":null}"#,
    r#"{"webhookTimestamp":{},"webhookTimestamp":@}"#,
    r#"{"webhookTimestamp":{"webhookTimestamp":@}}"#,
    r#"{"data":{"webhookTimestamp":@}}"#,
    r#"{"data":[{"webhookTimestamp":@}]}"#,
    r#"{"webhookTimestamp":"@"}"#,
    r#"{"webhookTimestamp":[@]}"#,
    r#"{"webhookTimestamp":null}"#,
    r#"{"webhookTimestamp":true}"#,
    r#"{"webhookTimestamp":@.0}"#,
    r#"{"webhookTimestamp":@e0}"#,
    r#"{"webhookTimestamp":-@}"#,
    r#"{"webhookTimestamp":0@}"#,
    r#"{"webhookTimestamp":}"#,
    r#"{"webhookTimestamp"}"#,
    r#"{"webhookTimestamp" @}"#,
    r#"[{"webhookTimestamp":@}]"#,
    r#"{"webhookTimestamp":@}{}"#,
    r#"{"webhookTimestamp":@}x"#,
    r#"{"webhookTimestamp":@}}"#,
    r#"{"webhookTimestamp":@,}"#,
    r#"{,"webhookTimestamp":@}"#,
    r#"{"webhookTimestamp":@,"x":tru}"#,
    r#"{"webhookTimestamp":@,"x":"\x"}"#,
    r#"{"webhookTimestamp":@,"x":"\u12G4"}"#,
    r#"{"webhookTimestamp":@,"x":01}"#,
    r#"{"webhookTimestamp":@,"x":1.}"#,
    r#"{"webhookTimestamp":@,"x":.5}"#,
    r#"{"webhookTimestamp":@,"x":1e}"#,
    r#"{"webhookTimestamp":@,"x":-}"#,
    r#"{"webhookTimestamp":@,"x":NaN}"#,
    r#"{"webhookTimestamp":@,"x":[1,]}"#,
    r#"{"webhookTimestamp":@,"x":[1}]"#,
    r#"{"webhookTimestamp":@,"x" "y"}"#,
    "{\"webhookTimestamp\":@,\"x\":\"\n\"}",
    "{\"webhookTimestamp\":@,\"x\":\"\t\"}",
    "{\"webhookTimestamp\":@,\"\u{1F}\":\"\"}",
    "{\"webhookTimestamp\":@,\"x\":\"\\\n\"}",
    "{\"webhookTimestamp\":\0@}",
    "{\"webhookTimestamp\":@\u{C}}",
    "\u{FEFF}{\"webhookTimestamp\":@}",
    r#"{"webhookTimestamp":@~}"#,
    r#"~{"webhookTimestamp":@}"#,
    r#"{"webhookTimestamp":@,"x":~}"#,
    r#"{"webhookTimestamp":@,"x":"\~"}"#,
    r"{'webhookTimestamp':@}",
    r"{webhookTimestamp:@}",
    r#"{"webhookTimestamp":@/**/}"#,
    r#"{"webhookTimestamp":@"#,
    r#""webhookTimestamp":@"#,
    r"@",
    "",
];

pub fn linear(rng: &mut Rng, time: &[u8]) -> Vec<u8> {
    let time = String::from_utf8_lossy(time);
    if rng.chance(4) {
        return deep(rng, &time).into_bytes();
    }
    let unsound = rng.chance(12);
    let template = if unsound {
        rng.pick(&UNSOUND_JSON)
    } else {
        rng.pick(&SOUND_JSON)
    };
    let text = template
        .replace('@', &time)
        .replace('#', &"x".repeat(length(rng)));
    text.bytes()
        .map(|byte| if byte == b'~' { 0xFF } else { byte })
        .collect()
}

/// Around 128 levels, of which the body's object is the first.
fn deep(rng: &mut Rng, time: &str) -> String {
    let depth = *rng.pick(&[2, 63, 64, 65, 126, 127, 127, 128, 128, 129, 300]);
    let mut value = String::from(*rng.pick(&["1", "{}", "[]", "\"~\""]));
    for _ in usize::from(value.len() == 2)..depth {
        value = if rng.chance(50) {
            format!("[{value}]")
        } else {
            format!("{{\"webhookTimestamp\":{value}}}")
        };
    }
    format!("{{\"x\":{value},\"webhookTimestamp\":{time}}}")
}

const FORM_PIECES: [&str; 30] = [
    "To=%2B18005551212",
    "From=%2B14158675309",
    "Body=Ahoy+%C3%A9+%F0%9F%8E%89",
    "CallSid=CA1",
    "a",
    "a=",
    "=",
    "=x",
    "a=1",
    "a=1",
    "a=2",
    "A=1",
    "a=b=c",
    "%zz=%zz",
    "a=%",
    "a=%4",
    "a=%%41",
    "a=%C3",
    "x=é",
    "+=+",
    "%00=%0a",
    "b;c=d",
    "",
    "%26=%3D",
    "a%3Db=c",
    "a=+",
    "a=%2b",
    "a=%2B",
    "a=%20",
    "~=~",
];

pub fn form(rng: &mut Rng) -> Vec<u8> {
    let numbered = |count: usize| (0..count).map(|n| format!("p{n}=1")).collect::<Vec<_>>();
    let text = match rng.below(48) {
        0 => format!("a={}", "x".repeat(65_534)),
        1 => format!("a={}", "x".repeat(65_535)),
        2 => format!("a={}", "x".repeat(65_536 + rng.below(70_000))),
        3 => numbered(1_000).join("&&"),
        4 | 5 | 9 => numbered(1_001).join("&"),
        6 => vec!["a=1"; 1_000 + rng.below(2)].join("&"),
        7 => numbered(3_000).join("&"),
        8 => format!("a={}", "%C3%A9+".repeat(rng.below(400))),
        _ => {
            let count = rng.below(20);
            (0..count)
                .map(|_| *rng.pick(&FORM_PIECES))
                .collect::<Vec<_>>()
                .join("&")
        }
    };
    text.bytes()
        .map(|byte| if byte == b'~' { 0xFF } else { byte })
        .collect()
}

const NO_URLS: [&str; 14] = [
    "",
    "/hook",
    "hook",
    "//example.com/hook",
    "http:/example.com",
    "https://",
    "http://",
    "https:///hook",
    "https://?a=1",
    "https://#f",
    "HTTPS://example.com/hook",
    "ftp://example.com/hook",
    " https://example.com/hook",
    "wss://example.com",
];

/// `@` is the digest of the body, `^` the same in upper case, `!` with a letter that is no digit.
const QUERIES: [&str; 17] = [
    "?bodySHA256=@",
    "?bodySHA256=@",
    "?a=1&bodySHA256=@&b=2",
    "?bodySHA256=!",
    "?bodySHA256=^",
    "?bodySHA256=@&bodySHA256=00",
    "?bodySHA256=00&bodySHA256=@",
    "?bodySHA256",
    "?bodySHA256=",
    "?%62odySHA256=@",
    "?bodysha256=@",
    "?xbodySHA256=@",
    "?bodySHA256=@0",
    "?&bodySHA256=@&",
    "?bodySHA256==@",
    "?a?bodySHA256=@",
    "#?bodySHA256=@",
];

/// The URL that is signed, and the one that is received.
pub fn urls(rng: &mut Rng, digest: &str) -> (String, Option<String>) {
    match rng.below(100) {
        0..=5 => {
            let url = rng.pick(&NO_URLS).to_string();
            return (url.clone(), Some(url));
        }
        6..=9 => return ("https://example.com/hook".to_string(), None),
        _ => {}
    }
    let scheme = *rng.pick(&["https://", "https://", "http://"]);
    let user = *rng.pick(&["", "", "", "", "user:pass@", "a:1@b@", "@", "u@[@"]);
    let host = *rng.pick(&[
        "example.com",
        "example.com",
        "EXAMPLE.com",
        "h",
        "[2001:db8::1]",
        "[::1",
        "é",
    ]);
    let mut path = rng
        .pick(&["/hook", "/hook", "/", "", "/a:1@b/c", "/é%20[x]:9"])
        .to_string();
    let query = if rng.chance(40) {
        rng.pick(&QUERIES)
            .replace('@', digest)
            .replace('^', &digest.to_uppercase())
            .replace('!', &digest.replace('0', "g"))
    } else {
        rng.pick(&["", "", "?a=1&b=2", "?", "?q=a:b@c/d"])
            .to_string()
    };
    let fragment = *rng.pick(&["", "", "", "", "", "", "#f", "#f:8@x"]);
    let ports = [
        "", "", "", "", ":443", ":80", ":8443", ":", ":0443", ":99999", ":abc", ":1:2", ":-1",
    ];
    let signed = *rng.pick(&ports);
    let received = if rng.chance(65) {
        signed
    } else {
        *rng.pick(&ports)
    };
    let url = |port: &str, path: &str| format!("{scheme}{user}{host}{port}{path}{query}{fragment}");
    if rng.chance(3) {
        // At the limit, or one byte from it.
        let missing = 16_383 - url(received, "/").len() + rng.below(3);
        path = format!("/{}", "p".repeat(missing));
    }
    let received = match rng.below(30) {
        0 => url(received, "/other"),
        1 => url(received, &path).replace("example", "Example"),
        _ => url(received, &path),
    };
    (url(signed, &path), Some(received))
}
