//! From the end of an upload to the first size that plays, beside ffmpeg alone on the same film with the same words.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use tempfile::TempDir;
use tutela_media::process::recipe::{Probe, Size};

use super::Bench;
use crate::client::api::Api;
use crate::figures::{median, ratio};
use crate::report::{Report, Target};

const LASTS: Duration = Duration::from_secs(60);
const OF_FFMPEG: Target = Target::AtMost(1.3);
const SECONDS: Target = Target::AtMost(60.0);
/// After this long something is wrong.
const PATIENCE: Duration = Duration::from_secs(600);

/// Measures it.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let folder = TempDir::with_prefix("tutela-bench-film-")?;
    let path = folder.path().join("clip.mp4");
    let Some(film) = clip(&path)? else {
        report.absent("playable.seconds", "ffmpeg is not installed");
        return Ok(());
    };
    let installation = bench.installation().await?;
    let house = installation.process_films().await?;
    let api = house.api(&installation.owner);
    let (mut ours, mut alone, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds().min(3) {
        let lesson = api.make_film_lesson(&installation.account).await?;
        api.upload(&lesson, &film).await?;
        let begun = Instant::now();
        ours.push(until(&api, &lesson, begun, |now| now["sizes"].get(0).is_some()).await?);
        whole.push(until(&api, &lesson, begun, |now| now["state"] == "ready").await?);
        alone.push(ffmpeg(&path)?);
    }
    report.aim("playable.seconds", median(&ours), SECONDS);
    report.know("all_sizes.seconds", median(&whole));
    report.know("ffmpeg_alone.seconds", median(&alone));
    report.aim("playable.of_ffmpeg_alone", ratio(&ours, &alone), OF_FFMPEG);
    Ok(())
}

/// A minute in 1920 × 1080 with sound.
fn clip(path: &Path) -> Result<Option<Vec<u8>>> {
    let picture = format!(
        "mandelbrot=s=1920x1080:r=25:end_scale=0.01,trim=duration={}",
        LASTS.as_secs()
    );
    let sound = format!("sine=330:d={}", LASTS.as_secs());
    let words = format!(
        "-loglevel error -f lavfi -i {picture} -f lavfi -i {sound} \
         -c:v libx264 -preset ultrafast -b:v 6M -pix_fmt yuv420p -c:a aac -shortest"
    );
    let made = Command::new("ffmpeg")
        .args(words.split(' '))
        .arg(path)
        .stdin(Stdio::null())
        .status();
    match made {
        Err(_) => Ok(None),
        Ok(status) if !status.success() => bail!("ffmpeg does not make the clip"),
        Ok(_) => Ok(Some(std::fs::read(path)?)),
    }
}

async fn until(
    api: &Api<'_>,
    lesson: &str,
    begun: Instant,
    is_so: impl Fn(&Value) -> bool,
) -> Result<f64> {
    let path = format!("/api/v1/lessons/{lesson}/processing");
    loop {
        let now = api.get(&path).await?;
        if is_so(&now) {
            return Ok(begun.elapsed().as_secs_f64());
        }
        if now["state"] == "failed" || begun.elapsed() > PATIENCE {
            bail!("the film is not processed: {now}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Seconds that the same run takes with nothing around it.
fn ffmpeg(path: &Path) -> Result<f64> {
    let film = Probe {
        width: 1920,
        height: 1080,
        lasts: LASTS,
    };
    let sizes = film.sizes();
    let size: &Size = sizes.first().context("a film has a size")?;
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4);
    let begun = Instant::now();
    let status = Command::new("ffmpeg")
        .args(size.arguments(threads))
        .stdin(File::open(path)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if !status.success() {
        bail!("ffmpeg alone makes nothing of the clip");
    }
    Ok(begun.elapsed().as_secs_f64())
}
