//! Keys, their ids, and the ring of keys in force.

mod error;
mod ring;
mod secret;

pub use error::KeyError;
pub use ring::KeyRing;
pub use secret::{KeyFormat, SecretEncoding};

use alloc::boxed::Box;
use core::fmt;

use zeroize::{Zeroize, Zeroizing};

#[cfg(feature = "wasm")]
use crate::mac::midstate::Midstates;
use crate::{mac::Hash, mac::Mac, time::Timestamp};

/// A MAC key with an id and, while it is being retired, an end.
///
/// Holds the key as HMAC pads it to a block, and the secret itself only for the few schemes that need
/// it; wiped on drop. `Debug`
/// prints the id alone, and there is no way to read the bytes back.
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    hash: Hash,
    block: [u8; 128],
    /// Kept, since they take as long to make as the hash of two blocks.
    #[cfg(feature = "wasm")]
    midstates: Midstates,
    /// The secret itself, where the scheme needs it.
    raw: Option<Zeroizing<Box<[u8]>>>,
    /// The far end of time where there is none: what an `Option` does not use would be whatever lay
    /// there before.
    end: i64,
    _zero: [u8; 7],
}

/// Later than any [`Timestamp`].
const NO_END: i64 = i64::MAX;

impl Key {
    /// A key from the text a person configures, in the provider's format.
    ///
    /// ```
    /// use countersign::{Key, KeyError, providers};
    /// let format = providers::STRIPE.key_format();
    /// assert!(Key::parse("2026-11", "whsec_4f8a", format).is_ok());
    /// assert_eq!(Key::parse("2026-11", "whsec_4f8a\n", format).unwrap_err(), KeyError::SecretWhitespace);
    /// assert_eq!(Key::parse("2026-11", "sk_live_4f8a", format).unwrap_err(), KeyError::SecretWrongKind);
    /// ```
    ///
    /// # Errors
    /// [`KeyError`] names the fault of the secret or the id, never the secret.
    pub fn parse(id: &str, secret: &str, format: KeyFormat) -> Result<Self, KeyError> {
        Self::new(id, &format.decode(secret)?, format)
    }

    /// A key from bytes, taken as they are.
    ///
    /// # Errors
    /// [`KeyError`] names the fault of the secret or the id, never the secret.
    pub fn from_bytes(id: &str, secret: &[u8], format: KeyFormat) -> Result<Self, KeyError> {
        format.check_len(secret)?;
        Self::new(id, secret, format)
    }

    fn new(id: &str, key: &[u8], format: KeyFormat) -> Result<Self, KeyError> {
        let hash = format.hash();
        let block = hash.key_block(key);
        Ok(Self {
            id: KeyId::parse(id)?,
            hash,
            block,
            #[cfg(feature = "wasm")]
            midstates: Midstates::new(hash, &block),
            raw: format.is_kept().then(|| Zeroizing::new(key.into())),
            end: NO_END,
            _zero: [0; 7],
        })
    }

    /// The same key, not accepted after `end`. A request it signed is then `key_expired`.
    #[must_use]
    pub fn until(mut self, end: Timestamp) -> Self {
        self.end = end.as_unix_millis();
        self
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// The last moment at which it is accepted.
    #[must_use]
    pub const fn not_after(&self) -> Option<Timestamp> {
        match self.end {
            NO_END => None,
            end => Some(Timestamp::from_unix_millis(end)),
        }
    }

    /// Whether it is past its end.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.as_unix_millis() > self.end
    }

    pub(crate) fn mac(&self) -> Mac {
        #[cfg(feature = "wasm")]
        let mac = Mac::from_midstates(&self.midstates);
        #[cfg(not(feature = "wasm"))]
        let mac = Mac::from_key_block(self.hash, &self.block);
        mac
    }

    /// A MAC with another hash than the key format's.
    pub(crate) fn mac_of(&self, hash: Hash) -> Mac {
        if hash == self.hash {
            self.mac()
        } else {
            Mac::new(hash, self.raw())
        }
    }

    /// The secret itself; empty unless its format keeps it.
    pub(crate) fn raw(&self) -> &[u8] {
        self.raw.as_deref().map(AsRef::as_ref).unwrap_or_default()
    }

    /// The block that HMAC hashes before the message: `K0 ⊕ ipad` of FIPS 198-1.
    #[cfg(feature = "wasm-verify")]
    pub(crate) fn write_inner_block(&self, to: &mut [u8]) {
        let words = to.as_chunks_mut::<8>().0.iter_mut();
        for (to, from) in words.zip(self.block.as_chunks::<8>().0) {
            *to = (u64::from_ne_bytes(*from) ^ 0x3636_3636_3636_3636).to_ne_bytes();
        }
    }

    #[cfg(feature = "wasm-verify")]
    pub(crate) const fn midstates(&self) -> &Midstates {
        &self.midstates
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id.as_str())
            .finish_non_exhaustive()
    }
}

/// Names a key in verdicts and logs: 1 to 128 visible ASCII characters. Not a secret.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct KeyId(Box<str>);

impl KeyId {
    /// # Errors
    /// [`KeyError::KeyIdMalformed`] unless it is 1 to 128 visible ASCII characters.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let valid = (1..=128).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic());
        valid
            .then(|| Self(text.into()))
            .ok_or(KeyError::KeyIdMalformed)
    }

    /// The id's text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.0
    }
}
