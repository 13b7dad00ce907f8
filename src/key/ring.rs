//! The keys in force: a primary that signs, and others that are still, or already, accepted.

use alloc::{vec, vec::Vec};

use super::{Key, KeyError};
use crate::time::Timestamp;

/// One to sixteen keys. The first is the primary: it signs, and is tried first.
///
/// ```
/// use countersign::{Key, KeyRing, Timestamp, providers};
/// let format = providers::GITHUB.key_format();
/// let ring = KeyRing::new(Key::parse("new", "b7e1…", format)?)
///     .try_with(Key::parse("old", "09ac…", format)?.until(Timestamp::from_unix_millis(1_780_000_000_000)))?;
/// assert_eq!(ring.primary().id().as_str(), "new");
/// # Ok::<(), countersign::KeyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeyRing {
    keys: Vec<Key>,
}

impl KeyRing {
    /// The most keys a ring holds: each costs a MAC over the whole body of a forged request.
    pub const MAX: usize = 16;

    /// A ring of one key.
    #[must_use]
    pub fn new(primary: Key) -> Self {
        Self {
            keys: vec![primary],
        }
    }

    /// The ring with one key more.
    ///
    /// # Errors
    /// [`KeyError::KeysTooMany`] over sixteen, [`KeyError::KeyIdDuplicate`].
    pub fn try_with(self, key: Key) -> Result<Self, KeyError> {
        self.with(key)
    }

    pub(crate) fn with(&self, key: Key) -> Result<Self, KeyError> {
        if self.keys.len() >= Self::MAX {
            return Err(KeyError::KeysTooMany);
        }
        if self.keys.iter().any(|k| k.id() == key.id()) {
            return Err(KeyError::KeyIdDuplicate);
        }
        // A vector that grows leaves copies of keys in freed memory; these are wiped on drop.
        let mut keys = Vec::with_capacity(self.keys.len().saturating_add(1));
        keys.extend(self.keys.iter().cloned());
        keys.push(key);
        Ok(Self { keys })
    }

    /// The key that signs.
    #[must_use]
    pub fn primary(&self) -> &Key {
        #[expect(
            clippy::indexing_slicing,
            reason = "a ring is made with a primary, never empty"
        )]
        &self.keys[0]
    }

    /// The key at this place.
    #[cfg(feature = "wasm-verify")]
    pub(crate) fn key(&self, place: usize) -> Option<&Key> {
        self.keys.get(place)
    }

    /// All keys, the primary first.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.keys.iter()
    }

    /// The keys that are not past their end.
    pub fn active(&self, now: Timestamp) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| !key.is_expired(now))
    }
}
