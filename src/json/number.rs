//! Numbers as ECMAScript reads and writes them, which RFC 8785 (section 3.2.2.3) requires.
//!
//! In a WebAssembly build the host is asked, since it has the algorithm; natively a crate has it.

use alloc::string::String;

/// Reads and writes numbers.
pub trait Numbers {
    /// The number nearest to a text of JSON's grammar; infinite where that is too large.
    fn read(&self, text: &str) -> f64;

    /// Appends the ECMAScript text of a finite number.
    fn write(&self, number: f64, out: &mut String);
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
