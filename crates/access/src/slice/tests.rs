//! However many grants there are elsewhere, the slice is found by indexes alone.

use std::sync::atomic::{AtomicU32, Ordering};

use tutela_core::{Ambient, Secret};
use tutela_db::{Db, Place, Sql, Tx, args, sql};

use super::{SLICE, TOKEN_SLICE};

#[tokio::test]
async fn the_slice_is_found_by_indexes_on_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let db = crowded(&Place::File(folder.path().join("t.db"))).await;
    for slice in [SLICE, TOKEN_SLICE] {
        let plan = plan(&db, slice, "EXPLAIN QUERY PLAN", 3).await;
        let plan = plan.replace("SCAN CONSTANT ROW", "");
        assert!(!plan.contains("SCAN"), "a table is read whole:\n{plan}");
        assert!(
            !plan.contains("MATERIALIZE"),
            "a view is built whole:\n{plan}"
        );
        assert!(
            plan.contains("grants_held_once (person_id=? AND scope_id=?)"),
            "the grants are not found by person and place:\n{plan}"
        );
    }
}

#[tokio::test]
async fn the_slice_is_found_by_indexes_on_a_server() {
    let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") else {
        return;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("slice_{}_{next}", std::process::id());
    let place = Db::create(&Place::Server(Secret::new(server)), &name).await;
    let db = crowded(&place.unwrap()).await;
    let mut tx = db.write().await.unwrap();
    tx.run(sql!("ANALYZE"), args![]).await.unwrap();
    tx.commit().await.unwrap();
    for slice in [SLICE, TOKEN_SLICE] {
        let plan = plan(&db, slice, "EXPLAIN", 0).await;
        for table in [
            "grants",
            "sessions",
            "persons",
            "members",
            "api_tokens",
            "token_grants",
        ] {
            let whole = format!("Seq Scan on {table}");
            assert!(!plan.contains(&whole), "a table is read whole:\n{plan}");
        }
    }
}

async fn plan(db: &Db, slice: Sql, explain: &str, column: usize) -> String {
    let text: &'static str = Box::leak(format!("{explain} {}", slice.text()).into_boxed_str());
    let mut tx = db.read().await.unwrap();
    let args = args![&[1_u8; 32][..], "lesson1", 1_i64, "lesson", "platform"];
    let rows = tx.rows(Sql::literal(text), args).await.unwrap();
    rows.iter()
        .map(|row| row.text(column).unwrap() + "\n")
        .collect()
}

async fn crowded(place: &Place) -> Db {
    let db = Db::open(place, Ambient::system().now()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    crowd(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    db
}

/// One account with one channel, 200 courses of one lesson, 2,000 persons with a session and ten grants each.
async fn crowd(tx: &mut Tx) -> Result<(), tutela_db::Error> {
    let tree = sql!(
        "INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
         VALUES ('account', 'account', 'account', NULL, NULL, 0),
                ('channel', 'channel', 'account', 'channel', NULL, 0)"
    );
    let courses = sql!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
         INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
         SELECT 'course' || CAST(i AS TEXT), 'course', 'account', 'channel', 'course' || CAST(i AS TEXT), i
         FROM n"
    );
    let lessons = sql!(
        "INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
         SELECT 'lesson-of-' || id, 'lesson', account_id, channel_id, id, 0
         FROM scopes WHERE kind = 'course'"
    );
    let persons = sql!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         INSERT INTO persons (id, name, language, created_at)
         SELECT 'person' || CAST(i AS TEXT), 'Anna', 'en', i FROM n"
    );
    let members = sql!(
        "INSERT INTO members (account_id, person_id, joined_at) SELECT 'account', id, 0 FROM persons"
    );
    let grants = sql!(
        "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_at)
         SELECT p.id || s.id, p.id, 'course_learner', s.id, 'account', 0
         FROM persons p JOIN scopes s ON s.kind = 'course' AND s.created_at % 20 = p.created_at % 20"
    );
    for statement in [tree, courses, lessons, persons, members, grants] {
        tx.run(statement, args![]).await?;
    }
    sessions(tx).await?;
    tokens(tx).await
}

/// One token each, which derives from all that its person holds.
async fn tokens(tx: &mut Tx) -> Result<(), tutela_db::Error> {
    let tokens = sql!(
        "INSERT INTO api_tokens (id, person_id, digest, name, purpose, scope_id, account_id, allows, made_at, expires_at)
         SELECT id, person_id, token_digest, 'x', '', 'account', 'account', 'read', 0, 9 FROM sessions"
    );
    let derived =
        sql!("INSERT INTO token_grants (token_id, grant_id) SELECT person_id, id FROM grants");
    for statement in [tokens, derived] {
        tx.run(statement, args![]).await?;
    }
    Ok(())
}

async fn sessions(tx: &mut Tx) -> Result<(), tutela_db::Error> {
    let insert = sql!(
        "INSERT INTO sessions (id, person_id, token_digest, started_at, seen_at, idle_until,
                               absolute_until, user_agent)
         VALUES ($1, $1, $2, 0, 0, 9, 9, '')"
    );
    for number in 1..=2000 {
        let person = format!("person{number}");
        let digest = [person.as_bytes(), &[0; 32]].concat();
        tx.run(insert, args![&person, &digest[..32]]).await?;
    }
    Ok(())
}
