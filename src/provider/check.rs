//! What a row may get wrong, checked by the compiler: a broken row stops the build.

use super::{Covered, IS_NAMELESS, Layout, Provider, SLOTS, TimeAt};
use crate::provider::base::Base;

/// Panics, in a `const`, at the first rule that a row of the table breaks.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated at compile time: a panic is a build error"
)]
pub(crate) const fn check(rows: &[&Provider]) {
    let mut i = 0;
    while i < rows.len() {
        let row = rows[i];
        assert!(is_kebab(row.id), "an id is kebab case");
        assert!(
            IS_NAMELESS || !row.name.is_empty() && !row.docs.is_empty(),
            "a row says what it is about"
        );
        assert!(
            i == 0 || is_before(rows[i - 1].id, row.id),
            "ids are sorted and unique"
        );
        let mut set = 0;
        while set < row.sets.len() {
            let mut slot = 0;
            while slot < SLOTS {
                let name = row.sets[set][slot];
                let unused = slot >= row.slots || (set > 0 && row.sets[set][0].is_empty());
                assert!(
                    IS_NAMELESS || name.is_empty() == unused,
                    "a set has a name for each slot"
                );
                assert!(is_lower(name), "header names are lower case");
                slot += 1;
            }
            set += 1;
        }
        assert!(
            row.does_cover(Covered::Body),
            "the signature covers the body"
        );
        assert!(
            row.time.is_some() == row.does_cover(Covered::Timestamp),
            "a time is read if and only if it is signed"
        );
        assert!(
            row.id_slot.is_some() == row.does_cover(Covered::Id),
            "a message id is read if and only if it is signed"
        );
        if let Base::Parts(parts) = row.base {
            assert!(!parts.is_empty(), "a base has parts");
            let last = &parts[parts.len() - 1];
            assert!(matches!(last, super::Part::Body), "the body ends the base");
        }
        let in_pair = matches!(row.layout, Layout::Pairs { .. });
        assert!(
            in_pair == matches!(row.time, Some(TimeAt::Pair)),
            "a pair holds the time"
        );
        i += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "compile time"
)]
const fn is_kebab(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !matches!(bytes[i], b'a'..=b'z' | b'0'..=b'9' | b'-') {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty() && bytes[0] != b'-' && bytes[bytes.len() - 1] != b'-'
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "compile time"
)]
const fn is_lower(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_graphic() || bytes[i].is_ascii_uppercase() {
            return false;
        }
        i += 1;
    }
    true
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "compile time"
)]
const fn is_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return a[i] < b[i];
        }
        i += 1;
    }
    a.len() < b.len()
}
