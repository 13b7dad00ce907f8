#![doc = include_str!("../README.md")]
#![no_std]
// The package's first module leaves rare schemes out, and what only they and the table need; that of
// handshakes, what verifies.
#![cfg_attr(
    any(
        not(feature = "rare"),
        all(feature = "wasm-handshake", not(feature = "wasm-verify"))
    ),
    allow(dead_code, unused_imports, reason = "used by rare schemes")
)]

extern crate alloc;
#[cfg(any(feature = "std", feature = "wasm"))]
extern crate std;

mod reasons;

pub mod encoding;
pub mod json;
pub mod mac;
pub mod time;

mod key;
pub mod merkle;
mod rejection;
mod request;
pub mod scan;

pub mod audit;
mod provider;

mod bare;
#[cfg(feature = "rare")]
pub mod handshake;
#[cfg(feature = "rare")]
pub mod providers;
mod replay;
mod sign;
mod verify;

#[cfg(feature = "wasm")]
#[doc(hidden)]
pub mod wasm;

pub use bare::verify_webhook_signature;
pub use key::{Key, KeyError, KeyFormat, KeyId, KeyRing, SecretEncoding};
pub use provider::{Confidence, Covered, Provider, SchemeError};
pub use reasons::Reason;
pub use rejection::Rejection;
pub use request::{Headers, Request};
pub use sign::Message;
pub use time::{Timestamp, Tolerance, ToleranceError};
pub use verify::Delivery;
