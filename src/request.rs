//! What arrived: headers, body and, where the provider signs it, the URL.

use alloc::{borrow::Cow, collections::BTreeMap, string::String, vec::Vec};

/// A request to judge. Nothing in it is trusted or decoded.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a, H: ?Sized> {
    pub(crate) headers: &'a H,
    pub(crate) body: &'a [u8],
    pub(crate) url: Option<&'a str>,
    pub(crate) method: &'a str,
}

impl<'a, H: Headers + ?Sized> Request<'a, H> {
    /// A request with its body as it came in: the bytes, before any parser saw them.
    pub const fn new(headers: &'a H, body: &'a [u8]) -> Self {
        Self {
            headers,
            body,
            url: None,
            method: "POST",
        }
    }

    /// Adds the absolute URL as the sender wrote it, for providers that sign it. Behind a proxy
    /// that is the public one.
    #[must_use]
    pub const fn with_url(mut self, url: &'a str) -> Self {
        self.url = Some(url);
        self
    }

    /// Sets the method, which is `POST` unless told otherwise, for providers that sign it.
    #[must_use]
    pub const fn with_method(mut self, method: &'a str) -> Self {
        self.method = method;
        self
    }
}

/// Header fields, looked up without regard to case.
pub trait Headers {
    /// Every value of the field `name` (given in lower case), in order.
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]>;

    /// The names of all fields, each once and in lower case; for the few schemes in which the request
    /// says which of them are signed.
    fn names(&self) -> Vec<String>;
}

/// Each once, in lower case.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = names.map(str::to_ascii_lowercase).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The combined value of a field, RFC 9110, section 5.3: its values joined by a comma and a space.
pub(crate) fn combined<'a, H: Headers + ?Sized>(
    headers: &'a H,
    name: &str,
) -> Option<Cow<'a, [u8]>> {
    let mut values = headers.values(name);
    let mut all = Cow::Borrowed(values.next()?);
    for value in values {
        let all = all.to_mut();
        all.extend_from_slice(b", ");
        all.extend_from_slice(value);
    }
    Some(all)
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.iter()
            .filter(move |(n, _)| n.as_ref().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    fn names(&self) -> Vec<String> {
        distinct(self.iter().map(|(name, _)| name.as_ref()))
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const LEN: usize> Headers for [(N, V); LEN] {
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.as_slice().values(name)
    }

    fn names(&self) -> Vec<String> {
        self.as_slice().names()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.as_slice().values(name)
    }

    fn names(&self) -> Vec<String> {
        self.as_slice().names()
    }
}

impl<V: AsRef<[u8]>> Headers for BTreeMap<String, V> {
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    fn names(&self) -> Vec<String> {
        distinct(self.keys().map(String::as_str))
    }
}

#[cfg(feature = "std")]
impl<V: AsRef<[u8]>, S> Headers for std::collections::HashMap<String, V, S> {
    /// A map has no order: two spellings of one name with differing values may come either way.
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    fn names(&self) -> Vec<String> {
        distinct(self.keys().map(String::as_str))
    }
}

#[cfg(feature = "http")]
impl Headers for http::HeaderMap {
    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.get_all(name).iter().map(http::HeaderValue::as_bytes)
    }

    fn names(&self) -> Vec<String> {
        distinct(self.keys().map(http::HeaderName::as_str))
    }
}
