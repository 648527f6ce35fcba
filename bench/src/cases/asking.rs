//! What all checks together cost: session, grants, decision, and the question before each piece. The same answers leave
//! through the same door with and without them, in turn.

use anyhow::Result;
use bytes::Bytes;

use super::{Bench, video};
use crate::client::request;
use crate::figures::{median, ratio};
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::asking;

/// Requests a second, as a share of those where nobody is asked.
const SMALL: Target = Target::AtLeast(0.9);
const RANGES: Target = Target::AtLeast(0.97);
const CONNECTIONS: usize = 16;
const READERS: usize = 4;

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let film = video::film()?;
    let house = installation.serve().await?;
    let owner = &installation.owner;
    let path = video::send(&house, owner, &installation.account, &film).await?;
    drop(house);
    let own = asking::start(Bytes::from(film), &installation.database()).await?;
    let lesson = path.split('/').nth(2).unwrap_or_default();
    let small = |way: &str| {
        let path = format!("/{way}/lessons/{lesson}");
        Work::of(&own.site, request::get(&path, owner, request::ANYTHING))
    };
    let ranges = |way: &str| {
        let path = format!("/{way}{path}");
        Work::of_ranges(&own.site, video::ranges(&path, owner))
    };
    let pair = (small("asked"), small("free"));
    compare(bench, report, ("small", CONNECTIONS, SMALL), pair).await?;
    let pair = (ranges("asked"), ranges("free"));
    compare(bench, report, ("ranges", READERS, RANGES), pair).await
}

async fn compare(
    bench: &Bench,
    report: &mut Report,
    (name, connections, target): (&str, usize, Target),
    (asked, free): (Work, Work),
) -> Result<()> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..2 * bench.rounds() {
        without.push(free.run(connections, bench.lasts()).await?.rate());
        with.push(asked.run(connections, bench.lasts()).await?.rate());
    }
    report.know(&format!("{name}.asked.per_second"), median(&with));
    report.know(&format!("{name}.free.per_second"), median(&without));
    report.aim(&format!("{name}.of_free"), ratio(&with, &without), target);
    Ok(())
}
