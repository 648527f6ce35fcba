//! The page that a customer reads first: all promises, each state computed for him.

use anyhow::Result;

use super::Bench;
use crate::client::request;
use crate::figures::percentile;
use crate::load::Work;
use crate::report::{Report, Target};

/// Milliseconds until the page is there, at the 99th of a hundred.
const PAGE: Target = Target::AtMost(50.0);

/// One reader at a time.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let request = request::get("/trust", &installation.learner, request::PAGE);
    let answer = house.site.fetch(&request).await?.expect(200)?;
    report.know("bytes", answer.body.len() as f64);
    let work = Work::of(&house.site, request);
    let mut latencies = work.run(1, bench.lasts()).await?.latencies;
    latencies.sort_unstable();
    report.know("p50_ms", percentile(&latencies, 0.5) / 1e3);
    report.aim("p99_ms", percentile(&latencies, 0.99) / 1e3, PAGE);
    Ok(())
}
