//! Memory of the server as the system counts it: when idle, at its peak under load, and at its peak while a film comes in.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Bench, video};
use crate::client::request;
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::installation::{House, Installation};

/// MiB of a server that has answered and now rests.
const IDLE: Target = Target::AtMost(40.0);
/// MiB of a server at work.
const PEAK: Target = Target::AtMost(150.0);
const CONNECTIONS: usize = 64;
/// The film that comes in, in bytes.
const LARGE: u64 = 2_000_000_000;
const LARGE_IN_SHORT: u64 = 200_000_000;

/// Measures it, on one server from its start on, as it would live.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let course = format!("/courses/{}", installation.course);
    let page = request::get(&course, &installation.learner, request::PAGE);
    house.site.fetch(&page).await?.expect(200)?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    report.aim("idle.mib", house.process.memory()?.now, IDLE);
    under_load(&house, &Work::of(&house.site, page), bench, report, "pages").await?;
    let (owner, account) = (&installation.owner, &installation.account);
    let film = video::send(&house, owner, account, &video::film()?).await?;
    let ranges = Work::of_ranges(&house.site, video::ranges(&film, owner));
    under_load(&house, &ranges, bench, report, "ranges").await?;
    upload(bench, report, &house, installation).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    report.know("after_work.mib", house.process.memory()?.now);
    Ok(())
}

async fn under_load(
    house: &House,
    work: &Work,
    bench: &Bench,
    report: &mut Report,
    name: &str,
) -> Result<()> {
    house.process.forget_peak();
    work.run(CONNECTIONS, 2 * bench.lasts()).await?;
    let peak = house.process.memory()?.peak;
    report.aim(&format!("{name}_at_{CONNECTIONS}.peak_mib"), peak, PEAK);
    Ok(())
}

async fn upload(
    bench: &Bench,
    report: &mut Report,
    house: &House,
    installation: &Installation,
) -> Result<()> {
    let size = if bench.short { LARGE_IN_SHORT } else { LARGE };
    let api = house.api(&installation.owner);
    let lesson = api.make_film_lesson(&installation.account).await?;
    house.process.forget_peak();
    let start = Instant::now();
    api.upload_zeros(&lesson, size).await?;
    let seconds = start.elapsed().as_secs_f64();
    report.know("upload.mb", size as f64 / 1e6);
    report.know("upload.mb_per_second", size as f64 / seconds / 1e6);
    report.aim("upload.peak_mib", house.process.memory()?.peak, PEAK);
    Ok(())
}
