//! Kinds of tampering with the whole: ends cut, histories replaced, checkpoints that are not its own.

use crate::copy::{Answer, Copy, Note, Row, is_seal, value, without};
use crate::honest::{Honest, Rng};
use crate::kinds::{Case, case, regrown};
use crate::writer::{Key, canonical, checkpoint};

/// Says something else in each entry from this one on, and makes all fit; the keys' names stay.
fn rewritten(h: &Honest, from: u64) -> Copy {
    let mut copy = h.copy.clone();
    let place = copy.place(from);
    for row in copy.rows.iter_mut().skip(place).filter(|row| !is_seal(row)) {
        let mut entry = value(&row.text);
        entry["resource"] = "keys/none".into();
        row.text = canonical(&entry);
    }
    copy.chain(place, false);
    copy
}

/// Ends of groups between two checkpoints, in front of the last one.
fn ends(h: &Honest) -> Vec<u64> {
    let last = h.copy.notes.last().expect("a checkpoint").size;
    h.groups
        .iter()
        .map(|group| group.end)
        .filter(|end| *end < last)
        .collect()
}

/// A checkpoint above this size that the key which is in charge there has signed.
fn above(h: &Honest, size: u64, rng: &mut Rng) -> Note {
    let key = key_at(h, size);
    let notes: Vec<_> = h
        .copy
        .notes
        .iter()
        .filter(|note| note.size > size && note.by.contains(&key))
        .collect();
    (*rng.pick(&notes)).clone()
}

fn key_at(h: &Honest, size: u64) -> usize {
    let mut signed = h.copy.notes.iter().filter(|note| note.size <= size);
    signed
        .next_back()
        .and_then(|note| note.by.last())
        .copied()
        .unwrap_or(0)
}

/// Without the directory's checkpoints above this size, but with one kept elsewhere.
fn forgetful(h: &Honest, mut copy: Copy, size: u64, rng: &mut Rng) -> Copy {
    copy.notes.retain(|note| note.size <= size);
    copy.elsewhere = vec![above(h, size, rng).text];
    copy
}

pub(crate) fn truncate(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let size = *rng.pick(&ends(h));
    let mut copy = h.copy.clone();
    copy.cut(size);
    let mut within = h.copy.clone();
    let group = h
        .groups
        .iter()
        .filter(|group| group.end - group.start > 2)
        .find(|group| group.start < h.copy.notes.last().expect("one").size)
        .expect("a group");
    within.rows.truncate(within.place(group.start + 1) + 1);
    let mut unsealed = copy.clone();
    unsealed.rows.pop();
    let start = h
        .groups
        .iter()
        .find(|group| group.end == size)
        .expect("a group")
        .start;
    let mut none = h.copy.clone();
    none.rows.clear();
    let is_whole = h.copy.notes.iter().any(|note| note.size == size);
    let kind = if is_whole {
        "log_rolled_back"
    } else {
        "log_truncated"
    };
    let hidden = forgetful(h, copy.clone(), size, rng);
    vec![
        case("at a group's end", copy, ("log_truncated", size)),
        case("within a group", within, ("log_truncated", group.start)),
        case("before a seal", unsealed, ("log_truncated", start)),
        case("all", none, ("log_truncated", 0)),
        case("its checkpoints too", hidden, (kind, size)),
    ]
}

pub(crate) fn regrow(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let size = *rng.pick(&ends(h));
    let copy = rewritten(h, size);
    let answer = regrown(h, size);
    let hidden = forgetful(h, copy.clone(), size, rng);
    // New groups behind the cut, which know nothing of what followed.
    let mut short = h.copy.clone();
    short.cut(size);
    let place = short.rows.len();
    let mut entry = value(&h.copy.rows[h.copy.place(h.said[0])].text);
    entry["timestamp"] = "2099-01-01T00:00:00.000Z".into();
    for _ in 0..rng.within(1..20) {
        for text in [canonical(&without(entry.clone(), "group")), "#".into()] {
            short.rows.push(Row { text, begins: None });
        }
    }
    short.chain(place, true);
    short.disclosures.clear();
    let end = short.size();
    let first = h
        .copy
        .notes
        .iter()
        .find(|note| note.size > size)
        .expect("one")
        .size;
    let grown = if first > end {
        ("log_truncated", end)
    } else {
        answer
    };
    vec![
        case("as long as before", copy, answer),
        case("by other groups", short, grown),
        case("its checkpoints dropped", hidden, answer),
    ]
}

pub(crate) fn rewrite(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let copy = rewritten(h, 0);
    let first = h.copy.notes[0].size;
    let thief = Key(ed25519_dalek::SigningKey::from_bytes(&rng.hash()));
    let mut signed = copy.clone();
    let thieves = vec![thief; h.keys.len()];
    signed.sign(&h.origin, &thieves);
    let mut named = copy.clone();
    named.edit(h.said[0], |entry| {
        entry["action"] = "audit.key.next".into();
        entry["metadata"]["key"] = thieves[0].verifier(&h.origin).into();
    });
    named.chain(0, false);
    named.sign(&h.origin, &thieves);
    let mut dropped = copy.clone();
    dropped.notes.clear();
    dropped.elsewhere = vec![above(h, 0, rng).text];
    let mut alone = copy.clone();
    alone.notes.clear();
    alone.elsewhere.clear();
    vec![
        case("under the old checkpoints", copy, ("log_rewritten", 0)),
        case(
            "under checkpoints of another key",
            signed,
            ("checkpoint_invalid", first),
        ),
        case(
            "that names its own key",
            named,
            ("key_not_in_charge", first),
        ),
        case("its checkpoints dropped", dropped, ("log_rewritten", 0)),
        case("without any checkpoint", alone, ("checkpoint_missing", 0)),
    ]
}

pub(crate) fn later_key(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let with_change;
    let h = if h.copy.notes.iter().any(|note| note.by.len() > 1) {
        h
    } else {
        with_change = Honest::new(rng.next(), 1, true);
        &with_change
    };
    let last = *h
        .copy
        .notes
        .last()
        .and_then(|note| note.by.last())
        .expect("a key");
    let change = h
        .copy
        .notes
        .iter()
        .find(|note| note.by.contains(&last))
        .expect("a change")
        .size;
    let by = |from: u64| {
        let mut copy = rewritten(h, from);
        for note in &mut copy.notes {
            note.by = vec![last];
        }
        copy.sign(&h.origin, &h.keys);
        copy
    };
    let first = h.copy.notes[0].size;
    let all = by(0);
    // The checkpoints of the keys before stay as they are.
    let mut some = rewritten(h, 0);
    some.sign(&h.origin, &h.keys);
    let mut mixed = some.clone();
    for (note, old) in mixed.notes.iter_mut().zip(&h.copy.notes) {
        if note.size <= change {
            note.text.clone_from(&old.text);
        }
    }
    // They are left out.
    let mut without = all.clone();
    without.notes.retain(|note| note.size > change);
    let mut cases = vec![
        case("all signed by it", all, ("key_not_in_charge", first)),
        case(
            "under the earlier key's checkpoints",
            mixed,
            ("log_rewritten", 0),
        ),
    ];
    if let Some(next) = without.notes.first() {
        let answer = ("key_not_in_charge", next.size);
        cases.push(case(
            "without the earlier key's checkpoints",
            without,
            answer,
        ));
    }
    // The change itself, signed by the later key alone.
    let mut late = h.copy.clone();
    for note in late.notes.iter_mut().filter(|note| note.size == change) {
        note.by = vec![last];
    }
    late.sign(&h.origin, &h.keys);
    cases.push(case("at the change", late, ("key_not_in_charge", change)));
    let mut early = h.copy.clone();
    for note in early.notes.iter_mut().filter(|note| note.size == change) {
        note.by.pop();
    }
    early.sign(&h.origin, &h.keys);
    cases.push(case(
        "not at the change",
        early,
        ("key_not_in_charge", change),
    ));
    cases
}

pub(crate) fn roll_back(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let sizes: Vec<_> = h
        .copy
        .notes
        .iter()
        .rev()
        .skip(1)
        .map(|note| note.size)
        .collect();
    let size = *rng.pick(&sizes);
    let mut copy = h.copy.clone();
    copy.cut(size);
    let old = forgetful(h, copy.clone(), size, rng);
    let mut cases = vec![case("as of a checkpoint", old, ("log_rolled_back", size))];
    // Of a key that the old copy does not know, nobody can say whose it is.
    let mut keys = h
        .copy
        .notes
        .iter()
        .filter(|note| note.size > size && !note.by.contains(&key_at(h, size)));
    if let Some(note) = keys.next_back() {
        let mut copy = copy.clone();
        copy.notes.retain(|note| note.size <= size);
        copy.elsewhere = vec![note.text.clone()];
        let key = h.keys[*note.by.last().expect("a key")].verifier(&h.origin);
        let is_named = copy.rows.iter().any(|row| row.text.contains(&key));
        let kind = if is_named {
            "key_not_in_charge"
        } else {
            "checkpoint_invalid"
        };
        cases.push(case("before a change of keys", copy, (kind, note.size)));
    }
    cases
}

pub(crate) fn fork(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let size = *rng.pick(&ends(h));
    let mut copy = rewritten(h, size);
    copy.sign(&h.origin, &h.keys);
    let forks: Vec<_> = h
        .copy
        .notes
        .iter()
        .filter(|note| note.size > size)
        .collect();
    let known = *rng.pick(&forks);
    copy.elsewhere = vec![known.text.clone()];
    let below = h
        .copy
        .notes
        .iter()
        .rev()
        .find(|note| note.size < known.size);
    let below = below.map_or(0, |note| note.size);
    // Two forks that know nothing of each other's checkpoints.
    let mut all = rewritten(h, 0);
    all.sign(&h.origin, &h.keys);
    all.notes
        .retain(|note| note.by.len() > 1 || note.size >= known.size);
    all.elsewhere = vec![known.text.clone()];
    let other = all
        .notes
        .iter()
        .rev()
        .find(|note| note.size < known.size)
        .map_or(0, |note| note.size);
    vec![
        case("from some group on", copy, ("log_forked", below)),
        case("from the beginning", all, ("log_forked", other)),
    ]
}

pub(crate) fn swap_log(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let mut other = Honest::new(rng.next(), 0, true);
    while other.origin == h.origin {
        other = Honest::new(rng.next(), 0, true);
    }
    let under = |elsewhere: Vec<String>| Copy {
        key: h.copy.key.clone(),
        elsewhere,
        ..other.copy.clone()
    };
    let mut unsigned = under(h.copy.elsewhere.clone());
    unsigned.notes.clear();
    let mut renamed = under(h.copy.elsewhere.clone());
    for seq in 0..renamed.size() {
        renamed.edit(seq, |entry| entry["log"] = h.origin.clone().into());
    }
    renamed.chain(0, false);
    renamed.sign(&h.origin, &other.keys);
    let first = renamed.notes[0].size;
    vec![
        case(
            "with its checkpoints",
            under(h.copy.elsewhere.clone()),
            ("log_other", 0),
        ),
        case("with none kept elsewhere", under(vec![]), ("log_other", 0)),
        case("without checkpoints", unsigned, ("origin_changed", 0)),
        case("of the same name", renamed, ("checkpoint_invalid", first)),
    ]
}

pub(crate) fn reuse_checkpoint(h: &Honest, rng: &mut Rng) -> Vec<Case> {
    let place = usize::try_from(rng.below(h.copy.notes.len() as u64)).expect("a place");
    let Note { size, by, .. } = h.copy.notes[place].clone();
    let keys: Vec<_> = by.iter().map(|key| &h.keys[*key]).collect();
    let strangers: Vec<_> = by.iter().map(|_| &h.keys[h.keys.len() - 1]).collect();
    let with = |text: String| {
        let mut copy = h.copy.clone();
        copy.notes[place].text = text;
        copy
    };
    let (other, root) = (format!("{}/other", h.origin), rng.hash());
    let true_root = h.copy.roots()[usize::try_from(size).expect("a place")];
    let foreign = checkpoint(&other, size, &root, &strangers);
    let name = checkpoint(&other, size, &true_root, &keys).replace(&other, &h.origin);
    let mut elsewhere = h.copy.clone();
    elsewhere.elsewhere.push(foreign.clone());
    let invalid: Answer = ("checkpoint_invalid", size);
    let mut cut = h.copy.clone();
    let note = &mut cut.notes[place].text;
    *note = note.replacen('\n', "\n0", 1);
    let mut falls = h.copy.clone();
    falls.notes.push(h.copy.notes[0].clone());
    vec![
        case(
            "in the directory",
            with(foreign),
            ("checkpoint_other", size),
        ),
        case("elsewhere", elsewhere, ("checkpoint_other", size)),
        case("under this one's name", with(name), invalid),
        case(
            "of the same name",
            with(checkpoint(&h.origin, size, &true_root, &strangers)),
            invalid,
        ),
        case("in another form", cut, ("checkpoint_unreadable", 0)),
        case(
            "an older one of its own",
            falls,
            ("checkpoint_unreadable", h.copy.notes[0].size),
        ),
    ]
}
