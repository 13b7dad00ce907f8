//! Whole numbers in ASCII digits. The formatting machinery of `core` would weigh more than the
//! engine's largest function in a WebAssembly build.

use alloc::string::String;

/// Appends `value` with at least `width` digits, zeros in front.
pub(crate) fn push(out: &mut String, value: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = value;
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        if rest == 0 && used >= width.max(1) {
            break;
        }
        *place = b'0'.wrapping_add((rest % 10).to_le_bytes()[0]);
        rest /= 10;
        used = used.saturating_add(1);
    }
    let start = digits.len().saturating_sub(used);
    let digits = digits.get(start..).unwrap_or_default();
    out.push_str(str::from_utf8(digits).unwrap_or_default());
}

/// The digits of `value`.
pub(crate) fn text(value: u64) -> String {
    let mut out = String::new();
    push(&mut out, value, 1);
    out
}

/// Reads a number in its one spelling: no sign, no leading zero.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let is_canonical = match text.as_bytes() {
        [] | [b'0', _, ..] => false,
        digits => digits.iter().all(u8::is_ascii_digit),
    };
    is_canonical.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_the_standard_library_writes() {
        for value in [0, 1, 9, 10, 99, 100, 1_750_000_000, u64::MAX] {
            assert_eq!(text(value), alloc::format!("{value}"));
            let mut padded = String::new();
            push(&mut padded, value, 4);
            assert_eq!(padded, alloc::format!("{value:04}"));
        }
    }
}
