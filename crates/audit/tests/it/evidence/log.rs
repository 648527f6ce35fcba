//! From the act to the proof, on a real database of each engine.

use std::collections::BTreeMap;
use std::time::Duration;

use tutela_audit::evidence::{
    self, Checkpoint, Details, Entry, Kind, Note, Numbered, Said, Standing, merkle,
};
use tutela_core::{AccountId, Ambient, EvidenceId, SystemClock, SystemRng};
use tutela_db::{Error, args, sql};

use super::files::Export;
use crate::world::{World, on_both};

async fn school(w: &World) -> AccountId {
    let installation = w.ambient.id();
    evidence::lay_in(&w.db, installation, &w.ambient)
        .await
        .unwrap();
    w.ambient.id()
}

fn given(account: AccountId, subject: &str) -> Entry<'_> {
    Entry {
        kind: Kind::RoleGranted,
        account: Some(account),
        actor: None,
        subject,
        details: Details::Kept("role=course_learner person=anna"),
    }
}

async fn testify(w: &World, entry: Entry<'_>) -> EvidenceId {
    let mut tx = w.db.write().await.unwrap();
    let id = evidence::append(&mut tx, &entry, &w.ambient).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn sequence(w: &World) -> usize {
    evidence::sequence(&w.db, &w.ambient).await.unwrap()
}

async fn latest(w: &World) -> Option<evidence::SignedCheckpoint> {
    let mut tx = w.db.read().await.unwrap();
    evidence::latest(&mut tx).await.unwrap()
}

async fn export(w: &World, account: Option<AccountId>) -> Export {
    let mut files = BTreeMap::new();
    let mut put = |path: &str, bytes: &[u8]| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    };
    evidence::export(&w.db, account, &mut put).await.unwrap();
    Export(files)
}

#[tokio::test]
async fn an_entry_lasts_with_its_act_and_not_without_it() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        let mut tx = w.db.write().await.unwrap();
        evidence::append(&mut tx, &given(account, "undone"), &w.ambient)
            .await
            .unwrap();
        drop(tx);
        assert_eq!(sequence(w).await, 0, "what was undone was never said");
        assert_eq!(latest(w).await.unwrap().size, 0);
        testify(w, given(account, "one")).await;
        testify(w, given(account, "two")).await;
        assert_eq!(sequence(w).await, 2);
        assert_eq!(sequence(w).await, 0, "each once");
        let checkpoint = latest(w).await.unwrap();
        assert_eq!(checkpoint.size, 2);
        let note = Note::parse(&checkpoint.signed).unwrap();
        let mut tx = w.db.read().await.unwrap();
        let keys = evidence::verifiers(&mut tx).await.unwrap();
        assert!(matches!(note.said_by(&keys[0]), Said::Signed(_)));
        assert_eq!(Checkpoint::read(&note).unwrap().root, checkpoint.root);
    })
    .await;
}

#[tokio::test]
async fn many_who_write_and_several_who_number_leave_no_gap_and_one_tree() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        let writers = (0..12).map(|writer| {
            let (db, ambient) = (w.db.clone(), w.ambient.clone());
            tokio::spawn(async move {
                for act in 0..50 {
                    let mut tx = db.write().await.unwrap();
                    let subject = format!("{writer}-{act}");
                    evidence::append(&mut tx, &given(account, &subject), &ambient)
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let nodes = (0..3).map(|_| {
            let (db, ambient) = (w.db.clone(), w.ambient.clone());
            tokio::spawn(async move {
                let mut numbered = 0;
                for _ in 0..40 {
                    numbered += evidence::sequence(&db, &ambient).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                numbered
            })
        });
        let nodes: Vec<_> = nodes.collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let mut numbered = 0;
        for node in nodes {
            numbered += node.await.unwrap();
        }
        while let more @ 1.. = sequence(w).await {
            numbered += more;
        }
        assert_eq!(numbered, 600);
        let files = export(w, None).await;
        let verified = evidence::verify(&files, &[]).unwrap();
        assert_eq!((verified.checkpoint.size, verified.entries), (600, 600));
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_proved_to_whom_it_concerns_and_names_nobody() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        for number in 0..300 {
            testify(w, given(account, &format!("grant {number}"))).await;
        }
        let mut tx = w.db.read().await.unwrap();
        let about = evidence::about(&mut tx, (Some(account), "grant 77"))
            .await
            .unwrap();
        assert_eq!(about[0].number, None, "it waits for its place");
        assert_eq!(
            evidence::prove(&mut tx, &about[0], &w.ambient)
                .await
                .unwrap(),
            None
        );
        drop(tx);
        assert_eq!(sequence(w).await, 300);
        let mut tx = w.db.read().await.unwrap();
        let about = evidence::about(&mut tx, (Some(account), "grant 77"))
            .await
            .unwrap();
        let [entry] = &about[..] else {
            panic!("{about:?}")
        };
        let proof = evidence::prove(&mut tx, entry, &w.ambient)
            .await
            .unwrap()
            .unwrap();
        let leaf = merkle::leaf(entry.leaf.as_bytes());
        let root = merkle::root_of(leaf, proof.number, proof.checkpoint.size, &proof.hashes);
        assert_eq!(root, Some(proof.checkpoint.root));
        let opened = evidence::digest(&proof.opening, entry.details.as_deref().unwrap());
        assert!(entry.leaf.contains(&evidence::hex(&opened)));
        for secret in [
            account.to_string().as_str(),
            "grant 77",
            "anna",
            "course_learner",
        ] {
            assert!(!entry.leaf.contains(secret), "{}", entry.leaf);
        }
        let other = w.ambient.id();
        let number = entry.number.unwrap();
        assert!(
            evidence::find(&mut tx, Some(account), number)
                .await
                .unwrap()
                .is_some()
        );
        assert!(
            evidence::find(&mut tx, Some(other), number)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            evidence::about(&mut tx, (Some(other), "grant 77"))
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            evidence::about(&mut tx, (None, "grant 77"))
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_takes_its_own_entries_away_among_the_hashes_of_all() {
    on_both(async |world: World| {
        let w = &world;
        let (account, other) = (school(w).await, w.ambient.id());
        for number in 0..300 {
            let whose = if number % 3 == 0 { account } else { other };
            testify(w, given(whose, &number.to_string())).await;
        }
        sequence(w).await;
        let pin = latest(w).await.unwrap().signed;
        let mut files = export(w, Some(account)).await;
        let verified = evidence::verify(&files, std::slice::from_ref(&pin)).unwrap();
        assert_eq!((verified.checkpoint.size, verified.entries), (300, 100));
        assert!(files.0.keys().all(|path| !path.starts_with("tile/entries")));
        let text = files
            .text("entries.txt")
            .replace("role-granted", "role-revoked");
        files.0.insert("entries.txt".to_owned(), text.into_bytes());
        assert!(evidence::verify(&files, &[pin]).is_err());
    })
    .await;
}

#[tokio::test]
async fn an_older_checkpoint_shows_what_the_operator_did_to_the_rows() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        for number in 0..10 {
            testify(w, given(account, &number.to_string())).await;
        }
        sequence(w).await;
        let pin = latest(w).await.unwrap();
        testify(w, given(account, "later")).await;
        sequence(w).await;
        let mut tx = w.db.read().await.unwrap();
        let mailed = format!("  {}\r\n\r\n", pin.signed.replace('\n', "\r\n"));
        let standing = evidence::compare(&mut tx, &mailed).await.unwrap();
        assert!(
            matches!(&standing, Standing::Holds(now) if now.size == 11),
            "{standing:?}"
        );
        let altered = pin.signed.replace("\n10\n", "\n9\n");
        assert_eq!(
            evidence::compare(&mut tx, &altered).await.unwrap(),
            Standing::Unsigned
        );
        for foreign in ["", "hello", &pin.signed.replace("tutela/", "other/")] {
            assert_eq!(
                evidence::compare(&mut tx, foreign).await.unwrap(),
                Standing::Foreign
            );
        }
        drop(tx);
        let mut tx = w.db.write().await.unwrap();
        let forge = sql!("UPDATE evidence_tiles SET hashes = $1 WHERE level = 0");
        tx.run(forge, args![vec![7_u8; 32 * 11]]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = w.db.read().await.unwrap();
        assert_eq!(
            evidence::compare(&mut tx, &pin.signed).await.unwrap(),
            Standing::Forked
        );
        drop(tx);
        let mut tx = w.db.write().await.unwrap();
        let cut = sql!("DELETE FROM evidence_checkpoints WHERE size > 5");
        tx.run(cut, args![]).await.unwrap();
        let rest = evidence::compare(&mut tx, &pin.signed).await.unwrap();
        assert_eq!(rest, Standing::Ahead);
    })
    .await;
}

#[tokio::test]
async fn after_a_restore_the_log_signs_under_another_name() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        testify(w, given(account, "one")).await;
        sequence(w).await;
        let before = latest(w).await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let origin = evidence::renew(&mut tx, &w.ambient).await.unwrap();
        tx.commit().await.unwrap();
        w.clock.forward(Duration::from_secs(1));
        testify(w, given(account, "two")).await;
        sequence(w).await;
        let after = latest(w).await.unwrap();
        assert!(origin.ends_with("/2") && after.signed.starts_with(&origin));
        let files = export(w, None).await;
        assert!(
            evidence::verify(&files, &[before.signed]).is_ok(),
            "the entries are the same"
        );
    })
    .await;
}

#[tokio::test]
async fn without_the_houses_key_nothing_is_signed_and_nothing_lost() {
    on_both(async |world: World| {
        let w = &world;
        let account = school(w).await;
        testify(w, given(account, "one")).await;
        let stranger = Ambient::new(
            std::sync::Arc::new(SystemClock),
            std::sync::Arc::new(SystemRng),
        );
        let refused = evidence::sequence(&w.db, &stranger).await;
        assert!(matches!(refused, Err(Error::Missing)), "{refused:?}");
        assert_eq!(sequence(w).await, 1);
        let mut tx = w.db.read().await.unwrap();
        let found: Vec<Numbered> = evidence::latest_of(&mut tx, Kind::RoleGranted, 5)
            .await
            .unwrap();
        assert_eq!((found.len(), found[0].number), (1, Some(0)));
    })
    .await;
}
