//! The actions that a log writes itself.

pub(super) const OWN: [&str; 6] = [
    "audit.open",
    "audit.close",
    "audit.recovered",
    "audit.gap",
    "audit.key.next",
    SUPPRESSED,
];
/// A receiver of webhooks writes it, so any caller may.
pub(super) const SUPPRESSED: &str = "audit.suppressed";

/// How often each is in a log.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Actions([u64; OWN.len()]);

impl Actions {
    pub(super) fn count(&mut self, action: &str) {
        let place = OWN.iter().position(|own| *own == action);
        if let Some(count) = place.and_then(|place| self.0.get_mut(place)) {
            *count = count.saturating_add(1);
        }
    }

    /// Each action with its number.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
        OWN.into_iter().zip(self.0)
    }
}
