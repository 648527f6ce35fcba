//! What a statement answers with, already taken out of the engine's hands.

use std::str::FromStr;

use tutela_core::Time;

use crate::{Error, Value};

/// Several rows.
pub type Rows = Vec<Row>;

/// One row; columns are counted from 0 in the order of the SELECT.
#[derive(Debug, Clone)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// A text that is there.
    pub fn text(&self, column: usize) -> Result<String, Error> {
        self.opt_text(column)?.ok_or(Error::Column(column))
    }

    /// A text, or nothing.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, Error> {
        Ok(self.borrowed(column)?.map(str::to_owned))
    }

    fn borrowed(&self, column: usize) -> Result<Option<&str>, Error> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text.as_deref()),
            Some(value) if value.is_absent() => Ok(None),
            _ => Err(Error::Column(column)),
        }
    }

    /// A whole number that is there.
    pub fn int(&self, column: usize) -> Result<i64, Error> {
        self.opt_int(column)?.ok_or(Error::Column(column))
    }

    /// A whole number, or nothing.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Ok(*number),
            Some(value) if value.is_absent() => Ok(None),
            _ => Err(Error::Column(column)),
        }
    }

    /// A count or a size: a whole number that is not negative.
    pub fn count(&self, column: usize) -> Result<u64, Error> {
        u64::try_from(self.int(column)?).map_err(|_| Error::Column(column))
    }

    /// Bytes that are there.
    pub fn blob(&self, column: usize) -> Result<Vec<u8>, Error> {
        match self.0.get(column) {
            Some(Value::Blob(Some(bytes))) => Ok(bytes.clone()),
            _ => Err(Error::Column(column)),
        }
    }

    /// A moment that is there.
    pub fn time(&self, column: usize) -> Result<Time, Error> {
        self.int(column).map(Time::from_micros)
    }

    /// A moment, or nothing.
    pub fn opt_time(&self, column: usize) -> Result<Option<Time>, Error> {
        Ok(self.opt_int(column)?.map(Time::from_micros))
    }

    /// Anything written as text and read back by its own rules: an id, a role, a level.
    pub fn id<T: FromStr>(&self, column: usize) -> Result<T, Error> {
        self.opt_id(column)?.ok_or(Error::Column(column))
    }

    /// The same, or nothing.
    pub fn opt_id<T: FromStr>(&self, column: usize) -> Result<Option<T>, Error> {
        let Some(text) = self.borrowed(column)? else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| Error::Column(column))
    }
}

impl Value {
    const fn is_absent(&self) -> bool {
        matches!(self, Self::Text(None) | Self::Int(None) | Self::Blob(None))
    }
}
