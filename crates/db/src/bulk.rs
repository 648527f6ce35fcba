//! All rows of all tables, out and in: what a backup reads on one state of the database, and a restore puts back into
//! either engine.

use tutela_core::Time;

use crate::engine::Engine;
use crate::{Db, Error, Place, Rows, Tx, migrate};

/// A table and its columns, sorted by name, which is the same order on both engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

/// A column and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What a column of the dialect can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Blob,
}

/// Where the reading of a table stands.
#[derive(Debug)]
pub struct Scan {
    pub(crate) table: Table,
    pub(crate) after: i64,
}

/// Tables that are being filled: references between rows are looked at when it ends.
#[derive(Debug)]
pub struct Filling {
    pub(crate) references: Vec<String>,
}

impl Db {
    /// Makes a database whose schema ends with the steps that are named, without rows to rely on.
    ///
    /// # Errors
    /// [`Error::Newer`] when this program does not know a step, [`Error::Place`] when there is something already.
    pub async fn make(place: &Place, steps: &[String], now: Time) -> Result<Self, Error> {
        let db = Self {
            engine: Engine::open(place).await?,
        };
        if db.is_begun().await? {
            let taken = "there are tables of Tutela already where the restored database should be";
            return Err(Error::Place(taken.to_owned()));
        }
        migrate::run_named(&db, steps, now).await?;
        Ok(db)
    }
}

impl Tx {
    /// Every table, by name. Views and what a search keeps for itself are none.
    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        let mut tables = self.session().tables().await?;
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        for table in &mut tables {
            table.columns.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Ok(tables)
    }

    /// Begins to read a table.
    pub async fn scan(&mut self, table: Table) -> Result<Scan, Error> {
        self.session().scan(&table).await?;
        Ok(Scan { table, after: 0 })
    }

    /// The next rows, their columns in the order of the table; none at its end.
    pub async fn next_rows(&mut self, scan: &mut Scan) -> Result<Rows, Error> {
        self.session().next_rows(scan).await
    }

    /// Empties all tables, to fill them.
    pub async fn begin_filling(&mut self, tables: &[Table]) -> Result<Filling, Error> {
        let references = self.session().begin_filling(tables).await?;
        Ok(Filling { references })
    }

    /// Adds rows whose columns are in the order of the table.
    pub async fn fill(&mut self, table: &Table, rows: &Rows) -> Result<(), Error> {
        self.session().fill(table, rows).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Error::Reference`] when a row refers to one that is not there, here or at the commit.
    pub async fn end_filling(&mut self, filling: Filling) -> Result<(), Error> {
        self.session().end_filling(filling).await
    }
}

/// A name in the engines' quotes.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Table {
    /// The columns of a statement.
    pub(crate) fn list(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|c| quoted(&c.name)).collect();
        names.join(", ")
    }
}
