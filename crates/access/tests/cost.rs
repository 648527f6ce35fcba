//! What a permission costs: prints figures, and fails on nothing. Run with
//! `cargo test --release -p tutela-access --test cost -- --ignored --nocapture`.
#![allow(clippy::unwrap_used)]

mod world;

use std::time::Instant;

use tutela_access::token::{self, NewToken, Use};
use tutela_access::{
    Caller, EditCourse, Myself, OpenDoor, Place, Slice, Somebody, ViewCourse, ViewLesson, ViewSelf,
};
use tutela_core::Role;
use world::{World, on_both};

const ROUNDS: u32 = 4_000;

#[tokio::test]
#[ignore = "it measures, and means something with --release alone"]
async fn what_a_permission_costs() {
    on_both(async |world: World| {
        let w = &world;
        println!(
            "{:<36} {:>11} {:>11}",
            w.db.engine_name(),
            "elapsed",
            "own CPU"
        );
        measure("begin and roll back", async || {
            drop(w.gate.look(OpenDoor::READY).await.unwrap());
        })
        .await;
        measure("the same with one permission", async || {
            let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
            guarded.authorize(ViewCourse, w.course).await.unwrap();
        })
        .await;
        measure("the same with a refusal", async || {
            let mut guarded = w.gate.read(&w.learner.caller).await.unwrap();
            assert!(guarded.authorize(EditCourse, w.course).await.is_err());
        })
        .await;
        measure("the same with two", async || {
            let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
            guarded.authorize(ViewCourse, w.course).await.unwrap();
            guarded.authorize(ViewLesson, w.lesson).await.unwrap();
        })
        .await;
        let program = program(w).await;
        measure("the same by an API token", async || {
            let mut guarded = w.gate.read(&program).await.unwrap();
            guarded.authorize(ViewCourse, w.course).await.unwrap();
        })
        .await;
        let slice = slice(w);
        measure("a lesson's slice in words", async || {
            assert!(w.gate.policy().case(slice.clone()).slice().exists);
        })
        .await;
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let allowed = guarded.authorize(ViewCourse, w.course).await.unwrap();
        measure("one more question, for a button", async || {
            assert!(allowed.also(EditCourse));
        })
        .await;
    })
    .await;
}

/// A program with a token of the owner.
async fn program(w: &World) -> Caller {
    let new = NewToken {
        name: "x".to_owned(),
        purpose: String::new(),
        scope: w.account.into(),
        allows: [Use::Read].into_iter().collect(),
        until: w.ambient.now().plus(std::time::Duration::from_secs(60)),
    };
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    let mut me = guarded.authorize(ViewSelf, Myself).await.unwrap();
    let made = token::make(&mut me, &new).await.unwrap().unwrap();
    guarded.commit().await.unwrap();
    Caller::with_api_token(made.token.digest())
}

/// What the gate loads about the owner at the lesson.
fn slice(w: &World) -> Slice {
    Slice {
        somebody: Somebody {
            id: w.owner.id,
            name: "Olga".to_owned(),
            language: "en".to_owned(),
            session: w.ambient.id(),
            unread: 0,
        },
        token: None,
        blocked: false,
        seen_at: w.ambient.now(),
        proved_at: None,
        target: w.lesson.into(),
        place: Place {
            account: Some(w.account),
            channel: Some(w.channel),
            course: Some(w.course),
        },
        exists: true,
        published: true,
        course_published: true,
        member: true,
        held: vec![(Role::AccountOwner, w.account.into())],
    }
}

async fn measure(what: &str, mut work: impl AsyncFnMut()) {
    for _ in 0..200 {
        work().await;
    }
    let (start, spent) = (Instant::now(), cpu_seconds());
    for _ in 0..ROUNDS {
        work().await;
    }
    let elapsed = start.elapsed().as_secs_f64();
    let each = |seconds: f64| seconds / f64::from(ROUNDS) * 1e6;
    let (elapsed, cpu) = (each(elapsed), each(cpu_seconds() - spent));
    println!("  {what:<34} {elapsed:>8.1} µs {cpu:>8.1} µs");
}

/// What all threads of this process have used, from `/proc/self/stat` (proc(5)): in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(") ").next().unwrap();
    let field = |at: usize| {
        after_name
            .split(' ')
            .nth(at)
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    (field(11) + field(12)) / 100.0
}
