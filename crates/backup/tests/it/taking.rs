//! What a backup holds, what it costs, and what is not taken for one.

use std::time::Duration;

use tutela_backup::verify::Share;
use tutela_backup::{Error, Kind};
use tutela_core::Time;
use tutela_db::{args, sql};

use crate::world::{World, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn br1_br2_a_backup_is_taken_fetched_back_and_proved() {
    on_both(async |world: World| {
        let w = &world;
        let backups = w.backups();
        let day = backups.day(Share::Everything, None).await.unwrap();
        assert_eq!((day.taken.mirrored.copied, day.proof.objects), (3, 3));
        assert_eq!((day.proof.opened, day.proof.opened_bytes), (3, 340_100));
        assert!(
            day.proof.rows > 15 && day.proof.hashed > 3,
            "{:?}",
            day.proof
        );
        assert_eq!(day.refused, 3, "a bit, a row and an object");
        let mut tx = w.db.read().await.unwrap();
        let runs = tutela_backup::runs::latest(&mut tx, 9).await.unwrap();
        assert_eq!(runs[0].state(w.ambient.now()).as_str(), "proved");
        assert_eq!(runs[0].trouble, None);
        assert!(runs[0].drilled_at.is_some());
        drop(tx);
        assert_eq!(
            std::fs::read_dir(w.folder.path().join("scratch"))
                .unwrap()
                .count(),
            0
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_the_next_backup_costs_what_changed() {
    on_both(async |world: World| {
        let w = &world;
        w.backups().take(Kind::Daily).await.unwrap();
        w.add_object("a new film", 5_000).await;
        w.clock.forward(Duration::from_secs(24 * 3600));
        let next = w.backups().take(Kind::Daily).await.unwrap();
        assert_eq!((next.mirrored.copied, next.mirrored.present), (1, 3));
        let snapshot = next.snapshot.unwrap();
        assert!(snapshot.added < 20_000, "{} bytes were new", snapshot.added);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_a_point_is_taken_when_something_changed_and_not_otherwise() {
    on_both(async |world: World| {
        let w = &world;
        assert!(
            w.backups()
                .take(Kind::Point)
                .await
                .unwrap()
                .snapshot
                .is_some()
        );
        w.clock.forward(Duration::from_secs(300));
        assert!(
            w.backups()
                .take(Kind::Point)
                .await
                .unwrap()
                .snapshot
                .is_none()
        );
        w.run(
            sql!("UPDATE persons SET name = 'Bo Berg' WHERE id = $1"),
            args![w.bo],
        )
        .await;
        let taken = w.backups().take(Kind::Point).await.unwrap();
        assert_eq!(taken.snapshot.unwrap().taken_at, w.ambient.now());
        let all = w.backups().list().await.unwrap();
        assert_eq!(all.len(), 2);
        let first = tutela_backup::restore::choose(
            &all,
            Some(all[1].taken_at.minus(Duration::from_secs(1))),
        );
        assert_eq!(first.unwrap().id, all[0].id, "a moment in between");
        let before = tutela_backup::restore::choose(&all, Some(Time::from_micros(5)));
        assert!(matches!(before, Err(Error::Nothing(_))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_an_object_that_is_missing_or_changed_is_no_backup() {
    on_both(async |world: World| {
        let w = &world;
        let object = w.add_object("lost", 1000).await;
        let path = w
            .folder
            .path()
            .join(format!("objects/objects/{}/{object}", w.account));
        let bytes = std::fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        changed[700] ^= 4;
        std::fs::write(&path, changed).unwrap();
        let refused = w.backups().day(Share::Everything, None).await.unwrap_err();
        assert!(
            refused.to_string().contains("not what was sealed"),
            "{refused}"
        );
        assert!(
            !w.second_place()
                .join(format!("objects/{}/{object}", w.account))
                .exists()
        );
        std::fs::remove_file(&path).unwrap();
        let refused = w.backups().day(Share::Everything, None).await.unwrap_err();
        assert!(refused.to_string().contains("is missing"), "{refused}");
        let mut tx = w.db.read().await.unwrap();
        let runs = tutela_backup::runs::latest(&mut tx, 9).await.unwrap();
        assert_eq!(runs.len(), 2);
        assert!(
            runs.iter()
                .all(|run| run.state(w.ambient.now()).as_str() == "failed")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_a_backup_that_shrank_is_an_alarm() {
    on_both(async |world: World| {
        let w = &world;
        for number in 0..60 {
            w.member(number).await;
        }
        w.backups().day(Share::Everything, None).await.unwrap();
        for table in [
            sql!("DELETE FROM sessions"),
            sql!("DELETE FROM api_tokens"),
            sql!("DELETE FROM invitations"),
            sql!("DELETE FROM passwords"),
            sql!("DELETE FROM grants"),
        ] {
            w.run(table, args![]).await;
        }
        w.clock.forward(Duration::from_secs(24 * 3600));
        let shrunken = w.backups().day(Share::Everything, None).await.unwrap_err();
        assert!(shrunken.to_string().contains("shrunken"), "{shrunken}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_recovery_key_opens_nothing_and_adds_nothing() {
    on_both(async |world: World| {
        let mut world = world;
        world.backups().take(Kind::Daily).await.unwrap();
        world.key = tutela_backup::RecoveryKey::generate(&world.ambient);
        let refused = world.backups().list().await.unwrap_err();
        assert!(
            matches!(refused, Error::WrongKey | Error::Repository(_)),
            "{refused:?}"
        );
        assert!(world.backups().take(Kind::Daily).await.is_err());
    })
    .await;
}
