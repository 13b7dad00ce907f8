//! Forms and queries: `name=value` pairs, percent-encoded (WHATWG URL, section 5).

use alloc::vec::Vec;

/// Names and values, decoded. Empty pieces are no pairs.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = [Vec<u8>; 2]> {
    halves(text).map(|[name, value]| [decoded(name), decoded(value)])
}

/// The same, as they stand there.
fn halves(text: &[u8]) -> impl Iterator<Item = [&[u8]; 2]> {
    let pieces = text.split(|&c| c == b'&').filter(|pair| !pair.is_empty());
    pieces.map(|pair| {
        let mut halves = pair.splitn(2, |&c| c == b'=');
        [(); 2].map(|()| halves.next().unwrap_or_default())
    })
}

/// The value of a name that stands there once; `None` where it does not, or twice. A form in several
/// parts (RFC 7578) is one too.
pub(crate) fn field(text: &[u8], name: &str) -> Option<Vec<u8>> {
    if text.starts_with(b"--") {
        return part(text, name);
    }
    // Most of a form is in the values, of which one is wanted.
    let mut named = halves(text).filter(|[key, _]| decoded(key) == name.as_bytes());
    let [_, value] = named.next()?;
    named.next().is_none().then(|| decoded(value))
}

fn part(text: &[u8], name: &str) -> Option<Vec<u8>> {
    let end = text.windows(2).position(|two| two == b"\r\n")?;
    // Between two parts, and before the first.
    let boundary = [b"\r\n", text.get(..end)?].concat();
    let mut rest = text.get(end..)?;
    let mut found = None;
    loop {
        let next = position(rest, &boundary)?;
        let (part, after) = rest.split_at_checked(next)?;
        let head_end = position(part, b"\r\n\r\n")?;
        let (head, value) = part.split_at_checked(head_end)?;
        let wanted = [b" name=\"", name.as_bytes(), b"\""].concat();
        let is_wanted = position(head, &wanted).is_some();
        if is_wanted && found.replace(value.get(4..)?.to_vec()).is_some() {
            return None;
        }
        rest = after.get(boundary.len()..)?;
        if rest.starts_with(b"--") {
            return found;
        }
    }
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|piece| piece == wanted)
}

/// What stands between the `?` and the fragment of a URL.
pub(crate) fn query(url: &[u8]) -> &[u8] {
    let before_fragment = url.split(|&c| c == b'#').next().unwrap_or_default();
    let mut halves = before_fragment.splitn(2, |&c| c == b'?');
    halves.nth(1).unwrap_or_default()
}

/// What `encodeURIComponent` leaves as it is, besides letters and digits.
pub(crate) const PLAIN: &[u8] = b"-_.!~*'()";

/// Percent-encoded, but for letters, digits and `plain`.
pub(crate) fn encoded(text: &[u8], plain: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len());
    for c in text {
        if c.is_ascii_alphanumeric() || plain.contains(c) {
            out.push(*c);
        } else {
            let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'%', digit(c >> 4), digit(c & 0xf)]);
        }
    }
    out
}

/// A form with a field, in place of the one that has its name.
pub(crate) fn with(text: &[u8], name: &str, value: &[u8]) -> Vec<u8> {
    let others = pairs(text).filter(|[key, _]| key != name.as_bytes());
    let own = [name.as_bytes().to_vec(), value.to_vec()];
    let pairs = others.chain([own]);
    let pair = |halves: [Vec<u8>; 2]| halves.map(|half| encoded(&half, PLAIN)).join(&b'=');
    pairs.map(pair).collect::<Vec<_>>().join(&b'&')
}

/// Percent-decoded, `+` as a space, into bytes. A percent sign without two digits stays as it is.
pub(crate) fn decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    let digit = |c: &u8| char::from(*c).to_digit(16);
    while let [c, tail @ ..] = rest {
        rest = tail;
        let byte = match (*c, tail) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    u8::try_from(high << 4 | low).unwrap_or(0)
                }
                _ => *c,
            },
            _ => *c,
        };
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_field_that_stands_there_once() {
        let form = b"a=1&b=%C3%A9+x&&c&b2=%4g";
        assert_eq!(field(form, "a").as_deref(), Some(&b"1"[..]));
        assert_eq!(field(form, "b").as_deref(), Some("é x".as_bytes()));
        assert_eq!(field(form, "c").as_deref(), Some(&b""[..]));
        assert_eq!(field(form, "b2").as_deref(), Some(&b"%4g"[..]));
        assert_eq!(field(form, "d"), None);
        assert_eq!(field(b"a=1&%61=2", "a"), None);
    }

    #[test]
    fn reads_a_form_in_several_parts() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n\
                    Content-Disposition: form-data; name=\"json\"\r\nContent-Type: text/plain\r\n\r\n\
                    {\"b\":\r\n2}\r\n--x--\r\n";
        let read = |name| field(form.as_bytes(), name);
        assert_eq!(read("a").as_deref(), Some(&b"1"[..]));
        assert_eq!(read("json").as_deref(), Some(&b"{\"b\":\r\n2}"[..]));
        assert_eq!(read("b"), None);
        let cut = form.split_at(form.len() - 6).0;
        assert_eq!(field(cut.as_bytes(), "a"), None);
    }

    #[test]
    fn a_query_ends_at_the_fragment() {
        for (url, found) in [
            ("https://a.example/?x=1#y?z=2", "x=1"),
            ("https://a.example/x?y?z", "y?z"),
            ("https://a.example/#?x=1", ""),
            ("https://a.example/", ""),
        ] {
            assert_eq!(query(url.as_bytes()), found.as_bytes(), "{url}");
        }
    }
}
