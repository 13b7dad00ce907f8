//! Signatures over the body alone, J to Z: nobody else can have written it, but whoever captured one can
//! send it again. Use a replay store with a time to live of your own choosing.

use crate::providers::rows;
use crate::{
    mac::Hash::{Sha1, Sha512},
    provider::{
        Provider, Separator, Slot,
        handshake::{
            At, Challenge, Guard, Handshake,
            Reply::{Base64, Lit},
        },
    },
};

/// One for all of Meta. A token that the receiver chose tells others from it.
const SUBSCRIPTION: Handshake = Handshake::echo("GET", At::Query("hub.challenge"))
    .when(At::Query("hub.mode"), "subscribe")
    .guarded(Guard::Token("hub.verify_token"));

rows! {
    JIRA: "Jira / Confluence" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("jira", "x-hub-signature").third_party().prefix("sha256=");
    /// The scheme with a shared secret; the other, with a public key, is not this row.
    LAGO: "Lago" at "https://github.com/getlago/lago-api/blob/HEAD/app/models/webhook.rb" =
        Provider::hmac("lago", "x-lago-signature").base64().slot(Slot::Fixed("x-lago-signature-algorithm", "hmac"));
    LEMON_SQUEEZY: "Lemon Squeezy" at "https://github.com/lmsqueezy/laravel/blob/HEAD/src/Http/Middleware/VerifyWebhookSignature.php" =
        Provider::hmac("lemon-squeezy", "x-signature").sdk();
    LINE: "LINE" at "https://www.npmjs.com/package/@line/bot-sdk/v/11.0.0" =
        Provider::hmac("line", "x-line-signature").sdk().base64();
    LOGTO: "Logto" at "https://docs.logto.io/developers/webhooks/secure-webhooks" =
        Provider::hmac("logto", "logto-signature-sha-256");
    MAILERSEND: "MailerSend" at "https://www.npmjs.com/package/mailersend/v/3.4.0" =
        Provider::hmac("mailersend", "signature").sdk();
    MAILTRAP: "Mailtrap" at "https://www.npmjs.com/package/mailtrap/v/4.10.0" =
        Provider::hmac("mailtrap", "mailtrap-signature").sdk();
    META: "Meta" at "https://www.npmjs.com/package/@trigger.dev/sdk/v/4.8.3" =
        Provider::hmac("meta", "x-hub-signature-256").third_party().prefix("sha256=").asking(&SUBSCRIPTION);
    MODERN_TREASURY: "Modern Treasury" at "https://www.npmjs.com/package/modern-treasury/v/3.3.0" =
        Provider::hmac("modern-treasury", "x-signature").sdk();
    /// With or without `sha256=` in front. Its older webhooks are not signed.
    MOLLIE: "Mollie" at "https://github.com/mollie/mollie-api-php/blob/HEAD/src/Webhooks/SignatureValidator.php" =
        Provider::hmac("mollie", "x-mollie-signature").sdk().named_list(Separator::Comma, b'=');
    NANGO: "Nango" at "https://www.npmjs.com/package/@nangohq/node/v/0.71.10" =
        Provider::hmac("nango", "x-nango-hmac-sha256").sdk();
    NOTION: "Notion" at "https://developers.notion.com/reference/webhooks" =
        Provider::hmac("notion", "x-notion-signature").sdk().prefix("sha256=").not_secrets(&["ntn_"]).asking(&Handshake::echo("POST", At::Json("verification_token")).guarded(Guard::Expected).text(&[]));
    ONFIDO: "Onfido" at "https://documentation.identity.entrust.com/api/manual-webhook-signature-verification/" =
        Provider::hmac("onfido", "x-sha2-signature").sdk();
    OPNFORM: "OpnForm" at "https://docs.opnform.com/api-reference/integrations/webhook-security.md" =
        Provider::hmac("opnform", "x-webhook-signature").prefix("sha256=");
    ORACLE_COMMERCE: "Oracle CX Commerce" at "https://docs.oracle.com/en/cloud/saas/cx-commerce/ccdev/secure-webhooks.html" =
        Provider::hmac("oracle-commerce", "x-oracle-cc-webhook-signature").hash(Sha512).base64();
    PAGERDUTY: "PagerDuty" at "https://github.com/PagerDuty/go-pagerduty/blob/HEAD/webhookv3/webhookv3.go" =
        Provider::hmac("pagerduty", "x-pagerduty-signature").sdk().list(Separator::Comma, "v1=");
    PAYSTACK: "Paystack" at "https://github.com/PaystackOSS/doc-code-snippets/blob/HEAD/src/doc/payments/webhooks/verifying-transaction/index.php" =
        Provider::hmac("paystack", "x-paystack-signature").hash(Sha512);
    PLANE: "Plane" at "https://github.com/makeplane/plane/blob/HEAD/apps/api/plane/bgtasks/webhook_task.py" =
        Provider::hmac("plane", "x-plane-signature");
    PUSHER: "Pusher Channels" at "https://www.npmjs.com/package/pusher/v/5.3.4" =
        Provider::hmac("pusher", "x-pusher-signature").sdk();
    RAZORPAY: "Razorpay" at "https://www.npmjs.com/package/razorpay/v/2.9.8" =
        Provider::hmac("razorpay", "x-razorpay-signature").sdk();
    SAVVYCAL: "SavvyCal" at "https://developers.savvycal.com/webhooks" =
        Provider::hmac("savvycal", "x-savvycal-signature").prefix("sha256=");
    SENTRY: "Sentry" at "https://docs.sentry.io/integrations/integration-platform/webhooks/" =
        Provider::hmac("sentry", "sentry-hook-signature").third_party();
    SHOPIFY: "Shopify" at "https://shopify.dev/docs/apps/build/webhooks/subscribe/https" =
        Provider::hmac("shopify", "x-shopify-hmac-sha256").sdk().base64().not_secrets(&["shpat_", "shpca_", "shppa_"]);
    SHOPWARE: "Shopware apps" at "https://www.npmjs.com/package/@shopware-ag/app-server-sdk/v/2.0.3" =
        Provider::hmac("shopware", "shopware-shop-signature").sdk();
    SIGNABLE: "Signable" at "https://developers.signable.app/early-access/ea-signed-webhooks" =
        Provider::hmac("signable", "signature").base64();
    TALLY: "Tally" at "https://www.skills.sh/hookdeck/webhook-skills/tally-webhooks" =
        Provider::hmac("tally", "tally-signature").third_party().base64();
    TERRAFORM_CLOUD: "HCP Terraform / Terraform Enterprise" at "https://github.com/port-labs/ocean/blob/HEAD/integrations/terraform-cloud/webhook_processors/terraform_base_webhook_processor.py" =
        Provider::hmac("terraform-cloud", "x-tfe-notification-signature").third_party().hash(Sha512);
    TRIGGER_DEV: "Trigger.dev alerts" at "https://www.npmjs.com/package/@trigger.dev/sdk/v/4.8.3" =
        Provider::hmac("trigger-dev", "x-trigger-signature-hmacsha256").sdk();
    TYPEFORM: "Typeform" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("typeform", "typeform-signature").third_party().prefix("sha256=").base64();
    VERCEL: "Vercel" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("vercel", "x-vercel-signature").third_party().hash(Sha1);
    VIBER: "Viber" at "https://www.npmjs.com/package/viber-bot/v/1.0.18" =
        Provider::hmac("viber", "x-viber-content-signature").sdk();
    WHATSAPP: "WhatsApp Cloud API" at "https://hexdocs.pm/whatsapp_sdk/WhatsApp.Webhook.md" =
        Provider::hmac("whatsapp", "x-hub-signature-256").third_party().prefix("sha256=").asking(&SUBSCRIPTION);
    WOOCOMMERCE: "WooCommerce" at "https://github.com/woocommerce/woocommerce/blob/HEAD/plugins/woocommerce/includes/class-wc-webhook.php" =
        Provider::hmac("woocommerce", "x-wc-webhook-signature").base64().asking(&Handshake::echo("POST", At::Form("webhook_id")).text(&[]));
    /// Each signature stands behind the name of its key and of its hash.
    WORLDPAY: "Worldpay Access" at "https://developer.worldpay.com/products/access/events/signature/" =
        Provider::hmac("worldpay", "event-signature").named_list(Separator::Comma, b'/');
    X: "X" at "https://github.com/xdevplatform/docs/blob/HEAD/x-api/webhooks/quickstart.mdx" =
        Provider::hmac("x", "x-twitter-webhooks-signature").sdk().prefix("sha256=").base64().asking(&Handshake::echo("GET", At::Query("crc_token")).challenge(Challenge::Token).json(&[Lit("{\"response_token\":\"sha256="), Base64, Lit("\"}")]));
    XERO: "Xero" at "https://github.com/NangoHQ/nango/blob/HEAD/webhook/xero-webhook-routing.ts" =
        Provider::hmac("xero", "x-xero-signature").third_party().base64().asking(&Handshake::any("POST").when(At::Json("lastEventSequence"), "0").guarded(Guard::Signed));
}
