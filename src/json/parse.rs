//! A strict parser (RFC 8259 with the profile of I-JSON, RFC 7493): what it accepts has one reading.

use alloc::{string::String, vec, vec::Vec};

use super::{
    number::{self, Numbers},
    text::after_plain,
    value::Value,
};

/// How deeply values may be nested.
const MAX_DEPTH: u32 = 64;

crate::reasons::reasons! {
    /// Why a text is no strict JSON.
    pub enum JsonError {
        /// Not of the grammar.
        Syntax { /// The byte at which reading stopped.
            at: u32 as "number" } = "json_syntax", 500, "The text is no JSON.";
        /// A name twice in one object.
        NameDuplicate { /// The byte at which the second one begins.
            at: u32 as "number" } = "json_name_duplicate", 500, "A name stands twice in one object.";
        /// Half a surrogate pair.
        SurrogateLone { /// The byte behind it.
            at: u32 as "number" } = "json_surrogate_lone", 500, "A string holds half a surrogate pair.";
        /// A number that is infinite, or an integer beyond 2^53 − 1 that ECMAScript writes as one.
        NumberUnsafe { /// The byte behind it.
            at: u32 as "number" } = "json_number_unsafe", 500,
            "A number is too large to be held exactly: write it as a string.";
        /// Over 64 levels.
        TooDeep { /// The byte at which it got too deep.
            at: u32 as "number" } = "json_too_deep", 500, "Values are nested over 64 levels deep.";
    }
}

pub(super) fn parse(text: &str, numbers: &impl Numbers) -> Result<Value, JsonError> {
    let mut parser = Parser {
        text,
        at: 0,
        numbers,
    };
    let value = parser.value(0)?;
    parser.space();
    if parser.at == text.len() {
        Ok(value)
    } else {
        Err(parser.syntax())
    }
}

struct Parser<'a, N> {
    text: &'a str,
    at: usize,
    numbers: &'a N,
}

impl<'a, N: Numbers> Parser<'a, N> {
    fn value(&mut self, depth: u32) -> Result<Value, JsonError> {
        self.space();
        let inside = depth.saturating_add(1);
        match self.peek() {
            Some(b'{' | b'[') if inside > MAX_DEPTH => Err(JsonError::TooDeep { at: self.place() }),
            Some(b'{') => self.object(inside),
            Some(b'[') => self.array(inside),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.eat(b"true") => Ok(Value::Bool(true)),
            _ if self.eat(b"false") => Ok(Value::Bool(false)),
            _ if self.eat(b"null") => Ok(Value::Null),
            _ => Err(self.syntax()),
        }
    }

    fn object(&mut self, depth: u32) -> Result<Value, JsonError> {
        self.advance(1);
        self.space();
        if self.eat(b"}") {
            return Ok(Value::Object(vec![]));
        }
        let mut members: Vec<(String, Value)> = Vec::with_capacity(8);
        loop {
            self.space();
            let at = self.place();
            let name = self.string()?;
            if members.iter().any(|(other, _)| *other == name) {
                return Err(JsonError::NameDuplicate { at });
            }
            self.space();
            self.expect(b":")?;
            members.push((name, self.value(depth)?));
            self.space();
            if !self.eat(b",") {
                self.expect(b"}")?;
                return Ok(Value::Object(members));
            }
        }
    }

    fn array(&mut self, depth: u32) -> Result<Value, JsonError> {
        let mut items = vec![];
        self.advance(1);
        self.space();
        if self.eat(b"]") {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.space();
            if !self.eat(b",") {
                self.expect(b"]")?;
                return Ok(Value::Array(items));
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b"\"")?;
        let mut out = String::new();
        loop {
            let start = self.at;
            let behind = after_plain(self.rest()).len();
            if behind == 0 {
                return Err(self.syntax());
            }
            self.at = self.text.len().saturating_sub(behind);
            // Both ends are at characters of ASCII.
            let text = self.text.get(start..self.at).unwrap_or_default();
            if out.is_empty() {
                out = text.into();
            } else {
                out.push_str(text);
            }
            if self.eat(b"\"") {
                return Ok(out);
            }
            self.expect(b"\\")?;
            let escape = self.peek().ok_or(self.syntax())?;
            let plain = match escape {
                b'"' | b'\\' | b'/' => char::from(escape),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => {
                    out.push(self.unicode()?);
                    continue;
                }
                _ => return Err(self.syntax()),
            };
            out.push(plain);
            self.advance(1);
        }
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.hex_unit()?;
        let second = match first {
            0xd800..=0xdbff if self.rest().starts_with(b"\\u") => {
                self.advance(1);
                Some(self.hex_unit()?)
            }
            _ => None,
        };
        let units = [Some(first), second].into_iter().flatten();
        let mut chars = char::decode_utf16(units);
        match (chars.next(), chars.next()) {
            (Some(Ok(c)), None) => Ok(c),
            _ => Err(JsonError::SurrogateLone { at: self.place() }),
        }
    }

    /// `uXXXX`, the backslash already read.
    fn hex_unit(&mut self) -> Result<u16, JsonError> {
        self.expect(b"u")?;
        let digits = self
            .text
            .get(self.at..self.at.saturating_add(4))
            .filter(|d| d.bytes().all(|c| c.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        self.advance(4);
        unit.ok_or(self.syntax())
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        let _ = self.eat(b"-");
        if !self.eat(b"0") {
            self.digits()?;
        }
        let whole = self.at;
        if self.eat(b".") {
            self.digits()?;
        }
        if self.eat(b"e") || self.eat(b"E") {
            let _ = self.eat(b"+") || self.eat(b"-");
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = number::of_digits(text).unwrap_or_else(|| self.numbers.read(text));
        // An integer as written here, or as ECMAScript would write it: from 1e21 on, not as one.
        let is_integer = self.at == whole || number.abs() < 1e21;
        if !number.is_finite() || (is_integer && number.abs() > 9_007_199_254_740_991.0) {
            return Err(JsonError::NumberUnsafe { at: self.place() });
        }
        Ok(Value::Number(number))
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let rest = self.rest();
        let count = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        self.advance(count);
        if count == 0 {
            Err(self.syntax())
        } else {
            Ok(())
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance(1);
        }
    }

    fn expect(&mut self, text: &[u8]) -> Result<(), JsonError> {
        if self.eat(text) {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    fn eat(&mut self, text: &[u8]) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.advance(text.len());
        }
        is_next
    }

    fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn place(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX)
    }

    fn syntax(&self) -> JsonError {
        JsonError::Syntax { at: self.place() }
    }
}
