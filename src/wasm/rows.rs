//! The table as text, from which xtask makes the one that JavaScript reads: nothing of it has to
//! travel in the module.

use alloc::{format, string::String, vec::Vec};

use crate::{
    Provider,
    bare::BARE,
    mac::Hash,
    provider::{Base, Covered},
    providers,
};

/// The rows in their order, as lines: id and, where a platform may hash the body, the hash; what the
/// signature covers; tolerance, past and future, in seconds; body limit in bytes and slot of the
/// message id; and the sets of header names. Words are separated by tabs.
#[must_use]
pub fn rows() -> Vec<String> {
    providers::all().iter().copied().map(text).collect()
}

/// The row without a provider.
#[must_use]
pub fn bare() -> String {
    text(&BARE)
}

fn text(row: &Provider) -> String {
    let hash = match (row.base(), row.hash) {
        (Base::Computed(_), _) => "",
        (_, Hash::Sha1) => "\tsha1",
        (_, Hash::Sha256) => "\tsha256",
        #[cfg(feature = "sha512")]
        (_, Hash::Sha512) => "\tsha512",
    };
    let covers: Vec<_> = row.covers().map(Covered::as_str).collect();
    let tolerance = row.tolerance().map(|tolerance| {
        let [past, future] = [tolerance.past(), tolerance.future()].map(|side| side / 1000);
        format!("{past}\t{future}")
    });
    let id_slot = row.id_slot.map(|slot| format!("\t{slot}"));
    let sets: Vec<_> = row.sets().map(|set| set.join("\t")).collect();
    [
        format!("{}{hash}", row.id()),
        covers.join("\t"),
        tolerance.unwrap_or_default(),
        format!("{}{}", row.body_limit(), id_slot.unwrap_or_default()),
        sets.join("\n"),
    ]
    .join("\n")
}
