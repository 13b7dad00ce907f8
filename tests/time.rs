//! Dates against a calendar that counts day by day, and tolerances that a person may configure.

use countersign::{Timestamp, Tolerance, ToleranceError};

const DAY: i64 = 86_400_000;

fn iso(millis: i64) -> Option<String> {
    Timestamp::from_unix_millis(millis).to_iso()
}

#[test]
fn known_dates() {
    for (millis, expected) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (59_999, "1970-01-01T00:00:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"),
        (1_000_000_000_000, "2001-09-09T01:46:40.000Z"),
        (1_234_567_890_123, "2009-02-13T23:31:30.123Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
        (1_750_000_000_000, "2025-06-15T15:06:40.000Z"),
        (2_147_483_648_000, "2038-01-19T03:14:08.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ] {
        assert_eq!(iso(millis).as_deref(), Some(expected));
    }
}

#[test]
fn the_years_0_to_9999() {
    let (first, last) = (-62_167_219_200_000, 253_402_300_799_999);
    assert_eq!(iso(first).as_deref(), Some("0000-01-01T00:00:00.000Z"));
    assert_eq!(iso(last).as_deref(), Some("9999-12-31T23:59:59.999Z"));
    assert_eq!(iso(first - 1), None);
    assert_eq!(iso(last + 1), None);
    assert_eq!(iso(i64::MAX), None);
    assert_eq!(iso(i64::MIN), None);
    assert_eq!(Timestamp::MAX.to_iso(), None);
}

/// The first and the last moment of every month of ten thousand years.
#[test]
fn every_month() {
    let mut start = -62_167_219_200_000;
    for year in 0..=9999_i64 {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for month in 1..=12 {
            let days = match month {
                2 if is_leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            let first = format!("{year:04}-{month:02}-01T00:00:00.000Z");
            assert_eq!(iso(start), Some(first));
            start += days * DAY;
            let last = format!("{year:04}-{month:02}-{days}T23:59:59.999Z");
            assert_eq!(iso(start - 1), Some(last));
        }
    }
    assert_eq!(iso(start), None);
}

#[test]
fn every_minute_of_a_day() {
    for minute in 0..1_440 {
        let expected = format!("2024-02-29T{:02}:{:02}:07.089Z", minute / 60, minute % 60);
        let millis = 1_709_164_800_000 + minute * 60_000 + 7_089;
        assert_eq!(iso(millis), Some(expected));
    }
}

#[test]
fn a_timestamp_stays_within_what_a_date_holds() {
    let limit = 8_640_000_000_000_000;
    assert_eq!(Timestamp::MAX.as_unix_millis(), limit);
    for (given, kept) in [
        (limit, limit),
        (limit + 1, limit),
        (i64::MAX, limit),
        (-limit, -limit),
        (-limit - 1, -limit),
        (i64::MIN, -limit),
        (limit - 1, limit - 1),
        (-1, -1),
    ] {
        assert_eq!(Timestamp::from_unix_millis(given).as_unix_millis(), kept);
    }
    assert!(Timestamp::now() > Timestamp::from_unix_millis(1_700_000_000_000));
}

#[test]
fn a_tolerance_is_a_positive_finite_number_of_seconds() {
    let good = [
        (0.001, 1),
        (0.5, 500),
        (1.0, 1_000),
        (300.0, 300_000),
        (300.25, 300_250),
        (31_536_000.0, 31_536_000_000),
        (8.64e12, 8_640_000_000_000_000),
    ];
    for (seconds, millis) in good {
        let past = Tolerance::try_from_seconds(seconds, 60.0).map(|t| (t.past(), t.future()));
        assert_eq!(past, Ok((millis, 60_000)), "{seconds}");
        let future = Tolerance::try_from_seconds(60.0, seconds).map(|t| (t.past(), t.future()));
        assert_eq!(future, Ok((60_000, millis)), "{seconds}");
    }
    let bad = [
        0.0,
        -0.0,
        0.000_9,
        f64::MIN_POSITIVE,
        -0.001,
        -300.0,
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        8.65e12,
        1e300,
        f64::MAX,
    ];
    for seconds in bad {
        let error = Err(ToleranceError::ToleranceInvalid);
        assert_eq!(
            Tolerance::try_from_seconds(seconds, 60.0),
            error,
            "{seconds}"
        );
        assert_eq!(
            Tolerance::try_from_seconds(60.0, seconds),
            error,
            "{seconds}"
        );
    }
}

#[test]
fn a_window_is_both_sides_together() {
    let both = Tolerance::from_millis(5_000, 60_000);
    assert_eq!((both.past(), both.future()), (5_000, 60_000));
    assert_eq!(both.window(), Some(65_000));
    assert_eq!(Tolerance::try_from_seconds(5.0, 60.0), Ok(both));
    assert_eq!(Tolerance::OFF.window(), None);
    let widest = Tolerance::from_millis(u32::MAX, u32::MAX);
    assert_eq!(widest.window(), Some(2 * i64::from(u32::MAX)));
}
