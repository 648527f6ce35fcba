//! Roles that ended, for the ledger that a restore replays: how they are found, and how they are ended again. And who must
//! hear of it when backups fail, and who may look at what came back.

use tutela_core::{PersonId, ScopeId, Time};
use tutela_db::{Error, Sql, Tx, args, sql};

/// Grants revoked after `$1`: id, time, by whom.
pub const REVOKED: Sql = sql!(
    "SELECT id, revoked_at, revoked_by FROM grants WHERE revoked_at > $1 ORDER BY revoked_at, id"
);

/// Revokes a grant again: id, time, by whom.
pub const REVOKE_AGAIN: Sql = sql!(
    "UPDATE grants SET revoked_at = $2, revoked_by = (SELECT p.id FROM persons p WHERE p.id = $3)
     WHERE id = $1 AND revoked_at IS NULL"
);

/// Grants whose end was changed after `$1`: id, time, the end.
pub const CHANGED: Sql = sql!(
    "SELECT g.id, a.at, g.until_at FROM activities a JOIN grants g ON g.id = a.subject_id
     WHERE a.at > $1 AND a.action = 'changeGrant' AND g.until_at IS NOT NULL
     ORDER BY a.at, g.id"
);

/// Brings the end of a grant nearer, and never further away: id, the end.
pub const SHORTEN_AGAIN: Sql =
    sql!("UPDATE grants SET until_at = $2 WHERE id = $1 AND (until_at IS NULL OR until_at > $2)");

/// Those who run the platform now.
///
/// # Errors
/// When the database fails.
pub async fn administrators(tx: &mut Tx, now: Time) -> Result<Vec<PersonId>, Error> {
    let list = sql!(
        "SELECT DISTINCT e.person_id FROM effective_grant e
         WHERE e.role = 'platform_administrator' AND (e.until_at IS NULL OR e.until_at > $1)
         ORDER BY e.person_id"
    );
    let rows = tx.rows(list, args![now]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// Somebody who may watch the film of a lesson, for the rehearsal on a restored copy: the one with the least rights first.
///
/// # Errors
/// When the database fails.
pub async fn watcher(tx: &mut Tx, lesson: ScopeId, now: Time) -> Result<Option<PersonId>, Error> {
    let find = sql!(
        "SELECT e.person_id FROM effective_grant e
         JOIN scopes s ON s.id = $1
         LEFT JOIN scopes c ON c.id = s.course_id
         WHERE (e.until_at IS NULL OR e.until_at > $2)
           AND ((e.scope_id = s.course_id AND e.role = 'course_learner' AND c.published_at IS NOT NULL)
                OR (e.scope_id = s.course_id AND e.role IN ('course_editor', 'course_tutor'))
                OR (e.scope_id = s.channel_id AND e.role = 'channel_manager')
                OR (e.scope_id = s.account_id AND e.role IN ('account_owner', 'account_manager')))
         ORDER BY CASE e.role WHEN 'course_learner' THEN 1 ELSE 2 END, e.person_id
         LIMIT 1"
    );
    let row = tx.find(find, args![lesson, now]).await?;
    row.map(|row| row.id(0)).transpose()
}
