//! Hashes and HMAC midstates on the hash crates' block functions.
//!
//! The boundary to JavaScript needs what `hmac` does not give: the state after the key's block, to
//! start from for every message, and padding in place, so that a body is hashed where it lies.
//! One function for all hashes also weighs less there than a generic one for each.
//! The tests at the end hold it against `hmac` and the hash crates.

use zeroize::Zeroize;

#[cfg(any(feature = "wasm", test))]
use super::Tag;
use super::{Hash, state::State};

/// Bytes of the longest block of a hash that there is.
#[cfg(any(feature = "wasm", test))]
const MAX_BLOCK: usize = 128;

/// A hash of what comes in pieces.
#[derive(Clone)]
pub(crate) struct Hasher {
    state: State,
    /// What no block has taken in yet, and room for its padding.
    buffer: [u8; 256],
    held: usize,
    total: u64,
}

impl Hasher {
    pub(crate) const fn new(hash: Hash) -> Self {
        Self {
            state: State::new(hash),
            buffer: [0; 256],
            held: 0,
            total: 0,
        }
    }

    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        self.total = self
            .total
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(0));
        let block = self.state.block_len();
        if self.held > 0 {
            let room = block.saturating_sub(self.held).min(bytes.len());
            let (taken, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.hold(taken);
            bytes = rest;
            if self.held == block {
                self.state
                    .blocks(self.buffer.get(..block).unwrap_or_default());
                self.held = 0;
            }
        }
        let rest = bytes.len().checked_rem(block).unwrap_or(0);
        let whole = bytes.len().saturating_sub(rest);
        let (whole, rest) = bytes.split_at_checked(whole).unwrap_or((bytes, &[]));
        self.state.blocks(whole);
        self.hold(rest);
    }

    /// The digest, with zeros behind it.
    pub(crate) fn finish(mut self) -> [u8; 64] {
        self.state.finish(&mut self.buffer, self.held, self.total)
    }

    fn hold(&mut self, bytes: &[u8]) {
        let places = self.buffer.iter_mut().skip(self.held);
        places.zip(bytes).for_each(|(to, from)| *to = *from);
        self.held = self.held.saturating_add(bytes.len());
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        // It may have begun with a key.
        self.state.wipe();
        self.buffer.zeroize();
    }
}

impl core::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Hasher(..)")
    }
}

/// The SHA-256 of the pieces.
pub(crate) fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Hasher::new(Hash::Sha256);
    for piece in pieces {
        hasher.update(piece);
    }
    short(&hasher.finish())
}

/// The first half of a digest.
pub(crate) fn short(digest: &[u8; 64]) -> [u8; 32] {
    let [half, _] = digest.as_chunks().0 else {
        return [0; 32];
    };
    *half
}

/// The states after the key's inner and outer block.
#[cfg(any(feature = "wasm", test))]
#[derive(Clone)]
pub(crate) struct Midstates {
    inner: State,
    outer: State,
}

#[cfg(any(feature = "wasm", test))]
impl Midstates {
    pub(crate) fn new(hash: Hash, key_block: &[u8; 128]) -> Self {
        let state = |pad: u8| {
            let mut block = *key_block;
            // By words: a `map` over 128 bytes takes as long as hashing them.
            for word in block.as_chunks_mut().0 {
                *word = (u64::from_ne_bytes(*word) ^ u64::from_ne_bytes([pad; 8])).to_ne_bytes();
            }
            let mut state = State::new(hash);
            state.blocks(block.get(..hash.block_len()).unwrap_or_default());
            block.zeroize();
            state
        };
        Self {
            inner: state(0x36),
            outer: state(0x5c),
        }
    }

    /// Where the hash of a message starts.
    pub(crate) const fn inner(&self) -> State {
        self.inner
    }

    /// The tag, from the digest of the message under [`Self::inner`], with zeros behind it.
    pub(crate) fn outer(&self, digest: &[u8; 64]) -> Tag {
        let hash = self.outer.hash();
        let (len, block_len) = (hash.tag_len(), hash.block_len());
        let mut block = [0; MAX_BLOCK];
        if let Some(to) = block.first_chunk_mut() {
            *to = *digest;
        }
        let bits = u16::try_from(block_len.saturating_add(len).saturating_mul(8)).unwrap_or(0);
        let block = block.get_mut(..block_len).unwrap_or_default();
        // RFC 2104's outer message is a digest behind the key's block: it and its padding are one more.
        if let Some(end) = block.get_mut(len) {
            *end = 0x80;
        }
        if let [.., high, low] = block {
            [*high, *low] = bits.to_be_bytes();
        }
        let mut state = self.outer;
        state.blocks(block);
        Tag(state.bytes())
    }
}

#[cfg(any(feature = "wasm", test))]
impl Drop for Midstates {
    fn drop(&mut self) {
        self.inner.wipe();
        self.outer.wipe();
    }
}

/// A MAC being computed, where the `hmac` crate beside all this would weigh 3 KB more.
#[cfg(any(feature = "wasm", test))]
#[derive(Clone)]
pub(super) struct Running {
    inner: Hasher,
    midstates: Midstates,
}

#[cfg(any(feature = "wasm", test))]
impl Running {
    pub(super) fn new(hash: Hash, key_block: &[u8; 128]) -> Self {
        Self::from_midstates(&Midstates::new(hash, key_block))
    }

    pub(super) fn from_midstates(midstates: &Midstates) -> Self {
        let hash = midstates.inner.hash();
        let mut inner = Hasher::new(hash);
        inner.state = midstates.inner();
        inner.total = u64::try_from(hash.block_len()).unwrap_or(0);
        Self {
            inner,
            midstates: midstates.clone(),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    /// The tag, with zeros behind it.
    pub(super) fn finish(self) -> [u8; 64] {
        self.midstates.outer(&self.inner.finish()).0
    }
}

#[cfg(test)]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "small numbers"
)]
mod tests {
    use super::*;
    use crate::mac::rustcrypto;
    use alloc::vec::Vec;

    /// Every length around four blocks, in pieces of every size.
    #[test]
    fn hashes_pieces() {
        use sha2::Digest;
        for len in 0..300_usize {
            let message: Vec<u8> = (0..len).map(|i| (i * 7 + len) as u8).collect();
            for piece in [1, 3, 63, 64, 65, 127, 128, 129, 300] {
                let digest = |hash| {
                    let mut hasher = Hasher::new(hash);
                    message.chunks(piece).for_each(|piece| hasher.update(piece));
                    hasher.finish()
                };
                assert_eq!(digest(Hash::Sha1)[..20], sha1::Sha1::digest(&message)[..]);
                assert_eq!(
                    digest(Hash::Sha256)[..32],
                    sha2::Sha256::digest(&message)[..]
                );
                assert_eq!(
                    digest(Hash::Sha384)[..48],
                    sha2::Sha384::digest(&message)[..]
                );
                assert_eq!(digest(Hash::Sha512)[..], sha2::Sha512::digest(&message)[..]);
            }
        }
    }

    /// Every length around four blocks, keys shorter and longer than a block, split anywhere.
    #[test]
    fn equals_hmac() {
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let block = hash.block_len();
            for len in 0..block * 4 + 2 {
                let message: Vec<u8> = (0..len).map(|i| (i * 7 + len) as u8).collect();
                let key: Vec<u8> = (0..len % 150).map(|i| (i * 13 + 1) as u8).collect();
                let midstates = Midstates::new(hash, &hash.key_block(&key));
                let whole = if len >= block { block } else { 0 };
                let mut state = midstates.inner();
                state.blocks(&message[..whole]);
                let mut rest = message[whole..].to_vec();
                let left = rest.len();
                rest.resize(left + 2 * block, 0xaa);
                let total = (block + len) as u64;
                let tag = midstates.outer(&state.finish(&mut rest, left, total));
                let mut mac = rustcrypto::Running::new(hash, &hash.key_block(&key));
                mac.update(&message);
                assert_eq!(mac.finish(), tag.0, "{hash:?}, {len} bytes");
                let mut running = Running::new(hash, &hash.key_block(&key));
                message
                    .chunks(len % 70 + 1)
                    .for_each(|part| running.update(part));
                assert_eq!(running.finish(), tag.0, "{hash:?}, {len} bytes");
                assert_eq!(tag.bytes(hash).len(), hash.tag_len());
            }
        }
    }
}
