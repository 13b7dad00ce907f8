//! Signatures over time and body, the time beside them in their header: a captured delivery stops
//! working after the tolerance.

use crate::providers::rows;
use crate::{
    key::SecretEncoding,
    provider::{
        Part::{Body, Lit, Timestamp},
        Provider, Separator, Slot, TagEncoding, computed,
    },
};

rows! {
    AUTHSIGNAL: "Authsignal" at "https://www.npmjs.com/package/@authsignal/node/v/2.21.0" =
        Provider::hmac("authsignal", "x-signature-v2").sdk().pairs(Separator::Comma, "t", &["v2"]).base_of(&[Timestamp, Lit("."), Body]).encoding(TagEncoding::Base64Bare);
    BILLIT: "Billit" at "https://docs.accesspoint.billit.eu/docs/webhooks-signature" =
        Provider::hmac("billit", "billit-signature").pairs(Separator::Comma, "t", &["s"]).base_of(&[Timestamp, Lit("."), Body]);
    BOLDSIGN: "BoldSign" at "https://developers.boldsign.com/webhooks/verify-webhook-events" =
        Provider::hmac("boldsign", "x-boldsign-signature").pairs(Separator::CommaSpace, "t", &["s0", "s1"]).base_of(&[Timestamp, Lit("."), Body]);
    BUILDKITE: "Buildkite" at "https://github.com/buildkite/docs/blob/HEAD/pages/apis/webhooks/_webhook_signature.md" =
        Provider::hmac("buildkite", "x-buildkite-signature").pairs(Separator::Comma, "timestamp", &["signature"]).base_of(&[Timestamp, Lit("."), Body]);
    CALENDLY: "Calendly" at "https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures" =
        Provider::hmac("calendly", "calendly-webhook-signature").third_party().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]);
    CLOUDFLARE_STREAM: "Cloudflare Stream" at "https://github.com/cloudflare/cloudflare-docs/blob/HEAD/src/content/docs/stream/manage-video-library/using-webhooks.mdx" =
        Provider::hmac("cloudflare-stream", "webhook-signature").pairs(Separator::Comma, "time", &["sig1"]).base_of(&[Timestamp, Lit("."), Body]);
    /// Delivered by Hook0.
    COINBASE_CDP: "Coinbase Developer Platform" at "https://docs.cdp.coinbase.com/api-reference/payment-apis/webhooks/verification" =
        Provider::hmac("coinbase-cdp", "x-hook0-signature").pairs(Separator::CommaSpace, "t", &["v1"]).slot(Slot::Headers).computed(&computed::HOOK0);
    DIXA: "Dixa" at "https://docs.dixa.io/docs/webhooks/webhooks-security" =
        Provider::hmac("dixa", "x-dixa-signature").pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]).millis().secret(SecretEncoding::Hex);
    ELEVENLABS: "ElevenLabs" at "https://www.npmjs.com/package/@elevenlabs/elevenlabs-js/v/2.73.0" =
        Provider::hmac("elevenlabs", "elevenlabs-signature").sdk().pairs(Separator::Comma, "t", &["v0"]).base_of(&[Timestamp, Lit("."), Body]).seconds(1800, 1800);
    FINTOC: "Fintoc" at "https://docs.fintoc.com/v2023-11-15/guides/resources/webhooks-walkthrough/webhooks-validating" =
        Provider::hmac("fintoc", "fintoc-signature").sdk().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]);
    GHOST: "Ghost" at "https://github.com/TryGhost/Ghost/blob/HEAD/ghost/core/core/server/services/webhooks/WebhookTrigger.js" =
        Provider::hmac("ghost", "x-ghost-signature").pairs(Separator::CommaSpace, "t", &["sha256"]).base_of(&[Body, Timestamp]).millis();
    /// The headers that the signature lists are signed too.
    HOOK0: "Hook0" at "https://docs.rs/crate/hook0-client/2.0.2" =
        Provider::hmac("hook0", "x-hook0-signature").sdk().pairs(Separator::CommaSpace, "t", &["v0", "v1"]).slot(Slot::Headers).computed(&computed::HOOK0);
    HYGRAPH: "Hygraph" at "https://www.npmjs.com/package/@hygraph/utils/v/1.2.1" =
        Provider::hmac("hygraph", "gcms-signature").sdk().pairs(Separator::CommaSpace, "t", &["sign"]).base64().millis().computed(&computed::HYGRAPH);
    IMAGEKIT_LEGACY: "ImageKit before webhook-id" at "https://www.npmjs.com/package/imagekit/v/6.0.0" =
        Provider::hmac("imagekit-legacy", "x-ik-signature").sdk().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]).millis();
    MUX: "Mux" at "https://www.npmjs.com/package/@mux/mux-node/v/15.3.0" =
        Provider::hmac("mux", "mux-signature").sdk().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]);
    /// Five seconds are the vendor's own.
    PADDLE: "Paddle" at "https://developer.paddle.com/webhooks/signature-verification" =
        Provider::hmac("paddle", "paddle-signature").sdk().pairs(Separator::Semicolon, "ts", &["h1"]).base_of(&[Timestamp, Lit(":"), Body]).seconds(5, 60).not_secrets(&["pdl_live_apikey_", "pdl_sdbx_apikey_"]);
    /// While a secret is replaced, two whole groups stand in the header, of one time.
    PERSONA: "Persona" at "https://docs.withpersona.com/v2022-09-01/docs/best-practices" =
        Provider::hmac("persona", "persona-signature").pairs(Separator::CommaOrSpace, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]);
    RETELL: "Retell AI" at "https://www.npmjs.com/package/retell-sdk/v/5.66.1" =
        Provider::hmac("retell", "x-retell-signature").sdk().pairs(Separator::Comma, "v", &["d"]).base_of(&[Body, Timestamp]).millis();
    ROOTLY: "Rootly" at "https://github.com/simstudioai/sim/blob/HEAD/apps/sim/lib/webhooks/providers/rootly.ts" =
        Provider::hmac("rootly", "x-rootly-signature").third_party().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Body]);
    SANITY: "Sanity" at "https://www.npmjs.com/package/@sanity/webhook/v/4.0.4" =
        Provider::hmac("sanity", "sanity-webhook-signature").sdk().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]).encoding(TagEncoding::Base64Url).millis();
    STRIPE: "Stripe" at "https://docs.stripe.com/webhooks/signature" =
        Provider::hmac("stripe", "stripe-signature").sdk().pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]).not_secrets(&["sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_"]);
    /// The label names the key: the new one or the one before.
    TABAPAY: "TabaPay" at "https://developers.tabapay.com/reference/webhook-signature-headers" =
        Provider::hmac("tabapay", "x-hmac-signature").pairs(Separator::Comma, "t", &["v1", "v2"]).base_of(&[Timestamp, Lit("."), Body]);
    WHCC: "WHCC" at "https://developer.whcc.com/pages/order-submit-api/webhook-security" =
        Provider::hmac("whcc", "whcc-signature").pairs(Separator::Comma, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]);
    WORKOS: "WorkOS" at "https://workos.com/docs/events/data-syncing/webhooks" =
        Provider::hmac("workos", "workos-signature").sdk().pairs(Separator::CommaSpace, "t", &["v1"]).base_of(&[Timestamp, Lit("."), Body]).millis().seconds(180, 180).not_secrets(&["sk_live_", "sk_test_"]);
}
