//! Signatures over some fields only: the rest of such a body is nobody's word. Fetch from the vendor
//! what you act upon.

use super::rows;
use crate::{
    key::SecretEncoding::{Hex, Sha1OfText},
    mac::Hash::Sha1,
    provider::{
        Part::{self, Id, Timestamp},
        Provider, Separator, Slot, computed,
        handshake::{
            At, Challenge, Guard, Handshake,
            Reply::{self, KeyId, Lit},
        },
    },
};

rows! {
    /// Eight values of each item.
    ADYEN: "Adyen payments" at "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures" =
        Provider::new("adyen", Slot::None).sdk().base64().secret(Hex).computed(&computed::ADYEN);
    /// The payload, which is a field of a form. A key's id is the public key.
    BRAINTREE: "Braintree" at "https://www.npmjs.com/package/braintree/v/3.40.0" =
        Provider::new("braintree", Slot::None).sdk().hash(Sha1).secret(Sha1OfText).keyed().computed(&computed::BRAINTREE).asking(&Handshake::echo("GET", At::Query("bt_challenge")).challenge(Challenge::Hex).text(&[KeyId, Lit("|"), Reply::Hex]));
    /// Time and kind of the event, and nothing else of it.
    DROPBOX_SIGN: "Dropbox Sign" at "https://www.npmjs.com/package/@dropbox/sign/v/1.11.0" =
        Provider::new("dropbox-sign", Slot::Json("event.event_hash")).sdk().slot(Slot::Json("event.event_time")).slot(Slot::Json("event.event_type")).slot(Slot::Form("json")).base_of(&[Part::Slot(1), Part::Slot(2)]).asking(&Handshake::any("POST").when(At::FormJson("event.event_type"), "callback_test").guarded(Guard::Signed).text(&[Lit("Hello API Event Received")]).for_all());
    /// Time and a token, and nothing of the event.
    MAILGUN: "Mailgun" at "https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks" =
        Provider::new("mailgun", Slot::Json("signature.signature")).timestamp_at(Slot::Json("signature.timestamp")).message_id_at(Slot::Json("signature.token")).base_of(&[Timestamp, Id]);
    /// Ids of the notification, and nothing of the body.
    MERCADO_PAGO: "Mercado Pago" at "https://www.npmjs.com/package/mercadopago/v/3.6.1" =
        Provider::hmac("mercado-pago", "x-signature").sdk().pairs(Separator::Comma, "ts", &["v1"]).message_id_at(Slot::Optional("x-request-id")).slot(Slot::Query("data.id")).computed(&computed::MERCADO_PAGO);
    /// The id of the charge, and nothing else of it.
    OPENNODE: "OpenNode" at "https://www.npmjs.com/package/opennode/v/1.5.0" =
        Provider::new("opennode", Slot::Form("hashed_order")).sdk().slot(Slot::Form("id")).base_of(&[Part::Slot(1)]);
}
