//! Looking a file through: every line is read, understood and laid down, so that only what is wholly right is brought in.
//! Nothing of the file is held in memory but the lines that are being worked on.

use std::collections::HashMap;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tutela_access::{AddPerson, Caller, Error, Gate, GrantRole, Guarded};
use tutela_core::{AccountId, ImportId, Role, Scope, Time};
use tutela_db::{Sql, Tx, args, sql};

use super::file::{self, Rows};
use super::line::{Line, understand};
use super::places::Places;
use super::{CannotImport, KEEP, LineError, Looked, MOST_BYTES, MOST_ERRORS};

/// Looks a file through that arrives as a stream. It is kept for a day when nothing is wrong with it.
pub async fn look_through<S, E>(
    (gate, caller): (&Gate, &Caller),
    account: AccountId,
    body: S,
) -> Result<Looked, CannotImport>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
{
    let mut stage = Stage::begin((gate, caller), account).await?;
    let (bytes_in, bytes) = channel(4);
    let (rows_in, rows) = channel(4);
    let reading = tokio::task::spawn_blocking(move || file::read(bytes, &rows_in));
    let (fed, laid) = tokio::join!(feed(body, bytes_in), stage.lay_all(rows));
    let read = reading.await.map_err(|_| CannotImport::BrokeOff);
    let done = fed.and(laid).and(read);
    let done = match done {
        Ok(()) => stage.compare().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) if stage.looked.wrong == 0 => stage.keep().await,
        done => {
            stage.forget().await?;
            done?;
            stage.looked.errors.sort();
            Ok(stage.looked)
        }
    }
}

async fn feed<S, E>(mut body: S, to: Sender<Bytes>) -> Result<(), CannotImport>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
{
    let mut left = MOST_BYTES;
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|_| CannotImport::BrokeOff)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(CannotImport::TooLarge)?;
        if to.send(bytes).await.is_err() {
            // The reader has seen enough; what is left of the file is let go.
            return Ok(());
        }
    }
    Ok(())
}

/// A file on its way in.
struct Stage<'a> {
    gate: &'a Gate,
    caller: &'a Caller,
    account: AccountId,
    import: ImportId,
    places: Places,
    /// What the caller may give, as far as lines have asked for it.
    may: HashMap<(Option<Role>, Scope), bool>,
    looked: Looked,
}

impl<'a> Stage<'a> {
    async fn begin(
        (gate, caller): (&'a Gate, &'a Caller),
        account: AccountId,
    ) -> Result<Self, CannotImport> {
        let mut guarded = gate.write(caller).await?;
        let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
        let (by, now) = (authorized.somebody().id, authorized.now());
        let import: ImportId = authorized.ambient().id();
        let tx = authorized.tx();
        sweep(tx, account, now).await?;
        let insert = sql!(
            "INSERT INTO imports (id, account_id, created_by, created_at, lines)
             VALUES ($1, $2, $3, $4, 0)"
        );
        tx.run(insert, args![import, account, by, now]).await?;
        let places = Places::of(tx, account).await?;
        guarded.commit().await?;
        Ok(Self {
            gate,
            caller,
            account,
            import,
            places,
            may: HashMap::new(),
            looked: Looked {
                import: None,
                lines: 0,
                errors: Vec::new(),
                wrong: 0,
            },
        })
    }

    fn note(&mut self, error: LineError) {
        self.looked.wrong += 1;
        if self.looked.errors.len() < MOST_ERRORS {
            self.looked.errors.push(error);
        }
    }

    async fn lay_all(&mut self, mut rows: Receiver<Rows>) -> Result<(), CannotImport> {
        while let Some(some) = rows.recv().await {
            for error in some.errors {
                self.looked.lines += 1;
                self.note(error);
            }
            let mut lines = Vec::with_capacity(some.rows.len());
            for row in some.rows {
                self.looked.lines += 1;
                match understand(&row, &self.places) {
                    Ok(line) => lines.push(line),
                    Err(error) => self.note(error),
                }
            }
            self.lay(&lines).await?;
        }
        Ok(())
    }

    async fn lay(&mut self, lines: &[Line]) -> Result<(), CannotImport> {
        let mut guarded = self.gate.write(self.caller).await?;
        let mut given = Vec::with_capacity(lines.len());
        for line in lines {
            match self.may(&mut guarded, line).await? {
                true => given.push(line),
                false => self.note(LineError::new(line.line, "role", "not-yours-to-give")),
            }
        }
        let mut authorized = guarded.authorize(AddPerson, self.account.into()).await?;
        let insert = sql!(
            "INSERT INTO import_lines (import_id, line, name, address, canonical, kind, role, scope_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        );
        for line in given {
            let values = args![
                self.import,
                i64::try_from(line.line).unwrap_or(i64::MAX),
                line.name.as_str(),
                line.reach.written(),
                line.reach.username(),
                line.reach.kind(),
                line.role,
                line.scope
            ];
            authorized.tx().run(insert, values).await?;
        }
        Ok(guarded.commit().await?)
    }

    /// Whether the caller may give what a line gives; asked once for each role and place.
    async fn may(&mut self, guarded: &mut Guarded<'_>, line: &Line) -> Result<bool, CannotImport> {
        let key = (line.role, line.scope);
        if let Some(may) = self.may.get(&key) {
            return Ok(*may);
        }
        let asked = match line.role {
            Some(role) => guarded
                .authorize(GrantRole(role), line.scope)
                .await
                .map(drop),
            None => guarded.authorize(AddPerson, line.scope).await.map(drop),
        };
        let may = match asked {
            Ok(()) => true,
            Err(Error::Db(error)) => return Err(error.into()),
            Err(_) => false,
        };
        self.may.insert(key, may);
        Ok(may)
    }

    /// Compares the lines with one another and with who is here already.
    async fn compare(&mut self) -> Result<(), CannotImport> {
        if self.looked.lines == 0 && self.looked.wrong == 0 {
            self.note(LineError::new(1, "file", "no-lines"));
        }
        let mut guarded = self.gate.read(self.caller).await?;
        let mut authorized = guarded.authorize(AddPerson, self.account.into()).await?;
        let tx = authorized.tx();
        let mut found = Vec::new();
        for (sql, code) in [(TWICE, "twice"), (MEMBER, "member"), (TAKEN, "taken")] {
            for row in tx.rows(sql, args![self.import, self.account]).await? {
                let field = match row.text(1)?.as_str() {
                    "email" => "email",
                    "phone" => "phone",
                    _ => "id",
                };
                found.push(LineError::new(row.count(0)?, field, code));
            }
        }
        for error in found {
            self.note(error);
        }
        Ok(())
    }

    async fn keep(mut self) -> Result<Looked, CannotImport> {
        let mut guarded = self.gate.write(self.caller).await?;
        let mut authorized = guarded.authorize(AddPerson, self.account.into()).await?;
        let keep = sql!("UPDATE imports SET lines = $2 WHERE id = $1");
        let lines = i64::try_from(self.looked.lines).unwrap_or(i64::MAX);
        authorized.tx().run(keep, args![self.import, lines]).await?;
        guarded.commit().await?;
        self.looked.import = Some(self.import);
        Ok(self.looked)
    }

    async fn forget(&self) -> Result<(), CannotImport> {
        let mut guarded = self.gate.write(self.caller).await?;
        let mut authorized = guarded.authorize(AddPerson, self.account.into()).await?;
        let tx = authorized.tx();
        let lines = sql!("DELETE FROM import_lines WHERE import_id = $1");
        tx.run(lines, args![self.import]).await?;
        let import = sql!("DELETE FROM imports WHERE id = $1");
        tx.run(import, args![self.import]).await?;
        Ok(guarded.commit().await?)
    }
}

/// Forgets the files that were looked through and never brought in, and the names of those that can be undone no more.
async fn sweep(tx: &mut Tx, account: AccountId, now: Time) -> Result<(), tutela_db::Error> {
    let ago = |time: std::time::Duration| {
        let time = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        Time::from_micros(now.micros().saturating_sub(time))
    };
    let lines = sql!(
        "DELETE FROM import_lines WHERE import_id IN
            (SELECT id FROM imports
             WHERE account_id = $1 AND ((begun_at IS NULL AND created_at < $2) OR begun_at < $3))"
    );
    let values = args![account, ago(KEEP), ago(super::UNDO)];
    tx.run(lines, values).await?;
    let imports =
        sql!("DELETE FROM imports WHERE account_id = $1 AND begun_at IS NULL AND created_at < $2");
    tx.run(imports, args![account, ago(KEEP)]).await?;
    Ok(())
}

const TWICE: Sql = sql!(
    "SELECT l.line, l.kind FROM import_lines l
     JOIN (SELECT canonical, MIN(line) AS first_line FROM import_lines
           WHERE import_id = $1 AND CAST($2 AS TEXT) IS NOT NULL
           GROUP BY canonical HAVING COUNT(*) > 1) d ON d.canonical = l.canonical
     WHERE l.import_id = $1 AND l.line > d.first_line
     ORDER BY l.line, l.import_id LIMIT 1000"
);

const MEMBER: Sql = sql!(
    "SELECT l.line, l.kind FROM import_lines l
     JOIN usernames u ON u.canonical = l.canonical
     JOIN members m ON m.person_id = u.person_id AND m.account_id = $2 AND m.left_at IS NULL
     WHERE l.import_id = $1
     ORDER BY l.line, l.import_id LIMIT 1000"
);

/// An id belongs to one person of the whole house; an address says by letter whom it belongs to.
const TAKEN: Sql = sql!(
    "SELECT l.line, l.kind FROM import_lines l
     JOIN usernames u ON u.canonical = l.canonical
     LEFT JOIN members m ON m.person_id = u.person_id AND m.account_id = $2 AND m.left_at IS NULL
     WHERE l.import_id = $1 AND l.kind = 'id' AND m.person_id IS NULL
     ORDER BY l.line, l.import_id LIMIT 1000"
);
