//! A role goes back and forth while 64 connections keep the server busy: how long a removal takes to be answered, and whether
//! anybody is let in who asks after that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Bench;
use crate::client::api::{self, text};
use crate::client::{Connection, request};
use crate::figures::percentile;
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::installation::{House, Installation};

/// Milliseconds until a removal is answered, for 99 of 100.
const P99: Target = Target::AtMost(200.0);
const STALE: Target = Target::AtMost(0.0);
const CONNECTIONS: usize = 64;
const TRIALS: usize = 10_000;
const TRIALS_IN_SHORT: usize = 200;

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let trials = match bench.short {
        true => TRIALS_IN_SHORT,
        false => TRIALS,
    };
    let course = format!("/api/v1/courses/{}", installation.course);
    let busy = request::get(&course, &installation.owner, request::ANYTHING);
    let work = Work::of(&house.site, busy);
    let over = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(keep_busy(work, bench.lasts(), Arc::clone(&over)));
    let flipped = flip(&house, installation, trials).await;
    over.store(true, Ordering::SeqCst);
    let answers = load.await??;
    let (mut took, stale) = flipped?;
    took.sort_unstable();
    report.know("trials", trials as f64);
    report.know("answers_meanwhile", answers as f64);
    report.know("answered.p50_ms", percentile(&took, 0.5) / 1e3);
    report.aim("answered.p99_ms", percentile(&took, 0.99) / 1e3, P99);
    report.aim("stale_answers", stale as f64, STALE);
    Ok(())
}

async fn keep_busy(work: Work, lasts: std::time::Duration, over: Arc<AtomicBool>) -> Result<usize> {
    let mut answers = 0;
    while !over.load(Ordering::SeqCst) {
        answers += work.run(CONNECTIONS, lasts).await?.all_answers();
    }
    Ok(answers)
}

/// Takes and gives the learner's role; gives the microseconds of each removal, and how many questions afterwards were
/// answered as if it had not been.
async fn flip(
    house: &House,
    installation: &Installation,
    trials: usize,
) -> Result<(Vec<u32>, usize)> {
    let owner = house.api(&installation.owner);
    let me: Value = house.api(&installation.learner).get("/api/v1/me").await?;
    let me = &me["person"];
    let (person, username) = (text(me, "id")?, text(me, "username")?);
    let at = &installation.course;
    let list = format!("/api/v1/roles?level=course&scope_id={at}");
    let list = owner.get(&list).await?;
    let mut grant = held_by(&list, &person)?;
    let path = format!("/api/v1/courses/{at}");
    let look = request::get(&path, &installation.learner, request::ANYTHING);
    let mut asking = house.site.connect().await?;
    let (mut took, mut stale) = (Vec::with_capacity(trials), 0);
    let role = json!({
        "username": username, "role": "course_learner", "level": "course", "scope_id": at,
    });
    for _ in 0..trials {
        let begun = Instant::now();
        let removal = format!("/api/v1/roles/{grant}/removal");
        post(house, &installation.owner, &removal, &json!({})).await?;
        took.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
        stale += usize::from(status(&mut asking, &look).await? == 200);
        let given = api::send(
            &house.site,
            Some(&installation.owner),
            "/api/v1/roles",
            &role,
        );
        grant = text(&serde_json::from_slice(&given.await?.body)?, "id")?;
        ensure!(
            status(&mut asking, &look).await? == 200,
            "the role does not count"
        );
    }
    Ok((took, stale))
}

/// Posts a document; gives what was answered, when it went well.
async fn post(house: &House, token: &str, path: &str, document: &Value) -> Result<Vec<u8>> {
    let answer = api::send(&house.site, Some(token), path, document).await?;
    ensure!(answer.status < 300, "{path} answered {}", answer.status);
    Ok(answer.body)
}

async fn status(connection: &mut Connection, request: &[u8]) -> Result<u16> {
    Ok(connection.exchange(request).await?.status)
}

fn held_by(list: &Value, person: &str) -> Result<String> {
    let roles = list["roles"].as_array().or_else(|| list.as_array());
    let mut roles = roles.context("there are no roles")?.iter();
    let held = roles.find(|held| held["person_id"] == person && held["role"] == "course_learner");
    text(held.context("the learner holds nothing")?, "id")
}
