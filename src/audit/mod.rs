//! The audit entry: who did what to which resource, and whether it succeeded.
//!
//! The module stamps it and writes it in canonical JSON, so one entry has one text. It knows
//! nothing of webhooks.

mod checkpoint;
pub mod ed25519;
mod entry;
mod error;
mod note;
mod proof;

pub use checkpoint::Checkpoint;
pub use entry::{Entry, Input};
pub use error::{EntryError, LogError};
pub use note::{Note, VerifierKey};
pub use proof::EntryProof;
