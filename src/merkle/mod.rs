//! Merkle trees over SHA-256, as Certificate Transparency has them (RFC 9162, section 2.1).
//!
//! A tree is known by its size and its root. Two short lists of hashes prove something of it:
//! that an entry is in it ([`verify_inclusion`]), and that it is the beginning of a larger one
//! ([`verify_consistency`]). [`Frontier`] appends, [`Prover`] makes the proofs.

mod frontier;
mod proof;
mod prover;

pub use frontier::Frontier;
pub use proof::{verify_consistency, verify_inclusion};
pub use prover::Prover;

use sha2::{Digest as _, Sha256};

use crate::mac;

/// The hash of the pieces, one behind the other.
pub(crate) fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// A hash of a leaf, of an inner node or of a whole tree.
pub type Digest = [u8; 32];

/// The hash of an entry: what an attacker passes off as an inner node has another.
///
/// ```
/// let leaf = countersign::merkle::leaf_hash(b"");
/// assert_eq!(leaf[..4], [0x6e, 0x34, 0x0b, 0x9c]); // SHA-256 of one zero byte
/// ```
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Digest {
    sha256(&[&[0], entry])
}

/// The hash of an inner node.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    // Two blocks, of which all but the hashes is known: most of what appending hashes are nodes.
    let mut blocks = NODE;
    for (from, hash) in [(1, left), (33, right)] {
        let bytes = blocks.as_flattened_mut().get_mut(from..);
        if let Some(place) = bytes.and_then(|bytes| bytes.first_chunk_mut()) {
            *place = *hash;
        }
    }
    let mut state = mac::state::SHA256;
    sha2::block_api::compress256(&mut state, &blocks);
    let mut digest = [0; 32];
    let words = digest.as_chunks_mut().0.iter_mut();
    words
        .zip(state)
        .for_each(|(to, word)| *to = word.to_be_bytes());
    digest
}

/// The bytes of a node but for its hashes: what tells it from a leaf, and SHA-256's padding of 65 bytes.
const NODE: [[u8; 64]; 2] = {
    let [mut first, mut second] = [[0; 64]; 2];
    first[0] = 1;
    second[1] = 0x80;
    [second[62], second[63]] = 520_u16.to_be_bytes();
    [first, second]
};
