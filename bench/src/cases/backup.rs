//! Backing up rows and objects to a second folder, again unchanged, again after a hundredth changed, and the proof that opens every
//! object; beside restic on the very objects.

mod world;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tutela_backup::Kind;
use tutela_backup::verify::Share;

use super::Bench;
use crate::report::{Report, Target};
use world::World;

/// How much is backed up.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub rows: u64,
    pub objects: u64,
    pub object_bytes: u64,
}

const FULL: Size = Size {
    rows: 1_000_000,
    objects: 100,
    object_bytes: 50_000_000,
};
const SHORT: Size = Size {
    rows: 50_000,
    objects: 20,
    object_bytes: 10_000_000,
};

/// How many times as fast as restic.
const OF_RESTIC: Target = Target::AtLeast(2.0);
/// Its share of the time of restic, and of its own first time.
const UNCHANGED: Target = Target::AtMost(0.5);
const CHANGED: Target = Target::AtMost(0.05);
const RESTORED: Target = Target::AtLeast(1.5);
/// MiB.
const MEMORY: Target = Target::AtMost(300.0);

/// What was measured.
struct Times {
    restic: [Duration; 3],
    objects: Duration,
    again: Duration,
    first: Duration,
    changed: Duration,
    proved: Duration,
    rows: u64,
}

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let size = if bench.short { SHORT } else { FULL };
    let world = World::make(size).await?;
    let restic = Restic::begin(world.folder())?;
    let restic = [
        restic.run(&["backup", "objects"])?,
        restic.run(&["backup", "objects"])?,
        restic.run(&["restore", "latest", "--target", "restic-restored"])?,
    ];
    let (objects, again) = (world.mirror_all().await?, world.mirror_all().await?);
    let first = take(&world).await?;
    world.change().await?;
    let changed = take(&world).await?;
    let backups = world.backups();
    let newest = backups.list().await?.pop().context("there is no backup")?;
    let begun = Instant::now();
    let proof = backups.verify(&newest, Share::Everything, None).await?;
    ensure!(proof.opened > size.objects, "not every object was opened");
    let times = Times {
        restic,
        objects,
        again,
        first,
        changed,
        proved: begun.elapsed(),
        rows: proof.rows,
    };
    tell(&times, size, report)
}

fn tell(times: &Times, size: Size, report: &mut Report) -> Result<()> {
    let megabytes = (size.objects * size.object_bytes) as f64 / 1e6;
    let [restic_first, restic_again, restic_restore] = times.restic;
    let speed = |took: Duration| megabytes / took.as_secs_f64();
    report.know("objects.mb_per_second", speed(times.objects));
    report.know("objects.restic.mb_per_second", speed(restic_first));
    report.aim(
        "objects.times_restic",
        over(restic_first, times.objects),
        OF_RESTIC,
    );
    report.aim(
        "unchanged.of_restic",
        over(times.again, restic_again),
        UNCHANGED,
    );
    report.know("rows.first.seconds", times.first.as_secs_f64());
    report.know("changed.seconds", times.changed.as_secs_f64());
    let of_first = over(times.changed, times.objects + times.first);
    report.aim("changed.of_first", of_first, CHANGED);
    report.know("proof.seconds", times.proved.as_secs_f64());
    report.know("proof.rows", times.rows as f64);
    report.aim(
        "proof.times_restic_restore",
        over(restic_restore, times.proved),
        RESTORED,
    );
    report.aim("memory.peak_mib", peak_mib()?, MEMORY);
    Ok(())
}

async fn take(world: &World) -> Result<Duration> {
    let begun = Instant::now();
    world.backups().take(Kind::Daily).await?;
    Ok(begun.elapsed())
}

fn over(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// The most memory that this process, which does all of it, has held.
fn peak_mib() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.trim().split(' ').next())
        .context("no VmHWM")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}

/// Debian's restic on a repository beside the objects.
struct Restic<'a> {
    folder: &'a Path,
}

impl<'a> Restic<'a> {
    fn begin(folder: &'a Path) -> Result<Self> {
        let restic = Self { folder };
        restic.run(&["init"])?;
        Ok(restic)
    }

    fn run(&self, words: &[&str]) -> Result<Duration> {
        let begun = Instant::now();
        let status = Command::new("restic")
            .args(["-r", "restic", "--no-cache", "--quiet"])
            .args(words)
            .current_dir(self.folder)
            .env("RESTIC_PASSWORD", "bench")
            .stdout(Stdio::null())
            .status()
            .context("restic is not installed: apt install restic")?;
        ensure!(status.success(), "restic {words:?} failed");
        Ok(begun.elapsed())
    }
}
