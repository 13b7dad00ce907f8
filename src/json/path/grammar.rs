//! The grammar of RFC 8259, a character at a time.

use super::{HAS_RARE, MAX_DEPTH, Scanner, State};

impl Scanner {
    pub(super) fn step(&mut self, c: u8) -> State {
        match self.state {
            State::FirstItem if c == b']' => self.close(false),
            State::Value | State::FirstItem => self.begin_value(c),
            State::FirstKey if c == b'}' => self.close(true),
            State::FirstKey | State::Key if c == b'"' => {
                self.is_key = true;
                let is_on_a_path = if HAS_RARE {
                    self.on_path().any(|_| true)
                } else {
                    self.depth == 1
                };
                self.name_len = if is_on_a_path { 0 } else { usize::MAX };
                State::Text
            }
            State::Colon if c == b':' => State::Value,
            State::After => self.after(c),
            State::Text => self.in_text(c),
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

    fn begin_value(&mut self, c: u8) -> State {
        if is_space(c) {
            return self.state;
        }
        if self.depth == 0 && c != b'{' {
            return State::Broken;
        }
        if HAS_RARE && self.depth > 0 && self.nesting & 1 == 0 {
            self.turn(None);
            if self.next != 0 {
                self.items = self.items.saturating_add(1);
                if self
                    .item
                    .is_some_and(|item| item.saturating_add(1) != self.items)
                {
                    self.next = 0;
                }
            }
        }
        let inside = match c {
            b'{' => State::FirstKey,
            b'[' => State::FirstItem,
            _ => return self.begin_scalar(c),
        };
        self.open(u128::from(c == b'{'), inside)
    }

    fn begin_scalar(&mut self, c: u8) -> State {
        self.wanted = self.ends();
        self.value_start = self.text_len;
        match c {
            b'-' => self.keep(c, State::Minus),
            b'0' => self.keep(c, State::Zero),
            b'1'..=b'9' => self.keep(c, State::Digits),
            b'"' => {
                self.is_key = false;
                if !HAS_RARE {
                    self.pass_over(false);
                }
                State::Text
            }
            b't' => self.begin(b"rue"),
            b'f' => self.begin(b"alse"),
            b'n' => self.begin(b"ull"),
            _ => State::Broken,
        }
    }

    fn begin(&mut self, literal: &'static [u8]) -> State {
        self.pass_over(literal == b"ull");
        self.literal = literal;
        State::Literal
    }

    fn literal(&mut self, c: u8) -> State {
        match self.literal {
            [last] if *last == c => State::After,
            [next, rest @ ..] if *next == c => {
                self.literal = rest;
                State::Literal
            }
            _ => State::Broken,
        }
    }

    fn open(&mut self, kind: u128, inside: State) -> State {
        if let Some(place) = self.ends()
            && let Some(found) = self.found.get_mut(place)
        {
            found.count = u16::MAX;
        }
        let level = u8::try_from(self.depth).unwrap_or(u8::MAX);
        for (place, reach) in self.reach.iter_mut().enumerate() {
            if HAS_RARE && self.next.wrapping_shr(u32::try_from(place).unwrap_or(0)) & 1 == 1 {
                *reach = level;
            }
        }
        self.nesting = self.nesting << 1 | kind;
        self.depth = self.depth.saturating_add(1);
        if HAS_RARE && self.next == 0 && self.off_path == 0 && self.depth > 1 {
            self.off_path = self.depth;
        }
        self.next = 0;
        if self.depth > MAX_DEPTH {
            State::Broken
        } else {
            inside
        }
    }

    pub(super) fn close(&mut self, is_object: bool) -> State {
        if self.depth == 0 || (self.nesting & 1 == 1) != is_object {
            return State::Broken;
        }
        self.nesting >>= 1;
        self.depth = self.depth.saturating_sub(1);
        if HAS_RARE && self.depth < self.off_path {
            self.off_path = 0;
        }
        let level = u8::try_from(self.depth.saturating_sub(1)).unwrap_or(0);
        for reach in self.reach.iter_mut().filter(|_| HAS_RARE) {
            *reach = level.min(*reach);
        }
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

    fn in_text(&mut self, c: u8) -> State {
        match c {
            b'"' if self.is_key => {
                let (name, len) = (self.name, self.name_len);
                let name = name.get(..len);
                // A name that is on no path must not be taken for the `*` of an array.
                self.next = 0;
                if name.is_some_and(|name| name != b"*") {
                    self.turn(name);
                }
                State::Colon
            }
            b'"' => {
                self.keep_value(false);
                State::After
            }
            b'\\' => State::Escape,
            ..0x20 => State::Broken,
            _ => {
                self.spell(c);
                State::Text
            }
        }
    }

    fn escape(&mut self, c: u8) -> State {
        let plain = match c {
            b'u' => {
                (self.escape, self.digits_left) = (0, 4);
                return State::Hex;
            }
            b'"' | b'\\' | b'/' => c,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            _ => return State::Broken,
        };
        self.spell(plain);
        State::Text
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
        if !HAS_RARE {
            // What is no ASCII spells no name of ours: 0xff never occurs in one.
            let c = u8::try_from(self.escape).ok().filter(u8::is_ascii);
            self.spell(c.unwrap_or(0xff));
            return State::Text;
        }
        let high = core::mem::take(&mut self.high);
        let unit = u32::from(self.escape);
        let code = match self.escape {
            0xd800..=0xdbff => {
                self.high = self.escape;
                return State::Text;
            }
            0xdc00..=0xdfff => {
                (u32::from(high & 0x3ff) << 10 | unit & 0x3ff).wrapping_add(0x1_0000)
            }
            _ => unit,
        };
        let mut bytes = [0; 4];
        let text = char::from_u32(code).unwrap_or('\u{fffd}');
        for byte in text.encode_utf8(&mut bytes).bytes() {
            self.spell(byte);
        }
        State::Text
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
                self.keep_value(true);
                return self.after(c);
            }
            _ => State::Broken,
        };
        self.keep(c, next)
    }

    /// Goes on to `next`, and keeps the character if it is part of a value that is wanted.
    fn keep(&mut self, c: u8, next: State) -> State {
        self.put(c);
        next
    }
}

const fn is_space(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b'\r')
}
