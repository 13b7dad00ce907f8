//! Signatures over the request: the URL is signed too, so one endpoint's delivery is no other's.

use super::rows;
use crate::{
    mac::Hash::Sha1,
    provider::{
        Part::{Body, Method, Secret, Url},
        Provider, Separator, Slot, computed,
        handshake::Handshake,
    },
};

rows! {
    APPWRITE: "Appwrite" at "https://github.com/appwrite/appwrite/blob/HEAD/src/Appwrite/Platform/Workers/Webhooks.php" =
        Provider::hmac("appwrite", "x-appwrite-webhook-signature").hash(Sha1).base64().base_of(&[Url, Body]);
    CONTENTFUL: "Contentful" at "https://www.npmjs.com/package/@contentful/node-apps-toolkit/v/3.16.1" =
        Provider::hmac("contentful", "x-contentful-signature").sdk().timestamp("x-contentful-timestamp").millis().seconds(30, 60).slot(Slot::Names("x-contentful-signed-headers")).slot(Slot::Headers).computed(&computed::CONTENTFUL);
    /// Of the URL, twelve characters are signed as they are where it escapes them.
    HUBSPOT: "HubSpot, version 3" at "https://www.npmjs.com/package/@hubspot/api-client/v/13.5.0" =
        Provider::hmac("hubspot", "x-hubspot-signature-v3").sdk().base64().timestamp("x-hubspot-request-timestamp").millis().computed(&computed::HUBSPOT);
    /// A plain SHA-256 at whose beginning the secret stands: it can be lengthened. Prefer version 3.
    HUBSPOT_V1: "HubSpot, version 1" at "https://www.npmjs.com/package/@hubspot/api-client/v/13.5.0" =
        Provider::hmac("hubspot-v1", "x-hubspot-signature").sdk().plain().slot(Slot::Fixed("x-hubspot-signature-version", "v1")).base_of(&[Secret, Body]);
    /// A plain SHA-256 at whose beginning the secret stands: it can be lengthened. Prefer version 3.
    HUBSPOT_V2: "HubSpot, version 2" at "https://www.npmjs.com/package/@hubspot/api-client/v/13.5.0" =
        Provider::hmac("hubspot-v2", "x-hubspot-signature").sdk().plain().slot(Slot::Fixed("x-hubspot-signature-version", "v2")).base_of(&[Secret, Method, Url, Body]);
    PLIVO: "Plivo" at "https://www.npmjs.com/package/plivo/v/4.79.0" =
        Provider::hmac("plivo", "x-plivo-signature-v3").sdk().list(Separator::Comma, "").base64().message_id("x-plivo-signature-v3-nonce").computed(&computed::PLIVO);
    /// The URL as it is written in the dashboard.
    SQUARE: "Square" at "https://www.npmjs.com/package/square/v/46.0.0" =
        Provider::hmac("square", "x-square-hmacsha256-signature").sdk().base64().base_of(&[Url, Body]);
    TRELLO: "Trello" at "https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks" =
        Provider::hmac("trello", "x-trello-webhook").hash(Sha1).base64().base_of(&[Body, Url]).asking(&Handshake::any("HEAD"));
    TWILIO: "Twilio" at "https://www.twilio.com/docs/usage/security" =
        Provider::hmac("twilio", "x-twilio-signature").sdk().hash(Sha1).base64().computed(&computed::TWILIO);
}
