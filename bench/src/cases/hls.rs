//! Viewers of a film in pieces: each fetches one piece of four seconds every four seconds, at a moment of its own, from a server
//! that has one core. A piece is a range of one sealed object, asked for and allowed by itself.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::task::JoinSet;

use super::{Bench, video};
use crate::client::{Site, request};
use crate::figures::percentile;
use crate::film::Chance;
use crate::report::{Report, Target};

const VIEWERS: usize = 500;
/// Four seconds at 2 Mbit/s.
const PIECE: u64 = 1_000_000;
const EVERY: Duration = Duration::from_secs(4);
/// Milliseconds.
const P99: Target = Target::AtMost(250.0);

/// Measures them.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let (owner, account) = (&installation.owner, &installation.account);
    let path = video::send(&house, owner, account, &video::film()?).await?;
    one_core(house.process.id())?;
    let rounds = if bench.short { 3 } else { 8 };
    let before = house.process.cpu_seconds()?;
    let begun = Instant::now();
    let mut took = watch(&house.site, &path, owner, rounds).await?;
    let busy = (house.process.cpu_seconds()? - before) / begun.elapsed().as_secs_f64();
    took.sort_unstable();
    let milliseconds = |share| percentile(&took, share) / 1e3;
    report.know("pieces", took.len() as f64);
    report.know("cores_busy", busy);
    report.know("piece.p50_ms", milliseconds(0.5));
    report.aim("piece.p99_ms", milliseconds(0.99), P99);
    report.know("piece.worst_ms", milliseconds(1.0));
    Ok(())
}

/// Binds all threads of the server to one core.
fn one_core(process: u32) -> Result<()> {
    let status = Command::new("taskset")
        .args([
            "--all-tasks",
            "--cpu-list",
            "--pid",
            "0",
            &process.to_string(),
        ])
        .stdout(std::process::Stdio::null())
        .status()
        .context("taskset, of util-linux, is needed")?;
    if !status.success() {
        bail!("the server could not be bound to one core");
    }
    Ok(())
}

/// Microseconds that each piece took, from its request to its last byte.
async fn watch(site: &Site, path: &str, token: &str, rounds: u32) -> Result<Vec<u32>> {
    let mut viewers = JoinSet::new();
    let mut chance = Chance(7);
    for number in 0..VIEWERS {
        let (site, begins) = (site.clone(), chance.next() % 60);
        let requests: Vec<_> = (0..rounds)
            .map(|round| {
                let first = (begins + u64::from(round)) * PIECE;
                request::get_range(path, token, first..=first + PIECE - 1)
            })
            .collect();
        let phase = EVERY.mul_f64(number as f64 / VIEWERS as f64);
        viewers.spawn(viewer(site, requests, phase));
    }
    let mut all = Vec::new();
    while let Some(viewer) = viewers.join_next().await {
        all.extend(viewer.context("a viewer was given up")??);
    }
    Ok(all)
}

/// One who watches: late pieces move nothing, so that a slow server is not asked less.
async fn viewer(site: Site, requests: Vec<Vec<u8>>, phase: Duration) -> Result<Vec<u32>> {
    let mut connection = site.connect().await?;
    let begin = tokio::time::Instant::now() + phase;
    let mut took = Vec::with_capacity(requests.len());
    for (round, request) in requests.iter().enumerate() {
        tokio::time::sleep_until(begin + EVERY * u32::try_from(round)?).await;
        let asked = Instant::now();
        let head = connection.exchange(request).await?;
        if (head.status, head.length) != (206, PIECE) {
            bail!("answered {} with {} bytes", head.status, head.length);
        }
        took.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(took)
}
