//! What makes a delivery the same delivery: the key under which a replay store claims it.
//!
//! The signed message id where there is one, else the signature base. Never the signature: a
//! header with two of them is one message. Never an unsigned id: whoever replays can change it.

use alloc::{string::String, vec::Vec};

use crate::{
    encoding::hex,
    mac::{
        Hash,
        midstate::{Hasher, sha256, short},
    },
    provider::{Base, Provider},
    time::Timestamp,
    verify::{Delivery, intake::Intake},
};

impl Provider {
    /// The key under which a replay store claims a delivery: 64 hex digits, the same for every
    /// repeat of it at one endpoint and for nothing else.
    ///
    /// `url` is that of the request, for providers that sign it. Where tenants share an endpoint and
    /// have secrets of their own, name the tenant in `endpoint`.
    #[must_use]
    pub fn claim_key(&self, endpoint: &str, delivery: &Delivery<'_>, url: Option<&str>) -> String {
        let id = delivery.message_id().unwrap_or_default();
        let head = self.claim_head(endpoint, id, delivery.timestamp(), &[]);
        let url = self.claim_url(url.unwrap_or_default());
        let is_by_text = Intake::is_claimed_by_text(self);
        let text = is_by_text.then(|| {
            let mut intake = Intake::of(self, &url);
            intake.feed(delivery.body());
            intake.claim(self, &url, delivery.body())
        });
        let content = match &text {
            Some(Some(text)) => text,
            None if delivery.message_id().is_some() => &[][..],
            _ => delivery.body(),
        };
        hex::encode(&sha256(&[&head, content]))
    }

    /// The URL as claims name it.
    pub(crate) fn claim_url(&self, url: &str) -> Vec<u8> {
        match self.base() {
            Base::Computed(by) => (by.canonical)(url.as_bytes()),
            _ => Vec::new(),
        }
    }

    /// The digest of all but the body, each field behind its length.
    /// `tenant` sets apart deliveries that were judged by different secrets of one endpoint.
    pub(crate) fn claim_head(
        &self,
        endpoint: &str,
        id: &str,
        time: Option<Timestamp>,
        tenant: &[u8],
    ) -> [u8; 32] {
        // A repeat under the same id may be signed anew; without an id the time is in the base.
        let time = time.filter(|_| id.is_empty());
        let time = time.map_or([0; 8], |time| time.as_unix_millis().to_be_bytes());
        let mut hash = Hasher::new(Hash::Sha256);
        for field in [
            b"countersign claim 1",
            endpoint.as_bytes(),
            self.id().as_bytes(),
            id.as_bytes(),
            &time,
            tenant,
        ] {
            hash.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(field);
        }
        short(&hash.finish())
    }
}
