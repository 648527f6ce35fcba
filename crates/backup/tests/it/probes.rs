//! The controls of the backups hold, and are seen failing on purpose.

use std::time::Duration;

use tutela_audit::probe::Found;
use tutela_backup::verify::Share;
use tutela_backup::{Backups, probes};
use tutela_db::{args, sql};

use crate::world::{World, on_both};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn found(backups: &Backups, name: &str) -> Found {
    let all = probes(backups);
    let probe = all.iter().find(|probe| probe.name == name).unwrap();
    probe.run(None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_the_day_before_yesterday_turns_its_row_red() {
    on_both(async |world: World| {
        let w = &world;
        let backups = w.backups();
        assert!(found(&backups, "backup").await.is_err(), "none was taken");
        backups.day(Share::Everything, None).await.unwrap();
        let held = found(&backups, "backup").await.unwrap();
        assert!(held.figures.contains(&("objects", 3)), "{held:?}");
        w.clock.forward(2 * DAY);
        let late = found(&backups, "backup").await.unwrap_err();
        assert_eq!(late, "the last one is 48 hours old");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_not_proved_turns_its_row_red() {
    on_both(async |world: World| {
        let w = &world;
        let backups = w.backups();
        backups.day(Share::Everything, None).await.unwrap();
        let held = found(&backups, "restore").await.unwrap();
        assert!(held.figures.contains(&("opened", 3)), "{held:?}");
        w.run(sql!("UPDATE backup_runs SET verified_at = NULL"), args![])
            .await;
        let unproved = found(&backups, "restore").await.unwrap_err();
        assert_eq!(unproved, "there is none yet");
        w.run(
            sql!("UPDATE backup_runs SET trouble = 'a row differs'"),
            args![],
        )
        .await;
        let failed = found(&backups, "restore").await.unwrap_err();
        assert_eq!(failed, "the last one failed: a row differs");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_names_no_repository_turns_its_row_red() {
    on_both(async |world: World| {
        let none = found(&world.backups(), "mirror").await.unwrap_err();
        assert!(none.contains("--backup-repository"), "{none}");
    })
    .await;
}
