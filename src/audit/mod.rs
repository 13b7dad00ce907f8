//! The audit entry: who did what to which resource, and whether it succeeded.
//!
//! The module stamps it and writes it in canonical JSON, so one entry has one text. It knows
//! nothing of webhooks.

mod actions;
mod auditor;
mod checkpoint;
mod draft;
pub mod ed25519;
mod entry;
mod error;
mod line;
mod lines;
mod log;
mod note;
mod policy;
mod proof;
mod proving;
mod reader;
mod reading;
mod redact;
mod roots;
mod seal;
mod tampering;

pub use actions::Actions;
pub use auditor::{Auditor, Report};
pub use checkpoint::Checkpoint;
pub use draft::Draft;
pub use entry::{Entry, Input};
pub use error::{EntryError, LogError};
pub use log::{Group, Log, MAX_ENTRY, Place};
pub use note::{Note, VerifierKey};
pub use policy::policy_key;
pub use proof::EntryProof;
pub use proving::Proving;
pub use reader::{Found, Reader};
pub use reading::Reading;
pub use redact::{Redactor, Removed};
pub use seal::Seal;
pub use tampering::Tampering;
