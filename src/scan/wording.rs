//! What stands behind a secret's name and is none: outcomes, words of a sentence, what redaction left.

use core::ops::Range;

use super::{
    name::Kind,
    source::{DASH, DIGIT, DOT, LOWER, Source, UNDER, UPPER, class, is_all},
};

/// A longer text is no path: it would be looked at again for each name in it.
const MAX_PATH: usize = 64;

/// What a log says of a secret instead of the secret, and what goes on behind the name of a flag.
const WORDS: &[&str] = &[
    "a",
    "accepted",
    "and",
    "argument",
    "as",
    "boolean",
    "can",
    "cannot",
    "changed",
    "created",
    "default",
    "deleted",
    "denied",
    "disabled",
    "empty",
    "enabled",
    "expired",
    "failed",
    "false",
    "filtered",
    "flag",
    "flags",
    "for",
    "from",
    "granted",
    "has",
    "hidden",
    "if",
    "in",
    "incorrect",
    "instead",
    "invalid",
    "is",
    "masked",
    "mismatch",
    "missing",
    "must",
    "nil",
    "no",
    "none",
    "not",
    "null",
    "number",
    "object",
    "ok",
    "omitted",
    "on",
    "option",
    "optional",
    "options",
    "or",
    "parameter",
    "redacted",
    "refused",
    "rejected",
    "required",
    "requires",
    "reset",
    "revoked",
    "rotated",
    "set",
    "should",
    "string",
    "the",
    "to",
    "true",
    "undefined",
    "unknown",
    "unset",
    "updated",
    "valid",
    "value",
    "was",
    "when",
    "will",
    "with",
    "wrong",
    "yes",
];

/// Schemes of HTTP authentication, behind which a credential stands.
const SCHEMES: &[&str] = &[
    "apikey",
    "aws4-hmac-sha256",
    "basic",
    "bearer",
    "digest",
    "dpop",
    "hawk",
    "negotiate",
    "ntlm",
    "oauth",
    "token",
];

/// Whether a text is what redaction leaves, and nothing else.
pub(crate) fn is_mark(text: &[u8]) -> bool {
    let inner = text.strip_prefix(b"[redacted:");
    let inner = inner.and_then(|inner| inner.strip_suffix(b"]"));
    inner.is_some_and(|inner| is_all(inner, LOWER | DIGIT | DASH))
}

/// Whether the words before a credential are its scheme.
pub(super) fn is_scheme(word: &[u8]) -> bool {
    let is_it = |scheme: &&str| scheme.as_bytes().eq_ignore_ascii_case(word);
    SCHEMES.iter().any(is_it)
}

/// Whether a text is one of the words that logs have in place of a secret.
pub(super) fn is_word(text: &[u8]) -> bool {
    WORDS
        .iter()
        .any(|word| word.as_bytes().eq_ignore_ascii_case(text))
}

/// A count or an outcome, where the name may have one.
pub(super) fn is_outcome(source: Source<'_>, span: &Range<usize>, kind: Kind) -> bool {
    let text = source.bytes(span.start, span.end);
    match kind {
        Kind::Secret => false,
        Kind::Counted => is_all(text, DIGIT),
        Kind::Weak => is_all(text, DIGIT) || is_short_word(text),
    }
}

/// A word such as `granted` or `same-origin`.
pub(crate) fn is_short_word(text: &[u8]) -> bool {
    text.len() <= 16 && is_all(text, LOWER | DASH)
}

/// Whether a value and what follows it are words of a sentence, or of a program.
pub(super) fn is_sentence(source: Source<'_>, span: &Range<usize>, separator: u8) -> bool {
    let text = source.bytes(span.start, span.end);
    let rest = text.get(1..).unwrap_or_default();
    let goes_on = source.at(span.end) == b' ' && source.at(span.end.saturating_add(1)) > b' ';
    let is_call = text.contains(&b'(')
        && text.iter().all(|&byte| {
            class(byte) & (UPPER | LOWER | DOT | UNDER) != 0 || matches!(byte, b'(' | b')')
        });
    let is_wording = separator == b':' || is_all(text, LOWER | UPPER | DOT | UNDER);
    let is_plain = rest
        .iter()
        .all(|&byte| class(byte) & (LOWER | DASH) != 0 || byte == b'\'')
        && class(*text.first().unwrap_or(&0)) & (LOWER | UPPER) != 0;
    is_call || (goes_on && is_wording && is_plain)
}

/// Whether a value behind a colon without a space goes on as a path does: `secret:prod/db`, `token:12:5`.
pub(super) fn is_path(text: &[u8]) -> bool {
    let is_name =
        |byte: u8| class(byte) & (LOWER | DASH | DOT | UNDER) != 0 || matches!(byte, b'/' | b':');
    let is_place = |byte: u8| class(byte) == DIGIT || byte == b':';
    // A longer one would be looked at again for each name in it.
    text.len() <= MAX_PATH
        && (text.len() < 4
            || text.iter().all(|&byte| is_name(byte))
            || (text.contains(&b':') && text.iter().all(|&byte| is_place(byte))))
}
