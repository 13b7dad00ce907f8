//! HMAC (RFC 2104) over SHA-1, SHA-256, SHA-384 and SHA-512, and tags that compare in constant time only.

pub(crate) mod midstate;
#[cfg(any(not(feature = "wasm"), test))]
mod rustcrypto;
pub(crate) mod state;

use core::fmt;

use subtle::ConstantTimeEq;

#[cfg(feature = "wasm")]
use midstate::Running;
#[cfg(not(feature = "wasm"))]
use rustcrypto::Running;

/// The hash under the MAC.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Hash {
    /// FIPS 180-4. As a MAC key's hash it is still sound, and still what some vendors sign with.
    Sha1,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha384,
    /// FIPS 180-4.
    Sha512,
}

impl Hash {
    /// Bytes of a tag.
    #[must_use]
    pub const fn tag_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Bytes of a block, which is also the length of a MAC key in the form HMAC uses it.
    #[must_use]
    pub const fn block_len(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
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
    /// Whether this is `candidate`, a tag with zeros behind it. Constant time.
    ///
    /// A function of its own without a loop, so that a test can look for branches in what ships.
    #[inline(never)]
    #[must_use]
    pub fn matches(&self, candidate: &[u8; 64]) -> bool {
        let (([a0, a1, a2, a3], _), ([b0, b1, b2, b3], _)) =
            (self.0.as_chunks(), candidate.as_chunks())
        else {
            return false;
        };
        // Not `map` over the chunks: natively that is a loop through the stack, and its time differs.
        let differ = |a: &[u8; 16], b: &[u8; 16]| u128::from_ne_bytes(*a) ^ u128::from_ne_bytes(*b);
        let sum = differ(a0, b0) | differ(a1, b1) | differ(a2, b2) | differ(a3, b3);
        let [low, high] = [sum & u128::from(u64::MAX), sum >> 64];
        let sum = u64::try_from(low | high).unwrap_or(u64::MAX);
        // One folded word: `subtle` on a slice costs as much as hashing two blocks in WebAssembly.
        sum.ct_eq(&0).into()
    }

    /// A digest as a tag, with zeros behind it.
    pub(crate) const fn of(digest: [u8; 64]) -> Self {
        Self(digest)
    }

    /// With the zeros.
    #[cfg(feature = "wasm-verify")]
    pub(crate) const fn padded(&self) -> [u8; 64] {
        self.0
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
#[derive(Clone)]
pub struct Mac(Running);

impl Mac {
    /// Starts a MAC with a key of any length.
    #[must_use]
    pub fn new(hash: Hash, key: &[u8]) -> Self {
        let block = zeroize::Zeroizing::new(hash.key_block(key));
        Self::from_key_block(hash, &block)
    }

    #[cfg(feature = "wasm")]
    pub(crate) fn from_midstates(midstates: &midstate::Midstates) -> Self {
        Self(Running::from_midstates(midstates))
    }

    pub(crate) fn from_key_block(hash: Hash, block: &[u8; 128]) -> Self {
        Self(Running::new(hash, block))
    }

    /// Adds bytes to the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The tag of the message.
    #[must_use]
    pub fn finish(self) -> Tag {
        Tag(self.0.finish())
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(..)")
    }
}
