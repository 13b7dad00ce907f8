//! Signatures over time and body, the time in a header or a field of its own: a captured delivery stops
//! working after the tolerance.

use crate::providers::rows;
use crate::{
    mac::Hash::Sha1,
    provider::{
        Part::{Body, Id, Lit, Secret, Timestamp},
        Provider, Separator, Slot, computed,
        handshake::{
            At, Challenge, Guard, Handshake,
            Reply::{self, Hex, Value},
        },
    },
    time::Unit,
};

rows! {
    /// Two keys sign, in a header each; either will do.
    BOX: "Box" at "https://www.npmjs.com/package/box-node-sdk/v/10.12.0" =
        Provider::hmac("box", "box-signature-primary").sdk().base64().slot(Slot::Signature("box-signature-secondary")).timestamp("box-delivery-timestamp").unit(Unit::Iso8601).slot(Slot::Fixed("box-signature-version", "1")).slot(Slot::Fixed("box-signature-algorithm", "HmacSHA256")).seconds(600, 60).computed(&computed::BOX);
    CASHFREE: "Cashfree" at "https://www.cashfree.com/docs/payments/online/webhooks/signature-verification" =
        Provider::hmac("cashfree", "x-webhook-signature").sdk().timestamp("x-webhook-timestamp").base64().millis().base_of(&[Timestamp, Body]);
    /// A plain hash at whose end the secret stands.
    CLOUDINARY: "Cloudinary" at "https://www.npmjs.com/package/cloudinary/v/2.11.0" =
        Provider::hmac("cloudinary", "x-cld-signature").sdk().hash(Sha1).plain().timestamp("x-cld-timestamp").seconds(7200, 300).base_of(&[Body, Timestamp, Secret]);
    /// A plain hash at whose end the secret stands.
    CLOUDINARY_SHA256: "Cloudinary with SHA-256" at "https://www.npmjs.com/package/cloudinary/v/2.11.0" =
        Provider::hmac("cloudinary-sha256", "x-cld-signature").sdk().plain().timestamp("x-cld-timestamp").seconds(7200, 300).base_of(&[Body, Timestamp, Secret]);
    CUSTOMER_IO: "Customer.io" at "https://www.skills.sh/hookdeck/webhook-skills/customerio-webhooks" =
        Provider::hmac("customer-io", "x-cio-signature").third_party().timestamp("x-cio-timestamp").base_of(&[Lit("v0:"), Timestamp, Lit(":"), Body]);
    EMAILIT: "Emailit" at "https://emailit.com/docs/webhooks/request-signature/" =
        Provider::hmac("emailit", "x-emailit-signature").timestamp("x-emailit-timestamp").base_of(&[Timestamp, Lit("."), Body]);
    EVEREE: "Everee" at "https://developer.everee.com/docs/authenticating-events" =
        Provider::hmac("everee", "x-everee-webhook-signature").timestamp("x-everee-webhook-timestamp").list(Separator::Comma, "v1=").base_of(&[Timestamp, Lit("."), Body]);
    /// Webhooks of applications. Those of rules sign the body written anew, so they have no row.
    FRONT: "Front applications" at "https://dev.frontapp.com/docs/application-webhooks" =
        Provider::hmac("front", "x-front-signature").timestamp("x-front-request-timestamp").base64().millis().base_of(&[Timestamp, Lit(":"), Body]);
    /// A plain SHA-256 in which the encrypt key stands.
    LARK: "Lark / Feishu" at "https://www.npmjs.com/package/@larksuiteoapi/node-sdk/v/1.74.0" =
        Provider::hmac("lark", "x-lark-signature").sdk().plain().timestamp("x-lark-request-timestamp").message_id("x-lark-request-nonce").base_of(&[Timestamp, Id, Secret, Body]);
    /// The time is a field of the signed body; its header of the same purpose is not signed.
    LINEAR: "Linear" at "https://linear.app/developers/webhooks" =
        Provider::hmac("linear", "linear-signature").sdk().body_timestamp("webhookTimestamp").millis().seconds(60, 60).not_secrets(&["lin_api_", "lin_oauth_"]);
    MESSAGEBIRD_LEGACY: "MessageBird before tokens" at "https://www.npmjs.com/package/messagebird/v/4.0.1" =
        Provider::hmac("messagebird-legacy", "messagebird-signature").sdk().timestamp("messagebird-request-timestamp").base64().seconds(100, 100).computed(&computed::MESSAGEBIRD);
    ORB: "Orb" at "https://www.npmjs.com/package/orb-billing/v/6.11.0" =
        Provider::hmac("orb", "x-orb-signature").sdk().timestamp("x-orb-timestamp").list(Separator::Space, "v1=").unit(Unit::Iso8601).base_of(&[Lit("v1:"), Timestamp, Lit(":"), Body]);
    PLAIN: "Plain" at "https://www.npmjs.com/package/@team-plain/typescript-sdk/v/5.12.1" =
        Provider::hmac("plain", "plain-request-signature").sdk().body_timestamp("webhookMetadata.webhookDeliveryAttemptTimestamp").unit(Unit::Iso8601);
    SLACK: "Slack" at "https://docs.slack.dev/authentication/verifying-requests-from-slack" =
        Provider::hmac("slack", "x-slack-signature").sdk().timestamp("x-slack-request-timestamp").prefix("v0=").base_of(&[Lit("v0:"), Timestamp, Lit(":"), Body]).not_secrets(&["xoxb-", "xoxp-", "xapp-"]).asking(&Handshake::echo("POST", At::Json("challenge")).when(At::Json("type"), "url_verification").guarded(Guard::Signed));
    TWITCH: "Twitch EventSub" at "https://dev.twitch.tv/docs/eventsub/handling-webhook-events" =
        Provider::hmac("twitch", "twitch-eventsub-message-signature").third_party().prefix("sha256=").message_id("twitch-eventsub-message-id").timestamp("twitch-eventsub-message-timestamp").unit(Unit::Iso8601).seconds(600, 600).base_of(&[Id, Timestamp, Body]).asking(&Handshake::echo("POST", At::Json("challenge")).when(At::Header("twitch-eventsub-message-type"), "webhook_callback_verification").guarded(Guard::Signed));
    ZENDESK: "Zendesk" at "https://developer.zendesk.com/documentation/webhooks/verifying/" =
        Provider::hmac("zendesk", "x-zendesk-webhook-signature").timestamp("x-zendesk-webhook-signature-timestamp").base64().unit(Unit::Iso8601).base_of(&[Timestamp, Body]);
    ZOOM: "Zoom" at "https://developers.zoom.us/changelog/platform/webhook-validation-and-verification-changes/" =
        Provider::hmac("zoom", "x-zm-signature").sdk().timestamp("x-zm-request-timestamp").prefix("v0=").base_of(&[Lit("v0:"), Timestamp, Lit(":"), Body]).asking(&Handshake::echo("POST", At::Json("payload.plainToken")).when(At::Json("event"), "endpoint.url_validation").guarded(Guard::Signed).challenge(Challenge::Token).json(&[Reply::Lit("{\"plainToken\":\""), Value, Reply::Lit("\",\"encryptedToken\":\""), Hex, Reply::Lit("\"}")]));
}
