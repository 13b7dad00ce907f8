//! Values that stand in the body or the query, and are known only when those have been read.

use alloc::{boxed::Box, vec::Vec};

use super::intake::Intake;
use crate::{
    encoding::form,
    json::path::Scanner,
    provider::{HAS_RARE, Provider, SLOTS, Slot},
};

/// The slots of a row that stand in the body or the query.
pub(crate) struct Fields<'a> {
    row: &'a Provider,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(row: &'a Provider) -> Option<Self> {
        (HAS_RARE && row.is_late).then_some(Self { row })
    }

    pub(crate) fn intake(&self) -> Intake {
        let is = |kind: fn(&Slot) -> bool| self.row.slots().iter().any(kind);
        if is(|slot| matches!(slot, Slot::Form(_))) {
            Intake::Whole
        } else if is(|slot| matches!(slot, Slot::Json(_))) {
            Intake::Fields(Box::new(Scanner::new(&self.row.json_paths())))
        } else {
            Intake::Nothing
        }
    }

    pub(crate) fn values(
        &self,
        intake: &Intake,
        url: &[u8],
        whole: &[u8],
    ) -> [Option<Vec<u8>>; SLOTS] {
        let slots = self.row.slots();
        let has_json = slots.iter().any(|slot| matches!(slot, Slot::Json(_)));
        let nested = match intake {
            Intake::Whole if has_json => Some(self.scan(whole)),
            _ => None,
        };
        let scanner = match intake {
            Intake::Fields(scanner) => Some(&**scanner),
            _ => nested.as_ref(),
        };
        let mut values = [const { None }; SLOTS];
        for (place, (slot, value)) in slots.iter().zip(&mut values).enumerate() {
            *value = match slot {
                // It only holds the JSON text, then.
                Slot::Form(_) if has_json => Some(Vec::new()),
                Slot::Form(name) => form::field(whole, name),
                Slot::Query(name) => form::field(form::query(url), name),
                Slot::Json(_) => scanner
                    .and_then(|scanner| scanner.value(place))
                    .map(<[u8]>::to_vec),
                _ => None,
            };
        }
        values
    }

    /// Looks into the JSON text that a field of a form holds, or that is handed over without its form.
    fn scan(&self, whole: &[u8]) -> Scanner {
        let mut scanner = Scanner::new(&self.row.json_paths());
        let mut names = self.row.slots().iter();
        let name = names.find_map(|slot| match slot {
            Slot::Form(name) => Some(*name),
            _ => None,
        });
        if whole.starts_with(b"{") {
            scanner.feed(whole);
        } else if let Some(text) = name.and_then(|name| form::field(whole, name)) {
            scanner.feed(&text);
        }
        scanner
    }
}
