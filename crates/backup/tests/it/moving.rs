//! From one engine to the other and back, row for row.

use tutela_backup::restore::{Ledger, Restore, choose};
use tutela_backup::{Backups, Kind, differences, dump};
use tutela_db::{Db, Place};
use tutela_vault::Store;

use crate::world::{World, on_both, server};

async fn figures(db: &Db) -> Vec<tutela_backup::TableFigures> {
    let mut tx = db.read().await.unwrap();
    dump(&mut tx, None).await.unwrap().tables
}

/// Restores the newest backup into an empty database; gives it with what came.
async fn restore(w: &World, to: &Place, name: &str) -> Db {
    let all = w.backups().list().await.unwrap();
    let restore = Restore {
        from: w.place.clone(),
        key: w.key.clone(),
        snapshot: choose(&all, None).unwrap(),
        ledger_at_least: 0,
        ledger: Ledger::Replay,
        ambient: w.ambient.clone(),
    };
    let files = w.folder.path().join(format!("{name} files"));
    std::fs::create_dir(&files).unwrap();
    let manifest = restore.fetch(&files).await.unwrap();
    let (db, _, _) = restore.fill(to, &files, &manifest).await.unwrap();
    let objects = Store::folder(&w.folder.path().join(format!("{name} objects"))).unwrap();
    let mirrored = restore.objects(&db, &objects).await.unwrap();
    assert_eq!(
        (
            mirrored.copied,
            mirrored.missing.len(),
            mirrored.damaged.len()
        ),
        (3, 0, 0)
    );
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_a_restore_is_row_for_row_what_was_there() {
    on_both(async |world: World| {
        let w = &world;
        for number in 0..20 {
            w.member(number).await;
        }
        w.backups().take(Kind::Daily).await.unwrap();
        let before = figures(&w.db).await;
        let file = Place::File(w.folder.path().join("restored.db"));
        let db = restore(w, &file, "file").await;
        assert_eq!(
            differences(&before, &figures(&db).await),
            Vec::<String>::new()
        );
        assert!(before.iter().map(|table| table.rows).sum::<u64>() > 120);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_moving_to_the_other_engine_and_back_loses_nothing() {
    on_both(async |world: World| {
        let w = &world;
        let Some(server) = server().await else {
            return;
        };
        for number in 0..20 {
            w.member(number).await;
        }
        w.backups().take(Kind::Daily).await.unwrap();
        let before = figures(&w.db).await;
        let moved = restore(w, &server, "server").await;
        assert_eq!(moved.engine_name(), "PostgreSQL");
        assert_eq!(
            differences(&before, &figures(&moved).await),
            Vec::<String>::new()
        );
        w.clock.forward(std::time::Duration::from_secs(60));
        let there: Backups = w.backups_of(&moved, Vec::new());
        there.take(Kind::Daily).await.unwrap();
        let back = restore(w, &Place::File(w.folder.path().join("back.db")), "back").await;
        assert_eq!(back.engine_name(), "SQLite");
        assert_eq!(
            differences(&before, &figures(&back).await),
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_goes_into_nothing_that_is_in_use() {
    on_both(async |world: World| {
        let w = &world;
        w.backups().take(Kind::Daily).await.unwrap();
        let used = Place::File(w.folder.path().join("used.db"));
        Db::open(&used, w.ambient.now())
            .await
            .unwrap()
            .close()
            .await;
        let refused = Db::make(&used, &[], w.ambient.now()).await.err().unwrap();
        assert!(refused.to_string().contains("already"), "{refused}");
        let newer = ["9999_future".to_owned()];
        let place = Place::File(w.folder.path().join("new.db"));
        let refused = Db::make(&place, &newer, w.ambient.now())
            .await
            .err()
            .unwrap();
        assert!(refused.to_string().contains("newer"), "{refused}");
    })
    .await;
}
