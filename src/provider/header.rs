//! The signature header: from its text to candidate tags, and back.

use alloc::string::String;
use core::fmt;

use super::Separator;
use crate::{
    encoding::{base64, hex},
    mac::{Hash, Tag},
};

/// How the signature header is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// `version,tag` entries, separated by spaces.
    Entries { version: &'static str },
    /// `label=value` pairs: the time once, tags once or more, others ignored.
    Pairs {
        separator: Separator,
        time: &'static str,
        tag: &'static str,
    },
    /// One tag after a prefix.
    Whole {
        prefix: &'static str,
        is_optional: bool,
    },
}

/// How a tag is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TagEncoding {
    /// Canonical, padded.
    Base64,
    /// Either case.
    Hex,
}

/// The most signatures a header may hold: a forger must not choose how much we compare.
const MAX_TAGS: usize = 16;

/// The tags a header offers, each with zeros behind it.
#[derive(Clone)]
pub(crate) struct Candidates {
    tags: [[u8; 64]; MAX_TAGS],
    len: usize,
    seen: usize,
}

/// The header is not of the row's form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Malformed;

impl Candidates {
    pub(crate) const fn new() -> Self {
        Self {
            tags: [[0; 64]; MAX_TAGS],
            len: 0,
            seen: 0,
        }
    }

    /// Reads the header, in place of whatever was read before; gives the text of the time, which
    /// is empty unless the layout holds it.
    pub(crate) fn read<'a>(
        &mut self,
        value: &'a [u8],
        layout: Layout,
        encoding: TagEncoding,
        hash: Hash,
    ) -> Result<&'a [u8], Malformed> {
        (self.len, self.seen) = (0, 0);
        let mut time = None;
        match layout {
            Layout::Whole {
                prefix,
                is_optional,
            } => {
                let tag = value.strip_prefix(prefix.as_bytes());
                let tag = tag.or(is_optional.then_some(value)).ok_or(Malformed)?;
                self.add(tag, encoding, hash)?;
            }
            Layout::Entries { version } => {
                for entry in value.split(|&c| c == b' ') {
                    // Two lists in two header lines are joined by a comma and a space.
                    let entry = entry.strip_suffix(b",").unwrap_or(entry);
                    let tag = entry.strip_prefix(version.as_bytes());
                    if let Some(tag) = tag.and_then(|rest| rest.strip_prefix(b",")) {
                        self.add(tag, encoding, hash)?;
                    }
                }
            }
            Layout::Pairs {
                separator,
                time: time_label,
                tag: tag_label,
            } => {
                for pair in separator.split(value)? {
                    if let Some(text) = labelled(pair, time_label) {
                        if time.replace(text).is_some() {
                            return Err(Malformed);
                        }
                    } else if let Some(tag) = labelled(pair, tag_label) {
                        self.add(tag, encoding, hash)?;
                    }
                }
                if time.is_none() {
                    return Err(Malformed);
                }
            }
        }
        if self.len == 0 {
            Err(Malformed)
        } else {
            Ok(time.unwrap_or_default())
        }
    }

    /// Whether the tag is one of them. Each comparison takes constant time.
    pub(crate) fn contain(&self, tag: &Tag) -> bool {
        let mut found = false;
        for candidate in self.tags.iter().take(self.len) {
            found |= tag.matches(candidate);
        }
        found
    }

    /// One that does not decode is skipped, so that it does not spoil its neighbours.
    fn add(&mut self, text: &[u8], encoding: TagEncoding, hash: Hash) -> Result<(), Malformed> {
        let place = self
            .tags
            .get_mut(self.len)
            .filter(|_| self.seen < MAX_TAGS)
            .ok_or(Malformed)?;
        self.seen = self.seen.saturating_add(1);
        *place = [0; 64];
        let tag = place.get_mut(..hash.tag_len()).ok_or(Malformed)?;
        let decoded = match encoding {
            TagEncoding::Base64 => base64::decode_into(text, tag),
            TagEncoding::Hex => hex::decode_into(text, tag),
        };
        self.len = self.len.saturating_add(usize::from(decoded));
        Ok(())
    }
}

impl fmt::Debug for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidates")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

impl Separator {
    const fn byte(self) -> u8 {
        match self {
            Self::Comma | Self::CommaSpace => b',',
            Self::Semicolon => b';',
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::CommaSpace => ", ",
            Self::Semicolon => ";",
        }
    }

    /// The pairs. White space where the sender puts none means two header lines were joined.
    fn split(self, value: &[u8]) -> Result<impl Iterator<Item = &[u8]>, Malformed> {
        let spaced = self == Self::CommaSpace;
        // Without a way out in the middle: that is several characters at a time.
        let has_space = value
            .iter()
            .fold(false, |found, c| found | matches!(c, b' ' | b'\t'));
        if !spaced && has_space {
            return Err(Malformed);
        }
        Ok(value
            .split(move |&c| c == self.byte())
            .map(move |mut pair| {
                while let (true, [b' ', rest @ ..]) = (spaced, pair) {
                    pair = rest;
                }
                pair
            }))
    }
}

fn labelled<'a>(pair: &'a [u8], label: &str) -> Option<&'a [u8]> {
    pair.strip_prefix(label.as_bytes())?.strip_prefix(b"=")
}

impl TagEncoding {
    fn encode(self, tag: &Tag, hash: Hash) -> String {
        match self {
            Self::Base64 => base64::encode(tag.bytes(hash)),
            Self::Hex => hex::encode(tag.bytes(hash)),
        }
    }
}

impl Layout {
    /// Whether one header carries a signature for each active key.
    pub(crate) const fn is_list(self) -> bool {
        !matches!(self, Self::Whole { .. })
    }

    /// The header a sender would send.
    pub(crate) fn write(
        self,
        tags: &[Tag],
        time: &str,
        encoding: TagEncoding,
        hash: Hash,
    ) -> String {
        let mut out = String::new();
        if let Self::Pairs { time: label, .. } = self {
            for piece in [label, "=", time] {
                out.push_str(piece);
            }
        }
        for tag in tags {
            let (separator, before, joint) = match self {
                Self::Entries { version } => (" ", version, ","),
                Self::Pairs { separator, tag, .. } => (separator.text(), tag, "="),
                Self::Whole { prefix, .. } => ("", prefix, ""),
            };
            let text = encoding.encode(tag, hash);
            for piece in [
                if out.is_empty() { "" } else { separator },
                before,
                joint,
                &text,
            ] {
                out.push_str(piece);
            }
        }
        out
    }
}
