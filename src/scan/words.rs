//! Lists of words, each as one text with a space between two: with a pointer and a length for each, a
//! list would be twice as long.

/// Words in ASCII, without capitals.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) &'static str);

impl Words {
    pub(super) fn iter(self) -> impl Iterator<Item = &'static [u8]> {
        self.0.as_bytes().split(|&byte| byte == b' ')
    }

    /// Whether a text is one of them, in any case.
    pub(super) fn has(self, text: &[u8]) -> bool {
        self.iter().any(|word| word.eq_ignore_ascii_case(text))
    }
}
