//! Signing in beside the bare hash: what a session, a device and an activity cost, each of them durable, and what is left
//! for those who read meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use serde_json::json;

use super::Bench;
use crate::client::{Answer, api, request};
use crate::figures::{median, percentile, ratio};
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::installation::{House, Installation};

/// Sign-ins a second, as a share of the hashes a second that the cores can do and nothing else.
const OF_BARE: Target = Target::AtLeast(0.85);
/// How much longer the slowest page in a hundred may take while people sign in.
const PAGE_P99: Target = Target::AtMost(3.0);
/// How many people sign in at a time.
const PEOPLE: usize = 8;
const READERS: usize = 64;
const PASSWORD: &str = "a window over the harbour";
/// KiB, passes and lanes: those of Tutela.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let signing_in = Work::of_each(&house.site, people(&house, installation).await?);
    let course = format!("/courses/{}", installation.course);
    let page = request::get(&course, &installation.learner, request::PAGE);
    let pages = Work::of(&house.site, page);
    let lasts = 2 * bench.lasts();
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds() {
        bare.push(tokio::task::spawn_blocking(move || hashes(lasts)).await??);
        ours.push(signing_in.run(PEOPLE, lasts).await?.rate());
        alone.extend(pages.run(READERS, lasts).await?.latencies);
        let (read, entered) =
            tokio::join!(pages.run(READERS, lasts), signing_in.run(PEOPLE, lasts));
        beside.extend(read?.latencies);
        entered?;
    }
    report.know("bare_hashes.per_second", median(&bare));
    report.know("tutela.per_second", median(&ours));
    report.aim("of_bare", ratio(&ours, &bare), OF_BARE);
    alone.sort_unstable();
    beside.sort_unstable();
    let (alone, beside) = (percentile(&alone, 0.99), percentile(&beside, 0.99));
    report.know("pages.p99_ms", alone / 1e3);
    report.know("pages.p99_beside_sign_ins_ms", beside / 1e3);
    report.aim("pages.p99_growth", beside / alone, PAGE_P99);
    Ok(())
}

/// The sign-in of each person, from a device of his own that is known to be his.
async fn people(house: &House, installation: &Installation) -> Result<Vec<Vec<u8>>> {
    let api = house.api(&installation.owner);
    let link = api
        .invite(&installation.account, u32::try_from(PEOPLE)?)
        .await?;
    let mut requests = Vec::new();
    for number in 0..PEOPLE {
        let username = format!("bench-{}-{number}", std::process::id());
        let chosen = json!({"name": "Reader", "username": username, "password": PASSWORD});
        let path = format!("/api/v1{link}/acceptance");
        let answer = api::send(&house.site, None, &path, &chosen).await?;
        let credentials = json!({"username": username, "password": PASSWORD}).to_string();
        let cookie = device(&answer.expect(201)?)?;
        let length = credentials.len() as u64;
        let more = [("content-type", "application/json"), ("cookie", &cookie)];
        let mut request = request::post_with("/api/v1/session", &more, length);
        request.extend(credentials.into_bytes());
        requests.push(request);
    }
    Ok(requests)
}

/// The cookie by which a device is known again.
fn device(answer: &Answer) -> Result<String> {
    let head = String::from_utf8_lossy(&answer.head);
    let cookies = head
        .lines()
        .filter_map(|line| line.strip_prefix("set-cookie: "));
    let mut cookies = cookies.filter_map(|cookie| cookie.split(';').next());
    let cookie = cookies.find(|cookie| cookie.contains("device="));
    Ok(cookie.context("no device is told apart")?.to_owned())
}

/// Hashes a second on all cores.
fn hashes(lasts: Duration) -> Result<f64> {
    let cores = std::thread::available_parallelism()?.get();
    let begin = Instant::now();
    let threads: Vec<_> = (0..cores)
        .map(|_| std::thread::spawn(move || hash_until(begin + lasts)))
        .collect();
    let mut done = 0;
    for thread in threads {
        done += thread.join().ok().context("a thread is gone")??;
    }
    Ok(f64::from(done) / begin.elapsed().as_secs_f64())
}

fn hash_until(end: Instant) -> Result<u32> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None)?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut out, mut done) = ([0; 32], 0);
    while Instant::now() < end {
        hasher.hash_password_into(PASSWORD.as_bytes(), b"salt of 16 bytes", &mut out)?;
        done += 1;
    }
    Ok(done)
}
