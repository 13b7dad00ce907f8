//! One top-level number of a JSON object, found while the body streams by.
//!
//! A time that stands in a signed body decides whether the delivery is fresh, so nothing about it
//! may be open to two readings: the text must be one JSON object, the field must stand in it once
//! however its name is spelled, and look-alikes deeper down do not count.

use super::text::after_plain;

/// How deeply values may be nested.
const MAX_DEPTH: u32 = 128;
/// More characters than a timestamp has.
const MAX_NUMBER: usize = 24;

/// Scans pieces of a body for `name`; the whole text is checked against the grammar.
#[derive(Clone, Debug)]
pub(crate) struct FieldScanner {
    name: &'static [u8],
    state: State,
    /// Objects are ones, arrays zeros, the innermost last.
    nesting: u128,
    depth: u32,
    is_key: bool,
    /// How much of `name` the key has spelled so far; `None` once it is another.
    spelled: Option<usize>,
    found: u32,
    is_wanted: bool,
    escape: u16,
    /// Digits of an escape still to come.
    digits_left: u8,
    /// What is left of a literal.
    literal: &'static [u8],
    number: [u8; MAX_NUMBER],
    number_len: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Value,
    FirstKey,
    Key,
    Colon,
    FirstItem,
    After,
    Text,
    Escape,
    /// In `\uXXXX`.
    Hex,
    /// After the sign.
    Minus,
    Zero,
    Digits,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    /// In `true`, `false` or `null`.
    Literal,
    End,
    Broken,
}

impl FieldScanner {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name: name.as_bytes(),
            state: State::Value,
            nesting: 0,
            depth: 0,
            is_key: false,
            spelled: None,
            found: 0,
            is_wanted: false,
            escape: 0,
            digits_left: 0,
            literal: &[],
            number: [0; MAX_NUMBER],
            number_len: 0,
        }
    }

    /// Takes in the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        loop {
            if self.state == State::Text && self.spelled.is_none() {
                // A text that spells nothing: only its end is of interest.
                rest = after_plain(rest);
            }
            let [c, after @ ..] = rest else { return };
            self.state = self.step(*c);
            rest = after;
        }
    }

    /// The field's number as written, once the whole body has been fed; `None` if the body is not
    /// one JSON object with the field exactly once and a number as its value.
    pub(crate) fn number(&self) -> Option<&[u8]> {
        let complete = self.state == State::End && self.found == 1;
        self.number.get(..self.number_len).filter(|_| complete)
    }

    fn step(&mut self, c: u8) -> State {
        match self.state {
            State::FirstItem if c == b']' => self.close(false),
            State::Value | State::FirstItem => self.value(c),
            State::FirstKey if c == b'}' => self.close(true),
            State::FirstKey | State::Key if c == b'"' => {
                self.is_key = true;
                self.spelled = (self.depth == 1).then_some(0);
                State::Text
            }
            State::Colon if c == b':' => State::Value,
            State::After => self.after(c),
            State::Text => self.text(c),
            State::Escape => self.escape(c),
            State::Hex => self.hex(c),
            State::Literal => self.literal(c),
            State::Minus
            | State::Zero
            | State::Digits
            | State::Point
            | State::Fraction
            | State::Exponent
            | State::ExponentSign
            | State::ExponentDigits => self.in_number(c),
            State::FirstKey | State::Key | State::Colon | State::End if is_space(c) => self.state,
            _ => State::Broken,
        }
    }

    fn value(&mut self, c: u8) -> State {
        if is_space(c) {
            return self.state;
        }
        if self.depth == 0 && c != b'{' {
            return State::Broken;
        }
        let number = match c {
            b'-' => State::Minus,
            b'0' => State::Zero,
            b'1'..=b'9' => State::Digits,
            _ => {
                self.is_wanted = false;
                return match c {
                    b'{' => self.open(1, State::FirstKey),
                    b'[' => self.open(0, State::FirstItem),
                    b'"' => {
                        self.is_key = false;
                        self.spelled = None;
                        State::Text
                    }
                    b't' => self.begin(b"rue"),
                    b'f' => self.begin(b"alse"),
                    b'n' => self.begin(b"ull"),
                    _ => State::Broken,
                };
            }
        };
        self.keep(c, number)
    }

    fn begin(&mut self, literal: &'static [u8]) -> State {
        self.literal = literal;
        State::Literal
    }

    fn literal(&mut self, c: u8) -> State {
        match self.literal {
            [last] if *last == c => State::After,
            [next, rest @ ..] if *next == c => self.begin(rest),
            _ => State::Broken,
        }
    }

    fn open(&mut self, kind: u128, inside: State) -> State {
        self.nesting = self.nesting << 1 | kind;
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            State::Broken
        } else {
            inside
        }
    }

    fn close(&mut self, is_object: bool) -> State {
        if self.depth == 0 || (self.nesting & 1 == 1) != is_object {
            return State::Broken;
        }
        self.nesting >>= 1;
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            State::End
        } else {
            State::After
        }
    }

    fn after(&mut self, c: u8) -> State {
        match c {
            b',' if self.nesting & 1 == 1 => State::Key,
            b',' => State::Value,
            b'}' => self.close(true),
            b']' => self.close(false),
            _ if is_space(c) => State::After,
            _ => State::Broken,
        }
    }

    fn text(&mut self, c: u8) -> State {
        match c {
            b'"' if self.is_key => {
                self.is_wanted = self.spelled == Some(self.name.len());
                self.found = self.found.saturating_add(u32::from(self.is_wanted));
                State::Colon
            }
            b'"' => State::After,
            b'\\' => State::Escape,
            ..0x20 => State::Broken,
            _ => self.spell(c),
        }
    }

    fn spell(&mut self, c: u8) -> State {
        self.spelled = match self.spelled {
            Some(n) if self.name.get(n) == Some(&c) => Some(n.saturating_add(1)),
            _ => None,
        };
        State::Text
    }

    fn escape(&mut self, c: u8) -> State {
        match c {
            b'u' => {
                (self.escape, self.digits_left) = (0, 4);
                State::Hex
            }
            b'"' | b'\\' | b'/' => self.spell(c),
            b'b' => self.spell(0x08),
            b'f' => self.spell(0x0c),
            b'n' => self.spell(b'\n'),
            b'r' => self.spell(b'\r'),
            b't' => self.spell(b'\t'),
            _ => State::Broken,
        }
    }

    fn hex(&mut self, c: u8) -> State {
        let Some(digit) = char::from(c).to_digit(16) else {
            return State::Broken;
        };
        self.escape = self.escape << 4 | u16::try_from(digit).unwrap_or(0);
        self.digits_left = self.digits_left.saturating_sub(1);
        if self.digits_left > 0 {
            return State::Hex;
        }
        // What is no ASCII spells no name of ours: 0xff never occurs in one.
        let c = u8::try_from(self.escape).ok().filter(u8::is_ascii);
        self.spell(c.unwrap_or(0xff))
    }

    fn in_number(&mut self, c: u8) -> State {
        let next = match (self.state, c) {
            (State::Minus, b'0') => State::Zero,
            (State::Minus, b'1'..=b'9') | (State::Digits, b'0'..=b'9') => State::Digits,
            (State::Zero | State::Digits, b'.') => State::Point,
            (State::Point | State::Fraction, b'0'..=b'9') => State::Fraction,
            (State::Zero | State::Digits | State::Fraction, b'e' | b'E') => State::Exponent,
            (State::Exponent, b'+' | b'-') => State::ExponentSign,
            (State::Exponent | State::ExponentSign | State::ExponentDigits, b'0'..=b'9') => {
                State::ExponentDigits
            }
            (State::Zero | State::Digits | State::Fraction | State::ExponentDigits, _) => {
                self.is_wanted = false;
                return self.after(c);
            }
            _ => State::Broken,
        };
        self.keep(c, next)
    }

    /// Goes on to `next`, and keeps the character if this is the number wanted.
    fn keep(&mut self, c: u8, next: State) -> State {
        if self.is_wanted {
            match self.number.get_mut(self.number_len) {
                Some(place) => *place = c,
                // Far too long: made unreadable rather than cut to something that reads.
                None => self.number = [b'x'; MAX_NUMBER],
            }
            self.number_len = self.number_len.saturating_add(1).min(MAX_NUMBER);
        }
        next
    }
}

const fn is_space(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Option<alloc::vec::Vec<u8>> {
        let whole = {
            let mut scanner = FieldScanner::new("at");
            scanner.feed(text.as_bytes());
            scanner.number().map(<[u8]>::to_vec)
        };
        // Wherever the body is cut into pieces, the answer is the same.
        for cut in 0..text.len() {
            let mut scanner = FieldScanner::new("at");
            let (one, two) = text.as_bytes().split_at(cut);
            scanner.feed(one);
            scanner.feed(two);
            assert_eq!(
                scanner.number().map(<[u8]>::to_vec),
                whole,
                "{text} cut at {cut}"
            );
        }
        whole
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
            assert_eq!(scan(text).as_deref(), Some(&b"17"[..]), "{text}");
        }
        assert_eq!(scan(r#"{"at":-1.5e3}"#).as_deref(), Some(&b"-1.5e3"[..]));
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
            "{\"at\":17,\"x\":\"long enough \n to be skipped\"}",
            r#"{"at":17,"x":"long enough to be skipped \x and more of it"}"#,
            r#"{"at":17,"x":"long enough to be skipped"#,
        ] {
            assert_eq!(scan(text), None, "{text}");
        }
        for text in [
            r#"{"at":"17"}"#,
            r#"{"at":null}"#,
            r#"{"at":[17]}"#,
            r#"{"at":{"at":17}}"#,
        ] {
            let number = scan(text).unwrap_or_default();
            assert!(number.is_empty(), "{text}");
        }
        let long = scan(&alloc::format!("{{\"at\":{}}}", "1".repeat(40)));
        assert!(long.is_some_and(|n| n.contains(&b'x')));
    }
}
