//! The signature header: from its text to candidate tags, and back.

use alloc::string::String;
use core::fmt;

use super::HAS_RARE;
use crate::{
    encoding::{base64, hex},
    mac::{Hash, Mac, Tag},
};

/// How the signature header is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// Tags behind a prefix each; what has none is passed over.
    List {
        separator: Separator,
        prefix: &'static str,
        /// The tag is what follows the last of these, if any: before it stands the name of its key.
        mark: Option<u8>,
    },
    /// `label=value` pairs: the time once, tags once or more under any of their labels, others
    /// ignored.
    Pairs {
        separator: Separator,
        time: &'static str,
        tags: &'static [&'static str],
    },
    /// One tag after a prefix.
    Whole {
        prefix: &'static str,
        is_optional: bool,
    },
}

/// What stands between the items of a signature header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Separator {
    Comma,
    /// A comma, and spaces behind it.
    CommaSpace,
    /// A comma, or a space between two groups of which each has the time.
    CommaOrSpace,
    Semicolon,
    /// A space, with or without a comma before it.
    Space,
}

/// How a tag is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TagEncoding {
    /// Canonical, padded.
    Base64,
    /// Canonical, without padding.
    Base64Bare,
    /// Canonical, of the URL's alphabet, without padding.
    Base64Url,
    /// No tag but `user:password` in base64.
    Credentials,
    /// Either case.
    Hex,
    /// No tag but the secret itself.
    Token,
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
            Layout::List {
                separator,
                prefix,
                mark,
            } => {
                for item in separator.split(value)? {
                    if let Some(tag) = item.strip_prefix(prefix.as_bytes()) {
                        let named = mark.and_then(|mark| tag.rsplit(move |&c| c == mark).next());
                        self.add(named.unwrap_or(tag), encoding, hash)?;
                    }
                }
            }
            Layout::Pairs {
                separator,
                time: time_label,
                tags,
            } => {
                for pair in separator.split(value)? {
                    if let Some(text) = labelled(pair, time_label) {
                        let before = time.replace(text);
                        let may_repeat = separator == Separator::CommaOrSpace;
                        if before.is_some_and(|before| !may_repeat || before != text) {
                            return Err(Malformed);
                        }
                        continue;
                    }
                    for label in tags {
                        if let Some(tag) = labelled(pair, label) {
                            self.add(tag, encoding, hash)?;
                        }
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

    /// Takes one tag, in base64url, and no other.
    pub(crate) fn only(&mut self, text: &[u8], hash: Hash) -> Result<(), Malformed> {
        (self.len, self.seen) = (0, 0);
        self.add(text, TagEncoding::Base64Url, hash)?;
        if self.len == 0 {
            Err(Malformed)
        } else {
            Ok(())
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.len == 0
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
    pub(crate) fn add(
        &mut self,
        text: &[u8],
        encoding: TagEncoding,
        hash: Hash,
    ) -> Result<(), Malformed> {
        let place = self
            .tags
            .get_mut(self.len)
            .filter(|_| self.seen < MAX_TAGS)
            .ok_or(Malformed)?;
        self.seen = self.seen.saturating_add(1);
        *place = [0; 64];
        let tag = place.get_mut(..hash.tag_len()).ok_or(Malformed)?;
        let decoded = match encoding {
            TagEncoding::Hex => hex::decode_into(text, tag),
            TagEncoding::Base64 => base64::decode_into(text, tag),
            _ if !HAS_RARE => false,
            TagEncoding::Base64Bare => base64::decode_bare_into(text, tag),
            TagEncoding::Base64Url => base64::decode_url_into(text, tag),
            TagEncoding::Credentials => match base64::decode(text) {
                Some(credentials) => stand_in(&credentials, hash, place),
                None => false,
            },
            TagEncoding::Token => stand_in(text, hash, place),
        };
        self.len = self.len.saturating_add(usize::from(decoded));
        Ok(())
    }
}

/// For a token that is compared with the key: the MAC of nothing under it. So tokens take the way of
/// tags, and what is compared in constant time has one length.
fn stand_in(token: &[u8], hash: Hash, place: &mut [u8; 64]) -> bool {
    // HMAC pads keys with zeros, so it would not tell a token with a NUL at its end.
    if token.is_empty() || token.contains(&0) {
        return false;
    }
    let tag = Mac::new(hash, token).finish();
    for (to, from) in place.iter_mut().zip(tag.bytes(hash)) {
        *to = *from;
    }
    true
}

impl fmt::Debug for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidates")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

impl Separator {
    /// In the text of a row.
    #[cfg(any(feature = "wasm", test))]
    pub(super) const ALL: [(u8, Self); 5] = [
        (b',', Self::Comma),
        (b'.', Self::CommaSpace),
        (b'+', Self::CommaOrSpace),
        (b';', Self::Semicolon),
        (b' ', Self::Space),
    ];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma | Self::CommaSpace | Self::CommaOrSpace => b',',
            Self::Semicolon => b';',
            Self::Space => b' ',
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Comma | Self::CommaOrSpace => ",",
            Self::CommaSpace => ", ",
            Self::Semicolon => ";",
            Self::Space => " ",
        }
    }

    /// The items. White space where the sender puts none means two header lines were joined.
    fn split(self, value: &[u8]) -> Result<impl Iterator<Item = &[u8]>, Malformed> {
        let may_space = !matches!(self, Self::Comma | Self::Semicolon);
        if !may_space && before_either(value, [b' ', b'\t']).len() < value.len() {
            return Err(Malformed);
        }
        let ends = [
            self.byte(),
            if self == Self::CommaOrSpace {
                b' '
            } else {
                self.byte()
            },
        ];
        let mut rest = Some(value);
        let items = core::iter::from_fn(move || {
            let item = before_either(rest?, ends);
            rest = rest?.get(item.len().saturating_add(1)..);
            Some(item)
        });
        Ok(items.map(move |mut item| {
            while let (Self::CommaSpace, [b' ', rest @ ..]) = (self, item) {
                item = rest;
            }
            // Two lists in two header lines are joined by a comma and a space.
            match (self, item) {
                (Self::Space, [rest @ .., b',']) => rest,
                _ => item,
            }
        }))
    }
}

/// What stands before the first of two characters, several looked at at a time.
fn before_either(text: &[u8], ends: [u8; 2]) -> &[u8] {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOP: u64 = u64::from_ne_bytes([0x80; 8]);
    let mut at = 0_usize;
    while let Some((eight, _)) = text.get(at..).unwrap_or_default().split_first_chunk() {
        let word = u64::from_le_bytes(*eight);
        // The top bit of each lane that is one; above the first, perhaps of others too.
        let found = ends.map(|end| {
            let lanes = word ^ ONES.wrapping_mul(u64::from(end));
            lanes.wrapping_sub(ONES) & !lanes & TOP
        });
        let found = found[0] | found[1];
        if found != 0 {
            let place = usize::try_from(found.trailing_zeros() / 8).unwrap_or(0);
            return text.get(..at.saturating_add(place)).unwrap_or_default();
        }
        at = at.saturating_add(8);
    }
    let rest = text.get(at..).unwrap_or_default().iter();
    let len = rest.take_while(|c| !ends.contains(c)).count();
    text.get(..at.saturating_add(len)).unwrap_or_default()
}

fn labelled<'a>(pair: &'a [u8], label: &str) -> Option<&'a [u8]> {
    pair.strip_prefix(label.as_bytes())?.strip_prefix(b"=")
}

impl TagEncoding {
    /// The header of a token that a sender would send, if it is one.
    #[cfg(feature = "rare")]
    pub(crate) fn token(self, layout: Layout, key: &crate::key::Key) -> Option<String> {
        let (Self::Token | Self::Credentials, Layout::Whole { prefix, .. }) = (self, layout) else {
            return None;
        };
        let text = match self {
            Self::Token => String::from_utf8_lossy(key.raw()).into_owned(),
            _ => base64::encode(key.raw()),
        };
        Some([prefix, &text].concat())
    }

    fn encode(self, tag: &Tag, hash: Hash) -> String {
        let bytes = tag.bytes(hash);
        let mut text = match self {
            Self::Hex => return hex::encode(bytes),
            _ => base64::encode(bytes),
        };
        if HAS_RARE && matches!(self, Self::Base64Bare | Self::Base64Url) {
            while text.ends_with('=') {
                text.pop();
            }
        }
        if HAS_RARE && self == Self::Base64Url {
            text = base64::encode_url(bytes);
        }
        text
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
                Self::List {
                    separator, prefix, ..
                } => (separator.text(), prefix, ""),
                Self::Pairs {
                    separator, tags, ..
                } => (separator.text(), *tags.first().unwrap_or(&""), "="),
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
