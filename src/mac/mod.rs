//! HMAC (RFC 2104) over SHA-1, SHA-256 and SHA-512, and tags that compare in constant time only.

pub(crate) mod midstate;

use core::fmt;

use hmac::{Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::Sha256;
#[cfg(feature = "sha512")]
use sha2::Sha512;
use subtle::ConstantTimeEq;

/// The hash under the MAC.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Hash {
    /// FIPS 180-4. As a MAC key's hash it is still sound, and still what some vendors sign with.
    Sha1,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    #[cfg(feature = "sha512")]
    Sha512,
}

impl Hash {
    /// Bytes of a tag.
    #[must_use]
    pub const fn tag_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            #[cfg(feature = "sha512")]
            Self::Sha512 => 64,
        }
    }

    /// Bytes of a block, which is also the length of a MAC key in the form HMAC uses it.
    #[must_use]
    pub const fn block_len(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha256 => 64,
            #[cfg(feature = "sha512")]
            Self::Sha512 => 128,
        }
    }

    /// The key as HMAC pads it to a block: `K0` of FIPS 198-1, zeros behind it.
    pub(crate) fn key_block(self, key: &[u8]) -> [u8; 128] {
        let mut block = [0; 128];
        let mut put = |bytes: &[u8]| {
            for (to, from) in block.iter_mut().zip(bytes) {
                *to = *from;
            }
        };
        if key.len() <= self.block_len() {
            put(key);
        } else {
            let mut hasher = midstate::Hasher::new(self);
            hasher.update(key);
            put(&hasher.finish());
        }
        block
    }
}

/// A tag of up to 64 bytes, zeros behind it.
///
/// There is no `==`: [`Tag::matches`] takes the same time whatever it compares. `Debug` hides the
/// bytes, since an expected tag is as good as a signature.
#[derive(Clone)]
pub struct Tag([u8; 64]);

impl Tag {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut tag = [0; 64];
        tag.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Self(tag)
    }

    /// Whether this is `candidate`, a tag with zeros behind it. Constant time.
    #[must_use]
    pub fn matches(&self, candidate: &[u8; 64]) -> bool {
        let difference = self
            .0
            .iter()
            .zip(candidate)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        // One folded byte: `subtle` on a slice costs as much as hashing two blocks in WebAssembly.
        difference.ct_eq(&0).into()
    }

    /// The bytes of the tag, for a sender.
    pub(crate) fn bytes(&self, hash: Hash) -> &[u8] {
        self.0.get(..hash.tag_len()).unwrap_or_default()
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tag(..)")
    }
}

/// A MAC being computed.
///
/// ```
/// use countersign::mac::{Hash, Mac};
/// let mut mac = Mac::new(Hash::Sha256, b"key");
/// mac.update(b"The quick brown fox ");
/// mac.update(b"jumps over the lazy dog");
/// let mut expected = [0; 64];
/// assert!(countersign::encoding::hex::decode_into(
///     b"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
///     &mut expected[..32],
/// ));
/// assert!(mac.finish().matches(&expected));
/// ```
pub struct Mac(State);

enum State {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    #[cfg(feature = "sha512")]
    Sha512(Hmac<Sha512>),
}

impl Mac {
    /// Starts a MAC with a key of any length.
    #[must_use]
    pub fn new(hash: Hash, key: &[u8]) -> Self {
        let block = zeroize::Zeroizing::new(hash.key_block(key));
        Self::from_key_block(hash, &block)
    }

    pub(crate) fn from_key_block(hash: Hash, block: &[u8; 128]) -> Self {
        let (short, _) = block.split_at(64);
        let short = short.try_into().unwrap_or(&[0; 64]);
        Self(match hash {
            Hash::Sha1 => State::Sha1(Hmac::new(short.into())),
            Hash::Sha256 => State::Sha256(Hmac::new(short.into())),
            #[cfg(feature = "sha512")]
            Hash::Sha512 => State::Sha512(Hmac::new(block.into())),
        })
    }

    /// Adds bytes to the message.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sha1(mac) => mac.update(bytes),
            State::Sha256(mac) => mac.update(bytes),
            #[cfg(feature = "sha512")]
            State::Sha512(mac) => mac.update(bytes),
        }
    }

    /// The tag of the message.
    #[must_use]
    pub fn finish(self) -> Tag {
        match self.0 {
            State::Sha1(mac) => Tag::new(&mac.finalize().into_bytes()),
            State::Sha256(mac) => Tag::new(&mac.finalize().into_bytes()),
            #[cfg(feature = "sha512")]
            State::Sha512(mac) => Tag::new(&mac.finalize().into_bytes()),
        }
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(..)")
    }
}
