//! Standard Webhooks: id, time and body are signed, so a delivery is fresh, whole and known by name.

use crate::{
    key::SecretEncoding,
    mac::Hash,
    provider::{
        Part::{Body, Id, Lit, Timestamp},
        Provider,
    },
};

/// Clerk, delivered by Svix.
pub const CLERK: Provider = svix("clerk")
    .about(
        "Clerk",
        "https://clerk.com/docs/guides/development/webhooks/syncing",
    )
    .not_secrets(&["sk_live_", "sk_test_", "pk_live_", "pk_test_"]);

/// OpenAI: a secret without `whsec_` is used as its text.
pub const OPENAI: Provider = standard(
    "openai",
    "webhook-signature",
    "webhook-id",
    "webhook-timestamp",
)
.about(
    "OpenAI",
    "https://developers.openai.com/api/docs/guides/webhooks",
)
.secret(SecretEncoding::Base64OrText)
.not_secrets(&["sk-"]);

/// Resend, delivered by Svix.
pub const RESEND: Provider = svix("resend")
    .about(
        "Resend",
        "https://resend.com/docs/webhooks/verify-webhooks-requests",
    )
    .not_secrets(&["re_"]);

/// The specification itself, for senders that follow it.
pub const STANDARD_WEBHOOKS: Provider = standard(
    "standard-webhooks",
    "webhook-signature",
    "webhook-id",
    "webhook-timestamp",
)
.about(
    "Standard Webhooks",
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
)
.not_secrets(&["whsk_", "whpk_"]);

/// Svix.
pub const SVIX: Provider = svix("svix")
    .about(
        "Svix",
        "https://docs.svix.com/receiving/verifying-payloads/how-manual",
    )
    .not_secrets(&["whsk_", "whpk_"]);

/// What Svix delivers: its own header names, or the specification's.
const fn svix(id: &'static str) -> Provider {
    standard(id, "svix-signature", "svix-id", "svix-timestamp").or_headers([
        "webhook-signature",
        "webhook-id",
        "webhook-timestamp",
        "",
    ])
}

const fn standard(
    id: &'static str,
    signature: &'static str,
    message_id: &'static str,
    timestamp: &'static str,
) -> Provider {
    Provider::hmac(id, Hash::Sha256, signature)
        .message_id(message_id)
        .timestamp(timestamp)
        .entries("v1")
        .base64()
        .secret(SecretEncoding::Base64)
        .base_of(&[Id, Lit("."), Timestamp, Lit("."), Body])
}
