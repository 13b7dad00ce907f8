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

/// Integers below this, and what they are with up to six of their digits behind a point, have one text and
/// one number, for which nobody need be asked.
const EXACT: u64 = 1_000_000_000_000_000;
/// Powers of ten, by how many digits are behind the point.
const SCALES: [u64; 7] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/// The number of up to fifteen digits, of which up to six are behind a point.
pub(super) fn of_digits(digits: &str) -> Option<f64> {
    let Some((whole, places)) = digits.split_once('.') else {
        let value = decimal::parse(digits).filter(|value| *value < EXACT)?;
        return Some(from_whole(value));
    };
    let scale = SCALES.get(places.len())?;
    let is_digits = places.bytes().all(|c| c.is_ascii_digit());
    let behind: u64 = places.parse().ok().filter(|_| is_digits)?;
    let value = decimal::parse(whole)?
        .checked_mul(*scale)?
        .checked_add(behind)?;
    // Both are exact, so that the quotient is the number nearest to the text.
    (value < EXACT).then(|| from_whole(value) / from_whole(*scale))
}

/// Appends such a number with digits behind its point; `false` for any other number.
pub(super) fn put_decimal(number: f64, out: &mut String) -> bool {
    let size = number.abs();
    for (places, &scale) in SCALES.iter().enumerate().skip(1) {
        let Some(value) = nearest(size * from_whole(scale)).filter(|value| *value < EXACT) else {
            return false;
        };
        // No other text of up to fifteen digits is of this number.
        let number_of_text = from_whole(value) / from_whole(scale);
        if number_of_text.to_bits() != size.to_bits() {
            continue;
        }
        let (Some(whole), Some(behind)) = (value.checked_div(scale), value.checked_rem(scale))
        else {
            return false;
        };
        if number < 0.0 {
            out.push('-');
        }
        decimal::push(out, whole, 1);
        out.push('.');
        decimal::push(out, behind, places);
        return true;
    }
    false
}

/// The whole number nearest to one that is not below 0.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is too large becomes the largest"
)]
fn nearest(number: f64) -> Option<u64> {
    number.is_finite().then_some((number + 0.5) as u64)
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
