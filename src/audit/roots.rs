//! The roots of a log at the sizes of its checkpoints.

use alloc::vec::Vec;

use crate::merkle::{Digest, Frontier};

/// At a size, the root that a checkpoint says, and the log's once it has that size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root {
    pub(super) size: u64,
    pub(super) claimed: Digest,
    pub(super) found: Option<Digest>,
}

/// In order of their sizes, which differ.
#[derive(Clone, Debug, Default)]
pub(super) struct Roots {
    all: Vec<Root>,
    next: usize,
}

impl Roots {
    /// Another checkpoint, before anything is read; of one size the first counts.
    pub(super) fn expect(&mut self, size: u64, claimed: Digest) {
        if let Err(place) = self.place(size) {
            let found = None;
            self.all.insert(
                place,
                Root {
                    size,
                    claimed,
                    found,
                },
            );
        }
    }

    /// The log has grown by an entry, or is empty yet.
    pub(super) fn note(&mut self, tree: &Frontier) {
        if let Some(root) = self.all.get_mut(self.next)
            && root.size == tree.size()
        {
            root.found = Some(tree.root());
            self.next = self.next.saturating_add(1);
        }
    }

    pub(super) fn get(&self, size: u64) -> Option<&Root> {
        self.all.get(self.place(size).ok()?)
    }

    pub(super) fn all(&self) -> &[Root] {
        &self.all
    }

    fn place(&self, size: u64) -> Result<usize, usize> {
        self.all.binary_search_by_key(&size, |root| root.size)
    }
}
