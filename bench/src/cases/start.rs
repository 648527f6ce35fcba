//! From the start of the process to its first answer: how long a restart or an update keeps people waiting.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Bench;
use crate::client::{Site, request};
use crate::figures::median;
use crate::report::{Report, Target};
use crate::server::free_address;
use crate::server::installation::Installation;

const TIMES: usize = 5;
/// Milliseconds.
const FIRST_ANSWER: Target = Target::AtMost(100.0);
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let mut milliseconds = Vec::new();
    for _ in 0..TIMES {
        milliseconds.push(first_answer(installation).await?);
    }
    let longest = milliseconds.iter().copied().fold(f64::NAN, f64::max);
    report.know("first_answer.longest_ms", longest);
    report.aim("first_answer.ms", median(&milliseconds), FIRST_ANSWER);
    Ok(())
}

async fn first_answer(installation: &Installation) -> Result<f64> {
    let address = free_address()?;
    let site = Site::plain(address);
    let asked = request::get("/healthz", &installation.learner, request::ANYTHING);
    let start = Instant::now();
    let mut process = installation.start(&["--listen", &address.to_string()])?;
    let mut connection = loop {
        match site.connect().await {
            Ok(connection) => break connection,
            Err(_) if start.elapsed() < PATIENCE => process.must_run()?,
            Err(error) => return Err(error),
        }
        tokio::time::sleep(Duration::from_micros(500)).await;
    };
    let answer = connection.fetch(&asked).await?;
    let took = start.elapsed();
    if answer.status != 200 {
        bail!("the first answer was {}", answer.status);
    }
    Ok(took.as_secs_f64() * 1e3)
}
