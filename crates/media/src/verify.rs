//! Opening objects from end to end, to know that each still can be: all of them at once for an operator, and a part at a time
//! in the background, so that within 30 days none was left out.

mod scrub;

use tutela_access::{Gate, OpenDoor};
use tutela_core::{AccountId, LessonId, ObjectId, Time};
use tutela_db::{Row, Tx, args, sql};
use tutela_vault::{ObjectMeta, Vault, WrappedKey};

use crate::account_key::{self, KeyError};

pub use scrub::{Coverage, ROUND, Scrubbed, coverage, damaged, scrub};

/// How many rows are fetched at a time.
const PAGE: u32 = 200;

/// An object to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub object: ObjectId,
    pub account: AccountId,
    pub lesson: LessonId,
    /// The word of its use, such as `video`.
    pub purpose: String,
    pub size: u64,
    wrapped_key: WrappedKey,
}

/// An object that does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub object: ObjectId,
    pub account: AccountId,
    pub account_name: String,
    pub lesson: LessonId,
    pub lesson_title: String,
    pub purpose: String,
    /// Where its bytes rest.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// Since when that is known.
    pub since: Time,
}

/// What is said while all objects are opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub objects: u64,
    pub bytes: u64,
    pub damaged: u64,
    /// How many objects there are.
    pub of: u64,
}

/// Opens every object, of one account or of all, and tells of each that does not open. What is found is written down, so that
/// it stays visible. `told` is called after each object.
///
/// # Errors
/// When the database or the store does not answer; a damaged object is no error.
pub async fn all(
    gate: &Gate,
    vault: &Vault,
    account: Option<AccountId>,
    mut told: impl FnMut(&Progress, Option<&Damage>),
) -> Result<Progress, KeyError> {
    let mut progress = Progress {
        of: count(gate, account).await?,
        ..Progress::default()
    };
    let mut after = String::new();
    loop {
        let page = page(gate, account, &after).await?;
        let Some(last) = page.last() else {
            return Ok(progress);
        };
        after = last.object.to_string();
        for subject in &page {
            let damage = look(gate, vault, subject).await?;
            progress.objects += 1;
            progress.bytes += subject.size;
            progress.damaged += u64::from(damage.is_some());
            told(&progress, damage.as_ref());
        }
    }
}

/// Opens one object and writes down how it stands.
async fn look(gate: &Gate, vault: &Vault, subject: &Subject) -> Result<Option<Damage>, KeyError> {
    let what = open(gate, vault, subject).await?;
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let damage = scrub::settle(&mut tx, vault, (subject, gate.ambient().now()), what).await?;
    tx.commit().await?;
    Ok(damage)
}

/// What is wrong with an object, or nothing. A store that does not answer says nothing about the object.
async fn open(gate: &Gate, vault: &Vault, subject: &Subject) -> Result<Option<String>, KeyError> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let key = account_key::get(&mut tx, vault, subject.account).await;
    drop(tx);
    let opened = match key {
        Ok(key) => match subject.meta() {
            Some(meta) => vault.verify(&key, &meta).await,
            None => return Ok(Some("its record names no use".to_owned())),
        },
        Err(KeyError::Db(tutela_db::Error::Missing)) => {
            return Ok(Some("its account has no key".to_owned()));
        }
        Err(KeyError::Vault(error)) => Err(error),
        Err(error) => return Err(error),
    };
    match opened {
        Ok(()) => Ok(None),
        Err(tutela_vault::Error::NotFound) => Ok(Some("its bytes are not there".to_owned())),
        Err(error) if error.is_damage() => Ok(Some(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

impl Subject {
    fn meta(&self) -> Option<ObjectMeta> {
        Some(ObjectMeta {
            object: self.object,
            purpose: self.purpose.parse().ok()?,
            size: self.size,
            wrapped_key: self.wrapped_key.clone(),
        })
    }

    /// Reads the first six columns of a row.
    fn read(row: &Row) -> Result<Self, tutela_db::Error> {
        Ok(Self {
            object: row.id(0)?,
            account: row.id(1)?,
            lesson: row.id(2)?,
            purpose: row.text(3)?,
            size: row.count(4)?,
            wrapped_key: WrappedKey(row.blob(5)?),
        })
    }
}

async fn count(gate: &Gate, account: Option<AccountId>) -> Result<u64, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let count =
        sql!(
            "SELECT COUNT(*) FROM objects o WHERE (CAST($1 AS TEXT) IS NULL OR o.account_id = $1)
             AND NOT EXISTS (SELECT d.account_id FROM destroyed_keys d WHERE d.account_id = o.account_id)"
        );
    tx.get(count, args![account]).await?.count(0)
}

async fn page(
    gate: &Gate,
    account: Option<AccountId>,
    after: &str,
) -> Result<Vec<Subject>, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let list = sql!(
        "SELECT o.id, o.account_id, o.lesson_id, o.purpose, o.size, o.wrapped_key FROM objects o
         WHERE o.id > $2 AND (CAST($1 AS TEXT) IS NULL OR o.account_id = $1)
           AND NOT EXISTS (SELECT d.account_id FROM destroyed_keys d WHERE d.account_id = o.account_id)
         ORDER BY o.id LIMIT $3"
    );
    let rows = tx.rows(list, args![account, after, PAGE]).await?;
    rows.iter().map(Subject::read).collect()
}

/// Whether the object still has its row: one that was destroyed while it was read is not damaged.
async fn has_row(tx: &mut Tx, object: ObjectId) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT id FROM objects WHERE id = $1");
    Ok(tx.find(find, args![object]).await?.is_some())
}
