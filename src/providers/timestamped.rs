//! Signatures over time and body: a captured delivery stops working after the tolerance.

use crate::{
    mac::Hash,
    provider::{
        Part::{Body, Lit, Timestamp},
        Provider, Separator,
    },
};

/// Linear: the time is a field of the signed body; its header of the same purpose is not signed.
pub const LINEAR: Provider = Provider::hmac("linear", Hash::Sha256, "linear-signature")
    .about("Linear", "https://linear.app/developers/webhooks")
    .body_timestamp("webhookTimestamp")
    .millis()
    .seconds(60, 60)
    .not_secrets(&["lin_api_", "lin_oauth_"]);

/// Paddle Billing.
pub const PADDLE: Provider = Provider::hmac("paddle", Hash::Sha256, "paddle-signature")
    .about(
        "Paddle",
        "https://developer.paddle.com/webhooks/signature-verification",
    )
    .pairs(Separator::Semicolon, "ts", "h1")
    .base_of(&[Timestamp, Lit(":"), Body])
    .seconds(5, 60)
    .not_secrets(&["pdl_live_apikey_", "pdl_sdbx_apikey_"]);

/// Slack.
pub const SLACK: Provider = Provider::hmac("slack", Hash::Sha256, "x-slack-signature")
    .about(
        "Slack",
        "https://docs.slack.dev/authentication/verifying-requests-from-slack",
    )
    .prefix("v0=")
    .timestamp("x-slack-request-timestamp")
    .base_of(&[Lit("v0:"), Timestamp, Lit(":"), Body])
    .not_secrets(&["xoxb-", "xoxp-", "xapp-"]);

/// Stripe.
pub const STRIPE: Provider = Provider::hmac("stripe", Hash::Sha256, "stripe-signature")
    .about("Stripe", "https://docs.stripe.com/webhooks/signature")
    .pairs(Separator::Comma, "t", "v1")
    .base_of(&[Timestamp, Lit("."), Body])
    .not_secrets(&[
        "sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_",
    ]);

/// WorkOS.
pub const WORKOS: Provider = Provider::hmac("workos", Hash::Sha256, "workos-signature")
    .about(
        "WorkOS",
        "https://workos.com/docs/events/data-syncing/webhooks",
    )
    .pairs(Separator::CommaSpace, "t", "v1")
    .base_of(&[Timestamp, Lit("."), Body])
    .millis()
    .seconds(180, 180)
    .not_secrets(&["sk_live_", "sk_test_"]);
