//! JSON (RFC 8259), strict: one field of a signed body, and the canonical form of RFC 8785.

pub mod canonical;
pub(crate) mod escape;
pub mod number;
pub(crate) mod parse;
pub(crate) mod path;
pub(crate) mod pointer;
pub(crate) mod put;
mod text;
pub mod value;

pub use parse::JsonError;
