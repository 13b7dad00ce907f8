//! Where a value stands that is looked at.

use alloc::string::String;

use crate::{encoding::decimal, json::pointer};

/// Where the walk is: a pointer is written only where something was found.
pub(super) struct Path<'a> {
    above: Option<&'a Self>,
    step: Step<'a>,
}

pub(super) enum Step<'a> {
    /// What the caller says.
    Start(&'a str),
    Name(&'a str),
    Place(usize),
}

impl<'a> Path<'a> {
    pub(super) const fn start(pointer: &'a str) -> Self {
        Self {
            above: None,
            step: Step::Start(pointer),
        }
    }

    pub(super) const fn to(&'a self, step: Step<'a>) -> Self {
        Self {
            above: Some(self),
            step,
        }
    }

    pub(super) fn pointer(&self) -> String {
        let mut pointer = self.above.map(Self::pointer).unwrap_or_default();
        match self.step {
            Step::Start(start) => pointer.push_str(start),
            Step::Name(name) => pointer::push(&mut pointer, name),
            Step::Place(place) => {
                let place = u64::try_from(place).unwrap_or(u64::MAX);
                pointer::push(&mut pointer, &decimal::text(place));
            }
        }
        pointer
    }
}
