//! Signing for the schemes that write the signature into the body.

use alloc::{string::String, vec::Vec};

use super::Message;
use crate::{
    encoding::form,
    json::{escape, put::put},
    key::{Key, KeyRing},
    provider::{Base, Provider, Slot, TimeAt, computed::Written},
    rejection::Rejection,
    verify::{fields::Fields, intake::Intake},
};

impl Provider {
    /// The body with what the scheme writes into it; `None` where that is nothing.
    ///
    /// Time, id and signature take the place of those that stand there. What else is signed must be
    /// there: `event_time` and `event_type` of Dropbox Sign, the `id` of `OpenNode`, the items of Adyen.
    /// Of Braintree it is the notification, which the form is made of, or a form with `bt_payload`.
    ///
    /// ```
    /// use countersign::{Key, KeyRing, Message, Timestamp, providers};
    ///
    /// let ring = KeyRing::new(Key::parse("2026-11", "passcode", providers::FIGMA.key_format())?);
    /// let message = Message {
    ///     body: br#"{"event_type":"PING"}"#,
    ///     id: "",
    ///     timestamp: Timestamp::from_unix_millis(1_750_000_000_000),
    ///     url: None,
    ///     method: "POST",
    /// };
    /// let body = providers::FIGMA.sign_body(&ring, &message).unwrap();
    /// assert_eq!(body.as_deref(), Some(&br#"{"passcode":"passcode","event_type":"PING"}"#[..]));
    /// # Ok::<(), countersign::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// The [`Rejection`] that the signed request would meet, whatever the key.
    pub fn sign_body(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Option<Vec<u8>>, Rejection> {
        let written = self.sign_in_body(ring, message)?;
        Ok(written.map(|[body, _]| body))
    }

    /// The body, and a signature as it stands there.
    pub(crate) fn sign_in_body(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
    ) -> Result<Option<Written>, Rejection> {
        if let Base::Computed(computed) = self.base()
            && let Some(write) = computed.write
        {
            let sign = |text: &[u8]| {
                let is_active = |key: &&Key| {
                    key.id() == ring.primary().id()
                        || self.names_its_keys() && !key.is_expired(message.timestamp)
                };
                let signed = ring.keys().filter(is_active).map(|key| {
                    let mut mac = key.mac();
                    mac.update(text);
                    let tag = mac.finish().bytes(self.hash).to_vec();
                    (String::from(key.id().as_str()), tag)
                });
                signed.collect()
            };
            let written = write(message.body, &sign);
            return written.map(Some).ok_or(Rejection::SignatureMalformed);
        }
        let Some(fields) = Fields::of(self) else {
            return Ok(None);
        };
        let encode: fn(&[u8]) -> Vec<u8> = match self.slots() {
            [Slot::Json(_), ..] => escape::inside,
            [Slot::Form(_), ..] => |text| form::encoded(text, form::PLAIN),
            _ => return Ok(None),
        };
        let values = self.sign_values(ring, message)?;
        let mut body = message.body.to_vec();
        for (place, (slot, value)) in self.slots().iter().zip(&values).enumerate() {
            let is_time = matches!(self.time(), Some(TimeAt::Slot(at)) if at == place);
            if place == 0 || is_time || self.id_slot == Some(place) {
                let written = self.write_into(&body, *slot, value);
                body = written.ok_or(Rejection::SignatureMalformed)?;
            }
        }
        // All that is signed is there.
        let mut intake = Intake::of(self, &[]);
        intake.feed(&body);
        let found = fields.values(&intake, &[], &body);
        let signature = values.first().map(|value| encode(value.as_bytes()));
        let is_whole = self
            .slots()
            .iter()
            .zip(&found)
            .all(|(_, value)| value.is_some());
        let written = [body, signature.unwrap_or_default()];
        is_whole
            .then_some(Some(written))
            .ok_or(Rejection::SignatureMalformed)
    }

    fn write_into(&self, body: &[u8], slot: Slot, value: &str) -> Option<Vec<u8>> {
        match slot {
            Slot::Form(name) => Some(form::with(body, name, value.as_bytes())),
            Slot::Json(path) => {
                let text = [b"\"", &escape::inside(value.as_bytes())[..], b"\""].concat();
                // The JSON text is a field of a form, or the body.
                let name = self.slots().iter().find_map(|slot| match slot {
                    Slot::Form(name) if !body.starts_with(b"{") => Some(*name),
                    _ => None,
                });
                match name {
                    Some(name) => {
                        let inner = put(&form::field(body, name)?, path, None, &text)?;
                        Some(form::with(body, name, &inner))
                    }
                    None => put(body, path, None, &text),
                }
            }
            _ => None,
        }
    }
}
