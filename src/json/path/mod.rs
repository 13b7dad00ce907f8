//! Values of a JSON text at given paths, found while it streams by.
//!
//! What is found decides whether a delivery is genuine or fresh, so nothing about it may be open to
//! two readings: the text must be one JSON object, every member on the way stands in it once however
//! its name is spelled, and look-alikes elsewhere do not count.

mod grammar;
mod skip;
mod steps;
#[cfg(test)]
mod tests;

use self::steps::Path;
use super::text::{after_digits, after_plain};

/// How deeply values may be nested.
const MAX_DEPTH: u32 = 128;
/// The most paths of one scanner.
const MAX_PATHS: usize = 12;
/// More bytes than all values together that a signature needs.
const MAX_TEXT: usize = 2048;
/// Whether values are looked for below the top, and others than numbers. Only rare schemes want that.
const HAS_RARE: bool = cfg!(feature = "rare");
/// Longer names than these are never on a path.
const MAX_NAME: usize = 48;

/// Scans pieces of a text for values; the whole of it is checked against the grammar.
///
/// A path is the names of members joined by dots; `*` is every element of an array. The value must
/// then stand in every element and be the same in all, or only one element is looked at.
#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    paths: [Path; MAX_PATHS],
    count: usize,
    state: State,
    /// Objects are ones, arrays zeros, the innermost last.
    nesting: u128,
    depth: u32,
    /// The least depth at which no path leads to where we are; 0 while one does.
    off_path: u32,
    is_key: bool,
    name: [u8; MAX_NAME],
    /// How much of `name` there is; beyond its end for a longer one.
    name_len: usize,
    /// How many steps of each path lead to where we are.
    reach: [u8; MAX_PATHS],
    /// The paths whose next step this value is, a bit each.
    next: u16,
    /// The path whose value this is.
    wanted: Option<usize>,
    /// Elements so far of the array that `*` stands for.
    items: u16,
    /// The only element of interest.
    item: Option<u16>,
    found: [Found; MAX_PATHS],
    text: [u8; MAX_TEXT],
    text_len: usize,
    value_start: usize,
    escape: u16,
    /// The first half of a pair of surrogates.
    high: u16,
    /// Digits of an escape still to come.
    digits_left: u8,
    /// What is left of a literal.
    literal: &'static [u8],
}

/// A value at a path.
#[derive(Clone, Copy, Debug)]
struct Found {
    count: u16,
    start: u16,
    end: u16,
    is_number: bool,
    is_null: bool,
}

impl Found {
    const NONE: Self = Self {
        count: 0,
        start: 0,
        end: 0,
        is_number: false,
        is_null: false,
    };
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

impl Scanner {
    pub(crate) fn new(paths: &[&'static str]) -> Self {
        let mut scanner = Self {
            paths: [Path::NONE; MAX_PATHS],
            count: 0,
            state: State::Value,
            nesting: 0,
            depth: 0,
            off_path: 0,
            is_key: false,
            name: [0; MAX_NAME],
            name_len: 0,
            reach: [0; MAX_PATHS],
            next: 0,
            wanted: None,
            items: 0,
            item: None,
            found: [Found::NONE; MAX_PATHS],
            text: [0; MAX_TEXT],
            text_len: 0,
            value_start: 0,
            escape: 0,
            high: 0,
            digits_left: 0,
            literal: &[],
        };
        scanner.restart(paths, None);
        scanner
    }

    /// Starts anew; the room for values stays where it is. With `item`, looks at that element only
    /// of the array that `*` stands for.
    pub(crate) fn restart(&mut self, paths: &[&'static str], item: Option<u16>) {
        self.count = paths.len().min(MAX_PATHS);
        for (to, path) in self.paths.iter_mut().zip(paths) {
            *to = Path::new(path);
        }
        self.item = item;
        self.state = State::Value;
        (self.nesting, self.depth, self.next, self.items) = (0, 0, 0, 0);
        self.off_path = 0;
        (self.text_len, self.high, self.wanted) = (0, 0, None);
        self.reach = [0; MAX_PATHS];
        self.found = [Found::NONE; MAX_PATHS];
    }

    /// Takes in the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        loop {
            rest = self.pass_plain(rest);
            if HAS_RARE && self.off_path > 0 {
                rest = self.skip(rest);
            }
            let [c, after @ ..] = rest else { return };
            self.state = self.step(*c);
            rest = after;
        }
    }

    /// What is left behind characters that change nothing, or whose end is known: most of a body takes
    /// this way, and no step for each of them.
    #[inline]
    fn pass_plain<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        match self.state {
            State::Text => {
                let mut rest = after_plain(text);
                if self.is_kept() {
                    let plain = text.len().saturating_sub(rest.len());
                    text.iter().take(plain).for_each(|c| self.spell(*c));
                    return rest;
                }
                if let [b'"', after @ ..] = rest {
                    // What `in_text` would do with a name that is on no path, or a value nobody wants.
                    self.state = State::After;
                    if self.is_key {
                        (self.next, self.state) = (0, State::Colon);
                    }
                    rest = after;
                }
                rest
            }
            State::Literal => match text.strip_prefix(self.literal) {
                Some(after) => {
                    self.state = State::After;
                    after
                }
                None => text,
            },
            State::Digits if self.wanted.is_none() => after_digits(text),
            _ => text,
        }
    }

    /// Elements of the array that `*` stands for; `None` unless the whole text is as it must be.
    pub(crate) fn items(&self) -> Option<u16> {
        (self.state == State::End).then_some(self.items)
    }

    /// The text or number at a path, once all has been fed; `None` unless it stands there once, or
    /// in every element.
    pub(crate) fn value(&self, path: usize) -> Option<&[u8]> {
        let found = self.found.get(path)?;
        let is_each = self
            .paths
            .get(path)?
            .text
            .split('.')
            .any(|step| step == "*");
        let wanted = match self.item {
            None if is_each => self.items,
            _ => 1,
        };
        let is_whole = self.state == State::End
            && found.count == wanted
            && !found.is_null
            && (1..u16::MAX).contains(&wanted);
        self.text
            .get(usize::from(found.start)..usize::from(found.end))
            .filter(|_| is_whole)
    }

    /// The same, where it is a number, as written.
    pub(crate) fn number(&self, path: usize) -> Option<&[u8]> {
        let found = self.found.get(path)?;
        self.value(path).filter(|_| found.is_number)
    }

    /// The same, where it is a text.
    pub(crate) fn string(&self, path: usize) -> Option<&[u8]> {
        let found = self.found.get(path)?;
        self.value(path).filter(|_| !found.is_number)
    }

    /// Whether something stands at a path at all.
    pub(crate) fn has(&self, path: usize) -> bool {
        let found = self.found.get(path);
        found.is_some_and(|found| found.count > 0 && !found.is_null)
    }

    /// Whether the characters of this text matter.
    const fn is_kept(&self) -> bool {
        if self.is_key {
            self.name_len <= MAX_NAME
        } else {
            self.wanted.is_some()
        }
    }

    /// The paths that lead to the container we are in, and their next step.
    fn on_path(&self) -> impl Iterator<Item = (usize, &'static [u8])> {
        let level = self.depth.saturating_sub(1);
        let paths = self
            .paths
            .iter()
            .take(self.count)
            .zip(self.reach)
            .enumerate();
        paths
            .filter(move |(_, (_, reach))| u32::from(*reach) == level)
            .filter_map(|(place, (path, reach))| Some((place, path.step(usize::from(reach))?)))
    }

    /// Which paths a value goes on with, whose name in an object or `*` is given.
    fn turn(&mut self, name: Option<&[u8]>) {
        if !HAS_RARE {
            let [path, ..] = self.paths;
            self.next = u16::from(name == Some(path.text.as_bytes()));
            return;
        }
        let mut next = 0_u16;
        for (place, step) in self.on_path() {
            if step == name.unwrap_or(b"*") {
                next |= 1_u16.wrapping_shl(u32::try_from(place).unwrap_or(0));
            }
        }
        self.next = next;
    }

    /// The path that this value is the last step of. What stands there twice is ambiguous.
    fn ends(&mut self) -> Option<usize> {
        if self.next == 0 {
            return None;
        }
        if !HAS_RARE {
            let [found, ..] = &mut self.found;
            found.count = found.count.saturating_add(1);
            return Some(0);
        }
        let depth = usize::try_from(self.depth).unwrap_or(0);
        let place = (0..self.count).find(|&place| {
            let is_next = self.next.wrapping_shr(u32::try_from(place).unwrap_or(0)) & 1 == 1;
            let is_last = |path: &Path| path.steps == depth;
            is_next && self.paths.get(place).is_some_and(is_last)
        })?;
        if let Some(found) = self.found.get_mut(place) {
            found.count = found.count.saturating_add(1);
        }
        Some(place)
    }

    /// A value that was wanted is whole: the first of its path, or the same as that.
    fn keep_value(&mut self, is_number: bool) {
        let Some(place) = self.wanted.take() else {
            return;
        };
        let [start, end] = [self.value_start, self.text_len].map(|n| u16::try_from(n).unwrap_or(0));
        let (kept, new) = self
            .text
            .split_at_checked(self.value_start)
            .unwrap_or_default();
        let Some(found) = self.found.get_mut(place) else {
            return;
        };
        if found.count == 1 || !HAS_RARE {
            (found.start, found.end, found.is_number) = (start, end, is_number);
            return;
        }
        let first = kept.get(usize::from(found.start)..usize::from(found.end));
        let new = new.get(..self.text_len.saturating_sub(self.value_start));
        if first != new || found.is_number != is_number {
            // Two values: counted so that no number of elements is right.
            found.count = u16::MAX;
        }
        self.text_len = self.value_start;
    }

    /// A value that was wanted is neither text nor number: that is ambiguous, or absent if `null`.
    fn pass_over(&mut self, is_null: bool) {
        if let Some(place) = self.wanted.take()
            && let Some(found) = self.found.get_mut(place)
        {
            found.is_null = is_null && found.count == 1;
            if !found.is_null {
                found.count = u16::MAX;
            }
        }
    }

    fn spell(&mut self, c: u8) {
        if self.is_key {
            if let Some(place) = self.name.get_mut(self.name_len) {
                *place = c;
            }
            self.name_len = self.name_len.saturating_add(1);
        } else {
            self.put(c);
        }
    }

    fn put(&mut self, c: u8) {
        if self.wanted.is_none() {
            return;
        }
        match self.text.get_mut(self.text_len) {
            Some(place) => {
                *place = c;
                self.text_len = self.text_len.saturating_add(1);
            }
            // Too long: made ambiguous rather than cut to something that reads.
            None => self.pass_over(false),
        }
    }
}
