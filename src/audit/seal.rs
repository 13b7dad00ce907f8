//! Seal lines: what stands behind each group of entries.

use alloc::string::String;

use crate::{
    encoding::{base64, decimal},
    merkle::Digest,
};

/// The size and the root of a log where a group ends: `#<size> <root>`.
///
/// ```
/// use countersign::audit::Seal;
/// let line = "#2 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
/// let seal = Seal::parse(line).expect("a seal");
/// assert_eq!((seal.size, seal.root), (2, [1; 32]));
/// assert_eq!(seal.to_line(), line);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "its two parts are its format")]
pub struct Seal {
    /// How many entries there are.
    pub size: u64,
    /// The root of their tree.
    pub root: Digest,
}

impl Seal {
    /// The line, without its line feed.
    #[must_use]
    pub fn to_line(self) -> String {
        let (size, root) = (decimal::text(self.size), base64::encode(&self.root));
        ["#", &size, " ", &root].concat()
    }

    /// Reads such a line; `None` for any other.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (size, text) = line.strip_prefix('#')?.split_once(' ')?;
        let mut root = [0; 32];
        base64::decode_into(text.as_bytes(), &mut root).then_some(())?;
        let size = decimal::parse(size)?;
        Some(Self { size, root })
    }
}
