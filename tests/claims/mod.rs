//! What proofs claim, and claims a little other than those.
//!
//! Whether another claim still holds follows from the shape that RFC 9162 (section 2.1) gives a proof:
//! where the same hashes meet in the same order they make the same roots, and else others. So a size can
//! be another one and the proof still a proof: nothing of it but its shape depends on the sizes.

use countersign::merkle::{Digest, verify_consistency, verify_inclusion};

use crate::random::Random;

/// On which side a proof's hash comes in.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// The left half of a tree of this size, of which there is none of a leaf.
pub(crate) fn half(size: u64) -> u64 {
    size.next_power_of_two() / 2
}

pub(crate) trait Claim: Clone + Eq {
    fn proof(&mut self) -> &mut Vec<Digest>;

    /// Another claim in something beside its proof; perhaps the same.
    fn alter(&mut self, random: &mut Random, strangers: &[Digest]);

    /// Whether it holds, given that the other one does.
    fn holds_as(&self, genuine: &Self) -> bool;

    /// What `verify_…` says.
    fn is_verified(&self) -> bool;

    /// A claim that differs, in its proof or beside it.
    fn altered(&self, random: &mut Random, strangers: &[Digest]) -> Self {
        loop {
            let mut other = self.clone();
            if random.once_in(2) {
                other.alter(random, strangers);
            } else {
                alter_proof(other.proof(), random, strangers);
            }
            if other != *self {
                return other;
            }
        }
    }
}

fn alter_proof(proof: &mut Vec<Digest>, random: &mut Random, strangers: &[Digest]) {
    let count = proof.len();
    let kind = random.below(7);
    if kind == 0 || count == 0 {
        let stranger = random.one_of(strangers);
        proof.insert(random.place(count + 1), stranger);
        return;
    }
    let [place, other] = [random.place(count), random.place(count)];
    match kind {
        1 => proof[place] = flipped(proof[place], random),
        2 => drop(proof.remove(place)),
        3 => proof.swap(place, other),
        4 => proof.insert(other, proof[place]),
        5 => proof.reverse(),
        _ => proof[place] = random.one_of(strangers),
    }
}

pub(crate) fn flipped(mut digest: Digest, random: &mut Random) -> Digest {
    digest[random.place(32)] ^= 1 << random.below(8);
    digest
}

/// Another size or index: mostly one that is near.
fn near(number: u64, random: &mut Random) -> u64 {
    match random.below(8) {
        0..=2 => number + 1,
        3..=5 => number.saturating_sub(1),
        6 => number ^ (1 << random.below(u64::from(number.max(1).ilog2()) + 2)),
        _ => number * 2,
    }
}

/// That an entry is in a tree.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Inclusion {
    pub(crate) index: u64,
    pub(crate) size: u64,
    pub(crate) entry: Vec<u8>,
    pub(crate) proof: Vec<Digest>,
    pub(crate) root: Digest,
}

impl Inclusion {
    /// The shape of a proof (section 2.1.3.1), from the root's side.
    fn shape(index: u64, size: u64) -> Option<Vec<Side>> {
        if size <= 1 {
            return (index < size).then(Vec::new);
        }
        let left = half(size);
        let (end, below) = if index < left {
            (Side::Right, Self::shape(index, left))
        } else {
            (Side::Left, Self::shape(index - left, size - left))
        };
        below.map(|below| [vec![end], below].concat())
    }
}

impl Claim for Inclusion {
    fn proof(&mut self) -> &mut Vec<Digest> {
        &mut self.proof
    }

    fn alter(&mut self, random: &mut Random, strangers: &[Digest]) {
        match random.below(6) {
            0 | 1 => self.index = near(self.index, random),
            2 | 3 => self.size = near(self.size, random),
            4 => {
                let place = random.place(self.entry.len());
                self.entry[place] ^= 1 << random.below(8);
            }
            _ if random.once_in(2) => self.root = flipped(self.root, random),
            _ => self.root = random.one_of(strangers),
        }
    }

    fn holds_as(&self, genuine: &Self) -> bool {
        let shape = Self::shape(self.index, self.size);
        (&self.entry, &self.proof, self.root) == (&genuine.entry, &genuine.proof, genuine.root)
            && shape.is_some()
            && shape == Self::shape(genuine.index, genuine.size)
    }

    fn is_verified(&self) -> bool {
        let leaf = countersign::merkle::leaf_hash(&self.entry);
        verify_inclusion(self.index, self.size, &leaf, &self.proof, &self.root)
    }
}

/// That a tree is the beginning of another.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Consistency {
    pub(crate) old: (u64, Digest),
    pub(crate) new: (u64, Digest),
    pub(crate) proof: Vec<Digest>,
}

impl Consistency {
    /// The shape of a proof (section 2.1.4.1), from the root's side, and whether it starts at a hash of
    /// its own instead of at the old root. With the sides it says where the old root is done.
    fn shape(old: u64, new: u64) -> Option<(Vec<Side>, bool)> {
        if old == 0 || old > new {
            return None;
        }
        if old == new {
            return Some((vec![], false));
        }
        let left = half(new);
        let (side, (below, has_own)) = if old <= left {
            (Side::Right, Self::shape(old, left)?)
        } else {
            let (below, _) = Self::shape(old - left, new - left)?;
            (Side::Left, (below, true))
        };
        Some(([vec![side], below].concat(), has_own))
    }
}

impl Claim for Consistency {
    fn proof(&mut self) -> &mut Vec<Digest> {
        &mut self.proof
    }

    fn alter(&mut self, random: &mut Random, strangers: &[Digest]) {
        let (old, new) = (&mut self.old, &mut self.new);
        match random.below(9) {
            0 | 1 => old.0 = near(old.0, random),
            2 | 3 => new.0 = near(new.0, random),
            4 => core::mem::swap(old, new),
            5 => core::mem::swap(&mut old.0, &mut new.0),
            6 => core::mem::swap(&mut old.1, &mut new.1),
            7 => {
                let (_, root) = if random.once_in(2) { old } else { new };
                *root = if random.once_in(2) {
                    flipped(*root, random)
                } else {
                    random.one_of(strangers)
                };
            }
            _ => (old.0, new.0) = (old.0 + 1, new.0 + 1),
        }
    }

    fn holds_as(&self, genuine: &Self) -> bool {
        let shape = Self::shape(self.old.0, self.new.0);
        (&self.proof, self.old.1, self.new.1) == (&genuine.proof, genuine.old.1, genuine.new.1)
            && shape.is_some()
            && shape == Self::shape(genuine.old.0, genuine.new.0)
    }

    fn is_verified(&self) -> bool {
        let [(old, old_root), (new, new_root)] = [&self.old, &self.new];
        verify_consistency((*old, old_root), (*new, new_root), &self.proof)
    }
}
