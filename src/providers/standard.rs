//! Standard Webhooks: id, time and body are signed, so a delivery is fresh, whole and known by name.
//! What differs is how the secret is written, and whose headers carry it.

use super::rows;
use crate::{
    key::SecretEncoding::{Base64, Base64OrText, Text},
    provider::{
        Part::{Body, Id, Lit, Timestamp},
        Provider, SLOTS, Separator, Slot,
    },
};

rows! {
    ANTHROPIC: "Anthropic" at "https://www.npmjs.com/package/@anthropic-ai/sdk/v/1.12.0" =
        standard("anthropic").sdk().not_secrets(&["sk-ant-"]);
    BIGCOMMERCE: "BigCommerce" at "https://github.com/bigcommerce/docs/blob/HEAD/docs/integrations/webhooks/https-webhook-overview.mdx" =
        standard("bigcommerce").secret(Text);
    CLERK: "Clerk" at "https://clerk.com/docs/guides/development/webhooks/syncing" =
        svix("clerk").sdk().not_secrets(&["sk_live_", "sk_test_", "pk_live_", "pk_test_"]);
    COMPOSIO: "Composio" at "https://www.npmjs.com/package/@composio/core/v/0.17.0" =
        standard("composio").sdk().secret(Text);
    DODO_PAYMENTS: "Dodo Payments" at "https://www.npmjs.com/package/dodopayments/v/2.52.0" =
        standard("dodo-payments").sdk();
    FINCH: "Finch" at "https://www.npmjs.com/package/@tryfinch/finch-api/v/10.7.0" =
        headers("finch", "finch-signature", "finch-event-id", "finch-timestamp").sdk();
    FLOWGLAD: "Flowglad" at "https://www.npmjs.com/package/@flowglad/server/v/0.18.0" =
        svix("flowglad").sdk().seconds(300, 60);
    FORMBRICKS: "Formbricks" at "https://github.com/formbricks/formbricks/blob/HEAD/apps/web/lib/crypto.ts" =
        standard("formbricks");
    GITLAB_SIGNED: "GitLab signed webhooks" at "https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944" =
        standard("gitlab-signed").not_secrets(&["glpat-"]);
    IMAGEKIT: "ImageKit" at "https://www.npmjs.com/package/@imagekit/nodejs/v/7.11.0" =
        standard("imagekit").sdk().secret(Text);
    LITHIC: "Lithic" at "https://www.npmjs.com/package/lithic/v/0.145.0" =
        standard("lithic").sdk();
    LIVEBLOCKS: "Liveblocks" at "https://www.npmjs.com/package/@liveblocks/node/v/3.24.2" =
        standard("liveblocks").sdk().not_secrets(&["sk_", "pk_"]);
    OPENAI: "OpenAI" at "https://developers.openai.com/api/docs/guides/webhooks" =
        standard("openai").sdk().secret(Base64OrText).not_secrets(&["sk-"]);
    POLAR: "Polar" at "https://www.npmjs.com/package/@polar-sh/sdk/v/0.49.0" =
        standard("polar").sdk().secret(Text).not_secrets(&["polar_oat_"]);
    PRIVY: "Privy" at "https://www.npmjs.com/package/@privy-io/node/v/0.35.0" =
        svix("privy").sdk();
    REPLICATE: "Replicate" at "https://www.npmjs.com/package/replicate/v/1.4.0" =
        standard("replicate").sdk().not_secrets(&["r8_"]);
    RESEND: "Resend" at "https://resend.com/docs/webhooks/verify-webhooks-requests" =
        svix("resend").sdk().not_secrets(&["re_"]);
    SIGNATUREAPI: "SignatureAPI" at "https://signatureapi.com/docs/api/guides/how-to/verify-webhooks" =
        standard("signatureapi");
    STANDARD_WEBHOOKS: "Standard Webhooks" at "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md" =
        standard("standard-webhooks").sdk().not_secrets(&["whsk_", "whpk_"]);
    SUPABASE_AUTH_HOOKS: "Supabase Auth hooks" at "https://github.com/supabase/auth/blob/HEAD/internal/hooks/hookshttp/hookshttp.go" =
        standard("supabase-auth-hooks").secret_after("v1,whsec_");
    SVIX: "Svix" at "https://docs.svix.com/receiving/verifying-payloads/how-manual" =
        svix("svix").sdk().not_secrets(&["whsk_", "whpk_"]);
    WHOP: "Whop" at "https://www.npmjs.com/package/@whop/sdk/v/0.0.42" =
        standard("whop").sdk().secret(Base64OrText);
}

/// The specification's header names.
const fn standard(id: &'static str) -> Provider {
    headers(id, "webhook-signature", "webhook-id", "webhook-timestamp")
}

/// What Svix delivers: its own header names, or the specification's.
const fn svix(id: &'static str) -> Provider {
    let mut other = [Slot::None; SLOTS];
    other[0] = Slot::Header("webhook-signature");
    other[1] = Slot::Header("webhook-id");
    other[2] = Slot::Header("webhook-timestamp");
    headers(id, "svix-signature", "svix-id", "svix-timestamp").or(other)
}

const fn headers(
    id: &'static str,
    signature: &'static str,
    message_id: &'static str,
    timestamp: &'static str,
) -> Provider {
    Provider::hmac(id, signature)
        .message_id(message_id)
        .timestamp(timestamp)
        .list(Separator::Space, "v1,")
        .base64()
        .secret(Base64)
        .base_of(&[Id, Lit("."), Timestamp, Lit("."), Body])
}
