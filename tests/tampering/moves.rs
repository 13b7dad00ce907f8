//! Kinds of tampering with lines as a whole: taken out, put in, moved.

use crate::copy::{Copy, Row, is_seal, value, without};
use crate::honest::{Honest, Rng};
use crate::kinds::{Case, case, regrown, shrunk};
use crate::lines::chained;
use crate::writer::{base64, canonical};

/// An entry that another says: it fits where the one with this number stands.
fn forged(h: &Honest, seq: u64) -> String {
    let mut entry = value(&h.copy.rows[h.copy.place(seq)].text);
    entry["action"] = "key.read".into();
    let entry = ["group", "sealed", "redacted"]
        .into_iter()
        .fold(entry, without);
    canonical(&entry)
}

/// Segments with the numbers of what is in them.
fn renamed(mut copy: Copy) -> Copy {
    for row in &mut copy.rows {
        if row.begins.is_some() {
            row.begins = value(&row.text)["seq"].as_u64();
        }
    }
    copy
}

pub(crate) fn delete_first(h: &Honest, _: &mut Rng) -> Vec<Case> {
    let mut copy = h.copy.clone();
    copy.remove(0);
    let mut group = h.copy.clone();
    while !is_seal(&group.remove(0)) {}
    let mut segment = h.copy.clone();
    let next = segment
        .rows
        .iter()
        .skip(1)
        .position(|row| row.begins.is_some());
    segment.rows.drain(..next.map_or(0, |next| next + 1));
    let answer = ("entry_first_missing", 0);
    let mut cases = vec![
        case("its line", copy, answer),
        case("its group", group.clone(), answer),
        case(
            "all behind it made to fit",
            chained(group.clone(), 0, false),
            answer,
        ),
        case(
            "all behind it renumbered",
            renamed(chained(group, 0, true)),
            shrunk(h, &h.groups[0]),
        ),
    ];
    let mut renumbered = h.copy.clone();
    renumbered.rows[0].begins = Some(1);
    cases.push(case("its segment's number", renumbered, answer));
    if next.is_some() {
        cases.push(case("its segment", segment, answer));
    }
    cases
}

pub(crate) fn delete_middle(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let size = h.copy.size();
    let seq = rng.within(1..size);
    let answer = ("entry_missing", seq);
    let mut copy = h.copy.clone();
    copy.remove(copy.place(seq));
    let group = rng.pick(&h.groups[1..h.groups.len() - 1]).clone();
    let mut whole = h.copy.clone();
    let place = whole.place(group.start);
    while !is_seal(&whole.remove(place)) {}
    let fitting = renamed(chained(whole.clone(), place, true));
    let last = h.copy.notes.last().expect("a checkpoint").size;
    let mut cases = vec![
        case("its line", copy.clone(), answer),
        case("its group", whole.clone(), ("entry_missing", group.start)),
    ];
    if group.end < last {
        let answer = shrunk(h, &group);
        cases.push(case(
            "its group, all behind it made to fit",
            fitting,
            answer,
        ));
    }
    let begins: Vec<_> = h.copy.rows.iter().filter_map(|row| row.begins).collect();
    let mut renumbered = h.copy.clone();
    for row in renumbered.rows.iter_mut().skip(1) {
        row.begins = row.begins.map(|begins| begins + 1);
    }
    if let [_, second, ..] = begins[..] {
        let answer = ("entry_missing", second);
        cases.push(case("a segment's number too high", renumbered, answer));
    }
    if let [_, first, .., _] = begins[..] {
        let mut segment = h.copy.clone();
        let is_first = |row: &Row| row.begins == Some(first);
        let start = segment.rows.iter().position(is_first).expect("a segment");
        let next = segment.rows[start + 1..]
            .iter()
            .position(|row| row.begins.is_some());
        segment
            .rows
            .drain(start..start + 1 + next.expect("another"));
        cases.push(case("its segment", segment, ("entry_missing", first)));
    }
    cases
}

pub(crate) fn insert(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let group = h
        .groups
        .iter()
        .rfind(|group| group.end - group.start > 2)
        .expect("one");
    let inside = rng.within(group.start + 1..group.end - 1);
    let start = rng.pick(&h.groups[1..]).start;
    let with = |seq: u64| {
        let mut copy = h.copy.clone();
        let place = copy.place(seq);
        copy.insert(place, forged(h, seq));
        copy
    };
    // The others are renumbered, and know nothing of it.
    let mut renumbered = with(inside);
    let entries = renumbered.rows.iter_mut().filter(|row| !is_seal(row));
    for (seq, row) in (0_u64..).zip(entries) {
        let mut entry = value(&row.text);
        entry["seq"] = seq.into();
        row.text = canonical(&entry);
    }
    // A group of its own, sealed.
    let mut own = with(start);
    let place = own.place(start);
    own.rows.insert(
        place + 1,
        Row {
            text: "#".into(),
            begins: None,
        },
    );
    let own = chained(own, place, true);
    let mut sealed = h.copy.clone();
    let seal = sealed
        .rows
        .iter()
        .position(|row| row.text.starts_with(&format!("#{} ", group.end)))
        .expect("a seal");
    let mut entry = value(&forged(h, group.end - 1));
    entry["seq"] = group.end.into();
    entry["prev"] = base64(&h.copy.roots()[usize::try_from(group.end).expect("a place")]).into();
    sealed.rows.insert(
        seal,
        Row {
            text: canonical(&entry),
            begins: None,
        },
    );
    let mut cases = vec![
        case("within a group", with(inside), ("entry_inserted", inside)),
        case("before a group", with(start), ("entry_inserted", start)),
        case(
            "the others renumbered",
            renumbered,
            ("entry_inserted", inside),
        ),
        case("before a seal", sealed, ("seal_missing", group.end - 1)),
    ];
    if start < h.copy.notes.last().expect("a checkpoint").size {
        cases.push(case(
            "all behind it made to fit",
            renamed(own),
            regrown(h, start),
        ));
    }
    cases
}

pub(crate) fn swap(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let group = h
        .groups
        .iter()
        .rfind(|group| group.end - group.start > 2)
        .expect("one");
    let seq = rng.within(group.start..group.end - 1);
    let with = |seq, other| {
        let mut copy = h.copy.clone();
        let (one, two) = (copy.place(seq), copy.place(other));
        let text = copy.rows[one].text.clone();
        copy.rows[one].text = core::mem::replace(&mut copy.rows[two].text, text);
        copy
    };
    let copy = with(seq, seq + 1);
    let from = copy.place(seq);
    let mut cases = vec![
        case("neighbours", copy.clone(), ("entries_swapped", seq)),
        case(
            "across a seal",
            with(group.start - 1, group.start),
            ("entry_missing", group.start - 1),
        ),
        case(
            "far apart",
            with(group.start, group.end - 1),
            ("entry_missing", group.start),
        ),
    ];
    // As times allow it.
    let time = |seq| value(&h.copy.rows[h.copy.place(seq)].text)["timestamp"].to_string();
    let is_covered = group.end <= h.copy.notes.last().expect("a checkpoint").size;
    let is_sealed = [seq, seq + 1].iter().any(|seq| h.sealed.contains(seq));
    if seq > group.start && is_covered && !is_sealed && time(seq) == time(seq + 1) {
        cases.push(case(
            "renumbered to fit",
            chained(copy, from, true),
            regrown(h, seq),
        ));
    }
    cases
}

pub(crate) fn duplicate(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let seq = rng.below(h.copy.size());
    let row = h.copy.place(seq);
    let line = h.copy.rows[row].text.clone();
    let with = |place: usize, text: &str| {
        let mut copy = h.copy.clone();
        copy.insert(place, text.into());
        copy
    };
    let end = h.copy.rows.len();
    let mut segment = h.copy.clone();
    let mut rows: Vec<_> = h.copy.rows.iter().take(2).cloned().collect();
    rows[0].begins = Some(h.copy.size());
    segment.rows.append(&mut rows);
    let mut renamed = h.copy.clone();
    let begins = renamed
        .rows
        .iter_mut()
        .skip(1)
        .find(|row| row.begins.is_some());
    let seal = h.copy.rows.iter().position(is_seal).expect("a seal");
    let mut cases = vec![
        case("behind it", with(row + 1, &line), ("entry_repeated", seq)),
        case(
            "the first segment again",
            segment,
            (
                if h.copy.size() == 1 {
                    "entry_repeated"
                } else {
                    "entry_inserted"
                },
                0,
            ),
        ),
        case(
            "a seal",
            with(seal + 1, &h.copy.rows[seal].text),
            ("seal_changed", h.groups[0].end - 1),
        ),
    ];
    if seq + 1 < h.copy.size() {
        cases.push(case(
            "at the end",
            with(end, &line),
            ("entry_inserted", seq),
        ));
    }
    if let Some(row) = begins {
        row.begins = row.begins.map(|begins| begins - 1);
        let answer = ("entry_repeated", row.begins.expect("a number"));
        cases.push(case("a segment's number too low", renamed, answer));
    }
    cases
}

pub(crate) fn splice(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let other = Honest::new(rng.next(), 0, false);
    let seq = rng.within(1..h.copy.size().min(other.copy.size()));
    let mut foreign = h.copy.clone();
    let place = foreign.place(seq);
    let mut entry = value(&other.copy.rows[other.copy.place(seq)].text);
    entry["log"] = "example.com/audit/elsewhere".into();
    entry["timestamp"] = "2099-01-01T00:00:00.000Z".into();
    foreign.rows[place].text = canonical(&entry);
    // Two writers of one log, each of which goes on from the same group.
    let group = rng.pick(&h.groups[1..h.groups.len() - 1]).clone();
    let start = h.copy.place(group.start);
    let mut second = h.copy.clone();
    for seq in group.start..second.size() {
        second.edit(seq, |entry| entry["userId"] = "u_second".into());
    }
    second.chain(start, false);
    let end = start + usize::try_from(group.end - group.start).expect("a place") + 1;
    let mut interleaved = h.copy.clone();
    interleaved.rows.splice(
        end..end,
        second.rows[start..end].iter().cloned().map(|row| Row {
            begins: None,
            ..row
        }),
    );
    let mut continued = h.copy.clone();
    continued.rows.truncate(end);
    continued.rows.extend_from_slice(&second.rows[end..]);
    vec![
        case("another log's entry", foreign, ("entry_spliced", seq)),
        case(
            "two groups in one place",
            interleaved,
            ("entry_inserted", group.start),
        ),
        case(
            "the second one's end",
            continued,
            ("entry_changed", group.end - 1),
        ),
    ]
}
