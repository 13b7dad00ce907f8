//! Rows that want more of a body than its bytes behind the headers' words: a hash of it, values that
//! stand in it, text behind it, or all of it at once.

use alloc::{boxed::Box, vec, vec::Vec};

use super::{
    fields::Fields,
    find_key,
    open::{Opened, Slots, open},
};
use crate::{
    json::{escape, path::Scanner},
    key::{Key, KeyRing},
    mac::{
        Hash, Mac, Tag,
        midstate::{Hasher, short},
    },
    provider::{
        Base, Covered, HAS_RARE, Inputs, Part, Provider, SLOTS,
        computed::{Content, Digest, Takes, Text},
        header::Candidates,
        jwt::claim,
        put_all,
    },
    rejection::Rejection,
    time::{Timestamp, Validity},
};

/// More of a body than any provider sends that has to be held whole.
pub(crate) const MAX_WHOLE: usize = 65_536;

/// What is made of a body while it comes in.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(crate) enum Intake {
    /// Nothing: the body is not signed.
    Nothing,
    Digest(Hasher),
    /// The same, where someone else made it.
    Digested(Digest),
    /// Values are looked for. On the heap: it is large, and what is moved leaves its room on the stack.
    Fields(Box<Scanner>),
    /// It is hashed under each key, behind a text and before another; written as the inside of a
    /// JSON text where `is_quoted`.
    Runs {
        runs: Vec<Run>,
        is_quoted: bool,
    },
    /// It is held by whoever has it.
    Whole,
}

/// A hash in the making, under one key.
#[derive(Clone)]
#[allow(
    clippy::large_enum_variant,
    clippy::allow_attributes,
    reason = "in a vector of its own kind; with another `Mac` they are alike"
)]
pub(crate) enum Run {
    Mac(Mac),
    Hash(Hasher),
}

/// What remains to be compared when the body is in.
#[derive(Debug)]
pub(crate) struct Closing {
    texts: Vec<Text>,
    /// What a plain hash takes in behind the body; `None` is the secret.
    after: Vec<Option<Vec<u8>>>,
    is_all: bool,
    hash: Hash,
    pub(crate) id: Vec<u8>,
    pub(crate) validity: Option<Validity>,
}

impl Intake {
    /// What the row wants of a body, where no headers are needed to say.
    pub(crate) fn of(row: &Provider, url: &[u8]) -> Self {
        let digest = || Self::Digest(Hasher::new(Hash::Sha256));
        if let Some(fields) = Fields::of(row) {
            return fields.intake();
        }
        match row.base() {
            Base::Computed(computed) if HAS_RARE => match (computed.takes)(url) {
                Takes::Digest => digest(),
                Takes::Whole => Self::Whole,
                takes => Self::Runs {
                    runs: Vec::new(),
                    is_quoted: takes == Takes::Quoted,
                },
            },
            Base::Jwt(jwt) if HAS_RARE && jwt.has(claim::BODY) => digest(),
            Base::Parts(parts) if parts.contains(&Part::Body) => Self::Runs {
                runs: Vec::new(),
                is_quoted: false,
            },
            _ => Self::Nothing,
        }
    }

    /// The same, once the headers are read: runs have begun.
    pub(crate) fn begin<'k>(
        row: &Provider,
        opened: &Opened<'_>,
        keys: impl Iterator<Item = &'k Key>,
    ) -> Result<Self, Rejection> {
        let inputs = &opened.inputs;
        let mut intake = Self::of(row, inputs.url);
        if let Self::Runs { runs, .. } = &mut intake {
            let before = match row.base() {
                Base::Computed(computed) if HAS_RARE => {
                    let mut texts = (computed.texts)(inputs, Content::Around)?;
                    texts.truncate(1);
                    texts.pop()
                }
                _ => None,
            };
            // A vector that grows leaves copies in freed memory.
            runs.reserve_exact(KeyRing::MAX);
            for key in keys {
                let mut run = Run::new(row, key);
                match (&before, row.base()) {
                    (Some(before), _) => run.update(&before.bytes),
                    (None, Base::Parts(parts)) => {
                        let before = parts.split(|part| *part == Part::Body).next();
                        let put = &mut |piece: &[u8]| run.update(piece);
                        put_all(before.unwrap_or_default(), inputs, key.raw(), put);
                    }
                    _ => {}
                }
                runs.push(run);
            }
        }
        Ok(intake)
    }

    pub(crate) fn feed(&mut self, piece: &[u8]) {
        match self {
            Self::Nothing | Self::Digested(_) | Self::Whole => {}
            Self::Digest(hasher) => hasher.update(piece),
            Self::Fields(scanner) => scanner.feed(piece),
            Self::Runs { runs, is_quoted } => {
                let quoted;
                let piece = if *is_quoted {
                    quoted = escape::inside(piece);
                    &quoted
                } else {
                    piece
                };
                for run in runs {
                    run.update(piece);
                }
            }
        }
    }

    /// What is left to compare. `whole` is the body, where it is wanted whole and was held.
    pub(crate) fn close(
        &self,
        row: &Provider,
        slots: &Slots<'_>,
        whole: Option<&[u8]>,
        candidates: &mut Candidates,
    ) -> Result<Closing, Rejection> {
        let whole = self.held(whole)?;
        let late = match Fields::of(row) {
            Some(fields) => fields.values(self, slots.url.unwrap_or_default(), whole),
            None => [const { None }; SLOTS],
        };
        let mut all = *slots;
        let places = all.values.iter_mut().zip(&late).zip(row.slots());
        for ((value, late), _) in places.filter(|(_, slot)| slot.is_late()) {
            *value = late.as_deref();
        }
        let opened = open(row, &all, candidates)?;
        self.texts(row, &opened, whole)
    }

    /// The body, where it is wanted whole.
    pub(crate) fn held<'a>(&self, whole: Option<&'a [u8]>) -> Result<&'a [u8], Rejection> {
        match self {
            Self::Whole => whole
                .filter(|body| body.len() <= MAX_WHOLE)
                .ok_or(Rejection::BodyTooLarge),
            _ => Ok(&[]),
        }
    }

    /// Whether a replay store knows deliveries of this row by a text, since their bodies can be
    /// changed, or written in another way.
    pub(crate) fn is_claimed_by_text(row: &Provider) -> bool {
        match row.base() {
            Base::Computed(computed) => HAS_RARE && computed.is_claimed_by_text,
            Base::Parts(parts) => {
                HAS_RARE && row.is_late && !parts.is_empty() && !row.does_cover(Covered::Id)
            }
            Base::Jwt(_) => false,
        }
    }

    /// The text by which a replay store knows a delivery whose body can be changed, or written in
    /// another way. `whole` is the body.
    pub(crate) fn claim(&self, row: &Provider, url: &[u8], whole: &[u8]) -> Option<Vec<u8>> {
        let mut inputs = Inputs {
            values: [&[]; SLOTS],
            id: &[],
            time_text: &[],
            url,
            method: &[],
        };
        match row.base() {
            Base::Computed(computed) if HAS_RARE && computed.is_claimed_by_text => {
                let digest;
                let content = match self {
                    Self::Digest(hasher) => {
                        digest = short(&hasher.clone().finish());
                        Content::Digest(&digest)
                    }
                    _ => Content::Whole(whole),
                };
                let texts = (computed.texts)(&inputs, content).ok()?;
                let texts = texts
                    .into_iter()
                    .take(if computed.is_all { usize::MAX } else { 1 });
                Some(texts.flat_map(|text| text.bytes).collect())
            }
            Base::Parts(parts) if Self::is_claimed_by_text(row) => {
                let values = Fields::of(row)?.values(self, url, whole);
                for (to, value) in inputs.values.iter_mut().zip(&values) {
                    *to = value.as_deref().unwrap_or_default();
                }
                let mut text = Vec::new();
                put_all(parts, &inputs, &[], &mut |piece| {
                    text.extend_from_slice(piece);
                });
                (!text.is_empty()).then_some(text)
            }
            _ => None,
        }
    }

    pub(crate) fn texts(
        &self,
        row: &Provider,
        opened: &Opened<'_>,
        whole: &[u8],
    ) -> Result<Closing, Rejection> {
        let inputs = &opened.inputs;
        let mut closing = Closing {
            texts: Vec::new(),
            after: Vec::new(),
            is_all: false,
            hash: row.hash,
            id: inputs.id.to_vec(),
            validity: opened.validity,
        };
        let digest = match self {
            Self::Digest(hasher) => short(&hasher.clone().finish()),
            Self::Digested(digest) => *digest,
            _ => [0; 32],
        };
        match row.base() {
            Base::Parts(parts) => {
                let mut text = Vec::new();
                let mut pieces = parts.split(|part| *part == Part::Body);
                // Behind the body; or all, where it is not signed.
                for part in pieces.next_back().unwrap_or_default() {
                    let mut piece = Vec::new();
                    let put = &mut |bytes: &[u8]| piece.extend_from_slice(bytes);
                    put_all(&[*part], inputs, &[], put);
                    text.extend_from_slice(&piece);
                    closing.after.push((*part != Part::Secret).then_some(piece));
                }
                closing.texts = vec![text.into()];
            }
            Base::Computed(computed) if HAS_RARE => {
                let content = match self {
                    Self::Digest(_) | Self::Digested(_) => Content::Digest(&digest),
                    Self::Runs { .. } => Content::Around,
                    _ => Content::Whole(whole),
                };
                closing.texts = (computed.texts)(inputs, content)?;
                closing.is_all = computed.is_all;
            }
            Base::Jwt(jwt) if HAS_RARE => {
                let token = opened.token.ok_or(Rejection::SignatureMalformed)?;
                let said = jwt.claims(&token, inputs, &digest)?;
                let key = row.names_its_keys().then(|| said.issuer.clone());
                closing.texts = vec![Text {
                    bytes: token.signed.to_vec(),
                    tag: None,
                    key,
                }];
                closing.hash = token.hash;
                closing.id = said.id;
                closing.validity = Some(said.validity);
            }
            _ => {}
        }
        Ok(closing)
    }

    /// The key that made what the request offers.
    pub(crate) fn find_key(
        &self,
        closing: &Closing,
        candidates: &Candidates,
        ring: &KeyRing,
        now: Timestamp,
    ) -> Result<usize, Rejection> {
        find_key(ring.keys().map(Key::not_after), now, |place| {
            let key = ring.keys().nth(place).map(|key| (place, key));
            key.is_some_and(|key| self.matches(closing, candidates, key))
        })
    }

    /// Whether the key at this place made what the request offers.
    fn matches(
        &self,
        closing: &Closing,
        candidates: &Candidates,
        (place, key): (usize, &Key),
    ) -> bool {
        if matches!(self, Self::Runs { .. }) {
            let tag = self.tag(closing, (place, key));
            return tag.is_some_and(|tag| candidates.contain(&tag));
        }
        let is_made = |text: &Text| {
            let id = key.id().as_str().as_bytes();
            let is_key = text.key.as_ref().is_none_or(|wanted| wanted == id);
            let tag = closing.tag_of(text, key);
            is_key
                && match &text.tag {
                    Some(own) => tag.matches(own),
                    None => candidates.contain(&tag),
                }
        };
        if closing.is_all {
            !closing.texts.is_empty() && closing.texts.iter().all(is_made)
        } else {
            closing.texts.iter().any(is_made)
        }
    }

    /// The tag that the key at this place makes of the first text, or of the body and what is around
    /// it.
    pub(crate) fn tag(&self, closing: &Closing, (place, key): (usize, &Key)) -> Option<Tag> {
        let Self::Runs { runs, .. } = self else {
            return closing.texts.first().map(|text| closing.tag_of(text, key));
        };
        let mut run = runs.get(place)?.clone();
        if let Run::Hash(_) = run {
            for piece in &closing.after {
                run.update(piece.as_deref().unwrap_or(key.raw()));
            }
        } else {
            run.update(&closing.texts.last()?.bytes);
        }
        Some(run.finish())
    }
}

impl Closing {
    fn tag_of(&self, text: &Text, key: &Key) -> Tag {
        let mut mac = key.mac_of(self.hash);
        mac.update(&text.bytes);
        mac.finish()
    }
}

impl Run {
    fn new(row: &Provider, key: &Key) -> Self {
        if row.is_plain {
            Self::Hash(Hasher::new(row.hash))
        } else {
            Self::Mac(key.mac())
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Mac(mac) => mac.update(bytes),
            Self::Hash(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Tag {
        match self {
            Self::Mac(mac) => mac.finish(),
            Self::Hash(hasher) => Tag::of(hasher.finish()),
        }
    }
}
