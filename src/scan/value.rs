//! Values of secret names in text: `name=value`, `name: value`, `"name": "value"`, `--name value`,
//! `<name>value</name>`.
//!
//! Between a name and a value in a sentence ("token: must be renewed") and those of a machine only their
//! form tells: words that go on are a sentence.

use core::ops::Range;

use super::{
    name::{Kind, Name},
    source::{ALNUM, DASH, DOT, LOWER, Source, TOKEN, UPPER, class, is_all},
    wording::{is_mark, is_outcome, is_path, is_scheme, is_sentence, is_word},
};
use crate::encoding::nfkc::Nfkc;

/// Of a name in text no more is looked at.
const MAX_NAME: usize = 64;
/// A shorter value is no secret, or none that a name in a text gives away.
const MIN_VALUE: usize = 3;

/// The name before a separator.
struct Left {
    kind: Kind,
    start: usize,
    is_quoted: bool,
}

/// The value behind a separator at this place, if a secret name stands before it.
pub(super) fn of_name(source: Source<'_>, at: usize, host: &impl Nfkc) -> Option<Range<usize>> {
    let separator = source.at(at);
    let next = source.at(at.saturating_add(1));
    let (mut from, mut needs_quote) = (at.saturating_add(1), false);
    match (separator, next) {
        (b'=', b'>') | (b':', b'=') => (from, needs_quote) = (at.saturating_add(2), true),
        (b'%', b'3') if source.at(at.saturating_add(2)) | 0x20 == b'd' => {
            from = at.saturating_add(3);
        }
        (b':', b':') | (b'=', b'=') | (b'%', _) => return None,
        _ => {}
    }
    let left = left(source, at, host)?;
    let before = source.before(left.start, 1);
    if separator == b'>' {
        if left.is_quoted || !matches!(before, b'<' | b':') {
            return None;
        }
        return checked(source, from..source.run(from, |byte| byte != b'<'));
    }
    let value = source.run(from, |byte| matches!(byte, b' ' | b'\t'));
    if let Some(span) = quoted(source, value) {
        let span = Some(span).filter(|span| is_secret(source, span));
        return span.filter(|span| !is_outcome(source, span, left.kind));
    }
    let is_spaced = value > from;
    // `secret:prod/db`, `token:12:5`: a colon that parts the names of a path.
    let is_in_path = separator == b':' && !is_spaced && !left.is_quoted;
    if needs_quote || (is_in_path && matches!(before, b':' | b'/')) {
        return None;
    }
    let is_header = left.kind == Kind::Weak && separator == b':' && !left.is_quoted;
    let span = if is_header {
        header(source, value, before)?
    } else {
        unquoted(source, value, before)
    };
    let span = checked(source, span)?;
    let text = source.bytes(span.start, span.end);
    let is_benign = is_outcome(source, &span, left.kind)
        || is_word(text)
        || (!is_header && is_spaced && is_sentence(source, &span, separator))
        || (is_in_path && is_path(text));
    (!is_benign).then_some(span)
}

/// The value behind a flag whose dashes begin here.
pub(super) fn of_flag(source: Source<'_>, at: usize, host: &impl Nfkc) -> Option<Range<usize>> {
    let before = source.before(at, 1);
    if before > b' ' && !matches!(before, b'"' | b'\'' | b'`' | b'[' | b'(') {
        return None;
    }
    let name = source.run(at, |byte| byte == b'-');
    let end = source.run(name, |byte| class(byte) & TOKEN != 0);
    if end.saturating_sub(name) > MAX_NAME || source.at(end) != b' ' {
        return None;
    }
    Name::new(source.slice(name, end), host).kind()?;
    let value = source.run(end, |byte| byte == b' ');
    if let Some(span) = quoted(source, value) {
        return Some(span).filter(|span| is_secret(source, span));
    }
    let to = source.run(value, |byte| {
        byte > b' ' && !matches!(byte, b'"' | b'\'' | b'`')
    });
    let span = checked(source, value..to)?;
    let text = source.bytes(span.start, span.end);
    (!text.starts_with(b"-") && !is_word(text)).then_some(span)
}

fn left(source: Source<'_>, at: usize, host: &impl Nfkc) -> Option<Left> {
    let is_of_name = |byte: u8| class(byte) & (TOKEN | DOT) != 0 || byte >= 0x80;
    let mut end = source.run_back(at, 2, |byte| byte == b' ');
    let last = source.before(end, 1);
    let is_quoted = matches!(last, b'"' | b'\'' | b'`');
    if is_quoted || last == b']' {
        end = end.saturating_sub(1);
        end = source.run_back(end, 3, |byte| matches!(byte, b'\\' | b'"' | b'\''));
    } else if source
        .bytes(end.saturating_sub(3), end)
        .eq_ignore_ascii_case(b"%5d")
    {
        end = end.saturating_sub(3);
    }
    let mut start = source.run_back(end, MAX_NAME, is_of_name);
    while !source.text.is_char_boundary(start) && start < end {
        start = start.saturating_add(1);
    }
    // `user[name]`, not the end of a mark.
    if start == end || (last == b']' && source.before(start, 1) == b':') {
        return None;
    }
    let one = Name::new(source.slice(start, end), host);
    let kind = one.kind();
    // `API key: …`, `next token: …`
    if source.before(start, 1) == b' ' {
        let first = start.saturating_sub(1);
        let first = source.run_back(first, MAX_NAME, |byte| class(byte) & ALNUM != 0);
        let both = Name::new(source.slice(first, end), host);
        if both.is_benign() {
            return None;
        }
        if kind.is_none() {
            let kind = both.kind()?;
            return Some(Left {
                kind,
                start: first,
                is_quoted,
            });
        }
    }
    Some(Left {
        kind: kind?,
        start,
        is_quoted,
    })
}

/// What stands between quotes, which may be escaped, or between brackets that begin with one.
fn quoted(source: Source<'_>, at: usize) -> Option<Range<usize>> {
    if let bracket @ (b'[' | b'{') = source.at(at) {
        let inner = source.run(at.saturating_add(1), |byte| byte <= b' ' || byte == b'\\');
        if !matches!(source.at(inner), b'"' | b'\'') {
            return None;
        }
        let close = if bracket == b'[' { b']' } else { b'}' };
        let end = source.run(inner, |byte| byte != close);
        return Some(at..end.saturating_add(1).min(source.len()));
    }
    let open = source.run(at, |byte| byte == b'\\');
    let quote = source.at(open);
    if !matches!(quote, b'"' | b'\'' | b'`') {
        return None;
    }
    let escapes = open.saturating_sub(at);
    let from = open.saturating_add(1);
    let mut run = 0_usize;
    for (place, &byte) in source.rest(from).iter().enumerate() {
        if byte == b'\\' {
            run = run.saturating_add(1);
        } else {
            // An even number of backslashes escapes itself, not the quote.
            let is_end = if escapes == 0 {
                run.is_multiple_of(2)
            } else {
                run == escapes
            };
            if byte == quote && is_end {
                let to = from.saturating_add(place).saturating_sub(escapes.min(run));
                return Some(from..to);
            }
            run = 0;
        }
    }
    Some(from..source.len())
}

/// What a machine wrote without quotes: up to white space, or to where another name begins.
fn unquoted(source: Source<'_>, from: usize, before: u8) -> Range<usize> {
    // A connection string: spaces belong to it.
    let may_space = before == b';';
    for (place, &byte) in source.rest(from).iter().enumerate() {
        let at = from.saturating_add(place);
        let is_end = match byte {
            b' ' => !may_space,
            0..b' ' | b'"' | b'\'' | b'`' | b'<' => true,
            b'&' | b';' | b',' | b'|' => is_separator(source, at.saturating_add(1)),
            b'%' => source.rest(at).starts_with(b"%26"),
            _ => false,
        };
        if is_end {
            return from..at;
        }
    }
    from..source.len()
}

/// Whether a text ends here, or another name and its separator follow.
fn is_separator(source: Source<'_>, at: usize) -> bool {
    let start = source.run(at, |byte| byte == b' ');
    if start > at || source.at(at) <= b' ' {
        return true;
    }
    let window = source.bytes(start, start.saturating_add(MAX_NAME));
    let is_of_name = |byte: &u8| {
        class(*byte) & (TOKEN | DOT) != 0 || matches!(byte, b' ' | b'"' | b'[' | b']' | b'%')
    };
    let len = window.iter().take_while(|byte| is_of_name(byte)).count();
    len > 0 && matches!(window.get(len), Some(b'=' | b':'))
}

/// The rest of a header's line; behind a scheme what follows that.
fn header(source: Source<'_>, from: usize, before: u8) -> Option<Range<usize>> {
    let word = source.run(from, |byte| class(byte) & (ALNUM | DASH) != 0);
    let first = source.bytes(from, word);
    let mut from = from;
    if source.at(word) == b' ' {
        if is_scheme(first) {
            from = source.run(word, |byte| byte == b' ');
        } else if is_all(first, LOWER | UPPER) {
            // A sentence.
            return None;
        }
    }
    let is_open = matches!(before, b'"' | b'\'' | b'`');
    let is_inside = |byte| !(matches!(byte, b'\n' | b'\r') || is_open && byte == before);
    Some(from..source.run(from, is_inside))
}

/// The span without what closes a sentence or a bracket; `None` for what is no secret.
fn checked(source: Source<'_>, span: Range<usize>) -> Option<Range<usize>> {
    let text = source.bytes(span.start, span.end);
    let len = text.iter().rposition(|&byte| !is_closing(byte))?;
    let end = span.start.saturating_add(len).saturating_add(1);
    // A mark ends in a bracket itself.
    let close = text.iter().skip(len).position(|&byte| byte == b']');
    let marked = end.saturating_add(close.unwrap_or_default());
    let span = span.start..end;
    (is_secret(source, &span) && !is_mark(source.bytes(span.start, marked))).then_some(span)
}

/// Whether a value is long enough, and neither a mask, a reference nor a mark.
fn is_secret(source: Source<'_>, span: &Range<usize>) -> bool {
    let text = source.bytes(span.start, span.end);
    let is_reference = text.len() <= MAX_NAME
        && (text.starts_with(b"${") || text.starts_with(b"{{"))
        && text.ends_with(b"}");
    let is_masked = text.iter().all(|&byte| matches!(byte, b'*' | b'.'));
    text.len() >= MIN_VALUE && !is_masked && !is_reference && !is_mark(text)
}

fn is_closing(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b'.' | b';' | b':' | b')' | b']' | b'}')
}
