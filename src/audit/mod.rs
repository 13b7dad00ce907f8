//! The audit entry: who did what to which resource, and whether it succeeded.
//!
//! The module stamps it and writes it in canonical JSON, so one entry has one text. It knows
//! nothing of webhooks.

mod entry;
mod error;

pub use entry::{Entry, Input};
pub use error::EntryError;
