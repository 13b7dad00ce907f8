//! Signatures over the body alone, A to I: nobody else can have written it, but whoever captured one can
//! send it again. Use a replay store with a time to live of your own choosing.

use crate::providers::rows;
use crate::{
    key::SecretEncoding,
    mac::Hash::Sha1,
    provider::{
        Provider, Separator, Slot,
        handshake::{At, Guard, Handshake},
    },
};

rows! {
    ABLY: "Ably" at "https://github.com/ably/docs/blob/HEAD/src/pages/docs/platform/integrations/webhooks/index.mdx" =
        Provider::hmac("ably", "x-ably-signature").base64();
    ADYEN_PLATFORM: "Adyen platform and management" at "https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures" =
        Provider::hmac("adyen-platform", "hmacsignature").sdk().base64().secret(SecretEncoding::Hex);
    ASANA: "Asana" at "https://developers.asana.com/reference/createwebhook" =
        Provider::hmac("asana", "x-hook-signature").asking(&Handshake::echo("POST", At::Header("x-hook-secret")).guarded(Guard::Expected).in_header("x-hook-secret"));
    ATTIO: "Attio" at "https://docs.attio.com" =
        Provider::hmac("attio", "attio-signature");
    AUTOTASK: "Autotask PSA" at "https://ww1.autotask.net/help/DeveloperHelp/Content/APIs/Webhooks/SecretKeyPayloadVerification.htm" =
        Provider::hmac("autotask", "x-hook-signature").hash(Sha1).prefix("sha1=").base64();
    BITBUCKET: "Bitbucket Cloud" at "https://github.com/superplanehq/superplane/tree/HEAD/pkg/integrations/bitbucket" =
        Provider::hmac("bitbucket", "x-hub-signature").third_party().prefix("sha256=");
    CAL_COM: "Cal.com" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("cal-com", "x-cal-signature-256").third_party();
    CHECKOUT_COM: "Checkout.com" at "https://www.checkout.com/docs/developer-resources/webhooks/manage-webhooks/set-up-your-webhook-receiver" =
        Provider::hmac("checkout-com", "cko-signature");
    CIRCLECI: "CircleCI" at "https://circleci.com/docs/outbound-webhooks/" =
        Provider::hmac("circleci", "circleci-signature").list(Separator::Comma, "v1=");
    CLICKUP: "ClickUp" at "https://developer.clickup.com/docs/webhooksignature" =
        Provider::hmac("clickup", "x-signature");
    CLOUDCONVERT: "CloudConvert" at "https://www.npmjs.com/package/cloudconvert/v/3.0.0" =
        Provider::hmac("cloudconvert", "cloudconvert-signature").sdk();
    COINBASE_COMMERCE: "Coinbase Commerce" at "https://www.npmjs.com/package/coinbase-commerce-node/v/1.0.4" =
        Provider::hmac("coinbase-commerce", "x-cc-webhook-signature").sdk();
    DATASAUR: "Datasaur" at "https://docs.datasaur.ai/integrations/webhook-notifications/webhook-signature" =
        Provider::hmac("datasaur", "x-datasaur-signature");
    DISCOURSE: "Discourse" at "https://github.com/discourse/discourse/blob/HEAD/app/jobs/regular/emit_web_hook_event.rb" =
        Provider::hmac("discourse", "x-discourse-event-signature").prefix("sha256=");
    /// A header for each key, of which the first six are read.
    DOCUSIGN: "DocuSign Connect" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("docusign", "x-docusign-signature-1").third_party().base64().slot(Slot::Signature("x-docusign-signature-2")).slot(Slot::Signature("x-docusign-signature-3")).slot(Slot::Signature("x-docusign-signature-4")).slot(Slot::Signature("x-docusign-signature-5")).slot(Slot::Signature("x-docusign-signature-6"));
    DROPBOX: "Dropbox" at "https://www.dropbox.com/developers/reference/webhooks" =
        Provider::hmac("dropbox", "x-dropbox-signature").asking(&Handshake::echo("GET", At::Query("challenge")));
    DYNAMIC_XYZ: "Dynamic" at "https://www.dynamic.xyz/docs/developer-dashboard/webhooks/setup" =
        Provider::hmac("dynamic-xyz", "x-dynamic-signature-256").prefix("sha256=");
    FINGERPRINT: "Fingerprint" at "https://www.npmjs.com/package/@fingerprint/node-sdk/v/7.7.1" =
        Provider::hmac("fingerprint", "fpjs-event-signature").sdk().list(Separator::Comma, "v1=");
    FOURTHWALL: "Fourthwall" at "https://docs.fourthwall.com/webhooks/signature-verification" =
        Provider::hmac("fourthwall", "x-fourthwall-hmac-sha256").base64();
    FOURTHWALL_APPS: "Fourthwall apps" at "https://docs.fourthwall.com/webhooks/signature-verification" =
        Provider::hmac("fourthwall-apps", "x-fourthwall-hmac-apps-sha256").base64();
    GETSTREAM: "Stream" at "https://www.npmjs.com/package/@stream-io/node-sdk/v/0.7.64" =
        Provider::hmac("getstream", "x-signature").sdk();
    GITEA: "Gitea / Forgejo" at "https://github.com/go-gitea/gitea/blob/HEAD/services/webhook/deliver.go" =
        Provider::hmac("gitea", "x-gitea-signature");
    GITHUB: "GitHub" at "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries" =
        Provider::hmac("github", "x-hub-signature-256").sdk().prefix("sha256=").limit_mib(25).not_secrets(&["ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_"]);
    GOCARDLESS: "GoCardless" at "https://www.npmjs.com/package/gocardless-nodejs/v/10.1.2" =
        Provider::hmac("gocardless", "webhook-signature").sdk();
    HELPSCOUT: "Help Scout" at "https://github.com/helpscout/helpscout-api-php/blob/HEAD/src/Webhooks/IncomingWebhook.php" =
        Provider::hmac("helpscout", "x-helpscout-signature").sdk().hash(Sha1).base64();
    /// A second header, while a secret is replaced.
    HOOKDECK: "Hookdeck" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("hookdeck", "x-hookdeck-signature").third_party().base64().slot(Slot::Signature("x-hookdeck-signature-2"));
    INTERCOM: "Intercom" at "https://www.npmjs.com/package/@trigger.dev/core/v/4.8.3" =
        Provider::hmac("intercom", "x-hub-signature").third_party().hash(Sha1).prefix("sha1=");
}
