//! What ended since the last backup, shipped to the second place within seconds: a restore replays it, so that no removed
//! role, ended session, old password or lifted guard comes back with the older rows.

mod endings;

use std::collections::HashSet;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use tutela_core::{Ambient, Time};
use tutela_db::{Db, Tx};
use tutela_vault::{Error as VaultError, Name, Store};

use crate::setup::Backups;
use crate::take::hex;
use crate::{Error, RecoveryKey, rows};

use endings::{ALL_ENDED, ENDINGS};

/// An ending bears the time at which it was decided, and is seen when it is committed: so far back is looked each time.
const OVERLAP: Duration = Duration::from_secs(120);
/// How often it is looked for endings.
const LOOK: Duration = Duration::from_secs(2);
const FOLDER: &str = "ledger";

/// Something that ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Entry {
    kind: String,
    /// Its row, as in a table's file.
    row: String,
}

/// A piece of the ledger, as it rests sealed at the place.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    number: u64,
    /// The SHA-256 of the sealed page before it.
    before: String,
    until: i64,
    entries: Vec<Entry>,
}

/// How far this process has shipped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mark {
    number: u64,
    before: String,
    until: i64,
    shipped: HashSet<Entry>,
}

/// Ships endings as they come, until it is dropped.
pub async fn keep(backups: Backups) {
    loop {
        if let Err(error) = ship(&backups).await {
            tracing::warn!(%error, "what ended was not shipped to the second place; it is tried again");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Ships what ended and was not shipped yet; gives the number of the last page.
///
/// # Errors
/// When the database or the place fails.
pub async fn ship(backups: &Backups) -> Result<u64, Error> {
    let mut held = backups.mark().lock().await;
    loop {
        let mark = match held.take() {
            Some(mark) => mark,
            None => begin(backups).await?,
        };
        let since = Time::from_micros(mark.until).minus(OVERLAP);
        let mut tx = backups.db.read().await?;
        let found = read(&mut tx, since).await?;
        drop(tx);
        let Some(page) = page(&mark, &found) else {
            let number = mark.number;
            *held = Some(mark);
            return Ok(number);
        };
        // Nothing is held while another node is found to have written this page: go on behind it.
        if let Some(before) = put(backups, &page).await? {
            *held = Some(Mark {
                number: page.number,
                before,
                until: page.until,
                shipped: found.into_iter().map(|(_, entry)| entry).collect(),
            });
            return Ok(page.number);
        }
    }
}

/// The next page, when there is anything to write.
fn page(mark: &Mark, found: &[(i64, Entry)]) -> Option<Page> {
    let new = found
        .iter()
        .filter(|(_, entry)| !mark.shipped.contains(entry));
    let entries: Vec<_> = new.map(|(_, entry)| entry.clone()).collect();
    let until = found.iter().map(|(at, _)| *at).max()?.max(mark.until);
    (!entries.is_empty()).then(|| Page {
        number: mark.number + 1,
        before: mark.before.clone(),
        until,
        entries,
    })
}

async fn read(tx: &mut Tx, since: Time) -> Result<Vec<(i64, Entry)>, Error> {
    let (mut found, mut line) = (Vec::new(), Vec::new());
    for ending in ENDINGS {
        for row in tx.rows(ending.since, tutela_db::args![since]).await? {
            rows::write(&mut line, &row);
            let at = row.int(1)?;
            let row = String::from_utf8_lossy(&line).trim_end().to_owned();
            let kind = ending.kind.to_owned();
            found.push((at, Entry { kind, row }));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found)
}

/// Where the ledger at the place stands; a new one begins now.
async fn begin(backups: &Backups) -> Result<Mark, Error> {
    let pages = list(&backups.place).await?;
    Ok(match pages.last() {
        None => Mark {
            until: backups.ambient.now().micros(),
            ..Mark::default()
        },
        Some(last) => {
            let sealed = fetch(&backups.place, *last).await?;
            let page = open(&backups.key, &backups.installation, *last, &sealed)?;
            Mark {
                number: *last,
                before: hash(&sealed),
                until: page.until,
                shipped: HashSet::new(),
            }
        }
    })
}

/// Writes a page; nothing when there is one of this number already.
async fn put(backups: &Backups, page: &Page) -> Result<Option<String>, Error> {
    let plain = serde_json::to_vec(page).map_err(|error| Error::Ledger(error.to_string()))?;
    let sealed = sealing(&backups.key).seal(&context(&backups.installation, page.number), &plain);
    let hash = hash(&sealed);
    let body = stream::iter([Ok(Bytes::from(sealed))]);
    match backups.place.put(&name(page.number)?, body).await {
        Ok(_) => Ok(Some(hash)),
        Err(VaultError::Exists) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What a restore must know of the ledger.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub place: &'a Store,
    pub key: &'a RecoveryKey,
    pub installation: &'a str,
    /// The last page that the backup itself holds.
    pub after: u64,
    /// The last page that any backup at the place knew of.
    pub at_least: u64,
}

/// What was replayed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replayed {
    pub pages: u64,
    pub entries: u64,
    /// When the last of it ended.
    pub until: Option<Time>,
}

/// Brings every ending newer than the backup into the restored database, in one transaction.
///
/// # Errors
/// [`Error::Ledger`] when a page is missing or was changed; nothing is replayed then.
pub async fn replay(db: &Db, wanted: Wanted<'_>) -> Result<Replayed, Error> {
    let pages = check(wanted).await?;
    let mut tx = db.write().await?;
    let mut replayed = Replayed::default();
    for page in pages {
        for entry in &page.entries {
            apply(&mut tx, entry).await?;
            replayed.entries += 1;
        }
        replayed.pages += 1;
        replayed.until = Some(Time::from_micros(page.until));
    }
    tx.commit().await?;
    Ok(replayed)
}

/// Every page after the backup's, each the one that its successor names.
pub(crate) async fn check(wanted: Wanted<'_>) -> Result<Vec<Page>, Error> {
    let all = list(wanted.place).await?;
    let last = all.last().copied().unwrap_or(0);
    if last < wanted.at_least {
        let at = wanted.at_least;
        return Err(Error::Ledger(format!(
            "it ends with page {last}, and page {at} was written"
        )));
    }
    let (mut pages, mut before) = (Vec::new(), None);
    for number in wanted.after + 1..=last {
        let sealed = match fetch(wanted.place, number).await {
            Err(Error::Vault(VaultError::NotFound)) => {
                return Err(Error::Ledger(format!("page {number} is missing")));
            }
            other => other?,
        };
        let page = open(wanted.key, wanted.installation, number, &sealed)?;
        if before.is_some_and(|before| before != page.before) {
            return Err(Error::Ledger(format!(
                "page {number} does not follow the one before it"
            )));
        }
        before = Some(hash(&sealed));
        pages.push(page);
    }
    Ok(pages)
}

async fn apply(tx: &mut Tx, entry: &Entry) -> Result<(), Error> {
    let ending = ENDINGS.iter().find(|ending| ending.kind == entry.kind);
    let unknown = || Error::Ledger(format!("a newer version of Tutela wrote {:?}", entry.kind));
    let ending = ending.ok_or_else(unknown)?;
    let row = rows::read(&entry.row, ending.columns).ok_or_else(unknown)?;
    for (statement, takes) in ending.replay {
        let values: Vec<_> = takes
            .iter()
            .map(|column| row.values()[*column].clone())
            .collect();
        tx.run(*statement, &values).await?;
    }
    Ok(())
}

/// Where the ledger is lost, nothing is let in on the strength of rows that may have ended since: sessions, tokens,
/// invitations and links all end. Roles and passwords stay, and must be looked through; gives the number of what ended.
///
/// # Errors
/// When the database fails.
pub async fn end_everything(db: &Db, now: Time) -> Result<u64, Error> {
    let mut tx = db.write().await?;
    let mut ended = 0;
    for statement in ALL_ENDED {
        ended += tx.run(*statement, tutela_db::args![now]).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

/// Deletes the pages that no kept backup needs.
///
/// # Errors
/// When the place fails.
pub async fn let_go(place: &Store, before: u64) -> Result<(), Error> {
    for number in list(place).await? {
        if number < before {
            place.delete(&name(number)?).await?;
        }
    }
    Ok(())
}

async fn list(place: &Store) -> Result<Vec<u64>, Error> {
    let mut numbers = Vec::new();
    let folder: Name = FOLDER
        .parse()
        .map_err(|_| Error::Ledger(FOLDER.to_owned()))?;
    let mut entries = place.list(&folder);
    while let Some(entry) = entries.next().await {
        let name = entry?.name;
        let last = name.as_str().rsplit('/').next().unwrap_or_default();
        numbers.extend(last.parse::<u64>());
    }
    numbers.sort_unstable();
    Ok(numbers)
}

async fn fetch(place: &Store, number: u64) -> Result<Vec<u8>, Error> {
    let name = name(number)?;
    let size = place.size(&name).await?;
    Ok(place.get_range(&name, 0..size).await?.to_vec())
}

fn open(key: &RecoveryKey, installation: &str, number: u64, sealed: &[u8]) -> Result<Page, Error> {
    let broken = || Error::Ledger(format!("page {number} was changed, or belongs elsewhere"));
    let plain = sealing(key).unseal(&context(installation, number), sealed);
    let plain = plain.ok_or_else(broken)?;
    serde_json::from_slice(plain.expose()).map_err(|_| broken())
}

fn sealing(key: &RecoveryKey) -> Ambient {
    let ambient = Ambient::system();
    ambient.seal_with(key.derive("ledger"));
    ambient
}

fn context(installation: &str, number: u64) -> String {
    format!("ledger|{installation}|{number}")
}

fn name(number: u64) -> Result<Name, Error> {
    let text = format!("{FOLDER}/{number:020}");
    text.parse().map_err(|_| Error::Ledger(text))
}

fn hash(sealed: &[u8]) -> String {
    hex(digest(&SHA256, sealed).as_ref())
}
