//! Bringing in what was looked through, some lines at a time: others get their turn in between, and a role that the
//! caller loses on the way ends it there (promise DA4). What broke off goes on where it stopped.

use tutela_access::{Action, AddPerson, Authorized, Caller, Error, Gate, GrantRole, Guarded};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Ambient, ImportId, Level, PersonId, Scope, ScopeId, Time, Username};
use tutela_db::{Row, Tx, args, sql};

use super::line::{Line, Reach};
use super::{BATCH, CannotImport};
use crate::invitation::{self, Draft, USUAL};
use crate::people::{self, CannotAdd, Newcomer, PersonName};

/// Brings in everybody of a file; gives how many were brought in now.
pub async fn run(
    (gate, caller): (&Gate, &Caller),
    account: AccountId,
    import: ImportId,
) -> Result<u64, CannotImport> {
    begin((gate, caller), account, import).await?;
    let (mut done, mut after) = (0, 0);
    loop {
        let mut guarded = gate.write(caller).await?;
        let lines = next(&mut guarded, account, (import, after)).await?;
        let Some(last) = lines.last() else {
            finish(&mut guarded, account, import).await?;
            guarded.commit().await?;
            return Ok(done);
        };
        after = last.line;
        done += u64::try_from(lines.len()).unwrap_or(0);
        bring_in(&mut guarded, (account, import), lines).await?;
        guarded.commit().await?;
    }
}

/// Says on the record that it begins, once.
async fn begin(
    (gate, caller): (&Gate, &Caller),
    account: AccountId,
    import: ImportId,
) -> Result<(), CannotImport> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    if gives_roles_of_account(authorized.tx(), (account, import)).await? {
        authorized.demand_proof()?;
    }
    let now = authorized.now();
    let begin = sql!(
        "UPDATE imports SET begun_at = $3
         WHERE id = $1 AND account_id = $2 AND lines > 0 AND begun_at IS NULL"
    );
    let begun = authorized
        .tx()
        .run(begin, args![import, account, now])
        .await?;
    let find = sql!(
        "SELECT lines FROM imports
         WHERE id = $1 AND account_id = $2 AND begun_at IS NOT NULL AND undone_at IS NULL"
    );
    let row = authorized.tx().find(find, args![import, account]).await?;
    let lines = row.ok_or(Error::NotFound)?.count(0)?.to_string();
    if begun > 0 {
        write_down(&mut authorized, "importMembers", (import, &lines)).await?;
    }
    Ok(guarded.commit().await?)
}

/// Whether somebody in the file is to run the account, or to look into it.
async fn gives_roles_of_account(
    tx: &mut Tx,
    (account, import): (AccountId, ImportId),
) -> Result<bool, tutela_db::Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM import_lines
         WHERE import_id = $1 AND scope_id = $2 AND role IS NOT NULL"
    );
    let count = tx.get(count, args![import, account]).await?.int(0)?;
    Ok(count > 0)
}

async fn finish(
    guarded: &mut Guarded<'_>,
    account: AccountId,
    import: ImportId,
) -> Result<(), CannotImport> {
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let now = authorized.now();
    let finish = sql!("UPDATE imports SET done_at = $2 WHERE id = $1 AND done_at IS NULL");
    authorized.tx().run(finish, args![import, now]).await?;
    Ok(())
}

/// The next lines that nobody has brought in yet.
async fn next(
    guarded: &mut Guarded<'_>,
    account: AccountId,
    (import, after): (ImportId, u64),
) -> Result<Vec<Line>, CannotImport> {
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let tx = authorized.tx();
    let standing = sql!(
        "SELECT id FROM imports
         WHERE id = $1 AND account_id = $2 AND begun_at IS NOT NULL AND undone_at IS NULL"
    );
    let standing = tx.find(standing, args![import, account]).await?;
    standing.ok_or(Error::NotFound)?;
    let list = sql!(
        "SELECT l.line, l.name, l.address, l.canonical, l.kind, l.role, s.kind, l.scope_id
         FROM import_lines l
         JOIN scopes s ON s.id = l.scope_id
         WHERE l.import_id = $1 AND l.line > $2 AND l.person_id IS NULL
         ORDER BY l.line, l.import_id
         LIMIT $3"
    );
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let rows = tx.rows(list, args![import, after, most]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Line, CannotImport> {
    let broken = || tutela_db::Error::Column(3);
    let (level, scope): (Level, ScopeId) = (row.id(6)?, row.id(7)?);
    let username = Username::parse(&row.text(3)?).map_err(|_| broken())?;
    Ok(Line {
        line: row.count(0)?,
        name: PersonName::parse(&row.text(1)?).map_err(|_| broken())?,
        reach: Reach::stored(&row.text(4)?, row.text(2)?, username),
        role: row.opt_id(5)?,
        scope: Scope::of(level, scope),
    })
}

/// Brings lines in, those that give the same at the same place together: the policy is asked once about them.
async fn bring_in(
    guarded: &mut Guarded<'_>,
    of: (AccountId, ImportId),
    mut lines: Vec<Line>,
) -> Result<(), CannotImport> {
    lines.sort_by_key(|line| (line.role, line.scope.id(), line.line));
    let alike = |a: &Line, b: &Line| a.role == b.role && a.scope == b.scope;
    for group in lines.chunk_by(alike) {
        let Some(first) = group.first() else { continue };
        match first.role {
            Some(role) => {
                let mut authorized = guarded.authorize(GrantRole(role), first.scope).await?;
                let people = give(&mut authorized, of, group).await?;
                for person in people {
                    tutela_access::grant(&mut authorized, person, None).await?;
                }
            }
            None => {
                let mut authorized = guarded.authorize(AddPerson, first.scope).await?;
                give(&mut authorized, of, group).await?;
            }
        }
    }
    Ok(())
}

/// Invites those who can be written to; makes those who cannot members, and gives their ids.
async fn give<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (account, import): (AccountId, ImportId),
    lines: &[Line],
) -> Result<Vec<PersonId>, CannotImport> {
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let until = ambient.now().plus(USUAL);
    let tx = authorized.tx();
    let sender = invitation::sender(tx, &somebody, Some(account)).await?;
    let mut people = Vec::new();
    for line in lines {
        match &line.reach {
            Reach::Address(address) => {
                let draft = Draft {
                    account: Some(account),
                    role: line.role,
                    name: Some(line.name.as_str()),
                    address: Some(address),
                    import: Some(import),
                    ..Draft::new(line.scope, somebody.id, until)
                };
                let (_, token) = invitation::put(tx, &draft, ambient).await?;
                invitation::mail(tx, &draft, (&token, &sender), ambient).await?;
                let done = sql!("DELETE FROM import_lines WHERE import_id = $1 AND line = $2");
                tx.run(done, args![import, number(line.line)]).await?;
            }
            Reach::Id(username) => {
                let newcomer = Newcomer::new(line.name.clone(), username.clone());
                let language = &somebody.language;
                if let Some(person) = make(tx, &newcomer, language, ambient).await? {
                    join(tx, (account, import), (person, line.line), ambient.now()).await?;
                    people.push(person);
                }
            }
        }
    }
    Ok(people)
}

/// Makes a person; nobody when somebody else has taken the name since the file was looked through.
async fn make(
    tx: &mut Tx,
    newcomer: &Newcomer,
    language: &str,
    ambient: &Ambient,
) -> Result<Option<PersonId>, CannotImport> {
    match people::create(tx, newcomer, language, ambient).await {
        Ok(person) => Ok(Some(person)),
        Err(CannotAdd::Access(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

async fn join(
    tx: &mut Tx,
    (account, import): (AccountId, ImportId),
    (person, line): (PersonId, u64),
    now: Time,
) -> Result<(), tutela_db::Error> {
    tutela_access::add_member(tx, account, person, now).await?;
    let done = sql!("UPDATE import_lines SET person_id = $3 WHERE import_id = $1 AND line = $2");
    tx.run(done, args![import, number(line), person]).await?;
    Ok(())
}

fn number(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

/// Records an act on a whole file.
pub(super) async fn write_down(
    authorized: &mut Authorized<'_, AddPerson>,
    action: &str,
    (import, detail): (ImportId, &str),
) -> Result<(), CannotImport> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (account, scope) = (authorized.place().account, authorized.on());
    let ambient = authorized.ambient();
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action,
        policy: &policy,
        subject: import.to_string(),
        detail,
    };
    Ok(record(authorized.tx(), activity, ambient).await?)
}
