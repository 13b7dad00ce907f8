//! Signatures over the request: the URL is signed too, so one endpoint's delivery is no other's.

use crate::{
    mac::Hash,
    provider::{Provider, computed::twilio},
};

/// Twilio.
pub const TWILIO: Provider = Provider::hmac("twilio", Hash::Sha1, "x-twilio-signature")
    .about("Twilio", "https://www.twilio.com/docs/usage/security")
    .base64()
    .computed(&twilio::TWILIO);
