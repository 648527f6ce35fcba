//! What was removed 30 days ago is destroyed: its row with the wrapped key first, so that nothing opens it any more, then its
//! bytes. Bytes that a failing store keeps are orphans, which the sweep takes.

use tutela_access::{Gate, OpenDoor};
use tutela_audit::{Activity, record};
use tutela_catalog::removal::{self, Due, KEPT};
use tutela_core::{AccountId, CourseId, LessonId, ObjectId, Scope};
use tutela_db::{Tx, args, sql};
use tutela_vault::Vault;

use crate::attachment;

/// How much is destroyed in one transaction.
const AT_ONCE: u32 = 100;

/// What was destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// Courses and lessons.
    pub places: u64,
    /// Films, documents and what was made of them.
    pub objects: u64,
    /// Objects whose bytes the store would not give up; the sweep tries again.
    pub left_behind: u64,
}

/// Destroys everything whose time is over.
///
/// # Errors
/// When the database fails. What was destroyed until then stays destroyed; the rest waits for the next time.
pub async fn destroy(gate: &Gate, vault: &Vault) -> Result<Destroyed, tutela_db::Error> {
    let mut done = Destroyed::default();
    loop {
        let gone = next_place(gate).await?;
        let Some(objects) = gone else { break };
        done.places += 1;
        shred(vault, &objects, &mut done).await;
    }
    loop {
        let objects = next_files(gate).await?;
        if objects.is_empty() {
            return Ok(done);
        }
        shred(vault, &objects, &mut done).await;
    }
}

type Gone = Vec<(AccountId, ObjectId)>;

/// Destroys the rows of one removed place.
async fn next_place(gate: &Gate) -> Result<Option<Gone>, tutela_db::Error> {
    let now = gate.ambient().now();
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let Some(due) = removal::due(&mut tx, now, 1).await?.pop() else {
        return Ok(None);
    };
    tx.lock(tutela_db::Lock::exclusive(due.account.uuid()))
        .await?;
    let mut gone = Gone::new();
    if removal::destroyed(&mut tx, &due, now).await? {
        gone = in_place(&mut tx, due.course, due.lesson).await?;
        forget(&mut tx, &gone).await?;
        note(&mut tx, gate, &due).await?;
    }
    tx.commit().await?;
    Ok(Some(gone))
}

/// Destroys the rows of some files that were replaced or taken out long enough ago.
async fn next_files(gate: &Gate) -> Result<Gone, tutela_db::Error> {
    let before = gate.ambient().now().minus(KEPT);
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let list = sql!(
        "SELECT account_id, id FROM objects WHERE replaced_at <= $1 ORDER BY replaced_at, id LIMIT $2"
    );
    let gone = read(&tx.rows(list, args![before, AT_ONCE]).await?)?;
    let mut removed = Gone::new();
    let take = sql!("DELETE FROM objects WHERE id = $1 AND replaced_at <= $2");
    for (account, object) in gone {
        // Somebody may have put it back between the list and now.
        if tx.run(take, args![object, before]).await? == 1 {
            forget_check(&mut tx, object).await?;
            removed.push((account, object));
        }
    }
    tx.commit().await?;
    Ok(removed)
}

async fn in_place(
    tx: &mut Tx,
    course: CourseId,
    lesson: Option<LessonId>,
) -> Result<Gone, tutela_db::Error> {
    let list = sql!(
        "SELECT o.account_id, o.id FROM objects o
         JOIN lessons l ON l.id = o.lesson_id
         WHERE l.course_id = $1 AND (CAST($2 AS TEXT) IS NULL OR l.id = $2)
         ORDER BY o.id"
    );
    read(&tx.rows(list, args![course, lesson]).await?)
}

async fn forget(tx: &mut Tx, gone: &Gone) -> Result<(), tutela_db::Error> {
    let delete = sql!("DELETE FROM objects WHERE id = $1");
    for (_, object) in gone {
        attachment::forget(tx, *object).await?;
        tx.run(delete, args![*object]).await?;
        forget_check(tx, *object).await?;
    }
    Ok(())
}

async fn forget_check(tx: &mut Tx, object: ObjectId) -> Result<(), tutela_db::Error> {
    let delete = sql!("DELETE FROM object_checks WHERE object_id = $1");
    tx.run(delete, args![object]).await?;
    Ok(())
}

fn read(rows: &[tutela_db::Row]) -> Result<Gone, tutela_db::Error> {
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.id(1)?)))
        .collect()
}

/// The machine did it, by nobody's wish of today.
async fn note(tx: &mut Tx, gate: &Gate, due: &Due) -> Result<(), tutela_db::Error> {
    let activity = Activity {
        actor: None,
        account: Some(due.account),
        scope: Scope::of(due.level(), due.scope),
        action: "destroyRemoved",
        policy: OpenDoor::OPERATOR.name,
        subject: due.scope.to_string(),
        detail: &due.title,
    };
    record(tx, activity, gate.ambient()).await
}

async fn shred(vault: &Vault, objects: &Gone, done: &mut Destroyed) {
    for (account, object) in objects {
        match vault.delete(*account, *object).await {
            Ok(()) => done.objects += 1,
            Err(error) => {
                tracing::warn!(%error, %object, "its bytes are left to the sweep");
                done.left_behind += 1;
            }
        }
    }
}
