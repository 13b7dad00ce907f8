//! Signatures over time and body.

pub(super) mod apart;
pub(super) mod beside;

pub use apart::*;
pub use beside::*;
