//! Bytes, as they come, into lines.

use alloc::vec::Vec;

use super::MAX_ENTRY;

/// The line that has begun. Of one that is longer than any entry only the beginning is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    pending: Vec<u8>,
    /// Its length so far, in bytes.
    length: u64,
}

impl Lines {
    /// Calls with each whole line, and with its length with the line feed.
    pub(super) fn take(&mut self, mut bytes: &[u8], mut each: impl FnMut(&[u8], u64)) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.pending.is_empty() {
                each(line, length(line).saturating_add(1));
            } else {
                self.keep(line);
                let whole = core::mem::take(&mut self.pending);
                each(&whole, core::mem::take(&mut self.length).saturating_add(1));
            }
        }
        self.keep(bytes);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = MAX_ENTRY
            .saturating_add(1)
            .saturating_sub(self.pending.len());
        self.pending.extend(bytes.iter().take(room));
        self.length = self.length.saturating_add(length(bytes));
    }

    /// The line that has begun and does not end.
    pub(super) fn cut(&mut self) -> Vec<u8> {
        self.length = 0;
        core::mem::take(&mut self.pending)
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
