//! Kinds of tampering with lines as they stand: entries and seals altered.

use std::ops::Range;

use serde_json::{Value, json};

use crate::copy::{Copy, Row, is_seal, value};
use crate::honest::{Honest, Rng};
use crate::kinds::{Case, case, changed, covered, regrown};
use crate::writer::{base64, sha256};

pub(crate) fn chained(mut copy: Copy, from: usize, is_renumbered: bool) -> Copy {
    copy.chain(from, is_renumbered);
    if is_renumbered {
        // They are named after numbers.
        copy.disclosures.clear();
    }
    copy
}

/// Changes one member to another value of its form.
fn altered(name: &str, value: &Value) -> Value {
    match value {
        Value::String(text) => match (name, text.as_str()) {
            ("result", "success") => "failure".into(),
            ("result", _) => "success".into(),
            ("prev", _) => base64(&sha256(&[text.as_bytes()])).into(),
            _ => format!("{text}x").into(),
        },
        Value::Object(members) => {
            let mut members = members.clone();
            let (name, value) = match name {
                "sealed" => ("/metadata/zz", base64(&sha256(&[])).into()),
                "clock" => ("back_ms", 987_654.into()),
                _ => ("zz", 1.into()),
            };
            members.insert(name.into(), value);
            Value::Object(members)
        }
        other => unreachable!("{other}"),
    }
}

/// The log with one entry changed.
fn with(h: &Honest, seq: u64, change: impl FnOnce(&mut Value)) -> Copy {
    let mut copy = h.copy.clone();
    copy.edit(seq, change);
    copy
}

pub(crate) fn change_field(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = rng.below(h.copy.size());
    let entry = value(&h.copy.rows[h.copy.place(seq)].text);
    let special = ["v", "log", "seq", "timestamp", "group", "redacted"];
    let names = entry.as_object().expect("an entry").keys();
    let names = names.filter(|name| !special.contains(&name.as_str()));
    let mut cases: Vec<_> = names
        .map(|name| {
            let copy = with(h, seq, |entry| entry[name] = altered(name, &entry[name]));
            let is_known = name == "prev";
            let answer = if is_known {
                ("entry_changed", seq)
            } else {
                changed(h, seq)
            };
            case("one of its members", copy, answer)
        })
        .collect();
    let count = cases.len() as u64;
    cases.swap(0, usize::try_from(rng.below(count)).expect("a place"));
    let added = with(h, seq, |entry| entry["zz"] = 1.into());
    cases.push(case("a member more", added, changed(h, seq)));
    let last = h.copy.size() - 1;
    let end = with(h, last, |entry| entry["userId"] = "u_other".into());
    cases.push(case("of the last", end, changed(h, last)));
    let late = with(h, seq, |entry| {
        entry["timestamp"] = "2099-01-01T00:00:00.000Z".into();
    });
    let is_last = h.groups.iter().any(|group| group.end == seq + 1);
    let answer = if is_last {
        changed(h, seq)
    } else {
        ("time_back", seq + 1)
    };
    cases.push(case("to a later time", late, answer));
    cases.extend(change_form(h, rng));
    cases.extend(seal_anew(h, rng));
    cases
}

fn change_form(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    // In front of the last group, so that no crash can have done it.
    let seq = rng.below(h.groups[h.groups.len() - 1].start);
    let forms = [
        ("v", json!(2)),
        ("seq", json!(-1)),
        ("seq", json!("0")),
        ("action", json!(" ")),
        ("userId", json!(7)),
        ("result", json!("maybe")),
        ("timestamp", json!("2025-06-15T15:06:40Z")),
        ("prev", json!("AAAA")),
        ("metadata", json!([])),
        ("reason", json!(1)),
        ("clock", json!(1)),
        ("redacted", json!({})),
        ("group", json!(1)),
        ("reason", json!("x".repeat(65_536))),
    ];
    let forms = forms.into_iter().map(|(name, form)| {
        let copy = with(h, seq, |entry| entry[name] = form);
        case("to another form", copy, ("entry_malformed", seq))
    });
    let mut groups = h.groups.iter().filter(|group| group.end - group.start > 2);
    let Range { start, end } = groups.next().expect("a group").clone();
    let within = with(h, start + 1, |entry| entry["group"] = 2.into());
    let larger = with(h, start, |entry| entry["group"] = (end - start + 1).into());
    let groups = [
        case("a group within one", within, ("entry_malformed", start + 1)),
        case("a larger group", larger, ("entry_changed", start)),
    ];
    forms.chain(groups).collect()
}

fn seal_anew(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = covered(h, rng);
    let copy = with(h, seq, |entry| entry["userId"] = "u_other".into());
    let from = copy.place(seq) + 1;
    let mut groups = h.groups.iter();
    let end = groups
        .find(|group| group.contains(&seq))
        .expect("its group")
        .end;
    let root = copy.roots()[usize::try_from(end).expect("a place")];
    let mut sealed = copy.clone();
    let seal = sealed.rows.iter_mut().skip(from).find(|row| is_seal(row));
    seal.expect("a seal").text = format!("#{end} {}", base64(&root));
    let is_end = seq + 1 == h.copy.size();
    let answer = if is_end {
        regrown(h, seq)
    } else {
        ("entry_changed", seq)
    };
    let fitting = chained(copy, from, false);
    vec![
        case("its group sealed anew", sealed, answer),
        case("all behind it made to fit", fitting, regrown(h, seq)),
    ]
}

pub(crate) fn origin(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = rng.below(h.copy.size());
    let other = format!("{}/other", h.origin);
    let mut one = h.copy.clone();
    one.edit(seq, |entry| entry["log"] = other.clone().into());
    let mut all = h.copy.clone();
    for seq in 0..all.size() {
        all.edit(seq, |entry| entry["log"] = other.clone().into());
    }
    let mut notes = all.clone();
    for note in &mut notes.notes {
        note.text = note.text.replace(&h.origin, &other);
    }
    vec![
        case("of one", one.clone(), ("origin_changed", seq)),
        case("of all", all.clone(), ("origin_changed", 0)),
        case(
            "of all, made to fit",
            chained(all, 0, false),
            ("origin_changed", 0),
        ),
        case("of the checkpoints too", notes, ("log_other", 0)),
        case(
            "all behind it made to fit",
            {
                let from = one.place(seq) + 1;
                chained(one, from, false)
            },
            ("origin_changed", seq),
        ),
    ]
}

pub(crate) fn change_seal(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let group = rng.pick(&h.groups[..h.groups.len() - 1]).clone();
    let (size, last) = (group.end, group.end - 1);
    let roots = h.copy.roots();
    let with = |seal: String| {
        let mut copy = h.copy.clone();
        let is_it = |row: &Row| row.text.starts_with(&format!("#{size} "));
        let place = copy.rows.iter().position(is_it).expect("a seal");
        copy.rows[place].text = seal;
        copy
    };
    let root = |size: u64| base64(&roots[usize::try_from(size).expect("a place")]);
    let answer = ("seal_changed", last);
    let end = h.copy.size();
    let mut final_seal = h.copy.clone();
    let text = format!("#{end} {}", base64(&[9; 32]));
    final_seal.rows.last_mut().expect("a seal").text = text;
    vec![
        case(
            "another root",
            with(format!("#{size} {}", base64(&rng.hash()))),
            answer,
        ),
        case(
            "an older root",
            with(format!("#{size} {}", root(size - 1))),
            answer,
        ),
        case(
            "a larger size",
            with(format!("#{} {}", size + 1, root(size))),
            answer,
        ),
        case(
            "a smaller size",
            with(format!("#{} {}", size - 1, root(size - 1))),
            answer,
        ),
        case(
            "another form",
            with(format!("#{size}  {}", root(size))),
            answer,
        ),
        case("the last one's root", final_seal, ("seal_changed", end - 1)),
    ]
}

pub(crate) fn drop_seal(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let without = |size: u64| {
        let mut copy = h.copy.clone();
        let is_it = |row: &Row| row.text.starts_with(&format!("#{size} "));
        copy.remove(copy.rows.iter().position(is_it).expect("a seal"));
        copy
    };
    let size = rng.pick(&h.groups[..h.groups.len() - 1]).end;
    let end = h.groups.last().expect("a group");
    let is_covered = h.copy.notes.last().expect("a checkpoint").size == end.end;
    let torn = if is_covered {
        "log_truncated"
    } else {
        "torn_tail"
    };
    let mut divided = h.copy.clone();
    let group = h.groups.iter().find(|group| group.end - group.start > 2);
    let start = group.expect("a group").start;
    let place = divided.place(start + 1);
    divided.rows[place].begins = Some(start + 1);
    let mut none = h.copy.clone();
    none.rows.retain(|row| !is_seal(row));
    vec![
        case("one", without(size), ("seal_missing", size - 1)),
        case("all", none, ("seal_missing", h.groups[0].end - 1)),
        case("by two segments", divided, ("seal_missing", start)),
        case("the last one", without(end.end), (torn, end.start)),
    ]
}

pub(crate) fn time_back(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = rng.within(1..h.copy.size());
    let mut copy = h.copy.clone();
    copy.edit(seq, |entry| {
        entry["timestamp"] = "1999-12-31T23:59:59.999Z".into();
    });
    let mut first = h.copy.clone();
    first.edit(0, |entry| {
        entry["timestamp"] = "1999-12-31T23:59:59.999Z".into();
    });
    let from = copy.place(seq) + 1;
    vec![
        case("of one", copy.clone(), ("time_back", seq)),
        case("of the first", first.clone(), ("entry_changed", 0)),
        case(
            "of the first, all behind it made to fit",
            chained(first, 1, false),
            ("log_rewritten", 0),
        ),
        case(
            "all behind it made to fit",
            chained(copy, from, false),
            ("time_back", seq),
        ),
    ]
}
