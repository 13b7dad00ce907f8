//! Signatures over the body alone: nobody else can have written it, but whoever captured one can
//! send it again. Use a replay store with a time to live of your own choosing.

use crate::{mac::Hash, provider::Provider};

/// GitHub.
pub const GITHUB: Provider = Provider::hmac("github", Hash::Sha256, "x-hub-signature-256")
    .about(
        "GitHub",
        "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries",
    )
    .prefix("sha256=")
    .limit_mib(25)
    .not_secrets(&["ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_"]);

/// Notion.
pub const NOTION: Provider = Provider::hmac("notion", Hash::Sha256, "x-notion-signature")
    .about("Notion", "https://developers.notion.com/reference/webhooks")
    .prefix("sha256=")
    .not_secrets(&["ntn_"]);

/// Shopify.
pub const SHOPIFY: Provider = Provider::hmac("shopify", Hash::Sha256, "x-shopify-hmac-sha256")
    .about(
        "Shopify",
        "https://shopify.dev/docs/apps/build/webhooks/subscribe/https",
    )
    .base64()
    .not_secrets(&["shpat_", "shpca_", "shppa_"]);
