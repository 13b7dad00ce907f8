//! Where in a request a value of the scheme stands.

/// The most values a scheme reads, its signature included.
pub(crate) const SLOTS: usize = 6;

/// A place in a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Slot {
    /// No value: the scheme has fewer.
    None,
    /// A header, its name in lower case.
    Header(&'static str),
    /// A header that may be absent.
    Optional(&'static str),
    /// A further header of signatures, which may be absent.
    Signature(&'static str),
    /// A header that must have this value where it is there, such as the name of an algorithm.
    Fixed(&'static str, &'static str),
    /// A header that lists the names of headers.
    Names(&'static str),
    /// All headers, as lines of `name:value`.
    Headers,
    /// A value of a JSON body, by its path.
    Json(&'static str),
    /// A field of a form.
    Form(&'static str),
    /// A parameter of the URL's query, which may be absent.
    Query(&'static str),
}

impl Slot {
    /// The name of the header it is, if it is one.
    pub(crate) const fn header(self) -> Option<&'static str> {
        match self {
            Self::Header(name)
            | Self::Optional(name)
            | Self::Signature(name)
            | Self::Fixed(name, _)
            | Self::Names(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is known only when the body has been read, or the query.
    pub(crate) const fn is_late(self) -> bool {
        matches!(self, Self::Json(_) | Self::Form(_) | Self::Query(_))
    }

    /// Whether a request without it is judged too.
    pub(crate) const fn may_be_absent(self) -> bool {
        matches!(
            self,
            Self::Optional(_) | Self::Signature(_) | Self::Fixed(..) | Self::Query(_)
        )
    }

    /// Which slots of a set are written in a row's text, and how: a mark before the name.
    #[cfg(all(any(feature = "wasm", test), not(target_arch = "wasm32")))]
    pub(super) fn text(self) -> alloc::string::String {
        use alloc::format;
        match self {
            Self::None => alloc::string::String::new(),
            Self::Header(name) => name.into(),
            Self::Optional(name) => format!("{name}~"),
            Self::Signature(name) => format!("{name}+"),
            Self::Fixed(name, value) => format!("{name}={value}"),
            Self::Names(name) => format!("{name}*"),
            Self::Headers => "*".into(),
            Self::Json(path) => format!("${path}"),
            Self::Form(name) => format!("&{name}"),
            Self::Query(name) => format!("?{name}"),
        }
    }

    /// The slot that a text of a row names.
    #[cfg(any(feature = "wasm-verify", test))]
    pub(super) fn parse(text: &'static str) -> Self {
        let inner = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        let end = text.len();
        let last = end.saturating_sub(1);
        match text.as_bytes() {
            [] => Self::None,
            [b'*'] => Self::Headers,
            [b'$', ..] => Self::Json(inner(1, end)),
            [b'&', ..] => Self::Form(inner(1, end)),
            [b'?', ..] => Self::Query(inner(1, end)),
            [.., b'~'] => Self::Optional(inner(0, last)),
            [.., b'+'] => Self::Signature(inner(0, last)),
            [.., b'*'] => Self::Names(inner(0, last)),
            bytes => match bytes.iter().position(|&c| c == b'=') {
                Some(place) => Self::Fixed(inner(0, place), inner(place.saturating_add(1), end)),
                None => Self::Header(text),
            },
        }
    }
}
