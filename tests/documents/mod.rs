//! Random JSON texts that the strict profile takes, in every spelling that the grammar has.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::random::Random;

/// The largest integer that a number holds with all its neighbours.
pub(crate) const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

pub(crate) const MAX_LEVELS: usize = 64;

/// How often what is easily got wrong was met.
#[derive(Default)]
pub(crate) struct Met {
    /// Objects whose names stand in another order by code points than by UTF-16 units.
    other_order: u64,
    subnormal: u64,
    huge: u64,
    long_number: u64,
    astral: u64,
    control: u64,
    deepest: u64,
    wide: u64,
}

impl Met {
    pub(crate) const fn counts(&self) -> [(&'static str, u64); 8] {
        [
            ("objects in another order by code points", self.other_order),
            ("subnormal numbers", self.subnormal),
            ("numbers of 1e21 or more", self.huge),
            ("numbers of over 30 characters", self.long_number),
            ("astral characters", self.astral),
            ("control characters", self.control),
            ("documents of 64 levels", self.deepest),
            ("lists of 100 elements or more", self.wide),
        ]
    }
}

pub(crate) struct Documents {
    pub(crate) random: Random,
    pub(crate) met: Met,
}

impl Documents {
    pub(crate) fn of(seed: u64) -> Self {
        Self {
            random: Random(seed),
            met: Met::default(),
        }
    }

    pub(crate) fn document(&mut self) -> String {
        let mut out = String::new();
        match self.random.below(80) {
            0 => {
                let levels = MAX_LEVELS - self.random.place(8);
                self.deep(levels, &mut out);
            }
            1 => {
                let count = 100 + self.random.place(200);
                self.met.wide += 1;
                self.list(count, 1, &mut out);
            }
            _ => {
                let levels = 1 + self.random.place(5);
                self.value(levels, &mut out);
            }
        }
        out
    }

    /// A value of at most so many levels.
    pub(crate) fn value(&mut self, levels: usize, out: &mut String) {
        self.space(out);
        let simple = 4 + u64::from(levels > 0) * 4;
        match self.random.below(simple) {
            0 => out.push_str(self.random.one_of(&["null", "true", "false"])),
            1 | 2 => out.push_str(&self.number()),
            3 => {
                let text = self.text();
                self.quote(&text, out);
            }
            _ => {
                let count = self.random.place(7);
                self.list(count, levels, out);
            }
        }
        self.space(out);
    }

    /// An array or an object of so many elements.
    fn list(&mut self, count: usize, levels: usize, out: &mut String) {
        if self.random.once_in(2) {
            out.push('[');
            for place in 0..count {
                if place > 0 {
                    out.push(',');
                }
                self.value(levels - 1, out);
            }
            self.space(out);
            out.push(']');
            return;
        }
        let names = self.names(count);
        out.push('{');
        for (place, name) in names.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            self.space(out);
            self.quote(name, out);
            self.space(out);
            out.push(':');
            self.value(levels - 1, out);
        }
        self.space(out);
        out.push('}');
    }

    /// Exactly so many levels.
    fn deep(&mut self, levels: usize, out: &mut String) {
        self.met.deepest += u64::from(levels == MAX_LEVELS);
        let mut ends = vec![];
        for _ in 0..levels {
            if self.random.once_in(2) {
                out.push('[');
                self.value(0, out);
                out.push(',');
                ends.push("]");
            } else {
                let names = self.names(2);
                out.push('{');
                self.quote(&names[0], out);
                out.push(':');
                self.value(0, out);
                out.push(',');
                self.quote(&names[1], out);
                out.push(':');
                ends.push("}");
            }
        }
        self.value(0, out);
        out.extend(ends.into_iter().rev());
    }

    /// Names that differ, in no order.
    pub(crate) fn names(&mut self, count: usize) -> Vec<String> {
        let mut names: Vec<String> = vec![];
        let mut taken = BTreeSet::new();
        while names.len() < count {
            let mut name = match names.last() {
                // Alike up to a place, so that what stands there decides.
                Some(last) if self.random.once_in(2) => last.clone(),
                _ => self.text(),
            };
            if self.random.once_in(2) {
                let last = match self.random.below(3) {
                    0 => self.char_of(0xe000..0x1_0000),
                    1 => self.char_of(0x1_0000..0x11_0000),
                    _ => self.char_of(0..0xd800),
                };
                name.push(last);
            }
            if taken.insert(name.clone()) {
                names.push(name);
            }
        }
        let mut by_units: Vec<_> = names.iter().collect();
        by_units.sort_by_key(|name| name.encode_utf16().collect::<Vec<_>>());
        self.met.other_order += u64::from(!by_units.is_sorted());
        names
    }

    fn text(&mut self) -> String {
        let len = self.random.place(9);
        (0..len).map(|_| self.char()).collect()
    }

    fn char(&mut self) -> char {
        let c = match self.random.below(10) {
            0 => self.char_of(0..0x20),
            1 => self.random.one_of(&['"', '\\', '/', '\u{7f}', '\u{85}']),
            2 => self.random.one_of(&[
                '\u{2028}',
                '\u{2029}',
                '\u{feff}',
                '\u{fffe}',
                '\u{ffff}',
                '\u{d7ff}',
                '\u{e000}',
                '\u{202e}',
                '\u{200d}',
                '\u{10ffff}',
                '\u{10000}',
                '\u{301}',
            ]),
            3 => self.char_of(0x80..0x800),
            4 => self.char_of(0x800..0x1_0000),
            5 => self.char_of(0x1_0000..0x11_0000),
            _ => self.char_of(0x20..0x7f),
        };
        self.met.astral += u64::from(c > '\u{ffff}');
        self.met.control += u64::from(c < ' ');
        c
    }

    fn char_of(&mut self, range: core::ops::Range<u32>) -> char {
        loop {
            let width = u64::from(range.end - range.start);
            let offset = u32::try_from(self.random.below(width)).expect("32 bits");
            if let Some(c) = char::from_u32(range.start + offset) {
                return c;
            }
        }
    }

    /// A string in one of its spellings.
    pub(crate) fn quote(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for c in text.chars() {
            let short = match c {
                '\u{8}' => Some('b'),
                '\t' => Some('t'),
                '\n' => Some('n'),
                '\u{c}' => Some('f'),
                '\r' => Some('r'),
                '"' | '\\' | '/' => Some(c),
                _ => None,
            };
            let is_raw = c == '/' || (c >= ' ' && c != '"' && c != '\\');
            match short {
                _ if self.random.once_in(6) => self.escape(c, out),
                Some(letter) if !is_raw || self.random.once_in(5) => out.extend(['\\', letter]),
                _ if is_raw => out.push(c),
                _ => self.escape(c, out),
            }
        }
        out.push('"');
    }

    fn escape(&mut self, c: char, out: &mut String) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let written = if self.random.once_in(2) {
                write!(out, "\\u{unit:04x}")
            } else {
                write!(out, "\\u{unit:04X}")
            };
            written.expect("a string");
        }
    }

    /// A number in one of its spellings.
    pub(crate) fn number(&mut self) -> String {
        loop {
            let text = self.any_number();
            let number: f64 = text.parse().expect("a number");
            if is_within_profile(&text, number) {
                self.met.subnormal += u64::from(number.is_subnormal());
                self.met.huge += u64::from(number.abs() >= 1e21);
                self.met.long_number += u64::from(text.len() > 30);
                return text;
            }
        }
    }

    fn any_number(&mut self) -> String {
        let bits = self.random.next();
        let number = match self.random.below(8) {
            // Of any size.
            0..=2 => f64::from_bits(bits),
            3 => f64::from_bits(bits & 0x800f_ffff_ffff_ffff),
            // Where the exponent begins and ends to be written.
            4 => 10_f64.powi(i32::try_from(bits % 50).expect("small") - 25),
            5 => {
                let exact = i64::try_from(bits >> 11).expect("53 bits");
                return (if bits & 1 == 0 { exact } else { -exact }).to_string();
            }
            6 => return self.digits(),
            _ => {
                let small = i16::from_le_bytes([bits.to_le_bytes()[0], bits.to_le_bytes()[1]]);
                f64::from(small) / 8.0
            }
        };
        let number = if number.is_finite() { number } else { -0.0 };
        match self.random.below(20) {
            0..=3 => format!("{number:e}"),
            4..=7 => format!("{number:E}")
                .replace('E', "E+00")
                .replace("+00-", "-00"),
            8..=11 => format!("{number:.16e}"),
            12 => format!("{number:.40e}"),
            13 => format!("{number:.400}"),
            14..=16 if number.fract() == 0.0 => format!("{number}.0"),
            _ => number.to_string(),
        }
    }

    /// Digits, and where the point is.
    fn digits(&mut self) -> String {
        let mut text = String::new();
        if self.random.once_in(2) {
            text.push('-');
        }
        text.push(self.digit());
        if !self.random.once_in(8) {
            text.push('.');
            let count = 1 + self.random.place(40);
            text.extend((0..count).map(|_| self.digit()));
        }
        let sign = self.random.one_of(&["", "+", "-"]);
        let most = self.random.one_of(&[10, 30, 310, 400]);
        let exponent = self.random.below(most);
        let e = self.random.one_of(&['e', 'E']);
        write!(text, "{e}{sign}{exponent}").expect("a string");
        text
    }

    fn digit(&mut self) -> char {
        self.random
            .one_of(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    }

    pub(crate) fn space(&mut self, out: &mut String) {
        if self.random.once_in(6) {
            out.push_str(self.random.one_of(&[" ", "\t", "\n", "\r", "\r\n  "]));
        }
    }
}

/// The rule that `JsonError::NumberUnsafe` documents.
pub(crate) fn is_within_profile(text: &str, number: f64) -> bool {
    let is_integer = !text.contains(['.', 'e', 'E']) || number.abs() < 1e21;
    number.is_finite() && (!is_integer || number.abs() <= MAX_SAFE)
}
