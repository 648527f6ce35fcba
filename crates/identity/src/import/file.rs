//! Reading the file as it arrives: comma or semicolon, UTF-8 with or without a mark, columns in any order.

use std::io::{BufRead as _, BufReader, Read};

use axum::body::Bytes;
use csv::{ByteRecord, ReaderBuilder};
use tokio::sync::mpsc::{Receiver, Sender};

use super::{BATCH, LineError, MOST_LINES};

/// A line as it stands in the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub line: u64,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub id: String,
    pub role: String,
    pub channel: String,
    pub course: String,
}

/// Some rows, and what could not be read between them.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    pub errors: Vec<LineError>,
}

/// The bytes of the file as they arrive, without carriage returns, so that lines are counted alike on all systems.
struct Arriving {
    from: Receiver<Bytes>,
    rest: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut length = 0;
        while length == 0 {
            while self.rest.is_empty() {
                match self.from.blocking_recv() {
                    Some(more) => self.rest = more,
                    None => return Ok(0),
                }
            }
            let taken = self.rest.split_to(into.len().min(self.rest.len()));
            for byte in taken.into_iter().filter(|byte| *byte != b'\r') {
                into[length] = byte;
                length += 1;
            }
        }
        Ok(length)
    }
}

/// Reads all rows, off the threads that answer requests. It ends early when nobody wants them any more.
pub fn read(from: Receiver<Bytes>, to: &Sender<Rows>) {
    let rest = Bytes::new();
    let mut bytes = BufReader::with_capacity(64 * 1024, Arriving { from, rest });
    let separator = bytes.fill_buf().map_or(b',', separator);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(bytes);
    let columns = match reader.byte_headers() {
        Ok(names) => Columns::of(names),
        Err(_) => Err(LineError::new(1, "file", "csv")),
    };
    let (mut batch, mut record, mut count) = (Rows::default(), ByteRecord::new(), 0);
    let end = loop {
        let columns = match &columns {
            Ok(columns) => columns,
            Err(error) => break Some(error.clone()),
        };
        match reader.read_byte_record(&mut record) {
            Ok(false) => break None,
            Ok(true) => count += batch.take(columns, &record),
            Err(_) => break Some(LineError::new(line(&record), "file", "csv")),
        }
        if count > MOST_LINES {
            break Some(LineError::new(line(&record), "file", "too-many-lines"));
        }
        if batch.is_full() && to.blocking_send(std::mem::take(&mut batch)).is_err() {
            return;
        }
    };
    batch.errors.extend(end);
    let _ = to.blocking_send(batch);
}

impl Rows {
    /// Takes a line up, and gives how many it counts for: an empty one for none.
    fn take(&mut self, columns: &Columns, record: &ByteRecord) -> u64 {
        if record.iter().all(<[u8]>::is_empty) {
            return 0;
        }
        match columns.row(record) {
            Ok(row) => self.rows.push(row),
            Err(error) => self.errors.push(error),
        }
        1
    }

    const fn is_full(&self) -> bool {
        self.rows.len() + self.errors.len() >= BATCH
    }
}

/// What separates the names of the columns.
fn separator(head: &[u8]) -> u8 {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted| first.iter().filter(|byte| **byte == wanted).count();
    match count(b';') > count(b',') {
        true => b';',
        false => b',',
    }
}

fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(1, csv::Position::line)
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns([Option<usize>; 7]);

const NAMES: [&[&str]; 7] = [
    &["name", "navn"],
    &["email", "e-mail", "mail"],
    &["phone", "telefon"],
    &["id", "username", "brugernavn"],
    &["role", "rolle"],
    &["channel", "kanal"],
    &["course", "kursus"],
];

impl Columns {
    fn of(names: &ByteRecord) -> Result<Self, LineError> {
        let mut columns = Self::default();
        for (at, name) in names.iter().enumerate() {
            let name = std::str::from_utf8(name);
            let name = name.map_err(|_| LineError::new(1, "file", "encoding"))?;
            let name = name.trim().to_lowercase();
            let known = NAMES
                .iter()
                .position(|names| names.contains(&name.as_str()));
            match known {
                Some(known) if columns.0[known].is_none() => columns.0[known] = Some(at),
                Some(_) => return Err(LineError::new(1, "file", "column-twice")),
                None if name.is_empty() => {}
                None => return Err(LineError::new(1, "file", "column")),
            }
        }
        let [name, email, phone, id, ..] = columns.0;
        if name.is_none() {
            return Err(LineError::new(1, "name", "column-missing"));
        }
        if email.or(phone).or(id).is_none() {
            return Err(LineError::new(1, "email", "column-missing"));
        }
        Ok(columns)
    }

    fn row(&self, record: &ByteRecord) -> Result<Row, LineError> {
        let line = line(record);
        let mut cells = self.0.iter().map(|at| {
            let cell = at.and_then(|at| record.get(at)).unwrap_or_default();
            let cell = std::str::from_utf8(cell);
            let cell = cell.map_err(|_| LineError::new(line, "file", "encoding"))?;
            Ok::<_, LineError>(cell.trim().to_owned())
        });
        let mut next = || cells.next().unwrap_or_else(|| Ok(String::new()));
        Ok(Row {
            line,
            name: next()?,
            email: next()?,
            phone: next()?,
            id: next()?,
            role: next()?,
            channel: next()?,
            course: next()?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;

    fn rows(parts: &[&[u8]]) -> (Vec<Row>, Vec<(u64, &'static str)>) {
        let (bytes_in, bytes) = channel(16);
        let (rows_in, mut rows) = channel(16);
        for part in parts {
            bytes_in
                .blocking_send(Bytes::copy_from_slice(part))
                .unwrap();
        }
        drop(bytes_in);
        read(bytes, &rows_in);
        let (mut found, mut errors) = (Vec::new(), Vec::new());
        while let Ok(some) = rows.try_recv() {
            found.extend(some.rows);
            errors.extend(some.errors.iter().map(|error| (error.line, error.code)));
        }
        (found, errors)
    }

    fn read_one(text: &str) -> (Vec<Row>, Vec<(u64, &'static str)>) {
        rows(&[text.as_bytes()])
    }

    #[test]
    fn comma_semicolon_mark_and_order_make_no_difference() {
        let anna = |line| Row {
            line,
            name: "Anna, Lind".to_owned(),
            email: "anna@example.org".to_owned(),
            course: "Knots".to_owned(),
            ..Row::default()
        };
        for text in [
            "name,email,course\n\"Anna, Lind\",anna@example.org,Knots\n",
            "\u{feff}name,email,course\r\n\"Anna, Lind\",anna@example.org,Knots\r\n",
            "Course;Navn;E-mail\nKnots;Anna, Lind; anna@example.org \n",
            "name;email;course;\nAnna, Lind;anna@example.org;Knots;\n;;;\n",
        ] {
            assert_eq!(read_one(text), (vec![anna(2)], vec![]), "{text:?}");
        }
        let cut = rows(&[
            b"name;em",
            b"ail;course\nAnna, Lind;anna@exa",
            b"mple.org;Knots",
        ]);
        assert_eq!(cut.0, [anna(2)]);
    }

    #[test]
    fn what_cannot_be_read_is_told_by_line() {
        let latin = rows(&[b"name,email\nS\xf8ren,s@example.org\nAnna,a@example.org\n"]);
        assert_eq!((latin.0.len(), latin.1), (1, vec![(2, "encoding")]));
        let wide = rows(&[b"\xff\xfen\0a\0m\0e\0"]);
        assert_eq!(wide.1, [(1, "encoding")]);
        for (text, code) in [
            ("name,email,shoe\n", "column"),
            ("name,name,email\n", "column-twice"),
            ("email\n", "column-missing"),
            ("name,role\n", "column-missing"),
            ("", "column-missing"),
        ] {
            assert_eq!(read_one(text).1, [(1, code)], "{text:?}");
        }
    }
}
