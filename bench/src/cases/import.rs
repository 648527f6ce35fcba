//! A file of fifty thousand people: looked through, then brought in.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Bench;
use crate::report::{Report, Target};

/// Seconds from the first byte of the file to the last person in it.
const SECONDS: Target = Target::AtMost(60.0);
/// MiB that the server grows by at most: the file is 2 MB.
const GROWTH: Target = Target::AtMost(64.0);
const PEOPLE: u32 = 50_000;
const PEOPLE_IN_SHORT: u32 = 10_000;

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let people = if bench.short { PEOPLE_IN_SHORT } else { PEOPLE };
    let mut file = "name,email\n".to_owned();
    for number in 0..people {
        writeln!(file, "Person {number},person.{number}@example.org")?;
    }
    let api = house.api(&installation.owner);
    let path = format!("/api/v1/accounts/{}/imports", installation.account);
    tokio::time::sleep(Duration::from_secs(1)).await;
    house.process.forget_peak();
    let before = house.process.memory()?.now;
    let begin = Instant::now();
    let import = api.send_file(&path, file.as_bytes()).await?;
    let looked = begin.elapsed().as_secs_f64();
    api.act(&format!("{path}/{import}/run")).await?;
    let seconds = begin.elapsed().as_secs_f64();
    report.know("people", f64::from(people));
    report.know("looked_through.seconds", looked);
    report.aim("whole.seconds", seconds, SECONDS);
    let growth = house.process.memory()?.peak - before;
    report.aim("growth_mib", growth, GROWTH);
    Ok(())
}
