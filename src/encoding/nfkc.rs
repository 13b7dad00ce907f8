//! Compatibility normalisation (Unicode Standard Annex 15, NFKC), by whoever has the tables for it.

use alloc::string::String;

/// Normalises text: the host in a WebAssembly build, a crate in a native one.
pub trait Nfkc {
    /// The NFKC form of a text; `None` where nobody can tell. ASCII is never asked for: it is its own.
    fn nfkc(&self, text: &str) -> Option<String>;
}
