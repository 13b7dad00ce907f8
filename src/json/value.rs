//! A JSON value in memory.

use alloc::{string::String, vec::Vec};

use super::number::Numbers;

/// A JSON value. Object members keep the order in which they were written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A finite number, as ECMAScript holds it.
    Number(f64),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// Members, no name twice.
    Object(Vec<(String, Self)>),
}

impl Value {
    /// Parses strict JSON: no duplicate names, no half surrogate pairs, no integer that an
    /// ECMAScript number would change, at most 64 levels.
    ///
    /// ```
    /// # #[cfg(feature = "json")] {
    /// use countersign::json::{JsonError, number::Native, value::Value};
    /// let list = Value::Array(vec![Value::Bool(true), Value::Number(1.5)]);
    /// assert_eq!(Value::parse("[true, 15e-1]", &Native), Ok(list));
    /// let twice = Value::parse(r#"{"a":1,"\u0061":2}"#, &Native);
    /// assert_eq!(twice, Err(JsonError::NameDuplicate { at: 7 }));
    /// # }
    /// ```
    ///
    /// # Errors
    /// A [`JsonError`](super::JsonError) with the byte at which reading stopped.
    pub fn parse(text: &str, numbers: &impl Numbers) -> Result<Self, super::JsonError> {
        super::parse::parse(text, numbers)
    }
}
