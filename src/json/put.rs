//! A value put into a JSON text at a path, and the rest left as it is.

use alloc::{vec, vec::Vec};

/// How deeply values may be nested.
const MAX_DEPTH: usize = 128;

/// The text with a value at a path, in place of the one that stands there; members that are missing on
/// the way are made. `*` is every element of an array, or the one at `item`. `None` for what is no JSON
/// text, or has something else on the way.
pub(crate) fn put(text: &[u8], path: &str, item: Option<usize>, value: &[u8]) -> Option<Vec<u8>> {
    let steps: Vec<&str> = path.split('.').collect();
    let mut editor = Editor {
        rest: text,
        out: vec![],
        item,
        value,
        depth: 0,
    };
    editor.element(Some(&steps))?;
    editor.space();
    editor.rest.is_empty().then_some(editor.out)
}

struct Editor<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
    item: Option<usize>,
    value: &'a [u8],
    depth: usize,
}

impl Editor<'_> {
    /// One value, which the steps lead into.
    fn element(&mut self, steps: Option<&[&str]>) -> Option<()> {
        self.space();
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return None;
        }
        let start = self.out.len();
        match (self.rest.first()?, steps) {
            (_, Some([])) => {
                self.element(None)?;
                self.out.truncate(start);
                self.out.extend_from_slice(self.value);
            }
            (b'{', _) => self.object(steps)?,
            (b'[', None | Some(["*", ..])) => self.array(steps)?,
            (_, Some(_)) => return None,
            (b'"', None) => {
                self.text()?;
            }
            _ => {
                let is_of_literal = |c: &u8| c.is_ascii_alphanumeric() || b"+-.".contains(c);
                let end = self.rest.iter().take_while(|c| is_of_literal(c)).count();
                if end == 0 {
                    return None;
                }
                self.take(end)?;
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Some(())
    }

    fn object(&mut self, steps: Option<&[&str]>) -> Option<()> {
        self.take(1)?;
        let start = self.out.len();
        let (mut is_found, mut is_first) = (false, true);
        while self.goes_on(b'}', &mut is_first)? {
            let name = self.text()?;
            self.space();
            self.byte(b':')?;
            match steps {
                Some([step, inner @ ..]) if step.as_bytes() == name => {
                    is_found = true;
                    self.element(Some(inner))?;
                }
                _ => self.element(None)?,
            }
        }
        if let (Some([step, inner @ ..]), false) = (steps, is_found) {
            let mut member = [b"\"", step.as_bytes(), b"\":"].concat();
            self.fresh(inner, &mut member);
            if !is_first {
                member.push(b',');
            }
            self.out.splice(start..start, member);
        }
        Some(())
    }

    fn array(&mut self, steps: Option<&[&str]>) -> Option<()> {
        let inner = steps
            .and_then(<[&str]>::split_first)
            .map(|(_, inner)| inner);
        self.take(1)?;
        let (mut place, mut is_first) = (0_usize, true);
        while self.goes_on(b']', &mut is_first)? {
            let is_it = self.item.is_none_or(|item| item == place);
            self.element(inner.filter(|_| is_it))?;
            place = place.saturating_add(1);
        }
        Some(())
    }

    /// Whether another element comes before the end.
    fn goes_on(&mut self, end: u8, is_first: &mut bool) -> Option<bool> {
        self.space();
        if self.byte(end).is_some() {
            return Some(false);
        }
        if !core::mem::take(is_first) {
            self.byte(b',')?;
            self.space();
        }
        Some(true)
    }

    /// What was not there: the value, in what leads to it.
    fn fresh(&self, steps: &[&str], out: &mut Vec<u8>) {
        match steps {
            [] => out.extend_from_slice(self.value),
            ["*", inner @ ..] => {
                out.push(b'[');
                self.fresh(inner, out);
                out.push(b']');
            }
            [step, inner @ ..] => {
                out.extend_from_slice(&[b"{\"", step.as_bytes(), b"\":"].concat());
                self.fresh(inner, out);
                out.push(b'}');
            }
        }
    }

    /// A text; what stands between its quotes, as written.
    fn text(&mut self) -> Option<Vec<u8>> {
        let mut is_escaped = false;
        let mut inside = self.rest.strip_prefix(b"\"")?.iter();
        let len = inside.position(|&c| {
            let is_end = c == b'"' && !is_escaped;
            is_escaped = c == b'\\' && !is_escaped;
            is_end
        })?;
        let start = self.out.len();
        self.take(len.saturating_add(2))?;
        let text = self.out.get(start.saturating_add(1)..)?;
        text.split_last().map(|(_, text)| text.to_vec())
    }

    fn space(&mut self) {
        let is_space = |c: &&u8| matches!(c, b' ' | b'\t' | b'\n' | b'\r');
        let len = self.rest.iter().take_while(is_space).count();
        self.take(len);
    }

    fn byte(&mut self, wanted: u8) -> Option<()> {
        self.rest.starts_with(&[wanted]).then(|| self.take(1))?
    }

    /// As it is.
    fn take(&mut self, len: usize) -> Option<()> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.out.extend_from_slice(taken);
        self.rest = rest;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn putting(text: &str, path: &str, item: Option<usize>) -> Option<String> {
        let text = put(text.as_bytes(), path, item, b"\"v\"")?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn puts_a_value_in_its_place() {
        for (text, path, put) in [
            ("{}", "a", r#"{"a":"v"}"#),
            (r#" { "b" : 1 } "#, "a", r#" {"a":"v", "b" : 1 } "#),
            (
                r#"{"a":{"x":[1,"}"]},"b":-1.5e3}"#,
                "a",
                r#"{"a":"v","b":-1.5e3}"#,
            ),
            (r#"{"b":{"c":true}}"#, "b.d", r#"{"b":{"d":"v","c":true}}"#),
            (
                r#"{"b":null}"#,
                "a.b.c",
                r#"{"a":{"b":{"c":"v"}},"b":null}"#,
            ),
            (r#"{"\"a":"\\"}"#, "a", r#"{"a":"v","\"a":"\\"}"#),
            (
                r#"{"a":[{},{"b":1}]}"#,
                "a.*.b",
                r#"{"a":[{"b":"v"},{"b":"v"}]}"#,
            ),
            ("{}", "a.*.b", r#"{"a":[{"b":"v"}]}"#),
        ] {
            assert_eq!(putting(text, path, None).as_deref(), Some(put), "{text}");
        }
        let one = putting(r#"{"a":[{},{},{}]}"#, "a.*.b", Some(1));
        assert_eq!(one.as_deref(), Some(r#"{"a":[{},{"b":"v"},{}]}"#));
    }

    #[test]
    fn leaves_what_is_no_json_alone() {
        for text in [
            "",
            "[]",
            "1",
            "{",
            "{}}",
            "{\"b\"}",
            "{\"b\":}",
            "{\"b\":1",
            "{\"b\":\"",
            "{,}",
            "{\"b\":1 2}",
        ] {
            assert_eq!(putting(text, "a", None), None, "{text}");
        }
        for text in [r#"{"a":1}"#, r#"{"a":[]}"#] {
            assert_eq!(putting(text, "a.b", None), None, "{text}");
        }
        let deep = [&br#"{"b":"#[..], &[b'['; 200], &[b']'; 200], b"}"].concat();
        assert_eq!(put(&deep, "a", None, b"1"), None);
    }
}
