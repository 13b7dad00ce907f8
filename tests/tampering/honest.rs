//! Honest logs, written by the product, with everything that its writers may do.

use core::ops::Range;
use std::collections::BTreeMap;

use countersign::Timestamp;
use countersign::audit::{Draft, Log};
use countersign::json::number::Native;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use crate::copy::{Copy, Note, Row};
use crate::writer::{Hash, Key, checkpoint};

/// `SplitMix64`: the same logs in every run.
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.below(range.end - range.start)
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let place = self.below(items.len() as u64);
        &items[usize::try_from(place).expect("a place")]
    }

    pub(crate) fn hash(&mut self) -> Hash {
        let words = [(); 4].map(|()| self.next().to_le_bytes());
        words.as_flattened().try_into().expect("32 bytes")
    }
}

/// A log and what its writer knows.
pub(crate) struct Honest {
    pub(crate) copy: Copy,
    pub(crate) origin: String,
    pub(crate) keys: Vec<Key>,
    /// Of each group: its entries.
    pub(crate) groups: Vec<Range<u64>>,
    /// Where the next keys are named.
    pub(crate) announced: Vec<u64>,
    /// Entries that are not the log's own.
    pub(crate) said: Vec<u64>,
    /// Those of them that have something redacted, and something sealed.
    pub(crate) redacted: Vec<u64>,
    pub(crate) sealed: Vec<u64>,
}

const NAMES: [&str; 5] = [
    "Ren\u{e9}",
    "Rene\u{301}",
    "\u{1f511} \u{e9}",
    "a\"\\\n\u{1}\u{e9}",
    "\u{2028}e\u{301}",
];
const NUMBERS: [&str; 9] = [
    "0",
    "-1",
    "1.5",
    "1e+21",
    "0.000001",
    "1e-7",
    "9007199254740991",
    "-333333333.3333333",
    "120",
];

impl Honest {
    /// With at least so many changes of keys; `is_marked` has redactions, written by hand.
    pub(crate) fn new(seed: u64, changes: usize, is_marked: bool) -> Self {
        let mut rng = Rng(seed);
        let origin = format!("example.com/audit/{}", rng.below(1000));
        let keys: Vec<_> = (0..4)
            .map(|_| Key(SigningKey::from_bytes(&rng.hash())))
            .collect();
        let mut writer = Writer {
            log: Log::new(&origin).expect("a log"),
            now: 1_750_000_000_000,
            current: 0,
            announced: false,
            most: changes.max(usize::try_from(rng.below(3)).expect("few")),
            honest: Self {
                copy: Copy {
                    rows: vec![],
                    notes: vec![],
                    elsewhere: vec![],
                    disclosures: BTreeMap::new(),
                    key: keys[0].verifier(&origin),
                },
                origin,
                keys,
                groups: vec![],
                announced: vec![],
                said: vec![],
                redacted: vec![],
                sealed: vec![],
            },
        };
        let groups = rng.within(6..11);
        for group in 0..groups {
            writer.group(group, groups, changes, &mut rng);
            let is_due = matches!(group, 1 | 4) || group + 2 == groups;
            if is_due || rng.one_in(3) {
                writer.checkpoint();
            }
            if rng.one_in(2) {
                writer.log = Log::from_bytes(&writer.log.to_bytes()).expect("a state");
            }
        }
        let mut honest = writer.honest;
        if is_marked {
            honest.mark(&mut rng);
        }
        let kept = rng.pick(&honest.copy.notes).text.clone();
        honest.copy.elsewhere.push(kept);
        honest
    }

    /// Redacts by hand, since what redacts is no part of the log.
    fn mark(&mut self, rng: &mut Rng) {
        let last = self.copy.notes.last().map_or(0, |note| note.size);
        let mut first = None;
        for seq in self.said.clone() {
            if seq >= last || !(rng.one_in(4) || self.redacted.is_empty()) {
                continue;
            }
            let is_name = rng.one_in(3);
            self.copy.edit(seq, |entry| {
                let metadata = &mut entry["metadata"];
                if is_name {
                    metadata["a/[redacted:email]"] = 1.into();
                    entry["redacted"] = json!([["/metadata/a~1[redacted:email]", "email"]]);
                } else {
                    metadata["note"] = "key [redacted:api_key] of".into();
                    entry["redacted"] = json!([["/metadata/note", "api_key"]]);
                }
            });
            first.get_or_insert(seq);
            self.redacted.push(seq);
        }
        let from = self.copy.place(first.expect("one is redacted"));
        self.copy.chain(from, false);
        self.copy.sign(&self.origin, &self.keys);
    }
}

struct Writer {
    log: Log,
    now: i64,
    current: usize,
    /// Whether the next key is, and no checkpoint behind it.
    announced: bool,
    most: usize,
    honest: Honest,
}

impl Writer {
    fn group(&mut self, group: u64, groups: u64, least: usize, rng: &mut Rng) {
        let size = match rng.below(10) {
            _ if group == 2 => rng.within(4..9),
            0 => rng.within(1..65),
            1..4 => rng.within(1..13),
            _ => rng.within(1..5),
        };
        let is_wanted = group > 0 && group + 3 < groups && self.current < self.most;
        let is_change = is_wanted && !self.announced && (rng.one_in(3) || self.current < least);
        let place = rng.below(size);
        let first = self.log.size();
        let mut drafts = vec![];
        for n in 0..size {
            let draft = if is_change && n == place {
                self.honest.announced.push(first + n);
                let next = self.honest.keys[self.current + 1].verifier(&self.honest.origin);
                self.own("audit.key.next", &json!({"key": next}))
            } else if group == 0 && n == 0 {
                let key = self.honest.copy.key.clone();
                self.own("audit.open", &json!({"key": key, "checkpoints": "kept"}))
            } else if rng.one_in(12) && n != 1 {
                let lost = rng.within(1..9);
                self.own("audit.gap", &json!({"lost": lost, "sink": "console"}))
            } else {
                self.honest.said.push(first + n);
                self.said(first + n, rng)
            };
            self.now += i64::try_from(rng.below(500)).expect("small") - 20;
            drafts.push((draft, Timestamp::from_unix_millis(self.now)));
        }
        self.announced |= is_change;
        let text = self.log.append(drafts, &Native).expect("a group").text;
        let is_segment = group == 0 || rng.one_in(5);
        for (place, line) in text.lines().enumerate() {
            self.honest.copy.rows.push(Row {
                text: line.into(),
                begins: (is_segment && place == 0).then_some(first),
            });
        }
        self.honest.groups.push(first..first + size);
    }

    fn own(&self, action: &str, metadata: &Value) -> Draft {
        Draft::own(action, &self.honest.origin, &metadata.to_string(), &Native).expect("a draft")
    }

    /// What a caller says, with most of what may be in it.
    fn said(&mut self, seq: u64, rng: &mut Rng) -> Draft {
        let number: Value = serde_json::from_str(rng.pick::<&str>(&NUMBERS)).expect("a number");
        let mut entry = json!({
            "action": rng.pick(&["key.rotate", "webhook.verify", "user.delete"]),
            "userId": format!("u_{}", rng.below(50)),
            "resource": format!("keys/{}", rng.below(9)),
            "result": rng.pick(&["success", "failure"]),
            "metadata": {"n": number, "half": 2.5, "name": rng.pick(&NAMES), "list": [null, true, {}]},
        });
        for (name, value) in [
            ("reason", json!("asked for")),
            ("scope", json!("keys:*")),
            ("id", json!("m_1")),
            ("actor", json!({"kind": "person", "mail": "a@example.com"})),
            ("source", json!({"ip": "192.0.2.1"})),
            ("trace", json!({"id": "00-ab"})),
        ] {
            if rng.one_in(3) {
                entry[name] = value;
            }
        }
        let is_sealed = self.honest.sealed.is_empty() || rng.one_in(6);
        if is_sealed {
            entry["metadata"]["card"] = json!({"number": "4111", "year": 2031});
            entry["seal"] = json!(["/metadata/card", "/metadata/half"]);
        }
        let mut draft = Draft::read(&entry.to_string(), &Native).expect("a draft");
        if is_sealed {
            let salts: Vec<_> = (0..draft.seals()).map(|_| rng.hash()).collect();
            let disclosed = draft.seal(&salts, &Native).expect("disclosures");
            self.honest.copy.disclosures.insert(seq, disclosed);
            self.honest.sealed.push(seq);
        }
        draft
    }

    fn checkpoint(&mut self) {
        let mut by = vec![self.current];
        if self.announced {
            self.current += 1;
            self.announced = false;
            by.push(self.current);
        }
        let keys: Vec<_> = by.iter().map(|key| &self.honest.keys[*key]).collect();
        let text = checkpoint(
            &self.honest.origin,
            self.log.size(),
            &self.log.root(),
            &keys,
        );
        self.honest.copy.notes.push(Note {
            size: self.log.size(),
            text,
            by,
        });
    }
}
