//! Card numbers: issuer, length and check digit (ISO/IEC 7812-1).
//!
//! Here the check digit counts, since numbers of sixteen digits are everywhere.

use super::source::{ALNUM, Source, class};

/// First four digits from and to, and a bit for each length there is.
const ISSUERS: [(u16, u16, u32); 11] = [
    (2221, 2720, 1 << 16),
    (3000, 3059, 1 << 14),
    (3400, 3499, 1 << 15),
    (3528, 3589, 1 << 16),
    (3600, 3699, 1 << 14),
    (3700, 3799, 1 << 15),
    (3800, 3999, 1 << 14),
    (4000, 4999, 1 << 13 | 1 << 16 | 1 << 19),
    (5100, 5599, 1 << 16),
    (6011, 6011, 1 << 16),
    (6200, 6599, 1 << 16),
];

const MAX_DIGITS: u32 = 19;

/// The end of a card number that begins here: digits, or groups of them with single spaces or hyphens.
pub(super) fn card(source: Source<'_>, start: usize) -> Option<usize> {
    let before = source.before(start, 1);
    let is_inside = class(before) & ALNUM != 0 || matches!(before, b'.' | b'+');
    if is_inside {
        return None;
    }
    // Another group stands before this one.
    let is_later = matches!(before, b' ' | b'-') && source.before(start, 2).is_ascii_digit();
    let mut number = Number::default();
    let (mut at, mut group, mut separator) = (start, 0_u32, None);
    let mut found = None;
    loop {
        let digits = source.run(at, |byte| byte.is_ascii_digit());
        for &digit in source.bytes(at, digits).iter().take(20) {
            number.push(digit);
            group = group.saturating_add(1);
        }
        let next = source.at(digits);
        let is_whole = class(next) & ALNUM == 0
            && !(next == b'.' && source.at(digits.saturating_add(1)).is_ascii_digit());
        if number.len > MAX_DIGITS {
            return found;
        }
        if is_whole && number.is_card() {
            found = Some(digits);
        }
        at = digits.saturating_add(1);
        let goes_on = matches!(next, b' ' | b'-')
            && separator.is_none_or(|separator| separator == next)
            && (4..=6).contains(&group)
            && !is_later
            && source.at(at).is_ascii_digit();
        if !goes_on {
            return found;
        }
        (separator, group) = (Some(next), 0);
    }
}

#[derive(Default)]
struct Number {
    len: u32,
    issuer: u16,
    /// The sums in which the digits at even and at odd places are doubled.
    sums: [u32; 2],
}

impl Number {
    fn push(&mut self, digit: u8) {
        let digit = digit.wrapping_sub(b'0');
        if self.len < 4 {
            self.issuer = self.issuer.wrapping_mul(10).wrapping_add(digit.into());
        }
        let doubled = digit.wrapping_mul(2);
        let doubled = doubled
            .checked_sub(9)
            .filter(|_| digit > 4)
            .unwrap_or(doubled);
        let [even, odd] = self.sums;
        let (to_even, to_odd) = if self.len.is_multiple_of(2) {
            (doubled, digit)
        } else {
            (digit, doubled)
        };
        self.sums = [
            even.wrapping_add(to_even.into()),
            odd.wrapping_add(to_odd.into()),
        ];
        self.len = self.len.saturating_add(1);
    }

    fn is_card(&self) -> bool {
        // The last digit is not doubled, the one before it is.
        let [even, odd] = self.sums;
        let sum = if self.len.is_multiple_of(2) {
            even
        } else {
            odd
        };
        let is_issued = |&(from, to, lengths): &(u16, u16, u32)| {
            (from..=to).contains(&self.issuer) && lengths >> self.len.min(31) & 1 == 1
        };
        sum % 10 == 0 && ISSUERS.iter().any(is_issued)
    }
}
