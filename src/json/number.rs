//! Numbers as ECMAScript reads and writes them, which RFC 8785 (section 3.2.2.3) requires.
//!
//! In a WebAssembly build the host is asked, since it has the algorithm; natively a crate has it.

use alloc::string::String;

use crate::encoding::decimal;

/// Reads and writes numbers.
pub trait Numbers {
    /// The number nearest to a text of JSON's grammar; infinite where that is too large.
    fn read(&self, text: &str) -> f64;

    /// Appends the ECMAScript text of a finite number.
    fn write(&self, number: f64, out: &mut String);
}

/// Integers below this have one text and one number, for which nobody need be asked.
const EXACT: u64 = 1_000_000_000_000_000;

/// The number of up to fifteen digits.
pub(super) fn of_digits(digits: &str) -> Option<f64> {
    let value = decimal::parse(digits).filter(|value| *value < EXACT)?;
    Some(from_whole(value))
}

/// Appends an integer of up to fifteen digits; `false` for any other number.
pub(super) fn put_whole(number: f64, out: &mut String) -> bool {
    let Some(value) = whole(number.abs()).filter(|value| *value < EXACT) else {
        return false;
    };
    if number < 0.0 {
        out.push('-');
    }
    decimal::push(out, value, 1);
    true
}

/// A number that is a whole one, not below 0 and below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "whatever the conversion makes of another number, it is not that number"
)]
pub(crate) fn whole(number: f64) -> Option<u64> {
    let value = number as u64;
    (value < 1 << 53 && from_whole(value) == number).then_some(value)
}

/// The number of an integer below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "exact below 2^53"
)]
pub(crate) const fn from_whole(value: u64) -> f64 {
    value as f64
}

/// The native implementation.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

#[cfg(feature = "json")]
impl Numbers for Native {
    fn read(&self, text: &str) -> f64 {
        text.parse().unwrap_or(f64::NAN)
    }

    fn write(&self, number: f64, out: &mut String) {
        out.push_str(ryu_js::Buffer::new().format_finite(number));
    }
}

#[cfg(feature = "json")]
impl crate::encoding::nfkc::Nfkc for Native {
    fn nfkc(&self, text: &str) -> Option<String> {
        Some(unicode_normalization::UnicodeNormalization::nfkc(text).collect())
    }
}
