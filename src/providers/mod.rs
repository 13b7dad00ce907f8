//! The table: every provider we know for certain, sorted by what its signature covers.
//!
//! Adding one is a row in the family's file and a vectors file in `tests/vectors/providers/`.

mod body;
mod request;
mod standard;
mod timestamped;

pub use body::{GITHUB, NOTION, SHOPIFY};
pub use request::TWILIO;
pub use standard::{CLERK, OPENAI, RESEND, STANDARD_WEBHOOKS, SVIX};
pub use timestamped::{LINEAR, PADDLE, SLACK, STRIPE, WORKOS};

use crate::provider::{Provider, check};

const ALL: &[&Provider] = &[
    &CLERK,
    &GITHUB,
    &LINEAR,
    &NOTION,
    &OPENAI,
    &PADDLE,
    &RESEND,
    &SHOPIFY,
    &SLACK,
    &STANDARD_WEBHOOKS,
    &STRIPE,
    &SVIX,
    &TWILIO,
    &WORKOS,
];

const _: () = check(ALL);

/// Every provider, sorted by id.
///
/// ```
/// assert!(countersign::providers::all().iter().all(|row| row.docs().starts_with("https://")));
/// ```
#[must_use]
pub const fn all() -> &'static [&'static Provider] {
    ALL
}

/// The provider with this id.
#[must_use]
pub fn get(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|row| row.id() == id)
}
