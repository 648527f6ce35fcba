//! Every text that the database holds, in slices, for those who look for what must not be in any of them. Names of tables and
//! columns come from the engine itself and from nobody else.

use crate::{Error, Tx};

/// A column of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextColumn {
    table: String,
    name: String,
}

impl std::fmt::Display for TextColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.table, self.name)
    }
}

/// A text, and its place in the column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub place: String,
    pub text: String,
}

impl Tx {
    /// Every column of text that there is, by name.
    pub async fn columns_of_text(&mut self) -> Result<Vec<TextColumn>, Error> {
        let rows = self.text_columns().await?;
        let read = |row: &crate::Row| {
            Ok(TextColumn {
                table: row.text(0)?,
                name: row.text(1)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// The texts of a column behind a place, or from the first on, at most `limit` of them.
    pub async fn texts_of(
        &mut self,
        column: &TextColumn,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Text>, Error> {
        let rows = self
            .texts((&column.table, &column.name), after, limit)
            .await?;
        let read = |row: &crate::Row| {
            Ok(Text {
                place: row.text(0)?,
                text: row.text(1)?,
            })
        };
        rows.iter().map(read).collect()
    }
}
