//! A small answer over TLS: Tutela reads who asks and asks the policy, nginx reads a file. Both speak the same TLS.

use anyhow::Result;

use super::Bench;
use crate::client::request;
use crate::figures::{median, percentile, ratio};
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::certificate::Certificate;
use crate::server::nginx::Nginx;

const CONNECTIONS: [usize; 2] = [16, 64];
/// Requests a second, as a share of those of nginx.
const OF_NGINX: Target = Target::AtLeast(0.35);
const PATH: &str = "/api/v1/me";
const FILE: &str = "me.json";

/// Measures them.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let certificate = Certificate::make()?;
    let house = installation.serve_tls(&certificate).await?;
    let asked = request::get(PATH, &installation.learner, request::ANYTHING);
    let answer = house.site.fetch(&asked).await?.expect(200)?;
    report.know("me.bytes", answer.body.len() as f64);
    let ours = Work::of(&house.site, asked);
    let nginx = Nginx::serve(&[(FILE, &answer.body)], &certificate).await?;
    let file = request::get(
        &format!("/{FILE}"),
        &installation.learner,
        request::ANYTHING,
    );
    let file = nginx.as_ref().map(|nginx| Work::of(&nginx.secured, file));
    for connections in CONNECTIONS {
        beside(bench, report, connections, (&ours, file.as_ref())).await?;
    }
    Ok(())
}

async fn beside(
    bench: &Bench,
    report: &mut Report,
    connections: usize,
    (ours, nginx): (&Work, Option<&Work>),
) -> Result<()> {
    let (mut rates, mut best) = (Vec::new(), Vec::new());
    let mut latencies = Vec::new();
    for _ in 0..bench.rounds() {
        if let Some(nginx) = nginx {
            best.push(nginx.run(connections, bench.lasts()).await?.rate());
        }
        let load = ours.run(connections, bench.lasts()).await?;
        rates.push(load.rate());
        latencies.extend(load.latencies);
    }
    latencies.sort_unstable();
    let name = |what: &str| format!("me.at_{connections}.{what}");
    report.know(&name("tutela.per_second"), median(&rates));
    report.know(&name("tutela.p50_ms"), percentile(&latencies, 0.5) / 1e3);
    report.know(&name("tutela.p99_ms"), percentile(&latencies, 0.99) / 1e3);
    if best.is_empty() {
        report.absent(&name("of_nginx"), "nginx is not installed");
    } else {
        report.know(&name("nginx.per_second"), median(&best));
        report.aim(&name("of_nginx"), ratio(&rates, &best), OF_NGINX);
    }
    Ok(())
}
