//! How a row is written: one line for each thing that differs from an HMAC-SHA256 of the body in hex.

use super::{
    Base, Confidence, Layout, Part, Provider, SLOTS, Separator, Slot, TagEncoding, TimeAt,
    computed::Computed, jwt::Jwt,
};
use crate::{
    key::{KeyFormat, SecretEncoding},
    mac::Hash,
    time::{Tolerance, Unit},
};

impl Provider {
    /// A scheme of which nothing is said yet but where the signature stands.
    pub(crate) const fn new(id: &'static str, signature: Slot) -> Self {
        let mut first = [Slot::None; SLOTS];
        first[0] = signature;
        Self {
            id,
            name: "",
            docs: "",
            confidence: Confidence::Docs,
            hash: Hash::Sha256,
            is_plain: false,
            sets: [first, [Slot::None; SLOTS]],
            slots: if matches!(signature, Slot::None) {
                0
            } else {
                1
            },
            layout: Layout::Whole {
                prefix: "",
                is_optional: false,
            },
            encoding: TagEncoding::Hex,
            key_format: KeyFormat::new(Hash::Sha256, SecretEncoding::Text),
            time: None,
            unit: Unit::Seconds,
            id_slot: None,
            base: Base::Parts(&[Part::Body]),
            tolerance: Tolerance::from_millis(300_000, 300_000),
            body_limit: 32 << 20,
            is_exact: false,
            is_streamed: true,
            is_late: signature.is_late(),
            has_more_signatures: false,
            is_keyed: false,
            challenge: None,
            #[cfg(feature = "rare")]
            handshake: None,
        }
    }

    /// A signature in a header: the HMAC-SHA256 of the body, in hex.
    pub(crate) const fn hmac(id: &'static str, signature: &'static str) -> Self {
        Self::new(id, Slot::Header(signature))
    }

    /// The secret itself, at a place of the request. It authenticates the sender and nothing else.
    pub(crate) const fn token(id: &'static str, at: Slot) -> Self {
        Self::new(id, at).encoding(TagEncoding::Token).base_of(&[])
    }

    pub(crate) const fn about(mut self, name: &'static str, docs: &'static str) -> Self {
        self.name = name;
        self.docs = docs;
        self
    }

    /// Read in the vendor's own SDK.
    pub(crate) const fn sdk(mut self) -> Self {
        self.confidence = Confidence::Sdk;
        self
    }

    #[cfg(test)]
    pub(crate) const fn sure(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Read in programs of others.
    pub(crate) const fn third_party(mut self) -> Self {
        self.confidence = Confidence::ThirdParty;
        self
    }

    pub(crate) const fn hash(mut self, hash: Hash) -> Self {
        self.hash = hash;
        self.key_format = self.key_format.hashed(hash);
        self
    }

    /// The tag is a plain hash, of which the secret is a part.
    pub(crate) const fn plain(mut self) -> Self {
        self.is_plain = true;
        self.settled()
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

    /// The signature header is a list of tags behind a prefix each.
    pub(crate) const fn list(self, separator: Separator, prefix: &'static str) -> Self {
        self.layout(Layout::List {
            separator,
            prefix,
            mark: None,
        })
    }

    /// The signature header is a list in which the name of a key, and perhaps more, stands before
    /// each tag, up to the last `mark`.
    pub(crate) const fn named_list(self, separator: Separator, mark: u8) -> Self {
        self.layout(Layout::List {
            separator,
            prefix: "",
            mark: Some(mark),
        })
    }

    /// The signature header holds `time=…` once and a tag under one of its labels once or more.
    pub(crate) const fn pairs(
        mut self,
        separator: Separator,
        time: &'static str,
        tags: &'static [&'static str],
    ) -> Self {
        self.time = Some(TimeAt::Pair);
        self.layout(Layout::Pairs {
            separator,
            time,
            tags,
        })
    }

    pub(super) const fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    pub(crate) const fn encoding(mut self, encoding: TagEncoding) -> Self {
        self.encoding = encoding;
        self.settled()
    }

    pub(crate) const fn base64(self) -> Self {
        self.encoding(TagEncoding::Base64)
    }

    pub(crate) const fn message_id(self, header: &'static str) -> Self {
        self.message_id_at(Slot::Header(header))
    }

    pub(crate) const fn message_id_at(mut self, at: Slot) -> Self {
        self.id_slot = Some(self.slots);
        self.slot(at)
    }

    pub(crate) const fn timestamp(self, header: &'static str) -> Self {
        self.timestamp_at(Slot::Header(header))
    }

    pub(crate) const fn timestamp_at(mut self, at: Slot) -> Self {
        self.time = Some(TimeAt::Slot(self.slots));
        self.slot(at)
    }

    /// One more value that the base or the checks need.
    pub(crate) const fn slot(mut self, at: Slot) -> Self {
        #[expect(clippy::indexing_slicing, reason = "checked at once")]
        {
            assert!(self.slots < SLOTS, "a scheme reads a few values");
            self.sets[0][self.slots] = at;
        }
        self.slots = self.slots.saturating_add(1);
        self.settled()
    }

    /// The same under other names, for requests without the first set's signature.
    pub(crate) const fn or(mut self, other: [Slot; SLOTS]) -> Self {
        self.sets[1] = other;
        self
    }

    pub(crate) const fn body_timestamp(mut self, path: &'static str) -> Self {
        self.time = Some(TimeAt::Body(path));
        self
    }

    pub(crate) const fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    pub(crate) const fn millis(self) -> Self {
        self.unit(Unit::Millis)
    }

    /// In seconds. Where the vendor's own is shorter than a minute, the future side is a minute:
    /// clocks differ by that much.
    pub(crate) const fn seconds(mut self, past: u32, future: u32) -> Self {
        let [past, future] = [past.saturating_mul(1000), future.saturating_mul(1000)];
        self.tolerance = Tolerance::from_millis(past, future);
        self
    }

    /// The vendor's documented limit of a body, in MiB.
    pub(crate) const fn limit_mib(mut self, limit: u32) -> Self {
        self.body_limit = limit << 20;
        self
    }

    pub(crate) const fn secret(mut self, encoding: SecretEncoding) -> Self {
        self.key_format = self.key_format.encoded(encoding);
        self
    }

    /// What stands before a base64 secret, instead of `whsec_`.
    pub(crate) const fn secret_after(mut self, prefix: &'static str) -> Self {
        self.key_format = self.key_format.after(prefix);
        self
    }

    /// Beginnings of the vendor's other credentials, which people paste by mistake.
    pub(crate) const fn not_secrets(mut self, others: &'static [&'static str]) -> Self {
        self.key_format = self.key_format.refusing(others);
        self
    }

    pub(crate) const fn base_of(mut self, parts: &'static [Part]) -> Self {
        self.base = Base::Parts(parts);
        self.settled()
    }

    pub(crate) const fn computed(mut self, by: &'static Computed) -> Self {
        self.base = Base::Computed(by);
        self.settled()
    }

    pub(crate) const fn jwt(mut self, jwt: &'static Jwt) -> Self {
        self.base = Base::Jwt(jwt);
        self.settled()
    }

    /// A key must have the id by which the vendor calls it.
    pub(crate) const fn keyed(mut self) -> Self {
        self.is_keyed = true;
        self
    }

    const fn settled(mut self) -> Self {
        self.settle();
        self
    }

    /// What follows from the rest.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "in bounds"
    )]
    pub(super) const fn settle(&mut self) {
        (self.is_late, self.has_more_signatures) = (false, false);
        let mut slot = 0;
        while slot < SLOTS {
            let at = self.sets[0][slot];
            self.is_late |= at.is_late();
            self.has_more_signatures |= matches!(at, Slot::Signature(_));
            slot += 1;
        }
        self.is_streamed = self.base.ends_with_body() && !self.is_plain && !self.is_late;
        let is_itself = matches!(self.encoding, TagEncoding::Token | TagEncoding::Credentials);
        let is_any = match self.base {
            Base::Jwt(jwt) => jwt.algorithms.len() > 1,
            _ => false,
        };
        if self.is_plain || is_itself || is_any {
            self.key_format = self.key_format.kept();
        }
    }
}
