//! Text encodings of binary values, strict: one value has one spelling, but for the case of hex.

pub mod base64;
pub(crate) mod decimal;
pub mod hex;
