//! Git repositories beside the data (DP1).

use std::path::Path;
use std::process::Command;

use tutela_backup::Kind;
use tutela_backup::verify::Share;

use crate::world::{World, on_both};

fn git(folder: &Path, words: &[&str]) -> String {
    let names = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org"];
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(names).args(words);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

fn repository(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    for number in 0..3 {
        std::fs::write(folder.join("a.txt"), format!("{number}\n")).unwrap();
        git(folder, &["add", "."]);
        git(folder, &["commit", "--quiet", "-m", "A change"]);
    }
    git(folder, &["tag", "v1"]);
    git(folder, &["branch", "side", "HEAD~1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dp1_a_repository_is_bundled_cloned_and_compared() {
    on_both(async |world: World| {
        let w = &world;
        let code = w.folder.path().join("code");
        repository(&code);
        let backups = w.backups_of(&w.db, vec![("code".to_owned(), code.clone())]);
        let day = backups.day(Share::Everything, None).await.unwrap();
        assert_eq!(day.proof.repositories, 1);
        let bundle = &day.taken.manifest.repositories[0];
        let head = git(&code, &["rev-parse", "HEAD"]);
        assert!(
            bundle
                .heads
                .contains(&format!("{} refs/heads/main", head.trim()))
        );
        assert_eq!(bundle.heads.len(), 3, "{:?}", bundle.heads);
        let into = w.folder.path().join("out");
        std::fs::create_dir(&into).unwrap();
        let (repository, snapshot) = (backups.repository().clone(), w.newest().await);
        let to = into.clone();
        tokio::task::spawn_blocking(move || repository.fetch(&snapshot, &to))
            .await
            .unwrap()
            .unwrap();
        git(&into, &["clone", "--quiet", "git/code.bundle", "again"]);
        assert_eq!(git(&into.join("again"), &["rev-parse", "HEAD"]), head);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dp1_a_repository_that_is_broken_or_gone_fails_the_backup() {
    on_both(async |world: World| {
        let w = &world;
        let code = w.folder.path().join("broken");
        repository(&code);
        let object = git(&code, &["rev-parse", "HEAD:a.txt"]);
        let object = code
            .join(".git/objects")
            .join(&object[..2])
            .join(object[2..].trim());
        std::fs::remove_file(object).unwrap();
        for path in [code, w.folder.path().join("nowhere")] {
            let backups = w.backups_of(&w.db, vec![("code".to_owned(), path)]);
            let refused = backups.take(Kind::Daily).await.unwrap_err();
            assert!(refused.to_string().contains("repository code"), "{refused}");
            assert_eq!(w.backups().list().await.unwrap().len(), 0);
        }
    })
    .await;
}
