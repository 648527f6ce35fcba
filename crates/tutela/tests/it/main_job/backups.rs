//! Backups of the real program while it serves: taken, proved on a copy that is started, and put back onto nothing.

use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::Client;
use super::house::{House, on_both};
use super::teach::{FILM, Made};
use crate::serving::program::Served;

impl House {
    /// Runs a command on the house's data and database, beside the server.
    fn beside(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = self.ground.command(arguments);
        command.args(["--log-level", "warn"]);
        if let Some(database) = &self.database {
            command.env("TUTELA_DATABASE", database);
        }
        command
    }

    fn back_up(&self) -> Value {
        let arguments = ["backup", "now", "--everything", "--data", "tutela-demo"];
        done(
            self.beside(&arguments)
                .args(["--to", "second"])
                .output()
                .unwrap(),
        )
    }

    fn recovery_key(&self) -> String {
        let arguments = ["backup", "key", "--data", "tutela-demo", "--to", "second"];
        let output = self.beside(&arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

#[track_caller]
fn done(output: Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

/// What ends is at the second place within seconds.
async fn ledger_has_grown(house: &House, pages: usize) {
    let ledger = house.ground.path("second/ledger");
    let begun = Instant::now();
    let count = || std::fs::read_dir(&ledger).map_or(0, Iterator::count);
    while count() < pages {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "nothing was shipped"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_br2_a_house_is_backed_up_while_it_serves_and_comes_back_on_an_empty_machine() {
    for house in House::with_second_place().await {
        let made = Made::by(&house).await;
        let told = house.back_up();
        assert_eq!(
            told["proof"]["rehearsal"],
            "it started, somebody signed in, and a film played by ranges",
            "{told}"
        );
        assert_eq!(told["damaged_copies_refused"], 3);
        assert_eq!(told["proof"]["opened"], told["objects"]);
        // After the backup the learner's role is taken, and the manager signs out.
        let owner = house.sign_in("account_owner").await;
        let removal = format!("/api/v1/roles/{}/removal", made.learner_grant);
        owner.post(&removal, json!({})).await.ok();
        made.manager.delete("/api/v1/session").await.ok();
        ledger_has_grown(&house, 1).await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        let (key, film) = (
            house.recovery_key(),
            (made.film.clone(), made.film_object.clone()),
        );
        let House { ground, served, .. } = house;
        drop(served);
        let arguments = ["restore", "second", "--data", "new", "--yes", "--json"];
        let mut restore = ground.command(&arguments);
        let told = done(restore.env("TUTELA_BACKUP_KEY", &key).output().unwrap());
        assert!(told["endings_replayed"].as_u64().unwrap() >= 2, "{told}");
        assert_eq!(told["objects_missing"], 0);
        let again = ground
            .command(&arguments)
            .env("TUTELA_BACKUP_KEY", &key)
            .output()
            .unwrap();
        assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
        let mut serve = ground.command(&["serve", "--json", "--listen", "127.0.0.1:0"]);
        serve.args(["--data", "new", "--log-level", "warn"]);
        let served = Served::start(serve);
        let back = |client: &Client| client.at(served.address());
        let learner = back(&made.learner);
        assert_eq!(
            learner.get("/api/v1/me").await.status,
            200,
            "a session that had not ended"
        );
        let path = format!("/api/v1/lessons/{}/media/{}", film.0, film.1);
        assert_eq!(
            learner.get(&path).await.status,
            404,
            "a role that was removed"
        );
        assert_eq!(
            back(&made.manager).get("/api/v1/me").await.status,
            401,
            "a session that had"
        );
        let owner = back(&owner);
        assert_eq!(
            owner.get(&path).await.body,
            FILM,
            "and the film is the film"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_br2_administrators_see_backups_and_start_one() {
    on_both(async |house: House| {
        let administrator = house.sign_in("platform_administrator").await;
        let standing = administrator.get("/api/v1/platform/backups").await.ok();
        assert_eq!(standing["alarms"][0]["kind"], "same-disk", "{standing}");
        assert_eq!(standing["backups"], json!([]));
        let started = administrator
            .post("/api/v1/platform/backups", json!({}))
            .await;
        assert_eq!(started.status, 202);
        let begun = Instant::now();
        let backup = loop {
            let standing = administrator.get("/api/v1/platform/backups").await.ok();
            let first = standing["backups"][0].clone();
            if first.is_object() && first["state"] != "running" {
                break first;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{standing}");
            tokio::time::sleep(Duration::from_millis(300)).await;
        };
        assert_eq!(backup["state"], "proved", "{backup}");
        let path = format!(
            "/api/v1/platform/backups/{}",
            backup["id"].as_str().unwrap()
        );
        assert_eq!(
            administrator.get(&path).await.ok()["rehearsal"],
            backup["rehearsal"]
        );
        let owner = house.sign_in("account_owner").await;
        assert_eq!(owner.get("/api/v1/platform/backups").await.status, 404);
        assert_eq!(
            owner
                .post("/api/v1/platform/backups", json!({}))
                .await
                .status,
            404
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_a_backup_that_is_killed_leaves_those_before_it_good() {
    for house in House::with_second_place().await {
        house.back_up();
        let mut killed = 0;
        for round in 0..6 {
            let arguments = ["backup", "now", "--no-rehearsal", "--data", "tutela-demo"];
            let mut command = house.beside(&arguments);
            command
                .args(["--to", "second"])
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            tokio::time::sleep(Duration::from_millis(150 + round * 250)).await;
            killed += u32::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert!(killed > 0, "none was in the middle");
        let verify = [
            "backup",
            "verify",
            "--everything",
            "--no-rehearsal",
            "--data",
            "tutela-demo",
        ];
        done(
            house
                .beside(&verify)
                .args(["--to", "second"])
                .output()
                .unwrap(),
        );
        assert_eq!(
            house.back_up()["proof"]["objects"].as_u64().map(|n| n > 0),
            Some(true)
        );
    }
}
