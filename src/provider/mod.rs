//! The row: all that is particular to a provider, as data.
//!
//! One engine reads it in both directions, to verify and to sign. What a row may get wrong is
//! checked when the crate is compiled.

pub(crate) mod base;
mod check;
pub(crate) mod computed;
pub(crate) mod header;

pub(crate) use base::{Base, Part};
pub(crate) use check::check;
pub(crate) use header::{Layout, TagEncoding};

use crate::{
    key::{KeyFormat, SecretEncoding},
    mac::Hash,
    time::{Tolerance, Unit},
};

/// The most headers a scheme reads, its signature included.
pub(crate) const SLOTS: usize = 4;

/// Whether rows are without the names of headers and without what is for people: the module for
/// JavaScript is, which has both from tables that are generated from the rows.
pub(crate) const IS_NAMELESS: bool = cfg!(all(target_arch = "wasm32", feature = "wasm-verify"));

/// A provider's scheme. Find one in [`crate::providers`].
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    id: &'static str,
    name: &'static str,
    docs: &'static str,
    pub(crate) hash: Hash,
    /// Alternative sets of header names, taken whole; the signature comes first in each.
    sets: [[&'static str; SLOTS]; 2],
    slots: usize,
    pub(crate) layout: Layout,
    pub(crate) encoding: TagEncoding,
    key_format: KeyFormat,
    time: Option<TimeAt>,
    pub(crate) unit: Unit,
    pub(crate) id_slot: Option<usize>,
    base: Base,
    tolerance: Tolerance,
    body_limit: u32,
    /// Header values are taken as they are, neither trimmed nor read as repeats.
    pub(crate) is_exact: bool,
}

/// Where the signed time stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TimeAt {
    /// A header of its own.
    Header(usize),
    /// The signature header, beside the signatures.
    Pair,
    /// A top-level number of the body.
    Body(&'static str),
}

/// A thing that a signature authenticates.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Covered {
    /// Every byte of the body, or all that the vendor makes of it.
    Body,
    /// The sender's id of the delivery.
    Id,
    /// The time of signing.
    Timestamp,
    /// The URL it was sent to.
    Url,
}

impl Covered {
    /// All, in the order in which they are listed.
    pub(crate) const ALL: [Self; 4] = [Self::Body, Self::Timestamp, Self::Id, Self::Url];

    /// Its name in a delivery and in the catalogue.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Id => "id",
            Self::Timestamp => "timestamp",
            Self::Url => "url",
        }
    }
}

/// What a row is read for.
impl Provider {
    /// Its id, in kebab case: `standard-webhooks`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Its name for people.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The vendor's page on the scheme.
    #[must_use]
    pub const fn docs(&self) -> &'static str {
        self.docs
    }

    /// How its secrets are written.
    #[must_use]
    pub const fn key_format(&self) -> KeyFormat {
        self.key_format
    }

    /// The age it allows unless told otherwise; `None` for a scheme that signs no time.
    #[must_use]
    pub const fn tolerance(&self) -> Option<Tolerance> {
        match self.time {
            Some(_) => Some(self.tolerance),
            None => None,
        }
    }

    /// The most bytes of a body that are worth reading: what the vendor documents, else 32 MiB.
    #[must_use]
    pub const fn body_limit(&self) -> u32 {
        self.body_limit
    }

    /// What its signature authenticates.
    pub fn covers(&self) -> impl Iterator<Item = Covered> {
        Covered::ALL
            .into_iter()
            .filter(|&thing| self.does_cover(thing))
    }

    pub(crate) const fn does_cover(&self, thing: Covered) -> bool {
        match (thing, self.time) {
            // A signed body covers the time that stands in it.
            (Covered::Timestamp, Some(TimeAt::Body(_))) => self.base.covers(Covered::Body),
            _ => self.base.covers(thing),
        }
    }

    /// The alternative sets of header names.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &[&'static str]> {
        self.sets
            .iter()
            .map(|set| set.get(..self.slots).unwrap_or_default())
            .filter(|set| set.first().is_some_and(|name| !name.is_empty()))
    }

    /// The name of the header at `slot` in the set that senders use.
    #[must_use]
    pub fn header_name(&self, slot: u8) -> Option<&'static str> {
        self.sets().next()?.get(usize::from(slot)).copied()
    }

    pub(crate) const fn slot_count(&self) -> usize {
        self.slots
    }

    pub(crate) const fn time(&self) -> Option<TimeAt> {
        self.time
    }

    pub(crate) const fn base(&self) -> &Base {
        &self.base
    }
}

/// How a row is written: one line for each thing that differs from a plain HMAC of the body in hex.
impl Provider {
    pub(crate) const fn hmac(id: &'static str, hash: Hash, signature: &'static str) -> Self {
        Self {
            id,
            name: "",
            docs: "",
            hash,
            sets: [[named(signature), "", "", ""], [""; SLOTS]],
            slots: 1,
            layout: Layout::Whole {
                prefix: "",
                is_optional: false,
            },
            encoding: TagEncoding::Hex,
            key_format: KeyFormat::new(hash, SecretEncoding::Text),
            time: None,
            unit: Unit::Seconds,
            id_slot: None,
            base: Base::Parts(&[Part::Body]),
            tolerance: Tolerance::from_millis(300_000, 300_000),
            body_limit: 32 << 20,
            is_exact: false,
        }
    }

    pub(crate) const fn about(mut self, name: &'static str, docs: &'static str) -> Self {
        self.name = named(name);
        self.docs = named(docs);
        self
    }

    /// The signature header is this text and then the tag.
    pub(crate) const fn prefix(mut self, prefix: &'static str) -> Self {
        self.layout = Layout::Whole {
            prefix,
            is_optional: false,
        };
        self
    }

    /// The signature is the tag and nothing else, with or without this text in front.
    pub(crate) const fn optional_prefix(mut self, prefix: &'static str) -> Self {
        self.layout = Layout::Whole {
            prefix,
            is_optional: true,
        };
        self.is_exact = true;
        self
    }

    /// The signature header is a list of `version,tag`, separated by spaces.
    pub(crate) const fn entries(mut self, version: &'static str) -> Self {
        self.layout = Layout::Entries { version };
        self
    }

    /// The signature header holds `time=…` once and `tag=…` once or more.
    pub(crate) const fn pairs(
        mut self,
        separator: Separator,
        time: &'static str,
        tag: &'static str,
    ) -> Self {
        self.layout = Layout::Pairs {
            separator,
            time,
            tag,
        };
        self.time = Some(TimeAt::Pair);
        self
    }

    pub(crate) const fn base64(mut self) -> Self {
        self.encoding = TagEncoding::Base64;
        self
    }

    pub(crate) const fn message_id(mut self, header: &'static str) -> Self {
        self.id_slot = Some(self.slots);
        self.slot(header)
    }

    pub(crate) const fn timestamp(mut self, header: &'static str) -> Self {
        self.time = Some(TimeAt::Header(self.slots));
        self.slot(header)
    }

    const fn slot(mut self, header: &'static str) -> Self {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
        {
            self.sets[0][self.slots] = named(header);
        }
        #[expect(clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
        {
            self.slots += 1;
        }
        self
    }

    /// The same headers under other names, for requests without the first set's signature.
    pub(crate) const fn or_headers(mut self, names: [&'static str; SLOTS]) -> Self {
        if !IS_NAMELESS {
            self.sets[1] = names;
        }
        self
    }

    pub(crate) const fn body_timestamp(mut self, field: &'static str) -> Self {
        self.time = Some(TimeAt::Body(field));
        self
    }

    pub(crate) const fn millis(mut self) -> Self {
        self.unit = Unit::Millis;
        self
    }

    /// In seconds. Where the vendor's own is shorter than a minute, the future side is a minute:
    /// clocks differ by that much.
    pub(crate) const fn seconds(mut self, past: u32, future: u32) -> Self {
        #[expect(clippy::arithmetic_side_effects, reason = "evaluated at compile time")]
        {
            self.tolerance = Tolerance::from_millis(past * 1000, future * 1000);
        }
        self
    }

    /// The vendor's documented limit of a body, in MiB.
    pub(crate) const fn limit_mib(mut self, limit: u32) -> Self {
        self.body_limit = limit << 20;
        self
    }

    pub(crate) const fn secret(mut self, encoding: SecretEncoding) -> Self {
        self.key_format = KeyFormat::new(self.hash, encoding);
        self
    }

    /// Beginnings of the vendor's other credentials, which people paste by mistake.
    pub(crate) const fn not_secrets(mut self, others: &'static [&'static str]) -> Self {
        self.key_format = self.key_format.refusing(others);
        self
    }

    pub(crate) const fn base_of(mut self, parts: &'static [Part]) -> Self {
        self.base = Base::Parts(parts);
        self
    }

    pub(crate) const fn computed(mut self, by: &'static computed::Computed) -> Self {
        self.base = Base::Computed(by);
        self
    }
}

const fn named(text: &'static str) -> &'static str {
    if IS_NAMELESS { "" } else { text }
}

/// What stands between the pairs of a signature header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Separator {
    Comma,
    /// A comma, and spaces behind it.
    CommaSpace,
    Semicolon,
}
