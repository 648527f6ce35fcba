//! What every engine must do alike. An engine that fails here does not carry Tutela.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::atomic::{AtomicU32, Ordering};

use tutela_core::{Ambient, PersonId, Secret, Time};
use tutela_db::{Db, Error, Lock, Place, Value, args, sql};

/// The same test on the file and, where a server is given, on the server.
async fn on_both<F: Future<Output = ()>>(test: impl Fn(Db) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = Place::File(folder.path().join("t.db"));
    test(Db::open(&file, Time::from_micros(1)).await.unwrap()).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        let place = scratch(server).await;
        test(Db::open(&place, Time::from_micros(1)).await.unwrap()).await;
    }
}

async fn scratch(server: String) -> Place {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("conformance_{}_{next}", std::process::id());
    Db::create(&Place::Server(Secret::new(server)), &name)
        .await
        .unwrap()
}

async fn person(db: &Db, name: &str) -> PersonId {
    let id: PersonId = Ambient::system().id();
    let mut tx = db.write().await.unwrap();
    let insert =
        sql!("INSERT INTO persons (id, name, language, created_at) VALUES ($1, $2, 'en', $3)");
    tx.run(insert, args![id, name, Time::from_micros(5)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn names(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let rows = tx
        .rows(sql!("SELECT name FROM persons ORDER BY name, id"), args![])
        .await
        .unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test]
async fn digits_decide_what_a_placeholder_means() {
    on_both(async |db| {
        let mut tx = db.read().await.unwrap();
        let sql = sql!("SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT)");
        let row = tx.get(sql, args![7_i64, "two"]).await.unwrap();
        let shown = (
            row.text(0).unwrap(),
            row.int(1).unwrap(),
            row.text(2).unwrap(),
        );
        assert_eq!(shown, ("two".into(), 7, "two".into()));
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_value_comes_back() {
    on_both(async |db| {
        let id: PersonId = Ambient::system().id();
        let mut tx = db.write().await.unwrap();
        let insert = sql!("INSERT INTO persons (id, name, language, created_at, blocked_at) VALUES ($1, $2, $3, $4, $5)");
        let name = "Zoë \u{1f980} 'quoted' \"twice\" \\";
        tx.run(insert, args![id, name, "", i64::MIN, None::<Time>]).await.unwrap();
        let select = sql!("SELECT id, name, language, created_at, blocked_at FROM persons WHERE id = $1");
        let row = tx.get(select, args![id]).await.unwrap();
        assert_eq!(row.id::<PersonId>(0).unwrap(), id);
        assert_eq!(row.text(1).unwrap(), name);
        assert_eq!(row.text(2).unwrap(), "");
        assert_eq!(row.int(3).unwrap(), i64::MIN);
        assert_eq!(row.opt_time(4).unwrap(), None);
        assert!(matches!(row.time(4), Err(Error::Column(4))));
        assert!(matches!(row.int(1), Err(Error::Column(1))));
        assert!(matches!(row.text(9), Err(Error::Column(9))));
    })
    .await;
}

#[tokio::test]
async fn bytes_come_back_as_they_were() {
    on_both(async |db| {
        let bytes: Vec<u8> = (0..=255).collect();
        let id = person(&db, "Anna").await;
        let mut tx = db.write().await.unwrap();
        let insert = sql!("INSERT INTO sessions (id, person_id, token_digest, started_at, seen_at, idle_until, absolute_until, user_agent) VALUES ($1, $1, $2, 0, 0, 0, 0, '')");
        tx.run(insert, args![id, bytes.clone()]).await.unwrap();
        let select = sql!("SELECT token_digest FROM sessions WHERE token_digest = $1");
        assert_eq!(tx.get(select, args![bytes.clone()]).await.unwrap().blob(0).unwrap(), bytes);
    })
    .await;
}

#[tokio::test]
async fn counts_and_sums_are_whole_numbers() {
    on_both(async |db| {
        person(&db, "Anna").await;
        person(&db, "Bo").await;
        let mut tx = db.read().await.unwrap();
        let sql = sql!("SELECT COUNT(*), CAST(SUM(created_at) AS BIGINT), 1 FROM persons");
        let row = tx.get(sql, args![]).await.unwrap();
        assert_eq!(
            (
                row.count(0).unwrap(),
                row.int(1).unwrap(),
                row.int(2).unwrap()
            ),
            (2, 10, 1)
        );
        let none = sql!("SELECT CAST(SUM(created_at) AS BIGINT) FROM persons WHERE name = $1");
        assert_eq!(
            tx.get(none, args!["nobody"])
                .await
                .unwrap()
                .opt_int(0)
                .unwrap(),
            None
        );
        let missing = sql!("SELECT id FROM persons WHERE name = $1");
        assert!(matches!(
            tx.get(missing, args!["nobody"]).await,
            Err(Error::Missing)
        ));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_committed_never_happened() {
    on_both(async |db| {
        let id: PersonId = Ambient::system().id();
        let insert = sql!(
            "INSERT INTO persons (id, name, language, created_at) VALUES ($1, 'Anna', 'en', 0)"
        );
        let mut tx = db.write().await.unwrap();
        assert_eq!(tx.run(insert, args![id]).await.unwrap(), 1);
        drop(tx);
        assert_eq!(names(&db).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn errors_are_told_apart() {
    on_both(async |db| {
        let anna = person(&db, "Anna").await;
        let mut tx = db.write().await.unwrap();
        let again = sql!(
            "INSERT INTO persons (id, name, language, created_at) VALUES ($1, 'Anna', 'en', 0)"
        );
        assert!(tx.run(again, args![anna]).await.unwrap_err().is_duplicate());
        drop(tx);

        let mut tx = db.write().await.unwrap();
        let orphan = sql!(
            "INSERT INTO members (account_id, person_id, joined_at) VALUES ('nowhere', $1, 0)"
        );
        let answer = async {
            tx.run(orphan, args![anna]).await?;
            tx.commit().await
        };
        assert!(matches!(answer.await, Err(Error::Reference)));

        let mut tx = db.write().await.unwrap();
        let odd = sql!("INSERT INTO scopes (id, kind, created_at) VALUES ('x', 'planet', 0)");
        assert!(matches!(tx.run(odd, args![]).await, Err(Error::Check(_))));
        drop(tx);

        let mut tx = db.write().await.unwrap();
        let wrong = tx.prepare(sql!("SELECT nothing FROM nowhere")).await;
        assert!(matches!(wrong, Err(Error::Engine(_))));
    })
    .await;
}

#[tokio::test]
async fn a_reader_sees_one_state_and_writes_nothing() {
    on_both(async |db| {
        person(&db, "Anna").await;
        let count = sql!("SELECT COUNT(*) FROM persons");
        let mut reader = db.read().await.unwrap();
        assert_eq!(reader.get(count, args![]).await.unwrap().int(0).unwrap(), 1);
        person(&db, "Bo").await;
        assert_eq!(reader.get(count, args![]).await.unwrap().int(0).unwrap(), 1);
        assert!(
            reader
                .run(sql!("DELETE FROM persons"), args![])
                .await
                .is_err()
        );
        drop(reader);
        assert_eq!(names(&db).await, ["Anna", "Bo"]);
    })
    .await;
}

#[tokio::test]
async fn writers_that_hold_one_lock_take_turns() {
    on_both(async |db| {
        let anna = person(&db, "Anna").await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let db = db.clone();
            tasks.spawn(async move {
                let mut tx = db.write().await.unwrap();
                tx.lock(Lock::exclusive(anna.uuid())).await.unwrap();
                let read = sql!("SELECT created_at FROM persons WHERE id = $1");
                let at = tx.get(read, args![anna]).await.unwrap().int(0).unwrap();
                tokio::task::yield_now().await;
                let write = sql!("UPDATE persons SET created_at = $2 WHERE id = $1");
                tx.run(write, args![anna, at + 1]).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let read = sql!("SELECT created_at FROM persons WHERE id = $1");
        assert_eq!(tx.get(read, args![anna]).await.unwrap().int(0).unwrap(), 45);
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![Place::File(folder.path().join("t.db"))];
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        places.push(scratch(server).await);
    }
    for place in places {
        let db = Db::open(&place, Time::from_micros(1)).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let insert =
            sql!("INSERT INTO migrations (name, digest, applied_at) VALUES ('9999_flying', '', 0)");
        tx.run(insert, args![]).await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
        let refused = Db::open(&place, Time::from_micros(2)).await.err();
        assert!(matches!(refused, Some(Error::Newer(name)) if name == "9999_flying"));
    }
}

#[tokio::test]
async fn opening_twice_applies_each_step_once() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("t.db"));
    Db::open(&place, Time::from_micros(1))
        .await
        .unwrap()
        .close()
        .await;
    let db = Db::open(&place, Time::from_micros(2)).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let late = sql!("SELECT COUNT(*) FROM migrations WHERE applied_at = 2");
    assert_eq!(tx.get(late, args![]).await.unwrap().int(0).unwrap(), 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_unavailable() {
    let place = Place::Server(Secret::new("postgres://nobody@127.0.0.1:1/none".to_owned()));
    let error = Db::open(&place, Time::from_micros(1)).await.err();
    assert!(
        matches!(error, Some(Error::Unavailable(_) | Error::Busy)),
        "{error:?}"
    );
}

#[test]
fn absence_keeps_its_kind() {
    assert_eq!(Value::from(None::<&str>), Value::Text(None));
    assert_eq!(Value::from(None::<i64>), Value::Int(None));
    assert_eq!(Value::from(None::<Vec<u8>>), Value::Blob(None));
}

#[tokio::test]
async fn a_look_tells_the_version_and_what_is_pending() {
    on_both(async |db| {
        let look = db.look().await.unwrap();
        assert!(look.version.starts_with(db.engine_name()), "{look:?}");
        assert!(look.is_begun);
        assert_eq!(look.pending, Vec::<&str>::new());

        let mut tx = db.write().await.unwrap();
        let forget = sql!("DELETE FROM migrations WHERE name = $1");
        tx.run(forget, args!["0005_media"]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.look().await.unwrap().pending, ["0005_media"]);
    })
    .await;
}

#[tokio::test]
async fn a_look_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    let place = Place::File(path.clone());
    let missing = Db::open_as_is(&place).await.err().unwrap();
    assert!(matches!(missing, Error::Unavailable(_)), "{missing}");
    assert!(!path.exists());

    std::fs::write(&path, "").unwrap();
    let db = Db::open_as_is(&place).await.unwrap();
    let look = db.look().await.unwrap();
    assert!(!look.is_begun);
    assert_eq!(look.pending.len(), tutela_db::MIGRATIONS.len());
    let mut tx = db.write().await.unwrap();
    let write = tx.run(sql!("CREATE TABLE t (id TEXT)"), args![]).await;
    assert!(matches!(write, Err(Error::Engine(_))), "{write:?}");
    drop(tx);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
}
