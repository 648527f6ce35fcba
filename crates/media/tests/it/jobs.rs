//! Films that wait: one worker gets each, a dead one leaves it to the next, and what fails comes again or says why.

use std::time::Duration;

use tutela_access::{EditLesson, UploadMedia};
use tutela_catalog::lesson::Kind;
use tutela_core::ObjectId;
use tutela_db::{args, sql};
use tutela_media::process::job::{self, Job, Queue, Reason, State};
use tutela_media::process::{find, retry};

use super::world::{World, on_both};

const MINUTE: Duration = Duration::from_secs(60);

impl World {
    async fn claim(&self, queue: Queue, worker: &str) -> Option<Job> {
        let mut tx = self.db.write().await.unwrap();
        let job = job::claim(&mut tx, queue, worker, self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        job
    }

    async fn beat(&self, job: &Job, done: u64) -> bool {
        let mut tx = self.db.write().await.unwrap();
        let held = job::beat(&mut tx, job, done, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        held
    }

    async fn settle(&self, job: &Job, outcome: Result<(), Reason>) {
        let mut tx = self.db.write().await.unwrap();
        job::settle(&mut tx, job, outcome, self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn state(&self) -> State {
        let found = self.write((EditLesson, self.lesson), async |a| find(a).await);
        found.await.unwrap().unwrap().state
    }

    async fn last(&self, film: ObjectId, seconds: i64) {
        let mut tx = self.db.write().await.unwrap();
        let queue = Queue::of(Some(Duration::from_secs(seconds.unsigned_abs()))).as_str();
        let set = sql!("UPDATE processing_jobs SET queue = $2 WHERE film_id = $1");
        tx.run(set, args![film, queue]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_film_waits_from_the_moment_it_stands_and_one_of_many_takes_it() {
    on_both(async |world| {
        assert_eq!(world.claim(Queue::Short, "a").await, None);
        let film = world.upload(world.lesson).await;
        assert_eq!(world.state().await, State::Waiting { after: None });
        let (one, other) = tokio::join!(
            world.claim(Queue::Short, "a"),
            world.claim(Queue::Short, "b")
        );
        assert!(one.is_some() != other.is_some(), "{one:?} {other:?}");
        let job = one.or(other).unwrap();
        assert_eq!((job.film, job.attempts), (film, 1));
        assert!(world.beat(&job, 300).await);
        assert_eq!(world.state().await, State::Running { done: 300 });
        world.settle(&job, Ok(())).await;
        assert_eq!(world.state().await, State::Ready);
        world.clock.forward(60 * MINUTE);
        assert_eq!(world.claim(Queue::Short, "a").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_dead_worker_leaves_its_film_to_the_next_and_is_not_heard_again() {
    on_both(async |world| {
        world.upload(world.lesson).await;
        let dead = world.claim(Queue::Short, "dead").await.unwrap();
        world.clock.forward(job::HOLD - Duration::from_secs(1));
        assert_eq!(
            world.claim(Queue::Short, "next").await,
            None,
            "it may be alive"
        );
        assert!(world.beat(&dead, 10).await);
        world.clock.forward(job::HOLD);
        assert!(!world.beat(&dead, 20).await, "its hold has run out");
        let next = world.claim(Queue::Short, "next").await.unwrap();
        assert_eq!(next.attempts, 2);
        assert!(!world.beat(&dead, 30).await);
        world.settle(&dead, Ok(())).await;
        assert_eq!(world.state().await, State::Running { done: 0 });
    })
    .await;
}

#[tokio::test]
async fn a_film_that_kills_its_workers_is_given_up() {
    on_both(async |world| {
        world.upload(world.lesson).await;
        for attempt in 1..=4 {
            let job = world.claim(Queue::Short, "w").await.unwrap();
            assert_eq!(job.attempts, attempt);
            world.clock.forward(job::HOLD);
        }
        assert_eq!(world.claim(Queue::Short, "w").await, None);
        let reason = Reason::BrokeOff;
        assert_eq!(world.state().await, State::Failed { reason });
    })
    .await;
}

#[tokio::test]
async fn what_may_pass_comes_again_later_each_time() {
    on_both(async |world| {
        world.upload(world.lesson).await;
        for wait in [1, 2, 4] {
            let job = world.claim(Queue::Short, "w").await.unwrap();
            world.settle(&job, Err(Reason::NoRoom)).await;
            let after = Some(Reason::NoRoom);
            assert_eq!(world.state().await, State::Waiting { after });
            world.clock.forward(wait * MINUTE - Duration::from_secs(1));
            assert_eq!(
                world.claim(Queue::Short, "w").await,
                None,
                "not within {wait} minutes"
            );
            world.clock.forward(Duration::from_secs(1));
        }
        let job = world.claim(Queue::Short, "w").await.unwrap();
        world.settle(&job, Err(Reason::NoRoom)).await;
        let reason = Reason::NoRoom;
        assert_eq!(world.state().await, State::Failed { reason });
    })
    .await;
}

#[tokio::test]
async fn what_is_the_films_fault_waits_for_a_person() {
    on_both(async |world| {
        world.upload(world.lesson).await;
        let job = world.claim(Queue::Short, "w").await.unwrap();
        world.settle(&job, Err(Reason::Unreadable)).await;
        let reason = Reason::Unreadable;
        assert_eq!(world.state().await, State::Failed { reason });
        world.clock.forward(600 * MINUTE);
        assert_eq!(world.claim(Queue::Short, "w").await, None);
        let on = (UploadMedia, world.lesson);
        world.write(on, async |a| retry(a).await).await.unwrap();
        assert_eq!(world.state().await, State::Waiting { after: None });
        assert!(
            world.write(on, async |a| retry(a).await).await.is_err(),
            "it waits already"
        );
        assert_eq!(world.claim(Queue::Short, "w").await.unwrap().attempts, 1);
        let mut guarded = world.gate.write(&world.stranger).await.unwrap();
        assert!(guarded.authorize(UploadMedia, world.lesson).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_film_that_is_replaced_is_let_go() {
    on_both(async |world| {
        let first = world.upload(world.lesson).await;
        let job = world.claim(Queue::Short, "w").await.unwrap();
        assert_eq!(job.film, first);
        let second = world.upload(world.lesson).await;
        assert!(!world.beat(&job, 10).await, "nobody waits for it any more");
        world.clock.forward(job::HOLD);
        assert_eq!(world.claim(Queue::Short, "w").await.unwrap().film, second);
        assert_eq!(world.claim(Queue::Short, "w").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_long_film_holds_up_no_short_one() {
    on_both(async |world| {
        let long = world.upload(world.lesson).await;
        world.last(long, 7200).await;
        let other = world.make_lesson(Kind::Video).await;
        let short = world.upload(other).await;
        let at_long = world.claim(Queue::Long, "l").await.unwrap();
        assert_eq!(at_long.film, long);
        assert_eq!(world.claim(Queue::Short, "s").await.unwrap().film, short);
        // Who ends leaves it as it was found.
        let mut tx = world.db.write().await.unwrap();
        job::leave(&mut tx, &at_long).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.claim(Queue::Long, "m").await.unwrap().attempts, 1);
    })
    .await;
}

#[test]
fn the_line_hangs_on_the_length() {
    assert_eq!(Queue::of(Some(Duration::from_secs(600))), Queue::Short);
    assert_eq!(Queue::of(Some(Duration::from_secs(601))), Queue::Long);
    assert_eq!(Queue::of(None), Queue::Long);
}
