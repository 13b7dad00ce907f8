//! What is sent back.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// How to answer a vendor's question.
#[derive(Clone, Eq, PartialEq)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
    pub(super) secret: Option<String>,
}

impl Answer {
    /// Plain text, or JSON, which no browser takes for anything else.
    pub(super) fn new(body: String, is_json: bool) -> Self {
        let kind = if is_json {
            "application/json"
        } else {
            "text/plain; charset=utf-8"
        };
        let headers = [
            ("content-type", kind),
            ("x-content-type-options", "nosniff"),
        ];
        Self {
            status: 200,
            headers: headers
                .map(|(name, value)| (name, value.to_string()))
                .into(),
            body,
            secret: None,
        }
    }

    /// Nothing but headers.
    pub(super) fn bare(headers: Vec<(&'static str, String)>) -> Self {
        Self {
            headers,
            ..Self::new(String::new(), false)
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// Names in lower case, and values.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The body; empty where the vendor wants none.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The subscription's secret, which the request brought: keep it, and verify with it from now on.
    #[must_use]
    pub fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    pub(super) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// For the boundary: status, body, secret, and names and values of headers.
    #[cfg(feature = "wasm-handshake")]
    pub(crate) fn into_texts(self) -> Vec<String> {
        let mut all: Vec<String> = [
            self.status.to_string(),
            self.body,
            self.secret.unwrap_or_default(),
        ]
        .into();
        for (name, value) in self.headers {
            all.extend([name.to_string(), value]);
        }
        all
    }
}

/// The body holds what the vendor sent, and perhaps a MAC; a header or the rest, a secret.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
