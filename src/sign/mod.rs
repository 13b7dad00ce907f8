//! The same rows, read the other way: the headers a sender would send. For tests and demonstrations.

#[cfg(feature = "rare")]
mod collected;
#[cfg(feature = "rare")]
mod in_body;

use alloc::{string::String, vec, vec::Vec};

use crate::{
    key::{Key, KeyRing},
    mac::Tag,
    provider::{Covered, Inputs, Provider, SLOTS, Slot, TimeAt, is_message_id},
    rejection::Rejection,
    time::Timestamp,
    verify::open::is_absolute,
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
    /// The method, for providers that sign it.
    pub method: &'a str,
}

impl Provider {
    /// The headers of a signed request: one signature for each key that is not past its end at
    /// the signed time, where the header is a list, else the primary's. What a scheme writes into
    /// the body is not among them: [`Self::sign_body`] does that.
    ///
    /// # Errors
    /// The [`Rejection`] that the signed request would meet, whatever the key.
    pub fn sign(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Vec<(&'static str, String)>, Rejection> {
        let values = self.sign_values(ring, message)?;
        let named = self.slots().iter().zip(values);
        let headers = named.filter_map(|(slot, value)| Some((slot.header()?, value)));
        Ok(headers.collect())
    }

    /// The values of the slots, in the row's order. The signature comes first, also of a row that has
    /// no slot for it.
    pub(crate) fn sign_values(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Vec<String>, Rejection> {
        if self.does_cover(Covered::Id) && !is_message_id(message.id.as_bytes()) {
            return Err(Rejection::MessageIdMalformed);
        }
        if self.is_challenge(message.body) {
            return Err(Rejection::SignatureMalformed);
        }
        if message.timestamp.as_unix_millis() < 0 {
            return Err(Rejection::TimestampMalformed);
        }
        let url = message.url.unwrap_or_default().as_bytes();
        if self.needs_url() && !is_absolute(url) {
            return Err(Rejection::UrlMissing);
        }
        let time = message.timestamp.to_text(self.unit);
        #[cfg(feature = "rare")]
        if !self.is_streamed {
            return self.sign_collected(ring, message, &time);
        }
        let inputs = Inputs {
            values: [&[]; SLOTS],
            id: message.id.as_bytes(),
            time_text: time.as_bytes(),
            url,
            method: message.method.as_bytes(),
        };
        let signature = self.signature(ring, message, &time, &mut |key| {
            let mut mac = key.mac();
            self.base()
                .before_body(&inputs, &mut |part| mac.update(part));
            mac.update(message.body);
            Ok(mac.finish())
        })?;
        let mut values = vec![signature];
        for (place, slot) in self.slots().iter().enumerate().skip(1) {
            values.push(self.header_value(place, *slot, message.id, &time));
        }
        Ok(values)
    }

    /// A header besides the signature's.
    fn header_value(&self, place: usize, slot: Slot, id: &str, time: &str) -> String {
        let value = match (slot, self.time()) {
            (Slot::Fixed(_, value), _) => value,
            (_, Some(TimeAt::Slot(at))) if at == place => time,
            _ if self.id_slot == Some(place) => id,
            _ => "",
        };
        value.into()
    }

    /// The signature header, of a tag for each key.
    fn signature(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
        time: &str,
        tag: &mut dyn FnMut(&Key) -> Result<Tag, Rejection>,
    ) -> Result<String, Rejection> {
        let is_active = |key: &&Key| self.layout.is_list() && !key.is_expired(message.timestamp);
        let mut tags: Vec<Tag> = vec![];
        for key in ring.keys().filter(is_active) {
            tags.push(tag(key)?);
        }
        // Also where every key is past its end: a header without a signature is none.
        if tags.is_empty() {
            tags.push(tag(ring.primary())?);
        }
        Ok(self.layout.write(&tags, time, self.encoding, self.hash))
    }
}
