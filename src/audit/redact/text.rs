//! Secrets within a text, and within what the text holds in JSON or in base64.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::{Path, Walk, Within};
use crate::{
    encoding::{base64, nfkc::Nfkc},
    json::{canonical, number::Numbers, value::Value},
    scan::{
        scan,
        source::{ALNUM, EQUALS, PLUS, TOKEN, class},
    },
};

/// The shortest secret with a name: `pin=123`.
const MIN_TEXT: usize = 7;
/// Shorter base64 holds no secret with a name.
const MIN_BASE64: usize = 16;
/// What one replacement lays open the next round takes.
const ROUNDS: usize = 4;

impl<H: Numbers + Nfkc> Walk<'_, H> {
    /// What a text is without secrets, with the rules that found some; `None` where it stays.
    pub(super) fn redacted(&mut self, text: &str, rules: &mut Vec<&'static str>) -> Option<String> {
        if text.len() < MIN_TEXT {
            return None;
        }
        if !self.within.json
            && let Some(mut value) = self.parsed(text)
        {
            let found = self.inner(
                &mut value,
                Within {
                    json: true,
                    ..self.within
                },
            );
            rules.extend_from_slice(&found);
            return (!found.is_empty()).then(|| canonical::to_string(&value, self.host));
        }
        let mut left: Option<String> = None;
        for _ in 0..ROUNDS {
            let Some(next) = self.round(left.as_deref().unwrap_or(text), rules) else {
                break;
            };
            left = Some(next);
        }
        left
    }

    /// A text that is an object or a list.
    fn parsed(&self, text: &str) -> Option<Value> {
        let text = text.trim_ascii();
        let ends = (text.as_bytes().first()?, text.as_bytes().last()?);
        let is_json = matches!(ends, (b'{', b'}') | (b'[', b']'));
        is_json
            .then(|| Value::parse(text, self.host).ok())
            .flatten()
    }

    /// What was found in a value that a text holds.
    fn inner(&mut self, value: &mut Value, within: Within) -> Vec<&'static str> {
        let mut removed = Vec::new();
        let mut walk = Walk {
            own: self.own,
            host: self.host,
            out: &mut removed,
            within,
        };
        walk.value(value, &Path::start(""), false);
        removed.into_iter().map(|(_, rule)| rule).collect()
    }

    fn round(&mut self, text: &str, rules: &mut Vec<&'static str>) -> Option<String> {
        let mut left = self.own.redacted(text);
        if left.is_some() {
            rules.push("own-secret");
        }
        left = found(left.as_deref().unwrap_or(text), self.host, rules).or(left);
        if !self.within.base64 && text.len() >= MIN_BASE64 {
            let next = self.without_base64(left.as_deref().unwrap_or(text));
            if next.is_some() {
                rules.push("base64");
            }
            left = next.or(left);
        }
        left
    }

    /// The text without the runs of base64 or base64url that hold a secret.
    fn without_base64(&mut self, text: &str) -> Option<String> {
        let bytes = text.as_bytes();
        let mut edit = Edit::new(text);
        let mut at = 0_usize;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let is_digit = |byte: &u8| class(*byte) & (TOKEN | PLUS) != 0;
            let len = rest.iter().position(|byte| !is_digit(byte));
            let (run, behind) = rest.split_at_checked(len.unwrap_or(rest.len()))?;
            let end = at.saturating_add(run.len());
            if run.len() >= MIN_BASE64 && self.has_secret(run) {
                let padding = behind.iter().take(2);
                let padding = padding.take_while(|byte| class(**byte) == EQUALS).count();
                edit.replace(at..end.saturating_add(padding), &["[redacted:base64]"]);
            }
            at = end.saturating_add(1);
        }
        edit.finish()
    }

    /// Whether a run holds a secret, as a whole or in a part, as the segment of a path is.
    fn has_secret(&mut self, run: &[u8]) -> bool {
        if self.spells_secret(run) {
            return true;
        }
        let is_sign = |byte: &u8| class(*byte) & ALNUM == 0;
        run.iter().any(is_sign)
            && run
                .split(is_sign)
                .any(|part| part.len() >= MIN_BASE64 && self.spells_secret(part))
    }

    fn spells_secret(&mut self, digits: &[u8]) -> bool {
        let Some(text) = base64::decode_text(digits) else {
            return false;
        };
        let within = Within {
            base64: true,
            ..self.within
        };
        !self.inner(&mut Value::String(text), within).is_empty()
    }
}

/// The text without what a rule finds.
fn found(text: &str, host: &impl Nfkc, rules: &mut Vec<&'static str>) -> Option<String> {
    let mut edit = Edit::new(text);
    for finding in scan(text, host) {
        edit.replace(finding.span, &["[redacted:", finding.rule, "]"]);
        rules.push(finding.rule);
    }
    edit.finish()
}

/// A text of which spans are replaced, one behind the other.
pub(super) struct Edit<'a> {
    text: &'a str,
    /// The end of the last span.
    from: usize,
    out: String,
}

impl<'a> Edit<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            from: 0,
            out: String::new(),
        }
    }

    pub(super) fn replace(&mut self, span: Range<usize>, mark: &[&str]) {
        let kept = self.text.get(self.from..span.start).unwrap_or_default();
        self.out.push_str(kept);
        self.out.extend(mark.iter().copied());
        self.from = span.end;
    }

    /// The new text; `None` where nothing was replaced.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.from == 0 {
            return None;
        }
        let kept = self.text.get(self.from..).unwrap_or_default();
        self.out.push_str(kept);
        Some(self.out)
    }
}
