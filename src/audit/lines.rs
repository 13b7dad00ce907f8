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
        while let Some(end) = line_end(bytes) {
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

/// The place of the first line feed, looked for in eight bytes at a time.
fn line_end(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let has_feed = |eight: &[u8; 8]| {
        let word = u64::from_ne_bytes(*eight) ^ ONES.wrapping_mul(b'\n'.into());
        word.wrapping_sub(ONES) & !word & ONES.wrapping_mul(0x80) != 0
    };
    let (eights, rest) = bytes.as_chunks();
    let before = eights.iter().position(has_feed);
    let from = before.unwrap_or(eights.len()).saturating_mul(8);
    let near = bytes.get(from..).unwrap_or(rest);
    let place = near.iter().position(|byte| *byte == b'\n')?;
    Some(from.saturating_add(place))
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
