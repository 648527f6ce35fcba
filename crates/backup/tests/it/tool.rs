//! The repository is restic's: its own tool opens it with the recovery key, and finds nothing wrong.

use std::process::Command;

use tutela_backup::Kind;

use crate::world::{World, on_both};

fn restic(w: &World, words: &[&str]) -> Vec<u8> {
    let mut command = Command::new("restic");
    command.arg("-r").arg(w.second_place().join("repository"));
    command.args(["--no-cache", "--quiet"]).args(words);
    command.env("RESTIC_PASSWORD", w.key.text());
    let done = command
        .output()
        .expect("restic is installed by `cargo xtask check --only tools`");
    assert!(
        done.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    done.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_the_standard_tool_opens_a_backup_with_the_recovery_key() {
    on_both(async |world: World| {
        let w = &world;
        let taken = w.backups().take(Kind::Daily).await.unwrap();
        restic(w, &["check", "--read-data", "--no-lock"]);
        let dumped = restic(w, &["dump", "--no-lock", "latest", "/tutela/manifest.json"]);
        let manifest: tutela_backup::Manifest = serde_json::from_slice(&dumped).unwrap();
        assert_eq!(manifest, taken.manifest);
        let rows = restic(
            w,
            &[
                "dump",
                "--no-lock",
                "latest",
                "/tutela/database/persons.jsonl",
            ],
        );
        let rows = String::from_utf8(rows).unwrap();
        assert!(
            rows.contains("Bo Lind") && rows.lines().count() == 3,
            "{rows}"
        );
    })
    .await;
}
