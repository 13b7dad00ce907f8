//! The right edge of a tree: all that appending needs.

use alloc::vec::Vec;

use super::{Digest, node_hash, sha256};

/// A tree that grows. It holds the roots of its complete subtrees, at most 64 hashes, whatever its size.
///
/// ```
/// use countersign::merkle::{Frontier, leaf_hash, node_hash};
/// let mut tree = Frontier::new();
/// let leaves = [b"a", b"b", b"c"].map(|entry| leaf_hash(entry));
/// leaves.iter().for_each(|leaf| tree.push(*leaf));
/// assert_eq!(tree.size(), 3);
/// assert_eq!(tree.root(), node_hash(&node_hash(&leaves[0], &leaves[1]), &leaves[2]));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Frontier {
    size: u64,
    /// Largest first: one for each bit of the size.
    complete: Vec<Digest>,
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            size: 0,
            complete: Vec::new(),
        }
    }

    /// The tree of which [`complete`](Self::complete) told the hashes; `None` if there are not as many
    /// as such a tree has.
    #[must_use]
    pub fn from_complete(size: u64, complete: Vec<Digest>) -> Option<Self> {
        let count = u32::try_from(complete.len());
        (count == Ok(size.count_ones())).then_some(Self { size, complete })
    }

    /// The roots of its complete subtrees, the largest first: with the size, the whole state.
    #[must_use]
    pub fn complete(&self) -> &[Digest] {
        &self.complete
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf, given by its hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        // A subtree that is complete with this leaf joins the one to its left.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.complete.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.complete.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root of all leaves so far; of none it is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut subtrees = self.complete.iter().rev();
        let Some(smallest) = subtrees.next() else {
            return sha256(&[]);
        };
        subtrees.fold(*smallest, |right, left| node_hash(left, &right))
    }
}
