//! The table: every provider we know for certain, sorted by what its signature covers.
//!
//! Adding one is a row in the family's file and a vectors file in `tests/vectors/providers/`.

mod body;
mod fields;
mod jwt;
mod request;
mod standard;
mod timestamped;
mod token;

pub use body::*;
pub use fields::*;
pub use jwt::*;
pub use request::*;
pub use standard::*;
pub use timestamped::*;
pub use token::*;

use crate::provider::{Provider, check};

/// Rows as `NAME: "name for people" at "the vendor's page" = row;`, each a constant, and a list.
macro_rules! rows {
    ($($(#[$doc:meta])* $row:ident: $name:literal at $docs:literal = $scheme:expr;)+) => {
        $(
            #[doc = concat!("[", $name, "](", $docs, ").")]
            $(#[doc = ""] #[$doc])*
            pub const $row: Provider = $scheme.about($name, $docs);
        )+

        pub(in crate::providers) const ROWS: &[&Provider] = &[$(&$row),+];
    };
}
use rows;

#[expect(
    unused_qualifications,
    reason = "the globs bring the files' names too, which say less"
)]
const FAMILIES: [(&str, &[&Provider]); 9] = [
    ("body", body::a_to_i::ROWS),
    ("body", body::j_to_z::ROWS),
    ("some fields", fields::ROWS),
    ("token with claims", jwt::ROWS),
    ("request", request::ROWS),
    ("standard webhooks", standard::ROWS),
    ("time and body", timestamped::beside::ROWS),
    ("time and body", timestamped::apart::ROWS),
    ("the secret itself", token::ROWS),
];

const ALL: [&Provider; count()] = sorted();

const _: () = check(&ALL);

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time"
)]
const fn count() -> usize {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].1.len();
        family += 1;
    }
    count
}

/// All rows by id, each inserted in its place.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time"
)]
const fn sorted() -> [&'static Provider; count()] {
    let mut all = [FAMILIES[0].1[0]; count()];
    let (mut len, mut family) = (0, 0);
    while family < FAMILIES.len() {
        let rows = FAMILIES[family].1;
        let mut row = 0;
        while row < rows.len() {
            let mut place = len;
            while place > 0 && rows[row].is_before(all[place - 1]) {
                all[place] = all[place - 1];
                place -= 1;
            }
            all[place] = rows[row];
            len += 1;
            row += 1;
        }
        family += 1;
    }
    all
}

/// Every provider, sorted by id.
///
/// ```
/// assert!(countersign::providers::all().iter().all(|row| row.docs().starts_with("https://")));
/// ```
#[must_use]
pub const fn all() -> &'static [&'static Provider] {
    &ALL
}

/// The families of the table, by what their signatures cover, with their rows.
pub fn families() -> impl Iterator<Item = (&'static str, &'static [&'static Provider])> {
    FAMILIES.into_iter()
}

/// The provider with this id.
#[must_use]
pub fn get(id: &str) -> Option<&'static Provider> {
    let place = ALL.binary_search_by(|row| row.id().cmp(id)).ok()?;
    ALL.get(place).copied()
}
