//! A film by ranges and whole: sealed through Tutela; the same bytes unsealed through the same questions and the same reading, so
//! that what lies between is the price of sealing; unsealed where nobody is asked; and by nginx.

use anyhow::{Result, bail};
use bytes::Bytes;

use super::Bench;
use crate::client::{Site, request};
use crate::figures::{median, ratio};
use crate::film::{Chance, noise};
use crate::load::Work;
use crate::report::{Report, Target};
use crate::server::certificate::Certificate;
use crate::server::installation::House;
use crate::server::nginx::Nginx;
use crate::server::{Process, unsealed};

const FILM: usize = 64 * MIB;
const MIB: usize = 1 << 20;
const RANGES: usize = 512;
const BY_RANGES: &str = "ranges";
/// How the film is fetched, on how many connections.
const WAYS: [(&str, usize); 2] = [(BY_RANGES, 4), ("whole", 2)];
/// Megabytes a second, as a share of those of the unsealed film.
const OF_UNSEALED: Target = Target::AtLeast(0.8);

/// A server and the path of the film there.
struct Place<'a> {
    name: &'static str,
    site: &'a Site,
    process: Option<&'a Process>,
    path: &'a str,
}

/// What is measured at one place.
struct Speeds<'a> {
    name: &'static str,
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
    let (token, film) = (&installation.owner, film()?);
    let path = send(&house, token, &installation.account, &film).await?;
    let nginx = Nginx::serve(&[("film.mp4", &film)], &Certificate::make()?).await?;
    let bare = unsealed::start(Bytes::from(film.clone()), &installation.database()).await?;
    let place = |name, site, process, path| Place {
        name,
        site,
        process,
        path,
    };
    let mut places = vec![
        place("tutela", &house.site, Some(&house.process), &path),
        place("unsealed", &bare.site, Some(&bare.process), &path),
        place(
            "unasked",
            &bare.site,
            Some(&bare.process),
            unsealed::FREE_PATH,
        ),
    ];
    places.extend(
        nginx
            .iter()
            .map(|nginx| place("nginx", &nginx.plain, None, "/film.mp4")),
    );
    for place in &places {
        place.compare(token, &film).await?;
    }
    for way in WAYS {
        by(way, &places, token, bench, report).await?;
    }
    Ok(())
}

/// Measures all places in turn, round by round.
async fn by(
    (name, connections): (&str, usize),
    places: &[Place<'_>],
    token: &str,
    bench: &Bench,
    report: &mut Report,
) -> Result<()> {
    let speeds = |place| Speeds::of(place, token, name == BY_RANGES);
    let mut all: Vec<Speeds> = places.iter().map(speeds).collect();
    for _ in 0..bench.rounds() {
        for speeds in &mut all {
            speeds.round(bench, connections).await?;
        }
    }
    tell(report, name, &all);
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

impl Place<'_> {
    /// What comes out must be what went in, across the bounds of chunks.
    async fn compare(&self, token: &str, film: &[u8]) -> Result<()> {
        let (first, last) = (10_000, 3 * MIB + 7);
        let request = request::get_range(self.path, token, first as u64..=last as u64);
        let answer = self.site.fetch(&request).await?.expect(206)?;
        if answer.body != film[first..=last] {
            bail!("the film of {} is not the one that went in", self.name);
        }
        Ok(())
    }
}

impl<'a> Speeds<'a> {
    fn of(place: &Place<'a>, token: &str, by_ranges: bool) -> Self {
        let work = if by_ranges {
            Work::of_ranges(place.site, ranges(place.path, token))
        } else {
            Work::of(
                place.site,
                request::get(place.path, token, request::ANYTHING),
            )
        };
        Self {
            name: place.name,
            work,
            process: place.process,
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
        self.mebibytes += load.all_mebibytes();
        Ok(())
    }
}

fn tell(report: &mut Report, name: &str, all: &[Speeds]) {
    let [ours, beside @ ..] = all else { return };
    for place in all {
        let name = |what: &str| format!("{name}.{}.{what}", place.name);
        report.know(&name("mb_per_second"), median(&place.megabytes));
        if place.process.is_some() {
            let milliseconds = place.cpu_seconds * 1e3;
            report.know(&name("cpu_ms_per_mib"), milliseconds / place.mebibytes);
        }
    }
    for place in beside {
        let target = (place.name == "unsealed").then_some(OF_UNSEALED);
        let share = ratio(&ours.megabytes, &place.megabytes);
        report.tell(&format!("{name}.of_{}", place.name), share, target);
    }
    if !all.iter().any(|place| place.name == "nginx") {
        report.absent(&format!("{name}.of_nginx"), "nginx is not installed");
    }
}
