//! The secret itself: whoever has it can send anything, and nothing of the request is signed. Such a
//! request is as safe as its way here, so insist on TLS.

use super::rows;
use crate::{
    key::SecretEncoding::Credentials,
    provider::{
        Provider, Slot, TagEncoding,
        handshake::{At, Handshake},
    },
};

rows! {
    CHARGEBEE: "Chargebee" at "https://www.npmjs.com/package/chargebee/v/3.33.0" =
        credentials("chargebee").sdk();
    FIGMA: "Figma" at "https://developers.figma.com/docs/rest-api/webhooks-security" =
        Provider::token("figma", Slot::Json("passcode"));
    GITLAB: "GitLab" at "https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944" =
        Provider::token("gitlab", Slot::Header("x-gitlab-token")).not_secrets(&["glpat-"]);
    /// The same in every notification of the body.
    MICROSOFT_GRAPH: "Microsoft Graph" at "https://github.com/microsoftgraph/microsoft-graph-docs-contrib/blob/HEAD/concepts/change-notifications-delivery-webhooks.md" =
        Provider::token("microsoft-graph", Slot::Json("value.*.clientState")).asking(&Handshake::echo("POST", At::Query("validationToken")));
    POSTMARK: "Postmark" at "https://github.com/hookdeck/webhook-skills/blob/HEAD/skills/postmark-webhooks/references/verification.md" =
        credentials("postmark").third_party();
    TELEGRAM: "Telegram" at "https://core.telegram.org/bots/api#setwebhook" =
        Provider::token("telegram", Slot::Header("x-telegram-bot-api-secret-token"));
}

/// `Authorization: Basic` (RFC 7617).
const fn credentials(id: &'static str) -> Provider {
    Provider::token(id, Slot::Header("authorization"))
        .prefix("Basic ")
        .encoding(TagEncoding::Credentials)
        .secret(Credentials)
}
