//! A row as a line of JSON, the same bytes from either engine, and a digest of many rows that does not ask for their order.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use tutela_db::{Kind, Row, Value};

/// Puts a row into `line`, with the end of the line: an array of texts, numbers, bytes in base64, and nulls.
pub fn write(line: &mut Vec<u8>, row: &Row) {
    line.clear();
    for (index, value) in row.values().iter().enumerate() {
        line.push(if index == 0 { b'[' } else { b',' });
        match value {
            // Writing text or a number into memory does not fail.
            Value::Text(Some(text)) => drop(serde_json::to_writer(&mut *line, text)),
            Value::Int(Some(number)) => line.extend_from_slice(number.to_string().as_bytes()),
            Value::Blob(Some(bytes)) => {
                line.push(b'"');
                line.extend_from_slice(STANDARD.encode(bytes).as_bytes());
                line.push(b'"');
            }
            _ => line.extend_from_slice(b"null"),
        }
    }
    line.extend_from_slice(b"]\n");
}

/// The row in a line, when it is one with these columns.
pub fn read(line: &str, kinds: &[Kind]) -> Option<Row> {
    let cells: Vec<Json> = serde_json::from_str(line).ok()?;
    if cells.len() != kinds.len() {
        return None;
    }
    let cell = |(cell, kind): (Json, &Kind)| match (cell, kind) {
        (Json::Null, Kind::Text) => Some(Value::Text(None)),
        (Json::Null, Kind::Int) => Some(Value::Int(None)),
        (Json::Null, Kind::Blob) => Some(Value::Blob(None)),
        (Json::String(text), Kind::Text) => Some(Value::Text(Some(text))),
        (Json::Number(number), Kind::Int) => number.as_i64().map(|n| Value::Int(Some(n))),
        (Json::String(text), Kind::Blob) => {
            STANDARD.decode(text).ok().map(|b| Value::Blob(Some(b)))
        }
        _ => None,
    };
    let values: Option<Vec<Value>> = cells.into_iter().zip(kinds).map(cell).collect();
    values.map(Row::of)
}

/// The sum of the SHA-256 of every row, modulo 2^256: equal for equal rows in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest([u64; 4]);

impl Digest {
    /// Takes a row in.
    pub fn add(&mut self, line: &[u8]) {
        let hash = digest(&SHA256, line);
        let mut carry = false;
        for (word, bytes) in self.0.iter_mut().zip(hash.as_ref().chunks_exact(8)) {
            let mut eight = [0; 8];
            eight.copy_from_slice(bytes);
            let (sum, over) = word.overflowing_add(u64::from_le_bytes(eight));
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, over || again);
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl FromStr for Digest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut words = [0; 4];
        for (index, word) in words.iter_mut().enumerate() {
            let part = text.get(index * 16..(index + 1) * 16).ok_or(())?;
            *word = u64::from_str_radix(part, 16).map_err(|_| ())?;
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_as_it_was() {
        let row = Row::of(vec![
            Value::Text(Some("Ærø \"\n\u{7f}\\".to_owned())),
            Value::Int(Some(i64::MIN)),
            Value::Blob(Some(vec![0, 255, 10])),
            Value::Blob(None),
            Value::Text(Some(String::new())),
        ]);
        let kinds = [Kind::Text, Kind::Int, Kind::Blob, Kind::Blob, Kind::Text];
        let mut line = Vec::new();
        write(&mut line, &row);
        let text = String::from_utf8(line).unwrap();
        assert_eq!(text.matches('\n').count(), 1);
        assert_eq!(read(&text, &kinds).unwrap().values(), row.values());
        assert!(read(&text, &kinds[1..]).is_none());
        assert!(read("[1.5]", &[Kind::Int]).is_none());
        assert!(read("[\"?\"]", &[Kind::Blob]).is_none());
    }

    #[test]
    fn a_digest_knows_no_order_and_misses_no_change() {
        let of = |lines: &[&str]| {
            let mut digest = Digest::default();
            lines.iter().for_each(|line| digest.add(line.as_bytes()));
            digest
        };
        assert_eq!(of(&["a", "b", "c"]), of(&["c", "a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["a", "b", "b"]));
        assert_ne!(of(&["a", "a"]), of(&["b", "b"]));
        let digest = of(&["a", "b"]);
        assert_eq!(digest.to_string().parse(), Ok(digest));
    }
}
