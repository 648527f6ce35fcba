//! Pages and answers of the API beside a server that has them ready: what asking who may, reading and writing costs.

use anyhow::Result;

use super::Bench;
use crate::client::{Site, request};
use crate::figures::{median, percentile, ratio};
use crate::load::{Load, Work};
use crate::report::{Report, Target};
use crate::server::Process;
use crate::server::bare;

/// Connections at a time.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Requests a second, as a share of those of the bare route.
const OF_BARE: Target = Target::AtLeast(0.25);
/// Processor time of the server for each request, in milliseconds.
const CPU: Target = Target::AtMost(0.3);
/// Requests a second at 64 connections, as a share of those at 16: more people must not slow everybody down.
const AT_64: Target = Target::AtLeast(0.95);

/// What is asked for.
struct Asked {
    /// Its name among the figures.
    name: &'static str,
    path: String,
    accept: &'static str,
    of_bare: Option<Target>,
    cpu: Option<Target>,
}

/// What rounds of load came to.
#[derive(Default)]
struct Rounds {
    rates: Vec<f64>,
    latencies: Vec<u32>,
    answers: usize,
    cpu_seconds: f64,
}

/// The course page.
pub async fn page(bench: &Bench, report: &mut Report) -> Result<()> {
    let asked = Asked {
        name: "course",
        path: format!("/courses/{}", bench.installation().await?.course),
        accept: request::PAGE,
        of_bare: Some(OF_BARE),
        cpu: Some(CPU),
    };
    measure(bench, report, &asked).await
}

/// Two answers of the API: a small one and one with a list.
pub async fn json(bench: &Bench, report: &mut Report) -> Result<()> {
    let course = &bench.installation().await?.course;
    for (name, path) in [
        ("me", "/api/v1/me".to_owned()),
        ("course", format!("/api/v1/courses/{course}")),
    ] {
        let asked = Asked {
            name,
            path,
            accept: request::ANYTHING,
            of_bare: None,
            cpu: None,
        };
        measure(bench, report, &asked).await?;
    }
    Ok(())
}

async fn measure(bench: &Bench, report: &mut Report, asked: &Asked) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let request = request::get(&asked.path, &installation.learner, asked.accept);
    let answer = house.site.fetch(&request).await?.expect(200)?;
    report.know(&format!("{}.bytes", asked.name), answer.body.len() as f64);
    let bare = bare::start(asked.name, &answer).await?;
    let bare_request = request::get(
        &format!("/{}", asked.name),
        &installation.learner,
        asked.accept,
    );
    let mut results: [(Rounds, Rounds); 3] = Default::default();
    for _ in 0..bench.rounds() {
        for (connections, (at_best, ours)) in CONNECTIONS.into_iter().zip(&mut results) {
            let load = (connections, bench);
            at_best
                .round(&bare.process, &bare.site, &bare_request, load)
                .await?;
            ours.round(&house.process, &house.site, &request, load)
                .await?;
        }
    }
    tell(report, asked, &mut results);
    Ok(())
}

impl Rounds {
    /// Puts load on a server once more.
    async fn round(
        &mut self,
        process: &Process,
        site: &Site,
        request: &[u8],
        (connections, bench): (usize, &Bench),
    ) -> Result<()> {
        let work = Work::of(site, request.to_vec());
        let before = process.cpu_seconds()?;
        let load = work.run(connections, bench.lasts()).await?;
        self.cpu_seconds += process.cpu_seconds()? - before;
        self.take(load);
        Ok(())
    }

    fn take(&mut self, load: Load) {
        self.rates.push(load.rate());
        self.answers += load.all_answers();
        self.latencies.extend(load.latencies);
    }

    /// Milliseconds of processor time for each answer.
    fn cpu(&self) -> f64 {
        self.cpu_seconds * 1e3 / self.answers as f64
    }

    /// Prints them under `name`.
    fn tell(&mut self, report: &mut Report, name: &str) {
        self.latencies.sort_unstable();
        let milliseconds = |share| percentile(&self.latencies, share) / 1e3;
        report.know(&format!("{name}.per_second"), median(&self.rates));
        report.know(&format!("{name}.p50_ms"), milliseconds(0.5));
        report.know(&format!("{name}.p99_ms"), milliseconds(0.99));
    }
}

fn tell(report: &mut Report, asked: &Asked, results: &mut [(Rounds, Rounds); 3]) {
    for (connections, (bare, ours)) in CONNECTIONS.into_iter().zip(&mut *results) {
        let name = |what: &str| format!("{}.at_{connections}.{what}", asked.name);
        bare.tell(report, &name("bare"));
        report.know(&name("bare.cpu_ms"), bare.cpu());
        ours.tell(report, &name("tutela"));
        report.tell(&name("tutela.cpu_ms"), ours.cpu(), asked.cpu);
        report.tell(
            &name("of_bare"),
            ratio(&ours.rates, &bare.rates),
            asked.of_bare,
        );
    }
    let [_, (_, at_16), (_, at_64)] = results;
    let held = ratio(&at_64.rates, &at_16.rates);
    report.aim(&format!("{}.at_64_of_at_16", asked.name), held, AT_64);
}
