//! The second net: row level security (promise DA5). What the gate lets in runs as a role of its own that owns nothing,
//! and sees of each table that names an account only the rows of the account that was asked about. A statement that
//! forgets its scope then finds nothing of others. The first net is the gate and the scope in each statement.
//!
//! The fence of a transaction is set by the statement that loads what the policy decides on, by the function `fence`:
//! the id of an account, `platform`, or `me` with the id of a person. Before that it is not set, and nothing is seen.

use sqlx::{Postgres, Transaction};

use super::{rows, script};
use crate::{Error, Row, Sql, args};

/// The role; it cannot sign in.
const ROLE: &str = "tutela_rows";

/// Part of the names of the policies. What changes here in a later release gets the next number.
const EDITION: &str = "tutela_1";

/// Tables that name an account and are not fenced, because the gate itself asks them before it knows anything: the tree
/// of places, which has no names in it, and what a person is told, which is always asked for by person. And what every
/// transaction may have to testify to, whatever it was asked about: entries of the evidence log hold no names either.
const OPEN: &[&str] = &[
    "evidence_entries",
    "evidence_pending",
    "notifications",
    "scopes",
];

/// Tables in which the platform's own business reaches into accounts. Everything else is closed to it: no staff reads what
/// an account teaches; of sealed objects it counts bytes, and sees which are damaged.
const OF_THE_PLATFORM: &[&str] = &[
    "access_reviews",
    "account_keys",
    "accounts",
    "activities",
    "api_tokens",
    "destroyed_keys",
    "grants",
    "imports",
    "invitations",
    "members",
    "object_checks",
    "objects",
    "ownership_offers",
    "quotas",
    "registration_courses",
    "registrations",
];

/// Views that the gate asks before the fence stands, always about one person, one token or one grant; they see all rows.
/// All others see what their reader does.
const OF_THE_HOUSE: &[&str] = &[
    "belonging",
    "effective_grant",
    "enrolled_course",
    "known_grant",
    "live_token",
    "viewable_channel",
    "viewable_course",
    "withheld_grant",
];

/// Sets the fence. Everybody may: it narrows what a transaction of the role sees, and nothing that a person typed is SQL.
const FENCE: &str = "CREATE FUNCTION fence(place TEXT) RETURNS TEXT LANGUAGE sql VOLATILE
    AS $$ SELECT set_config('tutela.fence', place, true) $$";

/// Makes the role where that is allowed, and tries it on. A superuser's server, or one whose operator has made the role, has it.
const TRY: &str = "DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tutela_rows') THEN
        CREATE ROLE tutela_rows NOLOGIN;
        GRANT tutela_rows TO CURRENT_USER;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;
DO $$ BEGIN
    SET LOCAL ROLE tutela_rows;
    RESET ROLE;
    PERFORM set_config('tutela.net', 'on', true);
EXCEPTION WHEN insufficient_privilege OR invalid_parameter_value THEN
    PERFORM set_config('tutela.net', 'off', true);
END $$";

const HAS_FENCE: Sql = Sql::literal(
    "SELECT proname FROM pg_proc WHERE proname = 'fence' AND pronamespace = current_schema()::regnamespace",
);

/// Whether the role is there, is ours to take, and is held by the fences; `security_invoker` came with version 15.
const HOLDS: Sql = Sql::literal(
    "SELECT rolname FROM pg_roles
     WHERE rolname = 'tutela_rows' AND NOT rolsuper AND NOT rolbypassrls
       AND current_setting('tutela.net') = 'on' AND current_setting('server_version_num')::int >= 150000",
);

/// Tables that name an account, the column with the person whose rows they are, and whether the fence stands.
const TABLES: Sql = Sql::literal(
    "SELECT c.relname::text, a.attname::text,
            (SELECT p.attname::text FROM pg_attribute p
             WHERE p.attrelid = c.oid AND p.attname IN ('person_id', 'actor_id') AND NOT p.attisdropped LIMIT 1),
            CASE WHEN c.relrowsecurity AND c.relforcerowsecurity AND EXISTS
                      (SELECT FROM pg_policy y WHERE y.polrelid = c.oid AND y.polname = 'tutela_1_rows')
                 THEN 'stands' END
     FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
          AND a.attname = CASE WHEN c.relname = 'accounts' THEN 'id' ELSE 'account_id' END
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname",
);

const POLICIES: Sql = Sql::literal(
    "SELECT p.polname::text, c.relname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND starts_with(p.polname::text, 'tutela_')",
);

const VIEWS: Sql = Sql::literal(
    "SELECT c.relname::text FROM pg_class c
     WHERE c.relkind = 'v' AND c.relnamespace = current_schema()::regnamespace
       AND NOT COALESCE('security_invoker=true' = ANY (c.reloptions), false)",
);

const UNGRANTED: Sql = Sql::literal(
    "SELECT c.relname::text FROM pg_class c
     WHERE c.relkind IN ('r', 'v') AND c.relnamespace = current_schema()::regnamespace
       AND NOT has_table_privilege('tutela_rows', c.oid, 'SELECT, INSERT, UPDATE, DELETE')",
);

type Tx = Transaction<'static, Postgres>;

/// Hangs the net after the schema was brought up to date, in the same transaction. Gives whether it holds: not where the
/// role is missing and cannot be made.
pub async fn hang(tx: &mut Tx) -> Result<bool, Error> {
    if rows(tx, HAS_FENCE, args![]).await?.is_empty() {
        script(tx, FENCE).await?;
    }
    script(tx, TRY).await?;
    if rows(tx, HOLDS, args![]).await?.is_empty() {
        tracing::warn!(
            "row level security is not in force: an administrator of the database server makes the role by \
             CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO the user of Tutela"
        );
        return Ok(false);
    }
    for table in rows(tx, TABLES, args![]).await? {
        fence_in(tx, &table).await?;
    }
    for view in rows(tx, VIEWS, args![]).await? {
        let view = view.text(0)?;
        if !OF_THE_HOUSE.contains(&view.as_str()) {
            script(
                tx,
                &format!("ALTER VIEW {view} SET (security_invoker = true)"),
            )
            .await?;
        }
    }
    for table in rows(tx, UNGRANTED, args![]).await? {
        let table = table.text(0)?;
        script(
            tx,
            &format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE}"),
        )
        .await?;
    }
    Ok(true)
}

async fn fence_in(tx: &mut Tx, table: &Row) -> Result<(), Error> {
    let (name, account, own) = (table.text(0)?, table.text(1)?, table.opt_text(2)?);
    if OPEN.contains(&name.as_str()) || table.opt_text(3)?.is_some() {
        return Ok(());
    }
    for policy in rows(tx, POLICIES, args![]).await? {
        if policy.text(1)? == name {
            script(tx, &format!("DROP POLICY {} ON {name}", policy.text(0)?)).await?;
        }
    }
    let sees = condition(&name, &account, own.as_deref());
    let text = format!(
        "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
         ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
         CREATE POLICY {EDITION}_house ON {name} TO CURRENT_USER USING (true);
         CREATE POLICY {EDITION}_rows ON {name} TO {ROLE} USING ({sees});"
    );
    script(tx, &text).await
}

/// Which rows of a table the role sees, and may write: those of the account asked about; on the platform's business all of some
/// tables; on one's own business one's own, or where rows are nobody's in particular those of the accounts one belongs to.
fn condition(table: &str, account: &str, own: Option<&str>) -> String {
    let fence = "current_setting('tutela.fence', true)";
    let me = format!("substr({fence}, 4)");
    let mine = match own {
        Some(own) => format!("{own} = {me}"),
        None => {
            let members = format!("SELECT m.account_id FROM members m WHERE m.person_id = {me}");
            format!("{account} IN ({members})")
        }
    };
    let platform = match OF_THE_PLATFORM.contains(&table) {
        true => format!(" OR {fence} = 'platform'"),
        false => String::new(),
    };
    format!("{account} = {fence} OR {mine}{platform}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_account_teaches_is_closed_to_the_platform() {
        assert!(!condition("courses", "account_id", None).contains("platform"));
        assert!(condition("grants", "account_id", Some("person_id")).contains("platform"));
    }
}
