//! Secrets that are known by their beginning, as data.
//!
//! A rule goes by prefix, alphabet and length, never by a checksum: a token with a typing error is
//! still most of a token. Prefixes are those that vendors publish; lengths are well below theirs, so
//! that what was cut short is found, and above what names in a program have.

use super::source::{ALNUM, DIGIT, DOTTED, EQUALS, LOWER, PLUS, TOKEN, UPPER};

/// What a secret of one kind looks like.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Stable identifier, which takes the secret's place: `[redacted:<id>]`.
    pub id: &'static str,
    /// How it begins, in this case.
    pub prefix: &'static str,
    /// How many bytes of the alphabet must follow.
    pub min: usize,
    /// How many dots must be among what follows.
    pub dots: usize,
    /// Classes of bytes that follow.
    pub(super) alphabet: u8,
    /// Classes of which one byte must be among the first that follow; 0 where none is needed.
    pub(super) needs: u8,
}

/// Distinctive: a name in a program that begins like this has no digit and no capital behind it.
const fn token(id: &'static str, prefix: &'static str) -> Rule {
    rule(id, prefix, TOKEN, 10, UPPER | DIGIT)
}

const fn rule(id: &'static str, prefix: &'static str, alphabet: u8, min: usize, needs: u8) -> Rule {
    Rule {
        id,
        prefix,
        min,
        dots: 0,
        alphabet,
        needs,
    }
}

const fn dotted(id: &'static str, prefix: &'static str, min: usize, dots: usize) -> Rule {
    Rule {
        dots,
        ..rule(id, prefix, DOTTED, min, 0)
    }
}

/// The table. Of two that fit at one place the first counts.
pub const RULES: &[Rule] = &[
    // A header, claims and a signature, which may be empty (RFC 7519).
    dotted("jwt", "eyJ", 20, 2),
    token("stripe-key", "sk_live_"),
    token("stripe-key", "sk_test_"),
    token("stripe-key", "rk_live_"),
    token("stripe-key", "rk_test_"),
    rule(
        "webhook-secret",
        "whsec_",
        TOKEN | PLUS | EQUALS,
        10,
        UPPER | DIGIT,
    ),
    rule(
        "webhook-secret",
        "whsk_",
        TOKEN | PLUS | EQUALS,
        10,
        UPPER | DIGIT,
    ),
    token("webhook-key", "whk_live_"),
    token("webhook-key", "whk_test_"),
    rule("webhook-key", "whk_", TOKEN, 16, DIGIT),
    token("groq-key", "gsk_"),
    token("github-token", "ghp_"),
    token("github-token", "gho_"),
    token("github-token", "ghu_"),
    token("github-token", "ghr_"),
    // A JSON web token since 2026.
    rule("github-token", "ghs_", DOTTED, 10, UPPER | DIGIT),
    token("github-token", "github_pat_"),
    rule("gitlab-token", "glpat-", DOTTED, 10, UPPER | DIGIT),
    rule("gitlab-token", "glptt-", DOTTED, 10, UPPER | DIGIT),
    rule("gitlab-token", "gldt-", DOTTED, 10, UPPER | DIGIT),
    rule("gitlab-token", "glrt-", DOTTED, 10, UPPER | DIGIT),
    rule("slack-token", "xoxa-", TOKEN, 10, DIGIT),
    rule("slack-token", "xoxb-", TOKEN, 10, DIGIT),
    rule("slack-token", "xoxe-", TOKEN, 10, DIGIT),
    rule("slack-token", "xoxp-", TOKEN, 10, DIGIT),
    rule("slack-token", "xoxr-", TOKEN, 10, DIGIT),
    rule("slack-token", "xoxs-", TOKEN, 10, DIGIT),
    rule("slack-token", "xapp-", TOKEN, 10, DIGIT),
    rule("aws-key", "AKIA", UPPER | DIGIT, 16, 0),
    // Words in capitals begin like this.
    rule("aws-key", "ASIA", UPPER | DIGIT, 16, DIGIT),
    rule("google-key", "AIza", TOKEN, 30, 0),
    rule("google-secret", "GOCSPX-", TOKEN, 20, 0),
    rule("google-token", "ya29.", DOTTED, 20, UPPER | DIGIT),
    rule("npm-token", "npm_", ALNUM, 30, DIGIT | UPPER),
    rule("pypi-token", "pypi-", TOKEN, 40, UPPER),
    rule("rubygems-key", "rubygems_", ALNUM, 20, DIGIT),
    rule("docker-token", "dckr_pat_", TOKEN, 16, 0),
    dotted("sendgrid-key", "SG.", 40, 1),
    rule("shopify-token", "shpat_", ALNUM, 20, 0),
    rule("shopify-token", "shpca_", ALNUM, 20, 0),
    rule("shopify-token", "shppa_", ALNUM, 20, 0),
    rule("shopify-token", "shpss_", ALNUM, 20, 0),
    rule("hugging-face-token", "hf_", ALNUM, 20, UPPER | DIGIT),
    token("anthropic-key", "sk-ant-"),
    token("openai-key", "sk-proj-"),
    token("openai-key", "sk-svcacct-"),
    token("openai-key", "sk-admin-"),
    token("openrouter-key", "sk-or-"),
    // Without a dash: class names of style sheets begin like this.
    rule("openai-key", "sk-", ALNUM, 20, DIGIT),
    rule("xai-key", "xai-", ALNUM, 40, DIGIT),
    rule("nvidia-key", "nvapi-", TOKEN, 30, DIGIT),
    rule("perplexity-key", "pplx-", ALNUM, 30, DIGIT),
    rule("replicate-token", "r8_", ALNUM, 30, DIGIT),
    rule("digitalocean-token", "dop_v1_", LOWER | DIGIT, 20, 0),
    rule("digitalocean-token", "doo_v1_", LOWER | DIGIT, 20, 0),
    rule("digitalocean-token", "dor_v1_", LOWER | DIGIT, 20, 0),
    rule("age-key", "AGE-SECRET-KEY-1", UPPER | DIGIT, 20, 0),
    rule("vault-token", "hvs.", TOKEN, 20, UPPER | DIGIT),
    rule("grafana-token", "glsa_", TOKEN, 20, UPPER | DIGIT),
    rule("linear-key", "lin_api_", ALNUM, 20, 0),
    rule("notion-token", "secret_", ALNUM, 40, UPPER | DIGIT),
    rule("supabase-key", "sb_secret_", TOKEN, 16, UPPER | DIGIT),
    rule("supabase-key", "sbp_", LOWER | DIGIT, 30, DIGIT),
    rule("figma-token", "figd_", TOKEN, 20, UPPER | DIGIT),
    rule("atlassian-token", "ATATT3", TOKEN | EQUALS, 20, 0),
    rule("postman-key", "PMAK-", TOKEN, 20, 0),
    rule("square-token", "sq0atp-", TOKEN, 20, 0),
    rule("square-token", "sq0csp-", TOKEN, 20, 0),
];

/// How long at least a secret is that is one word: by the table, or as a card number.
pub(super) const SHORTEST: usize = {
    let mut shortest = 13;
    let mut rules = RULES;
    while let [rule, rest @ ..] = rules {
        let len = rule.prefix.len() + rule.min;
        if len < shortest {
            shortest = len;
        }
        rules = rest;
    }
    shortest
};

/// The first two bytes of all prefixes: a bit of the word of the first one.
#[expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "at compile time"
)]
const FIRST: [u32; 32] = {
    let mut first = [0; 32];
    let mut rules = RULES;
    while let [rule, rest @ ..] = rules {
        if let [byte, next, ..] = rule.prefix.as_bytes() {
            first[(*byte & 31) as usize] |= 1 << (*next & 31);
        }
        rules = rest;
    }
    first
};

/// Whether a prefix may begin with these bytes.
#[inline]
pub(super) fn may_begin(first: u8, second: u8) -> bool {
    let word = FIRST.get(usize::from(first & 31)).copied().unwrap_or(0);
    word >> (second & 31) & 1 == 1
}
