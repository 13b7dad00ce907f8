//! Time in unix milliseconds, and how far a sender's may be from ours. All arithmetic is checked.

use alloc::string::String;

use crate::encoding::decimal;

/// Whether times are known that are no numbers, which only rare schemes sign.
const HAS_RARE: bool = cfg!(feature = "rare");

/// A point in time, in unix milliseconds. The core never asks a clock: the caller hands it in.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last one that a JavaScript `Date` holds: 8,640,000,000,000,000 ms.
    pub const MAX: Self = Self(8_640_000_000_000_000);

    /// From unix milliseconds, as `Date.now()` gives them; beyond [`Timestamp::MAX`] on either
    /// side it is that.
    #[must_use]
    pub const fn from_unix_millis(millis: i64) -> Self {
        match millis {
            ..=-8_640_000_000_000_000 => Self(-Self::MAX.0),
            8_640_000_000_000_000.. => Self::MAX,
            _ => Self(millis),
        }
    }

    /// Unix milliseconds.
    #[must_use]
    pub const fn as_unix_millis(self) -> i64 {
        self.0
    }

    /// The system's clock.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX));
        Self::from_unix_millis(millis)
    }

    /// Reads a sender's time: ASCII digits, no sign, no leading zero, no overflow; or RFC 3339.
    pub(crate) fn parse(text: &[u8], unit: Unit) -> Option<Self> {
        if HAS_RARE && unit == Unit::Iso8601 {
            return Self::parse_iso(text);
        }
        let canonical = match text {
            [] | [b'0', _, ..] => false,
            _ => text.iter().all(u8::is_ascii_digit),
        };
        if !canonical {
            return None;
        }
        let mut value = 0_i64;
        for c in text {
            value = value
                .checked_mul(10)?
                .checked_add(i64::from(c.wrapping_sub(b'0')))?;
        }
        let millis = value.checked_mul(unit.millis())?;
        (millis <= Self::MAX.0).then_some(Self(millis))
    }

    /// `2025-06-15T15:06:40Z`, with a fraction of any length and an offset or none, which is UTC.
    pub(crate) fn parse_iso(text: &[u8]) -> Option<Self> {
        const FORM: &[u8; 19] = b"0000-00-00T00:00:00";
        let (whole, mut rest) = text.split_at_checked(FORM.len())?;
        let mut numbers = [0_i64; 6];
        let mut place = 0_usize;
        for (c, form) in whole.iter().zip(FORM) {
            if *form != b'0' {
                place = place.saturating_add(1);
            }
            let number = numbers.get_mut(place)?;
            if *form == b'0' && c.is_ascii_digit() {
                *number = number.saturating_mul(10).saturating_add(digit(*c));
            } else if c != form || *form == b'0' {
                return None;
            }
        }
        let mut millis = 0_i64;
        if let [b'.', after @ ..] = rest {
            rest = after;
            let mut unit = 100_i64;
            while let [c @ b'0'..=b'9', after @ ..] = rest {
                millis = millis.saturating_add(unit.saturating_mul(digit(*c)));
                unit /= 10;
                rest = after;
            }
        }
        let offset = match rest {
            [] | [b'Z'] => 0,
            [
                sign @ (b'+' | b'-'),
                h1 @ b'0'..=b'2',
                h2 @ b'0'..=b'9',
                b':',
                m1 @ b'0'..=b'5',
                m2 @ b'0'..=b'9',
            ] => {
                let of =
                    |tens: u8, ones: u8| digit(tens).saturating_mul(10).saturating_add(digit(ones));
                let minutes = of(*h1, *h2).saturating_mul(60).saturating_add(of(*m1, *m2));
                if *sign == b'-' {
                    minutes.saturating_neg()
                } else {
                    minutes
                }
            }
            _ => return None,
        };
        let [year, month, day, hour, minute, second] = numbers;
        let days = day_number(year, month, day);
        // A day that the month has not, or a month that is none.
        if civil(days) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let minutes = days
            .saturating_mul(24)
            .saturating_add(hour)
            .saturating_mul(60);
        let minutes = minutes.saturating_add(minute).saturating_sub(offset);
        let seconds = minutes.saturating_mul(60).saturating_add(second);
        Some(Self(seconds.saturating_mul(1000).saturating_add(millis)))
    }

    /// What a sender of this unit writes.
    pub(crate) fn to_text(self, unit: Unit) -> String {
        if HAS_RARE && unit == Unit::Iso8601 {
            return self.to_iso().unwrap_or_default();
        }
        decimal::text(
            self.0
                .checked_div(unit.millis())
                .unwrap_or(0)
                .unsigned_abs(),
        )
    }

    /// `YYYY-MM-DDTHH:MM:SS.sssZ` (RFC 3339); `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn to_iso(self) -> Option<String> {
        const DAY: i64 = 86_400_000;
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        if !(0..=9999).contains(&year) {
            return None;
        }
        let in_day = self.0.rem_euclid(DAY);
        let [hour, minute, second, millis] = [(3_600_000, 24), (60_000, 60), (1000, 60), (1, 1000)]
            .map(|(unit, of): (i64, i64)| in_day.div_euclid(unit).rem_euclid(of));
        let mut out = String::with_capacity(24);
        for (value, width, after) in [
            (year, 4, '-'),
            (month, 2, '-'),
            (day, 2, 'T'),
            (hour, 2, ':'),
            (minute, 2, ':'),
            (second, 2, '.'),
            (millis, 3, 'Z'),
        ] {
            decimal::push(&mut out, value.unsigned_abs(), width);
            out.push(after);
        }
        Some(out)
    }
}

fn digit(c: u8) -> i64 {
    i64::from(c.wrapping_sub(b'0'))
}

/// The day number of a date, as [`civil`] counts them.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = year.saturating_sub(i64::from(month <= 2));
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let march_month = month.saturating_add(9) % 12;
    let of_year = march_month.saturating_mul(153).saturating_add(2) / 5;
    let of_year = of_year.saturating_add(day).saturating_sub(1);
    let of_era = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100)
        .saturating_add(of_year);
    era.saturating_mul(146_097)
        .saturating_add(of_era)
        .saturating_sub(719_468)
}

/// Year, month and day of a day number counted from 1970-01-01, in the proleptic Gregorian
/// calendar: years begin in March, so that the leap day is the last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let leap_days = (of_era / 1460).saturating_add(of_era / 146_096);
    let year_of_era = (of_era
        .saturating_sub(leap_days)
        .saturating_add(of_era / 36_524))
        / 365;
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100);
    let of_year = of_era.saturating_sub(before);
    let march_month = of_year.saturating_mul(5).saturating_add(2) / 153;
    let day = of_year
        .saturating_sub(march_month.saturating_mul(153).saturating_add(2) / 5)
        .saturating_add(1);
    let month = if march_month < 10 {
        march_month.saturating_add(3)
    } else {
        march_month.saturating_sub(9)
    };
    let year = era.saturating_mul(400).saturating_add(year_of_era);
    (year.saturating_add(i64::from(month <= 2)), month, day)
}

/// The times of a delivery.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validity {
    /// When it was signed.
    pub(crate) time: Timestamp,
    /// Not valid before this.
    pub(crate) from: Timestamp,
    /// What its age is counted from.
    pub(crate) until: Timestamp,
}

impl From<Timestamp> for Validity {
    fn from(time: Timestamp) -> Self {
        Self {
            time,
            from: time,
            until: time,
        }
    }
}

/// What a sender counts in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Unit {
    /// Unix seconds.
    Seconds,
    /// Unix milliseconds.
    Millis,
    /// RFC 3339, or without its offset, which is then UTC.
    Iso8601,
}

impl Unit {
    const fn millis(self) -> i64 {
        match self {
            Self::Seconds => 1000,
            Self::Millis | Self::Iso8601 => 1,
        }
    }
}

/// How old, and how far ahead of our clock, a signed time may be. Inclusive on both sides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tolerance {
    past: i64,
    future: i64,
}

impl Tolerance {
    /// Time is not judged: for work on deliveries that were stored first. Use a replay store.
    pub const OFF: Self = Self {
        past: i64::MAX,
        future: i64::MAX,
    };

    /// Both sides in milliseconds.
    #[must_use]
    pub const fn from_millis(past: u32, future: u32) -> Self {
        #[expect(
            clippy::as_conversions,
            reason = "i64::from is not const; u32 always fits"
        )]
        Self {
            past: past as i64,
            future: future as i64,
        }
    }

    /// Both sides in seconds, as a person configures them.
    ///
    /// # Errors
    /// [`ToleranceError::ToleranceInvalid`] unless both are finite and at least a millisecond.
    pub fn try_from_seconds(past: f64, future: f64) -> Result<Self, ToleranceError> {
        let millis = |seconds: f64| {
            let millis = seconds * 1000.0;
            // Beyond this a Date cannot be that old.
            let valid = (1.0..=8.64e15).contains(&millis);
            #[expect(
                clippy::as_conversions,
                clippy::cast_possible_truncation,
                reason = "in range"
            )]
            valid
                .then_some((millis + 0.5) as i64)
                .ok_or(ToleranceError::ToleranceInvalid)
        };
        Ok(Self {
            past: millis(past)?,
            future: millis(future)?,
        })
    }

    #[cfg(feature = "wasm-verify")]
    pub(crate) const fn from_raw(past: i64, future: i64) -> Self {
        Self { past, future }
    }

    /// The longest a delivery can pass: from the furthest future to the oldest past, in
    /// milliseconds; `None` when time is not judged.
    #[must_use]
    pub fn window(self) -> Option<i64> {
        (self != Self::OFF).then(|| self.past.saturating_add(self.future))
    }

    /// Milliseconds of age that still pass.
    #[must_use]
    pub const fn past(self) -> i64 {
        self.past
    }

    /// Milliseconds ahead of our clock that still pass.
    #[must_use]
    pub const fn future(self) -> i64 {
        self.future
    }
}

crate::reasons::reasons! {
    /// Why a tolerance was refused.
    pub enum ToleranceError {
        /// Not a positive, finite number of seconds.
        ToleranceInvalid = "tolerance_invalid", 500,
            "A tolerance is a positive, finite number of seconds, or 'off'.";
        /// The provider signs no time.
        ToleranceUntimed = "tolerance_untimed", 500,
            "This provider signs no time, so it has no tolerance. Use a replay store.";
    }
}
