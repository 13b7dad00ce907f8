//! The same rows, read the other way: the headers a sender would send. For tests and demonstrations.

use alloc::{string::String, vec, vec::Vec};

use crate::{
    key::{Key, KeyRing},
    mac::Tag,
    provider::{Covered, Provider, TimeAt},
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

crate::reasons::reasons! {
    /// Why a message cannot be signed.
    pub enum SignError {
        /// No id, or not 1 to 256 visible ASCII characters without a dot.
        MessageIdMalformed = "message_id_malformed", 500,
            "The message id is not of this provider's form: 1 to 256 visible characters, no dot.";
        /// The time is before 1970.
        TimestampMalformed = "timestamp_malformed", 500,
            "The time to sign is before 1970.";
        /// The provider signs the URL and the message has no absolute one.
        UrlMissing = "url_missing", 500,
            "This provider signs the URL: pass the absolute one it will be sent to.";
        /// More body, or parameters, than the scheme can be judged with.
        BodyTooLarge = "body_too_large", 500,
            "The body is larger, or has more form parameters, than this provider sends.";
        /// The URL names another body's digest.
        SignatureMismatch = "signature_mismatch", 500,
            "The URL holds a digest that is not this body's.";
    }
}

impl Provider {
    /// The headers of a signed request: one signature for each key that is not past its end at
    /// the signed time, where the header is a list, else the primary's.
    ///
    /// # Errors
    /// [`SignError`] names what the message lacks.
    pub fn sign(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Vec<(&'static str, String)>, SignError> {
        if self.id_slot.is_some() && !is_message_id(message.id.as_bytes()) {
            return Err(SignError::MessageIdMalformed);
        }
        if message.timestamp.as_unix_millis() < 0 {
            return Err(SignError::TimestampMalformed);
        }
        let url = message.url.unwrap_or_default().as_bytes();
        if self.does_cover(Covered::Url) && !is_absolute(url) {
            return Err(SignError::UrlMissing);
        }
        let time = message.timestamp.to_text(self.unit);
        let opened = Opened {
            id: message.id.as_bytes(),
            time_text: time.as_bytes(),
            time: Some(message.timestamp),
            url,
        };
        let computed = self
            .computed_bases(&opened, message.body)
            .map_err(|rejection| match rejection {
                crate::Rejection::BodyTooLarge => SignError::BodyTooLarge,
                _ => SignError::SignatureMismatch,
            })?;
        let tag = |key: &Key| -> Tag {
            let mut mac = key.mac();
            if let Some(bases) = &computed {
                bases.iter().take(1).for_each(|base| mac.update(base));
            } else {
                self.base()
                    .before_body(opened.id, opened.time_text, |part| mac.update(part));
                mac.update(message.body);
            }
            mac.finish()
        };
        let tags: Vec<Tag> = if self.layout.is_list() {
            ring.active(message.timestamp).map(tag).collect()
        } else {
            vec![tag(ring.primary())]
        };
        let signature = self.layout.write(&tags, &time, self.encoding, self.hash);
        let names = self.sets().next().unwrap_or_default().iter().copied();
        let value = |slot: usize| match self.time() {
            _ if slot == 0 => signature.clone(),
            Some(TimeAt::Header(at)) if slot == at => time.clone(),
            _ => String::from(message.id),
        };
        Ok(names
            .enumerate()
            .map(|(slot, name)| (name, value(slot)))
            .collect())
    }
}
