//! Secrets that are known by what stands around them: schemes of HTTP, user information of URLs,
//! private keys in PEM.

use super::{
    source::{ALNUM, DIGIT, DOTTED, EQUALS, LOWER, PLUS, Source, UPPER, class, is_all},
    wording::is_mark,
};
use crate::encoding::base64;

/// A shorter text behind `Bearer` is a word of a sentence.
const MIN_TOKEN: usize = 8;
/// No word of a sentence has as many letters.
const MAX_WORD: usize = 20;
/// The longest label of a private key in PEM has 22 bytes; encoded for a URL, some more.
const MAX_LABEL: usize = 48;

/// What follows `Bearer` or `Basic` (RFC 9110, section 11.4: token68), of a word that begins here.
pub(super) fn scheme(source: Source<'_>, start: usize) -> Option<(&'static str, usize, usize)> {
    let head = source.bytes(start, start.saturating_add(7));
    let (id, len) = if head.get(..6)?.eq_ignore_ascii_case(b"bearer") {
        ("bearer", 6)
    } else if head.get(..5)?.eq_ignore_ascii_case(b"basic") {
        ("basic", 5)
    } else {
        return None;
    };
    let end = start.saturating_add(len);
    let from = match source.rest(end) {
        [b'%', b'2', b'0', ..] => end.saturating_add(3),
        [b' ' | b'+', ..] => source.run(end, |byte| matches!(byte, b' ' | b'+')),
        _ => return None,
    };
    let to = source.run(from, |byte| class(byte) & (DOTTED | PLUS) != 0);
    let to = source.run(to, |byte| class(byte) == EQUALS);
    let token = source.bytes(from, to);
    let is_secret = match id {
        _ if token.len() < MIN_TOKEN => false,
        "bearer" => !is_wording(token),
        _ => is_user_and_password(token) || (token.len() >= 16 && is_mixed(token)),
    };
    is_secret.then_some((id, from, to))
}

/// Words and numbers' names, as in `Bearer Authentication/Authorization`.
fn is_wording(token: &[u8]) -> bool {
    token.split(|&byte| class(byte) & ALNUM == 0).all(|word| {
        let rest = word.get(1..).unwrap_or_default();
        word.len() <= MAX_WORD
            && is_all(word, UPPER | LOWER)
            && (is_all(rest, LOWER) || is_all(word, UPPER))
    }) && !token.ends_with(b"=")
}

fn is_user_and_password(token: &[u8]) -> bool {
    let digits = token.split(|&byte| byte == b'=').next();
    let text = digits.and_then(base64::decode_text);
    text.is_some_and(|text| text.contains(':'))
}

fn is_mixed(token: &[u8]) -> bool {
    [UPPER, LOWER, DIGIT]
        .into_iter()
        .all(|wanted| token.iter().any(|&byte| class(byte) == wanted))
}

/// The password of a URL whose scheme ends at this colon: `scheme://user:password@host`.
pub(super) fn user_info(source: Source<'_>, colon: usize) -> Option<(usize, usize)> {
    let slashes = match source.rest(colon) {
        [b':', b'/', b'/', ..] => 3,
        // As PHP writes it in JSON.
        [b':', b'\\', b'/', b'\\', b'/', ..] => 5,
        _ => return None,
    };
    if class(source.before(colon, 1)) & ALNUM == 0 {
        return None;
    }
    let start = colon.saturating_add(slashes);
    let is_inside = |byte: u8| {
        !matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>' | b'`') && byte > b' '
    };
    let end = source.run(start, is_inside);
    let authority = source.bytes(start, end);
    let at = authority.iter().rposition(|&byte| byte == b'@')?;
    let user = authority.get(..at)?.iter().position(|&byte| byte == b':')?;
    let from = start.saturating_add(user).saturating_add(1);
    let to = start.saturating_add(at);
    (from < to && !is_mark(source.bytes(from, to))).then_some((from, to))
}

/// A private key in PEM (RFC 7468) whose dashes begin here, up to the end of its last line or of the
/// text.
pub(super) fn pem(source: Source<'_>, start: usize) -> Option<usize> {
    let dashes = source.run(start, |byte| byte == b'-');
    let label = source.run(dashes, |byte| {
        class(byte) & (UPPER | DIGIT | PLUS) != 0 || matches!(byte, b' ' | b'%')
    });
    let text = source.bytes(dashes, label.min(dashes.saturating_add(MAX_LABEL)));
    let begin = text.iter().position(|&byte| byte == b'B')?;
    let text = text.get(begin..)?;
    let is_private = begin <= 3
        && text.starts_with(b"BEGIN")
        && text.windows(7).any(|word| word == b"PRIVATE")
        && text.windows(3).any(|word| word == b"KEY");
    if !is_private {
        return None;
    }
    // The body has no dash that an `E` follows, but for a header's or the last line's.
    let rest = source.rest(label);
    let is_end = |word: &[u8]| matches!(word, b"-END" | b" END");
    let Some(end) = rest.windows(4).position(is_end) else {
        return Some(source.len());
    };
    let end = label.saturating_add(end).saturating_add(4);
    let end = source.run(end, |byte| byte != b'-' && byte != b'\n');
    Some(source.run(end, |byte| byte == b'-'))
}
