//! The boundary to JavaScript: the only place that knows it exists.
//!
//! `verify` crosses in numbers only. JavaScript writes what the row's slots ask for, and the body
//! behind it, into a [`window`] of linear memory, calls one export and reads a few numbers back.
//! What is not hot ([`cold`]) uses ordinary strings. Each export converts, calls the core and
//! converts back; no meaning is decided here.

#[cfg(feature = "wasm-audit")]
pub mod audit;
#[cfg(feature = "wasm-auditor")]
pub mod auditor;
mod codes;
#[cfg(feature = "rare")]
pub use codes::handshake_reasons;
pub use codes::{HostError, audit_reasons, reasons, scheme_reasons};
#[cfg(feature = "wasm-verify")]
pub mod cold;
#[cfg(feature = "wasm-handshake")]
pub mod handshake;
#[cfg(any(feature = "wasm-audit", feature = "wasm-auditor"))]
mod host;
#[cfg(feature = "wasm-verify")]
mod job;
#[cfg(feature = "wasm-verify")]
mod lent;
#[cfg(feature = "wasm-verify")]
pub mod rings;
#[cfg(not(target_arch = "wasm32"))]
mod rows;
#[cfg(not(target_arch = "wasm32"))]
pub use rows::{bare, rows};
#[cfg(feature = "wasm-auditor")]
mod slots;
#[cfg(feature = "wasm-verify")]
pub mod table;
#[cfg(not(target_arch = "wasm32"))]
mod types;
#[cfg(not(target_arch = "wasm32"))]
pub use types::types;
#[cfg(feature = "wasm-verify")]
pub mod verify;
#[cfg(feature = "wasm-verify")]
pub mod window;

/// Smaller than the default one by 7 KB.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Fails where the engine's stack is nearly at its end, before anything is taken in hand: the
/// allocator does its work in several functions, and must not be cut short between them.
#[cfg(feature = "wasm-verify")]
fn claim_stack() {
    /// Made of what no compiler turns into a loop, nor keeps in linear memory.
    #[inline(never)]
    fn descend(depth: u32) -> u32 {
        match depth.checked_sub(1) {
            Some(rest) => descend(rest).rotate_left(1) ^ depth,
            None => 0,
        }
    }
    core::hint::black_box(descend(core::hint::black_box(200)));
}

/// From a number that JavaScript means as milliseconds. What is no time is the far future, in
/// which every key is expired and every delivery too old.
#[cfg(any(feature = "wasm-audit", feature = "wasm-verify"))]
fn time(millis: f64) -> crate::Timestamp {
    if millis.is_nan() {
        return crate::Timestamp::MAX;
    }
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "saturates"
    )]
    crate::Timestamp::from_unix_millis(millis as i64)
}

#[cfg(feature = "wasm-verify")]
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "within ±8.64e15"
)]
fn millis(value: i64) -> f64 {
    value as f64
}
