//! A film by ranges and whole: sealed through Tutela, which asks who may; the same bytes unsealed through the same reading, which
//! asks nobody; and by nginx. What lies between the first two is the price of sealing and of asking together.

use anyhow::{Result, bail};
use bytes::Bytes;

use super::Bench;
use crate::client::{Site, request};
use crate::figures::{median, ratio};
use crate::film::{Chance, noise};
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::Process;
use crate::server::bare::{Bare, FILM_PATH, Recorded};
use crate::server::certificate::Certificate;
use crate::server::installation::House;
use crate::server::nginx::Nginx;

const FILM: usize = 64 * MIB;
const MIB: usize = 1 << 20;
const RANGES: usize = 512;
/// Megabytes a second, as a share of those of the unsealed film.
const OF_UNSEALED: Target = Target::AtLeast(0.8);

/// A server and the path of the film there.
struct Place<'a> {
    site: &'a Site,
    path: String,
}

/// What is measured at one place.
struct Speeds<'a> {
    work: Work,
    process: Option<&'a Process>,
    megabytes: Vec<f64>,
    mebibytes: f64,
    cpu_seconds: f64,
}

/// Measures them.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let installation = bench.installation().await?;
    let house = installation.serve().await?;
    let film = noise(FILM)?;
    let path = send(&house, &installation.owner, &installation.account, &film).await?;
    let ours = Place {
        site: &house.site,
        path,
    };
    let token = &installation.owner;
    compare(&ours, token, &film).await?;
    let nginx = Nginx::serve(&[("film.mp4", &film)], &Certificate::make()?).await?;
    let bare = unsealed(film).await?;
    let unsealed = Place {
        site: &bare.site,
        path: FILM_PATH.to_owned(),
    };
    let beside = nginx.as_ref().map(|nginx| Place {
        site: &nginx.plain,
        path: "/film.mp4".to_owned(),
    });
    for (name, connections) in [("ranges", 4), ("whole", 2)] {
        let work = |place: &Place| place.work(token, name == "ranges");
        let mut all = vec![
            Speeds::of(work(&ours), Some(&house.process)),
            Speeds::of(work(&unsealed), Some(&bare.process)),
        ];
        all.extend(beside.as_ref().map(|place| Speeds::of(work(place), None)));
        for _ in 0..bench.rounds() {
            for speeds in &mut all {
                speeds.round(bench, connections).await?;
            }
        }
        tell(report, name, &all);
    }
    Ok(())
}

/// Gives the film to a new lesson; gives the path under which it is fetched.
pub async fn send(house: &House, owner: &str, account: &str, film: &[u8]) -> Result<String> {
    let api = house.api(owner);
    let lesson = api.make_film_lesson(account).await?;
    api.upload(&lesson, film).await
}

/// Requests for ranges of 1 MiB at places that look random and are the same in every run.
pub fn ranges(path: &str, token: &str) -> Vec<Vec<u8>> {
    let mut chance = Chance(1);
    let request = |_| {
        let first = chance.next() % (FILM - MIB) as u64;
        request::get_range(path, token, first..=first + MIB as u64 - 1)
    };
    (0..RANGES).map(request).collect()
}

/// A film that fits the ranges.
pub fn film() -> Result<Vec<u8>> {
    noise(FILM)
}

/// What comes out must be what went in, across the bounds of chunks.
async fn compare(place: &Place<'_>, token: &str, film: &[u8]) -> Result<()> {
    let (first, last) = (10_000, 3 * MIB + 7);
    let request = request::get_range(&place.path, token, first as u64..=last as u64);
    let answer = place.site.fetch(&request).await?.expect(206)?;
    if answer.body != film[first..=last] {
        bail!("the film that comes out is not the one that went in");
    }
    Ok(())
}

async fn unsealed(film: Vec<u8>) -> Result<Bare> {
    let recorded = Recorded::new()?;
    recorded.add_film(Bytes::from(film)).await?;
    recorded.serve().await
}

impl Place<'_> {
    fn work(&self, token: &str, by_ranges: bool) -> Work {
        if by_ranges {
            return Work::of_ranges(self.site, ranges(&self.path, token));
        }
        Work::of(
            self.site,
            request::get(&self.path, token, request::ANYTHING),
        )
    }
}

impl<'a> Speeds<'a> {
    fn of(work: Work, process: Option<&'a Process>) -> Self {
        Self {
            work,
            process,
            megabytes: Vec::new(),
            mebibytes: 0.0,
            cpu_seconds: 0.0,
        }
    }

    async fn round(&mut self, bench: &Bench, connections: usize) -> Result<()> {
        let cpu = || self.process.map_or(Ok(0.0), Process::cpu_seconds);
        let before = cpu()?;
        let load = self.work.run(connections, bench.lasts()).await?;
        let after = cpu()?;
        self.cpu_seconds += after - before;
        self.megabytes.push(load.megabytes());
        self.mebibytes += load.mebibytes();
        Ok(())
    }

    /// Milliseconds of processor time for each mebibyte.
    fn cpu(&self) -> f64 {
        self.cpu_seconds * 1e3 / self.mebibytes
    }
}

fn tell(report: &mut Report, name: &str, all: &[Speeds]) {
    let [ours, unsealed, rest @ ..] = all else {
        return;
    };
    let name = |what: &str| format!("{name}.{what}");
    report.know(&name("tutela.mb_per_second"), median(&ours.megabytes));
    report.know(&name("unsealed.mb_per_second"), median(&unsealed.megabytes));
    report.know(&name("tutela.cpu_ms_per_mib"), ours.cpu());
    report.know(&name("unsealed.cpu_ms_per_mib"), unsealed.cpu());
    let share = ratio(&ours.megabytes, &unsealed.megabytes);
    report.aim(&name("of_unsealed"), share, OF_UNSEALED);
    match rest {
        [nginx, ..] => {
            report.know(&name("nginx.mb_per_second"), median(&nginx.megabytes));
            report.know(&name("of_nginx"), ratio(&ours.megabytes, &nginx.megabytes));
        }
        [] => report.absent(&name("of_nginx"), "nginx is not installed"),
    }
}
