//! A path, cut into its steps once: a name is held against a step for every member on the way.

use super::HAS_RARE;

/// More steps than the path of any row has.
const MAX_STEPS: usize = 6;

#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    pub(super) text: &'static str,
    /// How many steps it has, and where each ends.
    pub(super) steps: usize,
    ends: [u8; MAX_STEPS],
}

impl Path {
    pub(super) const NONE: Self = Self {
        text: "",
        steps: 0,
        ends: [0; MAX_STEPS],
    };

    pub(super) fn new(text: &'static str) -> Self {
        let mut path = Self { text, ..Self::NONE };
        if HAS_RARE {
            let mut end = 0_usize;
            for (step, to) in text.split('.').zip(&mut path.ends) {
                end = end.saturating_add(step.len());
                *to = u8::try_from(end).unwrap_or(u8::MAX);
                end = end.saturating_add(1);
                path.steps = path.steps.saturating_add(1);
            }
        }
        path
    }

    pub(super) fn step(&self, place: usize) -> Option<&'static [u8]> {
        let end = usize::from(*self.ends.get(place)?);
        let before = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = before.map_or(0, |end| usize::from(*end).saturating_add(1));
        self.text.as_bytes().get(start..end)
    }
}
