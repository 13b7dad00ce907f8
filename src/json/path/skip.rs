//! What no path leads into is checked by whole tokens: most of a body is that.

use super::{MAX_DEPTH, Scanner, State};
use crate::json::text::{after_digits, after_plain};

impl Scanner {
    /// What is left behind the tokens of a container that no path leads into, as far as they stand there
    /// whole and as senders write them. All else is left to [`Scanner::step`].
    pub(super) fn skip<'a>(&mut self, mut text: &'a [u8]) -> &'a [u8] {
        while self.off_path > 0 {
            let is_object = self.nesting & 1 == 1;
            let (state, rest) = match (self.state, text) {
                (State::Key | State::FirstKey, [b'"', name @ ..]) => match after_plain(name) {
                    [b'"', b':', rest @ ..] => (State::Value, rest),
                    _ => return text,
                },
                (State::After, [b',', rest @ ..]) if is_object => (State::Key, rest),
                (State::After, [b',', rest @ ..]) => (State::Value, rest),
                (State::After | State::FirstKey, [b'}', rest @ ..]) => (self.close(true), rest),
                (State::After | State::FirstItem, [b']', rest @ ..]) => (self.close(false), rest),
                (State::Value | State::FirstItem, [c, rest @ ..]) => match (*c, rest) {
                    (b'"', _) => match after_plain(rest) {
                        [b'"', rest @ ..] => (State::After, rest),
                        _ => return text,
                    },
                    (b'1'..=b'9', _) => match after_digits(rest) {
                        rest @ [b',' | b'}' | b']', ..] => (State::After, rest),
                        _ => return text,
                    },
                    (b't', [b'r', b'u', b'e', rest @ ..])
                    | (b'f', [b'a', b'l', b's', b'e', rest @ ..])
                    | (b'n', [b'u', b'l', b'l', rest @ ..]) => (State::After, rest),
                    (b'{' | b'[', _) if self.depth < MAX_DEPTH => {
                        let is_object = *c == b'{';
                        self.nesting = self.nesting << 1 | u128::from(is_object);
                        self.depth = self.depth.saturating_add(1);
                        let inside = if is_object {
                            State::FirstKey
                        } else {
                            State::FirstItem
                        };
                        (inside, rest)
                    }
                    _ => return text,
                },
                _ => return text,
            };
            (self.state, text) = (state, rest);
        }
        text
    }
}
