//! The table of the rules: one row per provider.

#[derive(Clone, Copy)]
pub struct Row {
    /// Sets of headers; the first of each carries the signature.
    pub sets: &'static [&'static [&'static str]],
    pub layout: Layout,
    /// Tags are base64, otherwise hex.
    pub base64: bool,
    /// The hash is SHA-1, otherwise SHA-256.
    pub sha1: bool,
    pub base: Base,
    pub time: Time,
    pub unit_ms: i64,
    pub past_ms: i64,
    pub future_ms: i64,
    pub secret: Secret,
}

#[derive(Clone, Copy)]
pub enum Layout {
    Whole(&'static str),
    Entries,
    Pairs(Pairs),
}

#[derive(Clone, Copy)]
pub struct Pairs {
    pub separator: u8,
    pub time: &'static str,
    pub tag: &'static str,
    /// Spaces may stand before an item.
    pub spaces: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Base {
    IdTimeBody,
    TimeDotBody,
    TimeColonBody,
    Slack,
    Body,
    Twilio,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Time {
    None,
    Slot(usize),
    Pair,
    BodyField,
}

#[derive(Clone, Copy)]
pub enum Secret {
    Text,
    Base64,
    PrefixedBase64OrText,
}

const PLAIN: Row = Row {
    sets: &[],
    layout: Layout::Whole(""),
    base64: false,
    sha1: false,
    base: Base::Body,
    time: Time::None,
    unit_ms: 0,
    past_ms: 0,
    future_ms: 0,
    secret: Secret::Text,
};

const WEBHOOK: &[&str] = &["webhook-signature", "webhook-id", "webhook-timestamp"];
const SVIX: &[&str] = &["svix-signature", "svix-id", "svix-timestamp"];

const STANDARD: Row = Row {
    sets: &[WEBHOOK],
    layout: Layout::Entries,
    base64: true,
    base: Base::IdTimeBody,
    time: Time::Slot(2),
    unit_ms: 1_000,
    past_ms: 300_000,
    future_ms: 300_000,
    secret: Secret::Base64,
    ..PLAIN
};

pub fn row(provider: &str) -> Row {
    match provider {
        "standard-webhooks" => STANDARD,
        "svix" | "clerk" | "resend" => Row {
            sets: &[SVIX, WEBHOOK],
            ..STANDARD
        },
        "openai" => Row {
            secret: Secret::PrefixedBase64OrText,
            ..STANDARD
        },
        "stripe" => Row {
            sets: &[&["stripe-signature"]],
            layout: Layout::Pairs(Pairs {
                separator: b',',
                time: "t",
                tag: "v1",
                spaces: false,
            }),
            base: Base::TimeDotBody,
            time: Time::Pair,
            unit_ms: 1_000,
            past_ms: 300_000,
            future_ms: 300_000,
            ..PLAIN
        },
        "paddle" => Row {
            sets: &[&["paddle-signature"]],
            layout: Layout::Pairs(Pairs {
                separator: b';',
                time: "ts",
                tag: "h1",
                spaces: false,
            }),
            base: Base::TimeColonBody,
            time: Time::Pair,
            unit_ms: 1_000,
            past_ms: 5_000,
            future_ms: 60_000,
            ..PLAIN
        },
        "workos" => Row {
            sets: &[&["workos-signature"]],
            layout: Layout::Pairs(Pairs {
                separator: b',',
                time: "t",
                tag: "v1",
                spaces: true,
            }),
            base: Base::TimeDotBody,
            time: Time::Pair,
            unit_ms: 1,
            past_ms: 180_000,
            future_ms: 180_000,
            ..PLAIN
        },
        "slack" => Row {
            sets: &[&["x-slack-signature", "x-slack-request-timestamp"]],
            layout: Layout::Whole("v0="),
            base: Base::Slack,
            time: Time::Slot(1),
            unit_ms: 1_000,
            past_ms: 300_000,
            future_ms: 300_000,
            ..PLAIN
        },
        "github" => Row {
            sets: &[&["x-hub-signature-256"]],
            layout: Layout::Whole("sha256="),
            ..PLAIN
        },
        "notion" => Row {
            sets: &[&["x-notion-signature"]],
            layout: Layout::Whole("sha256="),
            ..PLAIN
        },
        "shopify" => Row {
            sets: &[&["x-shopify-hmac-sha256"]],
            base64: true,
            ..PLAIN
        },
        "linear" => Row {
            sets: &[&["linear-signature"]],
            time: Time::BodyField,
            unit_ms: 1,
            past_ms: 60_000,
            future_ms: 60_000,
            ..PLAIN
        },
        "twilio" => Row {
            sets: &[&["x-twilio-signature"]],
            base64: true,
            sha1: true,
            base: Base::Twilio,
            ..PLAIN
        },
        _ => panic!("no row {provider}"),
    }
}
