//! Letters leave once, are tried again, and are given up in the end.

use std::time::Duration;

use tutela_audit::outbox::{Outcome, claim, is_any_due, queue, settle, sweep};
use tutela_audit::{Letter, LetterKind, To};
use tutela_db::{args, sql};

use crate::world::{World, on_both};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn put(world: &World, lasts: Duration) {
    let mut tx = world.db.write().await.unwrap();
    let letter = Letter {
        to: To::Mail("anna@example.org".to_owned()),
        person: Some(world.anna),
        language: "en",
        kind: LetterKind::PasswordReset,
        words: &[("code", "817 204".to_owned())],
        expires_at: world.ambient.now().plus(lasts),
    };
    queue(&mut tx, letter, &world.ambient).await.unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(world: &World) -> i64 {
    let waiting = sql!("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND dropped_at IS NULL");
    world.count(waiting).await
}

async fn last_error(world: &World) -> Option<String> {
    let mut tx = world.db.read().await.unwrap();
    let find = sql!("SELECT last_error FROM outbox ORDER BY queued_at DESC, id DESC LIMIT 1");
    let row = tx.get(find, args![]).await.unwrap();
    row.opt_text(0).unwrap()
}

#[tokio::test]
async fn of_many_senders_one_gets_a_letter() {
    on_both(async |w: World| {
        for _ in 0..20 {
            put(&w, DAY).await;
        }
        let senders = (0..6).map(|_| {
            let (db, ambient) = (w.db.clone(), w.ambient.clone());
            tokio::spawn(async move { claim(&db, &ambient).await.unwrap() })
        });
        let mut claimed = Vec::new();
        for sender in senders.collect::<Vec<_>>() {
            claimed.extend(sender.await.unwrap().into_iter().map(|due| due.id));
        }
        claimed.extend(
            claim(&w.db, &w.ambient)
                .await
                .unwrap()
                .iter()
                .map(|due| due.id),
        );
        claimed.extend(
            claim(&w.db, &w.ambient)
                .await
                .unwrap()
                .iter()
                .map(|due| due.id),
        );
        let letters = claimed.len();
        claimed.sort_unstable();
        claimed.dedup();
        assert_eq!((letters, claimed.len()), (20, 20), "none twice, none left");
        assert!(!is_any_due(&w.db, w.ambient.now()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_sender_that_dies_leaves_its_letter_to_the_next() {
    on_both(async |w: World| {
        put(&w, DAY).await;
        let dead = claim(&w.db, &w.ambient).await.unwrap();
        w.clock.forward(HOUR);
        let next = claim(&w.db, &w.ambient).await.unwrap();
        assert_eq!(dead[0].id, next[0].id);
        let late = Outcome::Refused("late".to_owned());
        settle(&w.db, &dead[0], &late, w.ambient.now())
            .await
            .unwrap();
        assert_eq!(waiting(&w).await, 1, "it is the other's by now");
        settle(&w.db, &next[0], &Outcome::Sent, w.ambient.now())
            .await
            .unwrap();
        assert_eq!(waiting(&w).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_tried_again_later_and_not_for_ever() {
    on_both(async |w: World| {
        put(&w, 30 * DAY).await;
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let mut paused = Duration::ZERO;
            while !is_any_due(&w.db, w.ambient.now()).await.unwrap() {
                w.clock.forward(Duration::from_secs(30));
                paused += Duration::from_secs(30);
            }
            pauses.push(paused.as_secs() / 30);
            let due = claim(&w.db, &w.ambient).await.unwrap();
            assert_eq!(due[0].words["code"].expose(), "817 204");
            let failed = Outcome::Failed("451 try later".to_owned());
            settle(&w.db, &due[0], &failed, w.ambient.now())
                .await
                .unwrap();
            assert_eq!(last_error(&w).await.as_deref(), Some("451 try later"));
        }
        assert_eq!(pauses, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720]);
        assert_eq!(waiting(&w).await, 0, "given up");
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_is_of_no_use_any_more_is_dropped_and_says_so() {
    on_both(async |w: World| {
        put(&w, HOUR).await;
        w.clock.forward(HOUR);
        assert_eq!(claim(&w.db, &w.ambient).await.unwrap().len(), 0);
        assert_eq!(waiting(&w).await, 0);
        assert!(last_error(&w).await.unwrap().contains("expired"));

        put(&w, Duration::from_secs(20)).await;
        let due = claim(&w.db, &w.ambient).await.unwrap();
        let failed = Outcome::Failed("451 try later".to_owned());
        settle(&w.db, &due[0], &failed, w.ambient.now())
            .await
            .unwrap();
        assert_eq!(waiting(&w).await, 0, "it would come too late");
    })
    .await;
}

#[tokio::test]
async fn codes_rest_sealed_and_are_erased() {
    on_both(async |w: World| {
        for outcome in [Outcome::Sent, Outcome::Refused("550 no such user".into())] {
            put(&w, DAY).await;
            let mut tx = w.db.read().await.unwrap();
            let words = sql!("SELECT words FROM outbox WHERE words IS NOT NULL");
            let words = tx.get(words, args![]).await.unwrap().blob(0).unwrap();
            drop(tx);
            assert!(!words.windows(3).any(|bytes| bytes == b"817"), "sealed");
            let due = claim(&w.db, &w.ambient).await.unwrap();
            assert!(
                !format!("{due:?}").contains("817"),
                "it does not print itself"
            );
            settle(&w.db, &due[0], &outcome, w.ambient.now())
                .await
                .unwrap();
            let left = sql!("SELECT COUNT(*) FROM outbox WHERE words IS NOT NULL");
            assert_eq!(w.count(left).await, 0);
        }
        w.clock.forward(31 * DAY);
        assert_eq!(sweep(&w.db, w.ambient.now()).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn words_that_no_key_opens_are_dropped() {
    on_both(async |w: World| {
        put(&w, DAY).await;
        let other =
            tutela_core::Ambient::new(w.clock.clone(), std::sync::Arc::new(tutela_core::SystemRng));
        assert_eq!(claim(&w.db, &other).await.unwrap().len(), 0);
        assert!(last_error(&w).await.unwrap().contains("open"));
    })
    .await;
}
