//! What a row may get wrong. Of the table it is checked by the compiler, and a broken row stops the
//! build; of a scheme of a user's own, when it is defined.

use super::{Base, Covered, Layout, Part, Provider, SLOTS, Slot, TimeAt};

crate::reasons::reasons! {
    /// Why a scheme of one's own was refused, at its definition: the field with the fault.
    pub enum SchemeError {
        /// Not an id.
        IdInvalid = "scheme_id_invalid", 500,
            "`id`: letters in lower case, digits and hyphens between them, 256 at most, and no provider's of the table.";
        /// A name that is no header's, or too many.
        HeadersInvalid = "scheme_headers_invalid", 500,
            "`signature.header`, `timestamp.header`, `messageId.header`: names of headers, no two alike.";
        /// A signature that cannot be laid out so.
        SignatureInvalid = "scheme_signature_invalid", 500,
            "`signature`: a header, and an algorithm, encoding, prefix and separator as documented; `label` goes with `timestamp.label` and differs from it.";
        /// A base that authenticates nothing, or what is not there.
        BaseInvalid = "scheme_base_invalid", 500,
            "`base`: printable ASCII without `%` and `|`, and documented parts in braces, each at most once: `{body}` always, `{secret}` for plain hashes and always there.";
        /// A time or id that is read and not signed, or the reverse.
        Unsigned = "scheme_unsigned", 500,
            "`timestamp`, `messageId`: what is read must stand in `base`, and what stands there must be read.";
        /// Not a unit or a tolerance.
        TimestampInvalid = "scheme_timestamp_invalid", 500,
            "`timestamp`, `tolerance`: a header or a label, a unit, and whole seconds of at least 1 for what has a time.";
        /// A base that can be cut in more ways than one. Of schemes of one's own only.
        BaseAmbiguous = "scheme_base_ambiguous", 500,
            "`base`: bytes could move between `{timestamp}` or `{id}` and what is beside it. Between them and `{body}` belongs text that begins, or behind `{body}` ends, with what they cannot hold: `{id}.{timestamp}.{body}`.";
        /// A field that there is not.
        OptionUnknown = "scheme_option_unknown", 500,
            "A scheme has no such option.";
        /// Not a form of a secret.
        SecretInvalid = "scheme_secret_invalid", 500,
            "`secret`: its form is not one of the documented.";
    }
}

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
        assert!(
            !row.name.is_empty() && !row.docs.is_empty(),
            "a row says what it is about"
        );
        assert!(
            i == 0 || rows[i - 1].is_before(row),
            "ids are sorted and unique"
        );
        let broken = match row.fault() {
            None => "",
            Some(fault) => fault.text(),
        };
        assert!(broken.is_empty(), "a row breaks a rule");
        i += 1;
    }
}

impl Provider {
    /// Whether its id sorts before another's.
    pub(crate) const fn is_before(&self, other: &Self) -> bool {
        is_before(self.id, other.id)
    }

    /// The first rule that it breaks.
    pub(crate) const fn fault(&self) -> Option<SchemeError> {
        if !is_kebab(self.id) {
            return Some(SchemeError::IdInvalid);
        }
        if !self.has_slots() {
            return Some(SchemeError::HeadersInvalid);
        }
        let in_pair = matches!(self.layout, Layout::Pairs { .. });
        if in_pair && !matches!(self.time, Some(TimeAt::Pair) | None)
            || !in_pair && matches!(self.time, Some(TimeAt::Pair))
        {
            return Some(SchemeError::SignatureInvalid);
        }
        if let Base::Parts(parts) = self.base {
            if !self.has_parts(parts) {
                return Some(SchemeError::BaseInvalid);
            }
            // Where nothing is signed, nothing may look as if it were.
            let reads_time = self.time.is_some();
            let reads_id = self.id_slot.is_some();
            if reads_time != self.does_cover(Covered::Timestamp)
                || reads_id != self.does_cover(Covered::Id)
            {
                return Some(SchemeError::Unsigned);
            }
        }
        None
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    const fn has_slots(&self) -> bool {
        let is_adopted = !matches!(self.sets[1][0], Slot::None);
        let mut set = 0;
        while set < self.sets.len() {
            let mut slot = 0;
            while slot < SLOTS {
                let at = self.sets[set][slot];
                let is_unused = slot >= self.slots || set > 0 && !is_adopted;
                if matches!(at, Slot::None) != is_unused {
                    return false;
                }
                if let Some(name) = at.header()
                    && !is_header(name)
                {
                    return false;
                }
                slot += 1;
            }
            set += 1;
        }
        true
    }

    #[expect(clippy::as_conversions, reason = "no `from` is const")]
    const fn has_slot(&self, slot: u8) -> bool {
        (slot as usize) < self.slots
    }

    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "const, in bounds"
    )]
    const fn has_parts(&self, parts: &[Part]) -> bool {
        let (mut bodies, mut secrets) = (0, 0);
        let mut i = 0;
        while i < parts.len() {
            match parts[i] {
                Part::Body => bodies += 1,
                Part::Secret => secrets += 1,
                Part::Slot(slot) if !self.has_slot(slot) => return false,
                _ => {}
            }
            i += 1;
        }
        // What stands in the body is known when that has been hashed.
        let is_late = self.is_late && bodies > 0;
        bodies <= 1 && secrets <= 1 && (secrets == 1) == self.is_plain && !is_late
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "const, in bounds"
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

/// A header's name (RFC 9110, section 5.1), in lower case.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "const, in bounds"
)]
const fn is_header(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !matches!(bytes[i], b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.') {
            return false;
        }
        i += 1;
    }
    !bytes.is_empty()
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "const, in bounds"
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
