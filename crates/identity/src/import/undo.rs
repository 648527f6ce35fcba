//! Taking a whole file back: those who have not come in yet are not invited any more.

use std::time::Duration;

use tutela_access::{AddPerson, Caller, Error, Gate, remove_member};
use tutela_core::{AccountId, Ambient, ImportId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

use super::CannotImport;
use super::run::write_down;
use crate::invitation::end_for;

/// For how long a file can be taken back.
pub const UNDO: Duration = Duration::from_secs(7 * 24 * 3600);

/// Takes back what a file brought in: its invitations that nobody took up, and the members that have no password yet.
/// Whoever has come in stays. Gives how many were taken back.
pub async fn undo(
    (gate, caller): (&Gate, &Caller),
    account: AccountId,
    import: ImportId,
) -> Result<u64, CannotImport> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let now = ambient.now();
    let tx = authorized.tx();
    let find = sql!(
        "SELECT begun_at FROM imports
         WHERE id = $1 AND account_id = $2 AND begun_at IS NOT NULL AND undone_at IS NULL"
    );
    let row = tx.find(find, args![import, account]).await?;
    let begun_at: Time = row.ok_or(Error::NotFound)?.time(0)?;
    if now.since(begun_at) > UNDO {
        return Err(CannotImport::TooLate);
    }
    let taken_back = take_back(tx, (account, import), (by, ambient)).await?;
    let lines = sql!("DELETE FROM import_lines WHERE import_id = $1");
    tx.run(lines, args![import]).await?;
    let undone = sql!("UPDATE imports SET undone_at = $2 WHERE id = $1");
    tx.run(undone, args![import, now]).await?;
    let detail = taken_back.to_string();
    write_down(&mut authorized, "undoImport", (import, &detail)).await?;
    guarded.commit().await?;
    Ok(taken_back)
}

async fn take_back(
    tx: &mut Tx,
    (account, import): (AccountId, ImportId),
    (by, ambient): (PersonId, &Ambient),
) -> Result<u64, tutela_db::Error> {
    let now = ambient.now();
    let end = sql!(
        "UPDATE invitations SET revoked_at = $2
         WHERE import_id = $1 AND revoked_at IS NULL AND uses < use_limit"
    );
    let mut taken_back = tx.run(end, args![import, now]).await?;
    let list = sql!(
        "SELECT l.person_id FROM import_lines l
         LEFT JOIN passwords w ON w.person_id = l.person_id
         WHERE l.import_id = $1 AND l.person_id IS NOT NULL AND w.person_id IS NULL
         ORDER BY l.line, l.person_id"
    );
    let rows = tx.rows(list, args![import]).await?;
    let people = rows.iter().map(|row: &Row| row.id(0));
    for person in people.collect::<Result<Vec<PersonId>, _>>()? {
        remove_member(tx, account, person, (by, ambient)).await?;
        end_for(tx, person, now).await?;
        taken_back += 1;
    }
    Ok(taken_back)
}
