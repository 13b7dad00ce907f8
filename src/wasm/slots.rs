//! What a module keeps between calls, by handle.

use alloc::vec::Vec;

pub(super) struct Slots<T>(Vec<Option<T>>);

impl<T> Slots<T> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn put(&mut self, value: T) -> u32 {
        let free = self.0.iter().position(Option::is_none);
        let place = free.unwrap_or(self.0.len());
        match self.0.get_mut(place) {
            Some(slot) => *slot = Some(value),
            None => self.0.push(Some(value)),
        }
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&mut self, handle: u32) -> Option<&mut T> {
        self.slot(handle)?.as_mut()
    }

    pub(super) fn take(&mut self, handle: u32) -> Option<T> {
        self.slot(handle)?.take()
    }

    fn slot(&mut self, handle: u32) -> Option<&mut Option<T>> {
        self.0.get_mut(usize::try_from(handle).ok()?)
    }
}
