//! The table as text, from which xtask makes the one that JavaScript reads: nothing of it has to
//! travel in the module.

use alloc::{string::String, vec::Vec};

use crate::{Provider, bare::BARE, providers};

/// The rows in their order, a line each; `src/provider/text` says what stands in it. Those that only
/// the module for all schemes knows, or the others.
#[must_use]
pub fn rows(is_rare: bool) -> Vec<String> {
    let rows = providers::all().iter().copied();
    rows.filter(|row| row.is_rare() == is_rare)
        .map(Provider::line)
        .collect()
}

/// The row without a provider.
#[must_use]
pub fn bare() -> String {
    BARE.line()
}
