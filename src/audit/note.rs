//! Signed notes: a text, and under it the signatures of those who vouch for it.
//!
//! The format is C2SP `signed-note` (<https://c2sp.org/signed-note>), version 1, with Ed25519.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{LogError, ed25519::is_strict};
use crate::{encoding::base64, merkle::sha256};

/// More signatures than a verifier has to look at.
const MAX_SIGNATURES: usize = 64;
/// The type of an Ed25519 key of a log.
const ED25519: u8 = 1;

/// A key that verifies notes: `example.com/audit/prod+98de0604+Add…`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    public: [u8; 32],
}

impl VerifierKey {
    /// The key of a log of this name: `None` unless that is a text without spaces and without `+`.
    #[must_use]
    pub fn new(name: &str, public: [u8; 32]) -> Option<Self> {
        is_name(name).then(|| Self {
            name: name.to_string(),
            id: id_of(name, &public),
            public,
        })
    }

    /// Reads the form in which keys are published.
    ///
    /// ```
    /// use countersign::audit::VerifierKey;
    /// let text = "example.com/audit/prod+98de0604+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    /// let key = VerifierKey::parse(text)?;
    /// assert_eq!(key.name(), "example.com/audit/prod");
    /// assert_eq!(key.to_text(), text);
    /// # Ok::<(), countersign::audit::LogError>(())
    /// ```
    ///
    /// # Errors
    /// [`LogError::KeyMalformed`], also where the id is not that of the name and the key.
    pub fn parse(text: &str) -> Result<Self, LogError> {
        let mut parts = text.splitn(3, '+');
        let [name, id, key] = [(); 3].map(|()| parts.next().unwrap_or_default());
        let bytes = base64::decode(key.as_bytes());
        let public = match bytes.as_deref() {
            Some([ED25519, public @ ..]) => public.try_into().ok(),
            _ => None,
        };
        public
            .and_then(|public| Self::new(name, public))
            .filter(|key| hex::encode(key.id) == id)
            .ok_or(LogError::KeyMalformed)
    }

    /// The same, written.
    #[must_use]
    pub fn to_text(&self) -> String {
        let key = [&[ED25519], &self.public[..]].concat();
        [
            &*self.name,
            "+",
            &hex::encode(self.id),
            "+",
            &base64::encode(&key),
        ]
        .concat()
    }

    /// Who signs: the origin of a log, as a rule.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Ed25519 key.
    #[must_use]
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The line under a note that holds this key's signature of it.
    #[must_use]
    pub fn signature_line(&self, signature: &[u8; 64]) -> String {
        let bytes = [&self.id[..], signature].concat();
        [MARK, &self.name, " ", &base64::encode(&bytes), "\n"].concat()
    }
}

/// What a signature line begins with.
pub(super) const MARK: &str = "\u{2014} ";

/// Where the last such pair begins. The searcher of `core` is 2 KB of a WebAssembly build.
fn position(text: &[u8], pair: [u8; 2]) -> Option<usize> {
    text.windows(2).rposition(|two| two == pair)
}

fn id_of(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = sha256(&[name.as_bytes(), b"\n", &[ED25519], public]);
    let [id, ..] = hash.as_chunks().0 else {
        return [0; 4];
    };
    *id
}

pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c.is_control())
}

/// A note whose form is right; of its signatures nothing is known yet.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    text: &'a str,
    signatures: Vec<Signature<'a>>,
}

#[derive(Clone, Debug)]
struct Signature<'a> {
    name: &'a str,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl<'a> Note<'a> {
    /// Reads a note.
    ///
    /// # Errors
    /// [`LogError::NoteMalformed`].
    pub fn parse(note: &'a str) -> Result<Self, LogError> {
        Self::read(note).ok_or(LogError::NoteMalformed)
    }

    fn read(note: &'a str) -> Option<Self> {
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return None;
        }
        let end = position(note.as_bytes(), *b"\n\n")?.checked_add(1)?;
        let (text, rest) = note.split_at_checked(end)?;
        let lines = rest.strip_prefix('\n')?.strip_suffix('\n')?.split('\n');
        let signatures: Vec<_> = lines
            .take(MAX_SIGNATURES.saturating_add(1))
            .map(Signature::read)
            .collect::<Option<_>>()?;
        (signatures.len() <= MAX_SIGNATURES).then_some(Self { text, signatures })
    }

    /// What is signed, its last line feed included.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The signatures that name a key and can be by it, for whoever can tell whether they are.
    ///
    /// # Errors
    /// [`LogError::KeyUnknown`] where none does, [`LogError::SignatureInvalid`] where one does that
    /// cannot be.
    pub fn signatures_by(&self, key: &VerifierKey) -> Result<Vec<[u8; 64]>, LogError> {
        let by_key =
            |signature: &&Signature<'_>| signature.name == key.name && signature.id == key.id;
        let bytes = self.signatures.iter().filter(by_key).map(|signature| {
            let bytes = <[u8; 64]>::try_from(&*signature.bytes).ok();
            bytes.filter(|bytes| is_strict(&key.public, bytes))
        });
        let found: Option<Vec<_>> = bytes.collect();
        match found {
            None => Err(LogError::SignatureInvalid),
            Some(found) if found.is_empty() => Err(LogError::KeyUnknown),
            Some(found) => Ok(found),
        }
    }

    /// Whether a signature names the key.
    pub(super) fn names(&self, key: &VerifierKey) -> bool {
        let names =
            |signature: &Signature<'_>| signature.name == key.name && signature.id == key.id;
        self.signatures.iter().any(names)
    }

    /// Whether the key has signed it; `verify` says whether a signature of a text is by a public key.
    ///
    /// # Errors
    /// [`LogError::KeyUnknown`] or [`LogError::SignatureInvalid`].
    pub fn verify(
        &self,
        key: &VerifierKey,
        verify: impl Fn(&[u8; 32], &[u8], &[u8; 64]) -> bool,
    ) -> Result<(), LogError> {
        let fits = |signature: &[u8; 64]| verify(&key.public, self.text.as_bytes(), signature);
        if self.signatures_by(key)?.iter().all(fits) {
            Ok(())
        } else {
            Err(LogError::SignatureInvalid)
        }
    }
}

impl<'a> Signature<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let (name, text) = line.strip_prefix(MARK)?.split_once(' ')?;
        let bytes = base64::decode(text.as_bytes())?;
        let (id, bytes) = bytes.split_first_chunk()?;
        (is_name(name) && !bytes.is_empty()).then(|| Self {
            name,
            id: *id,
            bytes: bytes.to_vec(),
        })
    }
}
