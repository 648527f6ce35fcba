//! A duty comes back at its time, once for all nodes.

use std::time::Duration;

use tutela_audit::duty::{self, Duty};

use crate::world::{World, on_both};

const DAILY: Duty = Duty {
    name: "daily",
    every: Duration::from_secs(24 * 3600),
    longest: Duration::from_secs(3600),
};

async fn begin(w: &World) -> Option<duty::Turn> {
    duty::begin(&w.db, DAILY, w.ambient.now()).await.unwrap()
}

async fn end(w: &World, turn: duty::Turn, outcome: Result<&str, &str>) {
    let outcome = outcome.map(str::to_owned).map_err(str::to_owned);
    duty::end(&w.db, turn, &outcome, w.ambient.now())
        .await
        .unwrap();
}

async fn state(w: &World) -> duty::State {
    let mut tx = w.db.read().await.unwrap();
    duty::find(&mut tx, "daily").await.unwrap().unwrap()
}

#[tokio::test]
async fn a_duty_is_done_once_in_its_interval_by_one_of_many() {
    on_both(async |world: World| {
        let w = &world;
        let all = (0..20).map(|_| {
            let (db, now) = (w.db.clone(), w.ambient.now());
            tokio::spawn(async move { duty::begin(&db, DAILY, now).await.unwrap() })
        });
        let mut turns = Vec::new();
        for one in all.collect::<Vec<_>>() {
            turns.extend(one.await.unwrap());
        }
        assert_eq!(turns.len(), 1);
        w.clock.forward(Duration::from_secs(60));
        assert_eq!(begin(w).await, None, "somebody is at it");
        end(w, turns[0], Ok("7 rows")).await;
        assert_eq!(state(w).await.outcome.as_deref(), Some("7 rows"));
        w.clock.forward(Duration::from_secs(24 * 3600 - 61));
        assert_eq!(begin(w).await, None, "not yet");
        w.clock.forward(Duration::from_secs(1));
        assert!(begin(w).await.is_some(), "a day after it began");
    })
    .await;
}

#[tokio::test]
async fn what_died_in_the_middle_is_taken_up_and_its_late_end_does_not_count() {
    on_both(async |world: World| {
        let w = &world;
        let dead = begin(w).await.unwrap();
        w.clock.forward(Duration::from_secs(3600));
        let next = begin(w).await.unwrap();
        end(w, dead, Ok("too late")).await;
        assert!(state(w).await.held_until.is_some(), "it is the other's now");
        duty::leave(&w.db, next).await.unwrap();
        assert!(begin(w).await.is_some(), "left at once");
    })
    .await;
}

#[tokio::test]
async fn what_failed_comes_sooner_and_what_is_called_comes_now() {
    on_both(async |world: World| {
        let w = &world;
        for (failures, minutes) in [(1, 1), (2, 2), (3, 4)] {
            end(w, begin(w).await.unwrap(), Err("no disk")).await;
            let state = state(w).await;
            assert_eq!((state.failures, state.succeeded_at), (failures, None));
            w.clock.forward(Duration::from_secs(minutes * 60 - 1));
            assert_eq!(begin(w).await, None);
            w.clock.forward(Duration::from_secs(1));
        }
        end(w, begin(w).await.unwrap(), Ok("")).await;
        assert_eq!(state(w).await.failures, 0);
        assert_eq!(begin(w).await, None);
        let mut tx = w.db.write().await.unwrap();
        duty::call(&mut tx, "daily", w.ambient.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(begin(w).await.is_some());
    })
    .await;
}
