//! The row: all that is particular to a provider, as data.
//!
//! One engine reads it in both directions, to verify and to sign. What a row may get wrong is
//! checked when the crate is compiled; of a scheme of a user's own, when it is defined.

pub(crate) mod base;
mod check;
pub(crate) mod computed;
mod define;
pub(crate) mod handshake;
pub(crate) mod header;
pub(crate) mod jwt;
mod slot;
#[cfg(any(feature = "wasm", test))]
mod text;

pub(crate) use base::{Base, Inputs, Part, is_message_id, put_all};
pub use check::SchemeError;
pub(crate) use check::check;
use handshake::{Challenge, Handshake};
pub(crate) use header::{Layout, Separator, TagEncoding};
pub(crate) use slot::{SLOTS, Slot};

/// Whether schemes are known that need more than headers and a body behind them.
pub(crate) const HAS_RARE: bool = cfg!(feature = "rare");

use crate::{
    key::KeyFormat,
    mac::Hash,
    time::{Tolerance, Unit},
};

/// A provider's scheme. Find one in [`crate::providers`].
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row is a list of what is so; none excludes another"
)]
pub struct Provider {
    id: &'static str,
    name: &'static str,
    docs: &'static str,
    confidence: Confidence,
    pub(crate) hash: Hash,
    /// Whether the tag is a plain hash, of which the secret is a part, and no HMAC.
    pub(crate) is_plain: bool,
    /// Alternative sets of values, taken whole; the signature comes first in each.
    sets: [[Slot; SLOTS]; 2],
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
    /// The body is hashed as it comes in, behind what the headers said.
    pub(crate) is_streamed: bool,
    /// A value stands in the body or in the query.
    pub(crate) is_late: bool,
    /// Signatures stand in other headers too.
    pub(crate) has_more_signatures: bool,
    /// A key must have the id by which the vendor calls it.
    is_keyed: bool,
    /// What a handshake signs, and a delivery never is.
    pub(crate) challenge: Option<Challenge>,
    #[cfg(feature = "rare")]
    pub(crate) handshake: Option<&'static Handshake>,
}

/// Where the signed time stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TimeAt {
    /// A slot of its own.
    Slot(usize),
    /// The signature header, beside the signatures.
    Pair,
    /// A value of the signed JSON body, by its path: a number, or a text for ISO 8601.
    Body(&'static str),
}

/// How sure we are of a row.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Confidence {
    /// Read in the vendor's documentation or server source.
    Docs,
    /// Read in the vendor's own SDK.
    Sdk,
    /// Read in at least two independent programs of others, which agree.
    ThirdParty,
}

impl Confidence {
    /// Its name in the catalogue.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Sdk => "sdk",
            Self::ThirdParty => "third-party",
        }
    }
}

/// A thing that a signature authenticates.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Covered {
    /// Every byte of the body, or all that the vendor makes of it.
    Body,
    /// The sender's id of the delivery.
    Id,
    /// The method of the request.
    Method,
    /// The time of signing.
    Timestamp,
    /// The URL it was sent to.
    Url,
}

impl Covered {
    /// All, in the order in which they are listed.
    pub(crate) const ALL: [Self; 5] = [
        Self::Body,
        Self::Timestamp,
        Self::Id,
        Self::Url,
        Self::Method,
    ];

    /// `==`, which is not const.
    pub(crate) const fn is(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Body, Self::Body)
                | (Self::Id, Self::Id)
                | (Self::Method, Self::Method)
                | (Self::Timestamp, Self::Timestamp)
                | (Self::Url, Self::Url)
        )
    }

    /// Its name in a delivery and in the catalogue.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Id => "id",
            Self::Method => "method",
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

    /// How sure we are of it.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Whether its keys must have the ids by which the vendor calls them.
    #[must_use]
    pub const fn names_its_keys(&self) -> bool {
        self.is_keyed
    }

    /// How its secrets are written.
    #[must_use]
    pub const fn key_format(&self) -> KeyFormat {
        self.key_format
    }

    /// The age it allows unless told otherwise; `None` for a scheme that signs no time.
    #[must_use]
    pub const fn tolerance(&self) -> Option<Tolerance> {
        if self.does_cover(Covered::Timestamp) {
            Some(self.tolerance)
        } else {
            None
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

    /// Whether only builds with the feature `rare` can judge it.
    #[cfg(all(feature = "wasm", not(target_arch = "wasm32")))]
    pub(crate) fn is_rare(&self) -> bool {
        let is_usual = matches!(self.encoding, TagEncoding::Base64 | TagEncoding::Hex);
        let is_number = self.unit != Unit::Iso8601;
        !(self.is_streamed && is_usual && is_number)
            || self.does_cover(Covered::Method)
            || matches!(self.hash, Hash::Sha384 | Hash::Sha512)
    }

    /// Whether a request has to be given with its URL.
    #[must_use]
    pub fn needs_url(&self) -> bool {
        self.does_cover(Covered::Url)
            || matches!(self.base, Base::Computed(by) if HAS_RARE && by.reads_url)
            || HAS_RARE
                && self.is_late
                && self
                    .slots()
                    .iter()
                    .any(|slot| matches!(slot, Slot::Query(_)))
    }

    /// Whether the signed time stands in the body, where only who writes the body can put it.
    #[must_use]
    pub const fn has_time_in_body(&self) -> bool {
        matches!(self.time, Some(TimeAt::Body(_)))
    }

    /// The slots that senders use, and behind them none.
    pub(crate) const fn first_set(&self) -> &[Slot; SLOTS] {
        let [first, _] = &self.sets;
        first
    }

    /// The slots that senders use.
    pub(crate) fn slots(&self) -> &[Slot] {
        let [first, _] = &self.sets;
        first.get(..self.slots).unwrap_or_default()
    }

    /// The paths of the values that stand in a JSON body, each at the place of its slot.
    pub(crate) fn json_paths(&self) -> [&'static str; SLOTS] {
        let mut paths = [""; SLOTS];
        for (path, slot) in paths.iter_mut().zip(self.slots()) {
            if let Slot::Json(at) = slot {
                *path = at;
            }
        }
        paths
    }

    /// The alternative sets of slots.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &[Slot]> {
        let sets = self.sets.iter().map(|set| set.get(..self.slots));
        let is_used = |set: &&[Slot]| set.first() != Some(&Slot::None);
        sets.map(Option::unwrap_or_default)
            .take(if self.slots == 0 { 1 } else { 2 })
            .filter(is_used)
    }

    /// The name of the header at `slot` in the set that senders use.
    #[must_use]
    pub fn header_name(&self, slot: u8) -> Option<&'static str> {
        self.slots().get(usize::from(slot))?.header()
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
