//! Kinds of tampering with one entry's text: how it is spelled, what it hides.

use serde_json::{Value, json};

use crate::copy::{Copy, value, without};
use crate::honest::{Honest, Rng};
use crate::kinds::{Case, case, changed, covered, regrown};
use crate::writer::{base64, canonical, commitment};

/// The log with a line replaced as text.
fn replaced(h: &Honest, seq: u64, from: &str, to: &str) -> Copy {
    let mut copy = h.copy.clone();
    let place = copy.place(seq);
    let text = copy.rows[place].text.replacen(from, to, 1);
    assert_ne!(text, copy.rows[place].text, "{from} is there");
    copy.rows[place].text = text;
    copy
}

/// The same, and all behind it made to fit.
fn chained(mut copy: Copy, seq: u64) -> Copy {
    let from = copy.place(seq) + 1;
    copy.chain(from, false);
    copy
}

pub(crate) fn numbers(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = *rng.pick(&h.said);
    let answer = ("not_canonical", seq);
    let with = |to: &str| replaced(h, seq, r#""half":"#, &format!(r#""half":{to}"#));
    let zeros = replaced(h, seq, r#""v":1}"#, r#""v":1.0}"#);
    let exponent = replaced(h, seq, r#""v":1}"#, r#""v":1e0}"#);
    let mut cases = vec![
        case("zeros", zeros.clone(), answer),
        case("an exponent", exponent, answer),
        case("all behind it made to fit", chained(zeros, seq), answer),
    ];
    if !h.sealed.contains(&seq) {
        cases.push(case("white space", with(" "), answer));
        cases.push(case("a sign", with("-0.0,\"z\":"), answer));
    }
    cases
}

pub(crate) fn name_again(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = *rng.pick(&h.said);
    let answer = ("name_duplicate", seq);
    let other = replaced(h, seq, r#""action":"#, r#""action":"key.read","action":"#);
    let inside = replaced(h, seq, r#""metadata":{"#, r#""metadata":{"n":7,"#);
    let escaped = replaced(h, seq, r#""userId":"#, r#""user\u0049d":"u_0","userId":"#);
    vec![
        case("with another value", other.clone(), answer),
        case("within the metadata", inside, answer),
        case("in another spelling", escaped, answer),
        case("all behind it made to fit", chained(other, seq), answer),
    ]
}

pub(crate) fn order(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = *rng.pick(&h.said);
    let answer = ("member_order", seq);
    let place = h.copy.place(seq);
    let mut copy = h.copy.clone();
    let entry = value(&copy.rows[place].text);
    let mut names: Vec<_> = entry.as_object().expect("an entry").iter().collect();
    names.rotate_left(1);
    let pairs: Vec<_> = names
        .iter()
        .map(|(name, value)| format!("{}:{}", json!(name), canonical(value)))
        .collect();
    copy.rows[place].text = format!("{{{}}}", pairs.join(","));
    let list = r#""list":[null,true,{}],"#;
    let mut inside = replaced(h, seq, list, "");
    let start = r#""metadata":{"#;
    inside.rows[place].text = inside.rows[place]
        .text
        .replacen(start, &format!("{start}{list}"), 1);
    vec![
        case("at the top", copy.clone(), answer),
        case("within the metadata", inside, answer),
        case("all behind it made to fit", chained(copy, seq), answer),
    ]
}

pub(crate) fn normalise(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = covered(h, rng);
    let text = &h.copy.rows[h.copy.place(seq)].text;
    let (one, two) = ("\u{e9}", "e\u{301}");
    let (from, to) = if text.contains(one) {
        (one, two)
    } else {
        (two, one)
    };
    let copy = replaced(h, seq, from, to);
    let escaped = replaced(h, seq, from, "\\u00e9");
    vec![
        case("to the other form", copy.clone(), changed(h, seq)),
        case("to an escape", escaped, ("not_canonical", seq)),
        case(
            "all behind it made to fit",
            chained(copy, seq),
            regrown(h, seq),
        ),
    ]
}

pub(crate) fn redacted(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = *rng.pick(&h.redacted);
    let answer = ("redaction_changed", seq);
    let with = |value: Value| {
        let mut copy = h.copy.clone();
        copy.edit(seq, |entry| entry["redacted"] = value);
        copy
    };
    let mut gone = h.copy.clone();
    gone.edit(seq, |entry| *entry = without(entry.take(), "redacted"));
    let mut unmarked = h.copy.clone();
    unmarked.edit(seq, |entry| {
        let text = canonical(entry).replace("[redacted:", "[");
        let mut other = value(&text);
        other["redacted"] = entry["redacted"].clone();
        *entry = other;
    });
    let elsewhere = with(json!([["/metadata/name", "api_key"]]));
    let mut fitting = elsewhere.clone();
    fitting.chain(fitting.place(seq) + 1, false);
    vec![
        case("by another place", elsewhere, answer),
        case(
            "by another rule",
            with(json!([
                ["/metadata/note", "iban"],
                ["/metadata/a~1[redacted:email]", "iban"]
            ])),
            answer,
        ),
        case(
            "by a place that is not there",
            with(json!([["/metadata/no", "api_key"]])),
            answer,
        ),
        case(
            "by what is no pair",
            with(json!(["/metadata/note"])),
            ("entry_malformed", seq),
        ),
        case("by nothing", with(json!([])), changed(h, seq)),
        case("taken out", gone.clone(), changed(h, seq)),
        case(
            "taken out, all behind it made to fit",
            chained(gone, seq),
            regrown(h, seq),
        ),
        case("the mark taken out", unmarked, answer),
        case("all behind it made to fit", fitting, answer),
    ]
}

pub(crate) fn disclosure(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = *rng.pick(&h.sealed);
    let answer = ("disclosure_changed", seq);
    let with = |change: fn(&mut Value)| {
        let mut copy = h.copy.clone();
        let text = copy.disclosures.get_mut(&seq).expect("disclosures");
        let mut value = serde_json::from_str(text).expect("JSON");
        change(&mut value);
        *text = value.to_string();
        copy
    };
    let broken = |text: &str| {
        let mut copy = h.copy.clone();
        copy.disclosures.insert(seq, text.into());
        copy
    };
    let open = h
        .said
        .iter()
        .find(|seq| !h.sealed.contains(seq))
        .expect("one");
    let mut foreign = h.copy.clone();
    foreign
        .disclosures
        .insert(*open, h.copy.disclosures[&seq].clone());
    // The commitment is made to fit: then the entry is not the one that was written.
    let mut committed = with(|value| value["/metadata/card"]["value"] = json!("4242"));
    let salt = base64(&[7; 32]);
    let text = json!({"/metadata/card": {"salt": salt, "value": "4242"}}).to_string();
    committed.disclosures.insert(seq, text);
    committed.edit(seq, |entry| {
        entry["sealed"]["/metadata/card"] = commitment(&[7; 32], &json!("4242")).into();
    });
    vec![
        case(
            "another value",
            with(|value| value["/metadata/card"]["value"]["number"] = json!("4242")),
            answer,
        ),
        case(
            "another salt",
            with(|value| value["/metadata/card"]["salt"] = json!(base64(&[1; 32]))),
            answer,
        ),
        case(
            "no salt",
            with(|value| value["/metadata/half"]["salt"] = json!("")),
            answer,
        ),
        case(
            "no value",
            with(|value| value["/metadata/half"] = json!({"salt": base64(&[1; 32])})),
            answer,
        ),
        case(
            "of what was not sealed",
            with(|value| value["/metadata/n"] = value["/metadata/half"].clone()),
            answer,
        ),
        case(
            "of an entry without any",
            foreign,
            ("disclosure_changed", *open),
        ),
        case("no JSON", broken("{"), answer),
        case(
            "a name twice",
            broken(r#"{"/metadata/card":{},"/metadata/card":{}}"#),
            answer,
        ),
        case("its commitment made to fit", committed, changed(h, seq)),
    ]
}
