//! From a configured secret to key bytes, failing closed.

use alloc::{vec, vec::Vec};

use zeroize::Zeroizing;

use super::KeyError;
use crate::{
    encoding::{base64, is_blank},
    mac::{Hash, midstate::Hasher},
};

/// Whether forms of secrets are known that only rare schemes use.
const HAS_RARE: bool = cfg!(feature = "rare");

/// How a provider writes its secrets, and for which MAC.
#[derive(Clone, Copy, Debug)]
pub struct KeyFormat {
    hash: Hash,
    encoding: SecretEncoding,
    /// What stands before base64, where it does.
    prefix: &'static str,
    /// Whether the scheme needs the secret itself, not only as HMAC pads it.
    is_kept: bool,
    /// Beginnings of the vendor's other credentials.
    others: &'static [&'static str],
}

/// How the key's bytes are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SecretEncoding {
    /// The UTF-8 text itself, all of it.
    Text,
    /// Hexadecimal.
    Hex,
    /// Canonical padded base64, at least 16 bytes of it, after an optional `whsec_`.
    Base64,
    /// Base64 after `whsec_`; without that, the text itself.
    Base64OrText,
    /// `user:password`.
    Credentials,
    /// The SHA-1 of the text.
    Sha1OfText,
}

const MIN_LEN: usize = 16;
const MAX_LEN: usize = 4096;

impl KeyFormat {
    /// A format of your own.
    #[must_use]
    pub const fn new(hash: Hash, encoding: SecretEncoding) -> Self {
        Self {
            hash,
            encoding,
            prefix: "whsec_",
            is_kept: false,
            others: &[],
        }
    }

    pub(crate) const fn hashed(mut self, hash: Hash) -> Self {
        self.hash = hash;
        self
    }

    pub(crate) const fn encoded(mut self, encoding: SecretEncoding) -> Self {
        self.encoding = encoding;
        self
    }

    pub(crate) const fn after(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    pub(crate) const fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    pub(crate) const fn is_kept(self) -> bool {
        self.is_kept
    }

    pub(crate) const fn refusing(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    pub(crate) const fn hash(self) -> Hash {
        self.hash
    }

    #[cfg(all(any(feature = "wasm", test), not(target_arch = "wasm32")))]
    pub(crate) const fn encoding(self) -> SecretEncoding {
        self.encoding
    }

    #[cfg(all(any(feature = "wasm", test), not(target_arch = "wasm32")))]
    pub(crate) const fn prefix(self) -> &'static str {
        self.prefix
    }

    #[cfg(all(any(feature = "wasm", test), not(target_arch = "wasm32")))]
    pub(crate) const fn others(self) -> &'static [&'static str] {
        self.others
    }

    /// The bytes of a configured text.
    pub(super) fn decode(self, text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        if text.is_empty() {
            return Err(KeyError::SecretEmpty);
        }
        let trimmed = text.trim_matches(is_blank);
        if trimmed.is_empty() {
            return Err(KeyError::SecretBlank);
        }
        if trimmed.len() != text.len() {
            return Err(KeyError::SecretWhitespace);
        }
        if self.others.iter().any(|prefix| text.starts_with(prefix)) {
            return Err(KeyError::SecretWrongKind);
        }
        let key = match (self.encoding, text.strip_prefix(self.prefix)) {
            (SecretEncoding::Credentials, _) if HAS_RARE && !text.contains(':') => {
                return Err(KeyError::SecretNotCredentials);
            }
            (SecretEncoding::Sha1OfText, _) if HAS_RARE => {
                let mut hasher = Hasher::new(Hash::Sha1);
                hasher.update(text.as_bytes());
                let digest = Zeroizing::new(hasher.finish());
                Zeroizing::new(digest.iter().take(20).copied().collect())
            }
            (SecretEncoding::Hex, _) => decode_hex(text)?,
            (SecretEncoding::Base64, rest) => decode_base64(rest.unwrap_or(text))?,
            (SecretEncoding::Base64OrText, Some(rest)) => decode_base64(rest)?,
            _ => Zeroizing::new(text.as_bytes().to_vec()),
        };
        self.check_len(&key)?;
        Ok(key)
    }

    pub(super) fn check_len(self, key: &[u8]) -> Result<(), KeyError> {
        match key.len() {
            0 => Err(KeyError::SecretEmpty),
            1..MIN_LEN if self.encoding == SecretEncoding::Base64 => Err(KeyError::SecretTooShort),
            len if len > MAX_LEN => Err(KeyError::SecretTooLong),
            _ => Ok(()),
        }
    }
}

// Wiped also where the text is wrong: all but one letter of it may be a secret.

fn decode_hex(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut key = Zeroizing::new(vec![0; text.len() / 2]);
    match ::hex::decode_to_slice(text, &mut key) {
        Ok(()) => Ok(key),
        Err(_) => Err(KeyError::SecretNotHex),
    }
}

fn decode_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let len = base64::decoded_len(text.as_bytes()).ok_or(KeyError::SecretNotBase64)?;
    let mut key = Zeroizing::new(vec![0; len]);
    if !base64::decode_into(text.as_bytes(), &mut key) {
        Err(KeyError::SecretNotBase64)
    } else if len < MIN_LEN {
        Err(KeyError::SecretTooShort)
    } else {
        Ok(key)
    }
}
