//! Checking proofs, step by step as RFC 9162 has it. Nothing here is secret, so nothing is in constant time.

use super::{Digest, node_hash};

/// Whether the leaf with this hash is number `index`, from 0 on, of the tree of this size and root
/// (section 2.1.3.2).
///
/// ```
/// use countersign::merkle::{leaf_hash, node_hash, verify_inclusion};
/// let [a, b] = [b"a", b"b"].map(|entry| leaf_hash(entry));
/// assert!(verify_inclusion(1, 2, &b, &[a], &node_hash(&a, &b)));
/// assert!(!verify_inclusion(0, 2, &b, &[a], &node_hash(&a, &b)));
/// ```
#[must_use]
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Digest,
    proof: &[Digest],
    root: &Digest,
) -> bool {
    let Some(last) = size.checked_sub(1).filter(|last| index <= *last) else {
        return false;
    };
    let mut path = Path { node: index, last };
    let mut hash = *leaf;
    for sibling in proof {
        let Some(direction) = path.up() else {
            return false;
        };
        hash = match direction {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    path.last == 0 && hash == *root
}

/// Whether the tree of the size and root `old` is the beginning of `new` (section 2.1.4.2). The empty
/// tree, of which there is one, is the beginning of none here: that needs no proof.
///
/// ```
/// use countersign::merkle::{leaf_hash, node_hash, verify_consistency};
/// let [a, b] = [b"a", b"b"].map(|entry| leaf_hash(entry));
/// assert!(verify_consistency((1, &a), (2, &node_hash(&a, &b)), &[b]));
/// assert!(!verify_consistency((1, &b), (2, &node_hash(&a, &b)), &[b]));
/// ```
#[must_use]
pub fn verify_consistency(old: (u64, &Digest), new: (u64, &Digest), proof: &[Digest]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == new_size {
        return old_size > 0 && proof.is_empty() && old_root == new_root;
    }
    let Some(node) = old_size.checked_sub(1).filter(|_| old_size < new_size) else {
        return false;
    };
    let mut path = Path {
        node,
        last: new_size.saturating_sub(1),
    };
    // From the largest subtree on that ends where the old tree does.
    path.shift(node.trailing_ones());
    let (first, rest) = match proof {
        // That is the old tree itself, then.
        [_, ..] if old_size.is_power_of_two() => (old_root, proof),
        [first, rest @ ..] => (first, rest),
        [] => return false,
    };
    let [mut old_hash, mut new_hash] = [*first; 2];
    for sibling in rest {
        let Some(direction) = path.up() else {
            return false;
        };
        match direction {
            Side::Left => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, sibling),
        }
    }
    path.last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// Where the sibling of a node is.
enum Side {
    Left,
    Right,
}

/// A node on the way to the root, by its number in its level, and the last node of that level.
struct Path {
    node: u64,
    last: u64,
}

impl Path {
    /// To the next node that has a sibling, and on to its parent; `None` above the root.
    fn up(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 {
            Side::Left
        } else if self.node == self.last {
            // It has none to the right: it is its own parent until it is one itself.
            self.shift(self.node.trailing_zeros());
            Side::Left
        } else {
            Side::Right
        };
        self.shift(1);
        Some(side)
    }

    /// Levels up. The root is node 0.
    fn shift(&mut self, levels: u32) {
        self.node = self.node.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }
}
