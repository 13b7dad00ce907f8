//! Making proofs in one pass over the leaves.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Digest, Frontier};

/// Makes a proof: the leaves go by in order, once, and none of them is kept.
///
/// ```
/// use countersign::merkle::{Frontier, Prover, leaf_hash, verify_inclusion};
/// let leaves = [b"a", b"b", b"c"].map(|entry| leaf_hash(entry));
/// let mut tree = Frontier::new();
/// let mut prover = Prover::inclusion(1, 3).expect("an index below the size");
/// for leaf in leaves {
///     tree.push(leaf);
///     prover.take(leaf);
/// }
/// let proof = prover.finish().expect("all leaves were taken");
/// assert!(verify_inclusion(1, 3, &leaves[1], &proof, &tree.root()));
/// ```
#[derive(Clone, Debug)]
pub struct Prover {
    /// The subtrees whose roots are the proof, and what has been taken of each.
    subtrees: Vec<(Range<u64>, Frontier)>,
    taken: u64,
}

impl Prover {
    /// Of the leaf at `index` in the first `size` (RFC 9162, section 2.1.3.1); `None` unless it is among
    /// them.
    #[must_use]
    pub fn inclusion(index: u64, size: u64) -> Option<Self> {
        if index >= size {
            return None;
        }
        let mut siblings = Vec::new();
        let mut within = 0..size;
        while let Some(middle) = middle(&within) {
            let [left, right] = [within.start..middle, middle..within.end];
            let (near, far) = if index < middle {
                (left, right)
            } else {
                (right, left)
            };
            siblings.push(far);
            within = near;
        }
        Some(Self::of(siblings))
    }

    /// That the first `old` leaves are the beginning of the first `new` (section 2.1.4.1); `None` unless
    /// there is at least one and not more than those.
    #[must_use]
    pub fn consistency(old: u64, new: u64) -> Option<Self> {
        if old == 0 || old > new {
            return None;
        }
        let mut siblings = Vec::new();
        let mut within = 0..new;
        while within.end != old {
            let Some(middle) = middle(&within) else { break };
            let [left, right] = [within.start..middle, middle..within.end];
            let (near, far) = if old <= middle {
                (left, right)
            } else {
                (right, left)
            };
            siblings.push(far);
            within = near;
        }
        // The old tree itself, whose root is known.
        if within.start > 0 {
            siblings.push(within);
        }
        Some(Self::of(siblings))
    }

    /// From the leaf's side to the root's.
    fn of(siblings: Vec<Range<u64>>) -> Self {
        let nearest_first = siblings.into_iter().rev();
        Self {
            subtrees: nearest_first
                .map(|range| (range, Frontier::new()))
                .collect(),
            taken: 0,
        }
    }

    /// Takes the hash of the next leaf, from the first of the log on.
    pub fn take(&mut self, leaf: Digest) {
        let place = self.taken;
        let wanted = self
            .subtrees
            .iter_mut()
            .find(|(range, _)| range.contains(&place));
        if let Some((_, subtree)) = wanted {
            subtree.push(leaf);
        }
        self.taken = place.saturating_add(1);
    }

    /// The proof; `None` if leaves are missing that it needs.
    #[must_use]
    pub fn finish(&self) -> Option<Vec<Digest>> {
        let root = |(range, subtree): &(Range<u64>, Frontier)| {
            let wanted = range.end.saturating_sub(range.start);
            (subtree.size() == wanted).then(|| subtree.root())
        };
        self.subtrees.iter().map(root).collect()
    }
}

/// Where a tree of these leaves divides: the left half is the largest power of two that is smaller than
/// all; `None` where there is but one leaf.
fn middle(leaves: &Range<u64>) -> Option<u64> {
    let last = leaves.end.saturating_sub(leaves.start).checked_sub(1)?;
    let half = 1_u64.checked_shl(last.checked_ilog2()?)?;
    Some(leaves.start.saturating_add(half))
}
