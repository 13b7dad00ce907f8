//! State that outlives a call.

use alloc::boxed::Box;
use core::cell::Cell;

/// What a call takes out and puts back.
///
/// An engine can cut a call short at any function or loop: at the end of its stack, or of the time
/// that a host allowed. A lock would stay locked then, and every later request be refused. What
/// was taken out is lost instead, and made anew.
pub(super) struct Lent<T>(Cell<Option<Box<T>>>);

impl<T> Lent<T> {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    /// Runs with it, made anew if need be.
    pub(super) fn with<R>(&self, make: fn() -> T, run: impl FnOnce(&mut T) -> R) -> R {
        let mut lent = self.take(make);
        let result = run(&mut lent);
        // Nothing is there to be dropped.
        core::mem::forget(self.0.replace(Some(lent)));
        result
    }

    /// Runs with it, unless it was lost.
    pub(super) fn if_there<R>(&self, run: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut lent = self.0.take()?;
        let result = run(&mut lent);
        // Nothing is there to be dropped.
        core::mem::forget(self.0.replace(Some(lent)));
        Some(result)
    }

    #[inline(never)]
    #[expect(clippy::unnecessary_box_returns, reason = "what it holds")]
    fn take(&self, make: fn() -> T) -> Box<T> {
        self.0.take().unwrap_or_else(|| Box::new(make()))
    }
}
