//! Signatures over the body alone.

pub(super) mod a_to_i;
pub(super) mod j_to_z;

pub use a_to_i::*;
pub use j_to_z::*;
