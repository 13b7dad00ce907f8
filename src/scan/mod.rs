//! Secrets in text: where they stand, and by which rule.
//!
//! One pass in linear time. What a secret of a vendor looks like is data ([`RULES`]); names of secrets
//! are data as well ([`is_secret_name`]). A secret that nothing announces and that looks like nothing
//! in particular, as a password in a sentence, is not found.

mod card;
mod credential;
mod name;
mod rules;
pub(crate) mod source;
mod value;
mod wording;

use alloc::vec::Vec;
use core::ops::Range;

use crate::encoding::nfkc::Nfkc;
pub use name::is_secret_name;
pub(crate) use name::{Kind, kind};
pub use rules::{RULES, Rule};
use source::{ALNUM, DOT, Source, UNDER, class, is_all};
pub(crate) use wording::{is_mark, is_short_word};

/// A word begins at most so far behind the beginning of an escape: `\u003d`.
const MAX_ESCAPE: usize = 7;
/// How far into a secret its classes are looked at, so that no byte is looked at often.
const NEEDED_WITHIN: usize = 64;

/// A secret in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's identifier.
    pub rule: &'static str,
    /// Where it stands, in bytes; both ends are between characters.
    pub span: Range<usize>,
}

/// What is in a text, in its order; no two overlap. Total: there is no text that it refuses.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use countersign::{json::number::Native, scan::scan};
/// let text = "GET /hooks?page=2&access_token=c2VjcmV0 HTTP/1.1";
/// let found = scan(text, &Native);
/// assert_eq!(found[0].rule, "name");
/// assert_eq!(&text[found[0].span.clone()], "c2VjcmV0");
/// # }
/// ```
#[must_use]
pub fn scan(text: &str, host: &impl Nfkc) -> Vec<Finding> {
    if text.len() < rules::SHORTEST && is_all(text.as_bytes(), ALNUM | UNDER | DOT) {
        return Vec::new();
    }
    let mut scanner = Scanner {
        source: Source { text },
        host,
        from: 0,
        dots_to: 0,
    };
    let mut findings = Vec::new();
    let mut is_inside = false;
    // A word can begin inside of one up to here: behind an escape, or a finding.
    let mut near = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        let was_inside = is_inside && at >= near;
        is_inside = class(byte) & ALNUM != 0;
        if (was_inside && is_inside) || at < scanner.from {
            continue;
        }
        if matches!(byte, b'%' | b'\\') {
            near = at.saturating_add(MAX_ESCAPE);
        }
        if let Some((rule, span)) = scanner.step(at, byte) {
            scanner.from = span.end;
            near = span.end.saturating_add(1);
            findings.push(Finding { rule, span });
        }
    }
    findings
}

/// Whether the text is a card number and nothing else: for one that stands there as a number.
pub(crate) fn is_card(digits: &str) -> bool {
    card::card(Source { text: digits }, 0) == Some(digits.len())
}

struct Scanner<'a, H> {
    source: Source<'a>,
    host: &'a H,
    /// The end of the last finding.
    from: usize,
    /// The end of the last run that had too few dots.
    dots_to: usize,
}

impl<H: Nfkc> Scanner<'_, H> {
    /// What the byte at this place begins or announces.
    #[inline]
    fn step(&mut self, at: usize, byte: u8) -> Option<(&'static str, Range<usize>)> {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {
                if !self.may_begin(at, byte) {
                    return None;
                }
                self.prefix(at).or_else(|| {
                    let (rule, from, to) = credential::scheme(self.source, at)?;
                    Some((rule, from..to))
                })
            }
            b'2'..=b'6' => Some(("card-number", at..card::card(self.source, at)?)),
            b'-' if self.source.before(at, 1) != b'-' => {
                if let Some(end) = credential::pem(self.source, at) {
                    return Some(("private-key", at..end));
                }
                Some(("name", value::of_flag(self.source, at, self.host)?))
            }
            b':' => credential::user_info(self.source, at)
                .map(|(from, to)| ("url-password", from..to))
                .or_else(|| Some(("name", value::of_name(self.source, at, self.host)?))),
            b'=' | b'>' | b'%' => Some(("name", value::of_name(self.source, at, self.host)?)),
            _ => None,
        }
    }

    #[inline]
    fn may_begin(&self, at: usize, byte: u8) -> bool {
        let next = self.source.at(at.saturating_add(1));
        // `Bearer` and `Basic`, in any case.
        let is_scheme = byte | 0x20 == b'b' && matches!(next | 0x20, b'a' | b'e');
        (is_scheme || rules::may_begin(byte, next))
            && (self.source.is_word_start(at) || (at == self.from && at > 0))
    }

    fn prefix(&mut self, at: usize) -> Option<(&'static str, Range<usize>)> {
        let rest = self.source.rest(at);
        let fits = |rule: &&Rule| {
            let prefix = rule.prefix.as_bytes();
            prefix.first() == rest.first() && rest.starts_with(prefix)
        };
        for rule in RULES.iter().filter(fits) {
            let start = at.saturating_add(rule.prefix.len());
            let is_of = |byte: u8| class(byte) & rule.alphabet != 0;
            let head = rest.get(rule.prefix.len()..).unwrap_or_default();
            let head = head.get(..NEEDED_WITHIN).unwrap_or(head);
            let len = head.iter().take_while(|&&byte| is_of(byte)).count();
            let is_needed = |byte: &u8| class(*byte) & rule.needs != 0;
            if len < rule.min || !(rule.needs == 0 || head.iter().take(len).any(is_needed)) {
                continue;
            }
            if rule.dots > 0 && at < self.dots_to {
                continue;
            }
            let end = self.source.run(start, is_of);
            let run = self.source.bytes(start, end);
            if rule.dots > 0 {
                let dots = run.iter().filter(|&&byte| class(byte) == DOT).count();
                if dots < rule.dots {
                    self.dots_to = end;
                    continue;
                }
            }
            // Without the dot of a sentence.
            let last = run.iter().rposition(|&byte| class(byte) != DOT)?;
            return Some((rule.id, at..start.saturating_add(last).saturating_add(1)));
        }
        None
    }
}

/// Whether a text is a name alone, as that of a header is.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text
            .bytes()
            .all(|byte| class(byte) & ALNUM != 0 || matches!(byte, b'-' | b'_' | b'.' | 0x80..))
}
