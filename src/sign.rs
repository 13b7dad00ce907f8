//! The same rows, read the other way: the headers a sender would send. For tests and demonstrations.

use alloc::{string::String, vec, vec::Vec};

use crate::{
    key::{Key, KeyRing},
    mac::Tag,
    provider::{Covered, Provider, TimeAt},
    rejection::Rejection,
    time::Timestamp,
    verify::{Opened, is_absolute, is_message_id},
};

/// What to sign.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The body, byte for byte as it will be sent. A provider whose time stands in the body reads
    /// it from there, so the sender has to have put it in.
    pub body: &'a [u8],
    /// The message id, for providers that sign one.
    pub id: &'a str,
    /// The time to sign.
    pub timestamp: Timestamp,
    /// The absolute URL it will be sent to, for providers that sign it.
    pub url: Option<&'a str>,
}

impl Provider {
    /// The headers of a signed request: one signature for each key that is not past its end at
    /// the signed time, where the header is a list, else the primary's.
    ///
    /// # Errors
    /// The [`Rejection`] that the signed request would meet, whatever the key.
    pub fn sign(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Vec<(&'static str, String)>, Rejection> {
        let values = self.sign_values(ring, message)?;
        let names = self.sets().next().unwrap_or_default();
        Ok(names.iter().copied().zip(values).collect())
    }

    /// The values of the headers, in the row's order.
    pub(crate) fn sign_values(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Vec<String>, Rejection> {
        if self.id_slot.is_some() && !is_message_id(message.id.as_bytes()) {
            return Err(Rejection::MessageIdMalformed);
        }
        if message.timestamp.as_unix_millis() < 0 {
            return Err(Rejection::TimestampMalformed);
        }
        let url = message.url.unwrap_or_default().as_bytes();
        if self.does_cover(Covered::Url) && !is_absolute(url) {
            return Err(Rejection::UrlMissing);
        }
        let time = message.timestamp.to_text(self.unit);
        let opened = Opened {
            id: message.id.as_bytes(),
            time_text: time.as_bytes(),
            time: Some(message.timestamp),
            url,
        };
        let computed = self.computed_bases(&opened, message.body)?;
        let tag = |key: &Key| -> Tag {
            let mut mac = key.mac();
            if let Some(bases) = &computed {
                bases.iter().take(1).for_each(|base| mac.update(base));
            } else {
                self.base()
                    .before_body(opened.id, opened.time_text, &mut |part| mac.update(part));
                mac.update(message.body);
            }
            mac.finish()
        };
        let mut tags: Vec<Tag> = vec![];
        if self.layout.is_list() {
            tags.extend(ring.active(message.timestamp).map(&tag));
        }
        // Also where every key is past its end: a header without a signature is none.
        if tags.is_empty() {
            tags.push(tag(ring.primary()));
        }
        let signature = self.layout.write(&tags, &time, self.encoding, self.hash);
        let value = |slot: usize| match self.time() {
            _ if slot == 0 => signature.clone(),
            Some(TimeAt::Header(at)) if slot == at => time.clone(),
            _ => String::from(message.id),
        };
        Ok((0..self.slot_count()).map(value).collect())
    }
}
