//! Signing for rows that make something else of the body than to hash it behind the headers' words.

use alloc::{string::String, vec, vec::Vec};
use core::iter::once;

use super::Message;
use crate::{
    encoding::base64,
    key::KeyRing,
    mac::{
        Hash,
        midstate::{Hasher, short},
    },
    provider::{Base, Inputs, Provider, SLOTS, Slot, jwt::Jwt},
    rejection::Rejection,
    verify::{
        fields::Fields,
        intake::{Intake, MAX_WHOLE},
        open::Opened,
    },
};

impl Provider {
    pub(super) fn sign_collected(
        &self,
        ring: &KeyRing,
        message: &Message<'_>,
        time: &str,
    ) -> Result<Vec<String>, Rejection> {
        let mut values = self.values_to_sign(message, time);
        let mut inputs = Inputs {
            values: [&[]; SLOTS],
            id: message.id.as_bytes(),
            time_text: time.as_bytes(),
            url: message.url.unwrap_or_default().as_bytes(),
            method: message.method.as_bytes(),
        };
        for (to, value) in inputs.values.iter_mut().zip(&values) {
            *to = value.as_bytes();
        }
        let label = match self.base() {
            Base::Computed(computed) => computed.label,
            _ => "",
        };
        if let ([first, ..], true) = (&mut inputs.values, !label.is_empty()) {
            *first = label.as_bytes();
        }
        let opened = Opened {
            inputs,
            validity: None,
            token: None,
        };
        let token = self.encoding.token(self.layout, ring.primary());
        let signature = match (self.base(), token) {
            (_, Some(token)) => token,
            (Base::Jwt(jwt), _) => self.sign_jwt(jwt, ring, message),
            _ => self.signature(ring, message, time, &mut |key| {
                let mut intake = Intake::begin(self, &opened, once(key))?;
                if matches!(intake, Intake::Whole) && message.body.len() > MAX_WHOLE {
                    return Err(Rejection::BodyTooLarge);
                }
                intake.feed(message.body);
                let closing = intake.texts(self, &opened, message.body)?;
                intake
                    .tag(&closing, (0, key))
                    .ok_or(Rejection::SignatureMalformed)
            })?,
        };
        if let Some(first) = values.first_mut() {
            *first = match signature.split_once(", ") {
                Some((time, tags)) if !label.is_empty() => [tags, label, time].join(", "),
                _ => signature,
            };
        }
        values.truncate(self.slot_count().max(1));
        Ok(values)
    }

    fn sign_jwt(&self, jwt: &Jwt, ring: &KeyRing, message: &Message<'_>) -> String {
        let mut hasher = Hasher::new(Hash::Sha256);
        hasher.update(message.body);
        let digest = short(&hasher.finish());
        let key = ring.primary();
        let issuer = if self.names_its_keys() {
            key.id().as_str()
        } else {
            jwt.issuer
        };
        let url = message.url.unwrap_or_default();
        let text = jwt.write(issuer, message.id, message.timestamp, url, &digest);
        let hash = jwt.algorithms.first().copied().unwrap_or(self.hash);
        let mut mac = key.mac_of(hash);
        mac.update(text.as_bytes());
        let tag = base64::encode_url(mac.finish().bytes(hash));
        [jwt.scheme, &text, ".", &tag].concat()
    }

    /// The values besides the signature.
    fn values_to_sign(&self, message: &Message<'_>, time: &str) -> Vec<String> {
        let mut values = vec![String::new(); SLOTS];
        let late = Fields::of(self).map(|fields| {
            let url = message.url.unwrap_or_default().as_bytes();
            let mut intake = Intake::of(self, url);
            intake.feed(message.body);
            fields.values(&intake, url, message.body)
        });
        // In the order of their names.
        let mut names: Vec<&str> = self
            .slots()
            .iter()
            .skip(1)
            .filter_map(|s| s.header())
            .collect();
        names.sort_unstable();
        for (place, (slot, value)) in self.slots().iter().zip(&mut values).enumerate() {
            let found = || late.as_ref()?.get(place)?.as_deref();
            *value = match slot {
                _ if place == 0 => String::new(),
                Slot::Names(_) => names.join(","),
                _ => match self.header_value(place, *slot, message.id, time) {
                    none if none.is_empty() => {
                        String::from_utf8_lossy(found().unwrap_or_default()).into_owned()
                    }
                    value => value,
                },
            };
        }
        let line = |name: &&str| {
            let slot = self
                .slots()
                .iter()
                .position(|slot| slot.header() == Some(*name));
            let value = slot.and_then(|slot| values.get(slot)).map(String::as_str);
            [*name, ":", value.unwrap_or_default()].concat()
        };
        let lines: Vec<String> = names.iter().map(line).collect();
        let headers = self.slots().iter().position(|slot| *slot == Slot::Headers);
        if let Some(value) = headers.and_then(|place| values.get_mut(place)) {
            *value = lines.join("\n");
        }
        values
    }
}
