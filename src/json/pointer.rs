//! Places in a value: JSON pointers (RFC 6901).

use alloc::{string::String, vec::Vec};

use super::value::Value;
use crate::encoding::decimal;

/// Appends a member's name, or an element's number, to a pointer.
pub(crate) fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for c in step.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(c),
        }
    }
}

/// The steps of a pointer, names as they are; `None` for a text that is none.
pub(crate) fn steps(pointer: &str) -> Option<Vec<String>> {
    let mut steps: Vec<String> = Vec::new();
    let mut chars = pointer.chars();
    while let Some(c) = chars.next() {
        let step = match c {
            '/' => {
                steps.push(String::new());
                continue;
            }
            '~' => match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            _ => c,
        };
        steps.last_mut()?.push(step);
    }
    Some(steps)
}

impl Value {
    /// A member of an object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let (_, value) = members.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    /// The text of a string.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// What stands at a place, given as a JSON pointer (RFC 6901).
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::json::{number::Native, value::Value};
    /// let mut value = Value::parse(r#"{ "a/b": [true, null] }"#, &Native)?;
    /// assert_eq!(value.at_mut("/a~1b/0"), Some(&mut Value::Bool(true)));
    /// assert_eq!(value.at_mut("/a~1b/2"), None);
    /// # }
    /// # Ok::<(), countersign::json::JsonError>(())
    /// ```
    #[must_use]
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut value = self;
        for step in steps(pointer)? {
            value = match value {
                Self::Object(members) => {
                    let (_, value) = members.iter_mut().find(|(name, _)| *name == step)?;
                    value
                }
                Self::Array(items) => {
                    items.get_mut(usize::try_from(decimal::parse(&step)?).ok()?)?
                }
                _ => return None,
            };
        }
        Some(value)
    }
}
