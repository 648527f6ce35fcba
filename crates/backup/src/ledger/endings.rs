//! What a restore must not bring back, table by table: how it is found, and how it is done again.
//!
//! A feature with a new way to end something adds its line here.

use tutela_access::ended;
use tutela_db::{Kind, Sql, sql};

/// A kind of ending.
pub struct Ending {
    /// Its word in the ledger; it never changes.
    pub kind: &'static str,
    /// What its columns hold: whose ending it is, when, and what else the replay needs.
    pub columns: &'static [Kind],
    /// Endings after `$1`.
    pub since: Sql,
    /// Statements that do it again, each with the columns it takes. They change nothing where it is done already, or
    /// where the row is not there.
    pub replay: &'static [(Sql, &'static [usize])],
}

use Kind::{Blob, Int, Text};

/// Every kind of ending.
pub const ENDINGS: &[Ending] = &[
    Ending {
        kind: "grant",
        columns: &[Text, Int, Text],
        since: ended::REVOKED,
        replay: &[(ended::REVOKE_AGAIN, &[0, 1, 2])],
    },
    // A role whose end was moved nearer; one that was moved away is a new decision, to be made again.
    Ending {
        kind: "grant end",
        columns: &[Text, Int, Int],
        since: ended::CHANGED,
        replay: &[(ended::SHORTEN_AGAIN, &[0, 2])],
    },
    Ending {
        kind: "membership",
        columns: &[Text, Int, Text],
        since: sql!(
            "SELECT account_id, left_at, person_id FROM members WHERE left_at > $1
             ORDER BY left_at, account_id, person_id"
        ),
        replay: &[(
            sql!(
                "UPDATE members SET left_at = $2
                 WHERE account_id = $1 AND person_id = $3 AND left_at IS NULL AND joined_at <= $2"
            ),
            &[0, 1, 2],
        )],
    },
    Ending {
        kind: "session",
        columns: &[Text, Int],
        since: sql!("SELECT id, ended_at FROM sessions WHERE ended_at > $1 ORDER BY ended_at, id"),
        replay: &[(
            sql!("UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"),
            &[0, 1],
        )],
    },
    Ending {
        kind: "password",
        columns: &[Text, Int, Text],
        since: sql!(
            "SELECT person_id, changed_at, hash FROM passwords WHERE changed_at > $1
             ORDER BY changed_at, person_id"
        ),
        replay: &[(
            sql!(
                "UPDATE passwords SET hash = $3, changed_at = $2 WHERE person_id = $1 AND changed_at < $2"
            ),
            &[0, 1, 2],
        )],
    },
    BLOCK,
    Ending {
        kind: "token",
        columns: &[Text, Int],
        since: sql!(
            "SELECT id, ended_at FROM api_tokens WHERE ended_at > $1 ORDER BY ended_at, id"
        ),
        replay: &[(
            sql!("UPDATE api_tokens SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"),
            &[0, 1],
        )],
    },
    Ending {
        kind: "invitation",
        columns: &[Text, Int, Int],
        since: sql!(
            "SELECT id, revoked_at, uses FROM invitations WHERE revoked_at > $1 ORDER BY revoked_at, id"
        ),
        replay: &[(
            sql!("UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL"),
            &[0, 1],
        )],
    },
    Ending {
        kind: "place",
        columns: &[Text, Int],
        since: sql!("SELECT id, closed_at FROM scopes WHERE closed_at > $1 ORDER BY closed_at, id"),
        replay: &[(
            sql!("UPDATE scopes SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL"),
            &[0, 1],
        )],
    },
    Ending {
        kind: "recovery code",
        columns: &[Blob, Int],
        since: sql!(
            "SELECT digest, used_at FROM recovery_codes WHERE used_at > $1 ORDER BY used_at, person_id"
        ),
        replay: &[(
            sql!("UPDATE recovery_codes SET used_at = $2 WHERE digest = $1 AND used_at IS NULL"),
            &[0, 1],
        )],
    },
];

/// A block, and its lifting: who was let in again is not kept out by the replay.
const BLOCK: Ending = Ending {
    kind: "block",
    columns: &[Text, Int, Text, Text, Text, Text, Int],
    since: sql!(
        "SELECT id, blocked_at, person_id, reason, blocked_by, lifted_by, lifted_at FROM blocks
         WHERE blocked_at > $1 OR lifted_at > $1 ORDER BY blocked_at, id"
    ),
    replay: &[
        (
            sql!(
                "INSERT INTO blocks (id, person_id, reason, blocked_by, blocked_at)
                 SELECT CAST($1 AS TEXT), p.id, CAST($4 AS TEXT),
                        COALESCE((SELECT b.id FROM persons b WHERE b.id = $5), p.id), CAST($2 AS BIGINT)
                 FROM persons p
                 WHERE p.id = $3 AND NOT EXISTS (SELECT 1 FROM blocks o WHERE o.id = $1)"
            ),
            &[0, 1, 2, 3, 4],
        ),
        (
            sql!(
                "UPDATE blocks SET lifted_at = $3, lifted_by = (SELECT p.id FROM persons p WHERE p.id = $2)
                 WHERE id = $1 AND lifted_at IS NULL"
            ),
            &[0, 5, 6],
        ),
        (
            sql!(
                "UPDATE persons
                 SET blocked_at = (SELECT MIN(b.blocked_at) FROM blocks b
                                   WHERE b.person_id = $1 AND b.lifted_at IS NULL)
                 WHERE id = $1"
            ),
            &[2],
        ),
    ],
};

/// What ends where nobody knows what has ended since: everything that lets somebody in without proving who he is.
pub const ALL_ENDED: &[Sql] = &[
    sql!("UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL"),
    sql!("UPDATE api_tokens SET ended_at = $1 WHERE ended_at IS NULL"),
    sql!("UPDATE invitations SET revoked_at = $1 WHERE revoked_at IS NULL"),
    sql!("UPDATE half_sign_ins SET expires_at = $1 WHERE expires_at > $1"),
    sql!("UPDATE unlockings SET used_at = $1 WHERE used_at IS NULL"),
    sql!("UPDATE resets SET used_at = $1 WHERE used_at IS NULL"),
];
