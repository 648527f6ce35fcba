//! Who reads: anybody sees the states, somebody who is signed in the figures, auditors the raw records.

use tutela_access::{Error, Myself, Platform, Somebody, ViewRecords, ViewSelf};
use tutela_web::{Page, Visit, Words};

/// The reader of a page about the promises.
#[derive(Debug)]
pub struct Reader {
    somebody: Option<Somebody>,
    /// Whether the raw records are his to see.
    pub sees_records: bool,
}

impl Reader {
    /// Who calls, as far as a session says so. A session that has ended is nobody's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(visit: &Visit) -> Result<Self, tutela_web::Error> {
        let nobody = Self {
            somebody: None,
            sees_records: false,
        };
        if visit.caller().is_anonymous() {
            return Ok(nobody);
        }
        let mut guarded = visit.read().await?;
        let somebody = match guarded.authorize(ViewSelf, Myself).await {
            Ok(authorized) => authorized.somebody().clone(),
            Err(Error::Db(error)) => return Err(error.into()),
            Err(_) => return Ok(nobody),
        };
        let sees_records = match guarded.authorize(ViewRecords, Platform).await {
            Ok(_) => true,
            Err(Error::Db(error)) => return Err(error.into()),
            Err(_) => false,
        };
        Ok(Self {
            somebody: Some(somebody),
            sees_records,
        })
    }

    /// Whether the figures are his to see.
    pub const fn sees_figures(&self) -> bool {
        self.somebody.is_some()
    }

    /// The texts in his language.
    pub fn words(&self, visit: &Visit) -> Words {
        match &self.somebody {
            Some(somebody) => visit.words_for(somebody),
            None => visit.words(),
        }
    }

    /// A page for him.
    pub fn page(&self, visit: &Visit, title: impl Into<String>) -> Page {
        match &self.somebody {
            Some(somebody) => visit.page(somebody, title),
            None => visit.open_page(title),
        }
    }
}
