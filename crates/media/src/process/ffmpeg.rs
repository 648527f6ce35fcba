//! One run of ffmpeg or ffprobe: the film goes in through a pipe, what is made of it comes out through another, and neither
//! touches a disk. The type of the film is said beforehand, so that a playlist is no film, however it is called.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;
use tutela_vault::Error;

use super::confine::{self, Bounds};
use super::source::Source;

/// The most that it writes to in memory: a film of 4096 × 2304 takes about half of that.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// What is read from it at once.
const PIECE: usize = 256 * 1024;
/// For how long a film is read on that nobody wants any more.
const LAST_READ: Duration = Duration::from_secs(5);
/// What is kept of its complaints, in bytes.
const COMPLAINTS: usize = 2000;
/// The most pixels of a film that is processed; a larger one plays as it is.
pub const PIXELS: u64 = 4096 * 2304;

/// Where the programs are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tools {
    launcher: PathBuf,
    ffmpeg: PathBuf,
    ffprobe: PathBuf,
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error("the film cannot be read: {0}")]
    Film(String),
    #[error("the picture is too large")]
    TooLarge,
    #[error("it took more memory than it may")]
    Memory,
    #[error("it took too long")]
    TooLong,
    #[error("ffmpeg does not start: {0}")]
    Start(String),
    #[error(transparent)]
    Vault(#[from] Error),
}

/// How far the making of a film has come, in thousandths.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    /// How far.
    pub fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Says how far; it never goes back.
    pub fn reach(&self, thousandths: u64) {
        self.0.fetch_max(thousandths.min(1000), Ordering::Relaxed);
    }
}

/// Which part of the whole a run is.
#[derive(Debug, Clone)]
pub struct Share {
    pub meter: Meter,
    /// From where to where on the meter.
    pub from: u64,
    pub to: u64,
    /// How long the film lasts.
    pub lasts: Duration,
}

/// What is to be run.
#[derive(Debug)]
pub struct Run {
    pub arguments: Vec<OsString>,
    /// When it must have ended.
    pub until: Instant,
    pub share: Option<Share>,
}

impl Tools {
    /// Both programs, where they are installed. `launcher` is this very binary.
    pub fn find(launcher: &Path) -> Option<Self> {
        Some(Self {
            launcher: launcher.to_owned(),
            ffmpeg: find("ffmpeg")?,
            ffprobe: find("ffprobe")?,
        })
    }

    /// Runs ffmpeg; what it writes.
    pub fn ffmpeg(
        &self,
        film: &Source,
        run: Run,
    ) -> Result<impl Stream<Item = Result<Bytes, Failed>> + Send + Unpin + use<>, Failed> {
        self.start(&self.ffmpeg, Some(film), run)
    }

    /// Runs ffprobe; what it says.
    pub async fn ffprobe(&self, film: &Source, run: Run) -> Result<String, Failed> {
        text(self.start(&self.ffprobe, Some(film), run)?).await
    }

    /// Asks ffmpeg about itself, as confined as ever.
    pub async fn ask(&self, question: &str) -> Result<String, Failed> {
        let run = Run {
            arguments: ["-hide_banner", "-loglevel", "error", question]
                .map(OsString::from)
                .to_vec(),
            until: Instant::now() + Duration::from_secs(20),
            share: None,
        };
        text(self.start(&self.ffmpeg, None, run)?).await
    }

    fn start(
        &self,
        program: &Path,
        film: Option<&Source>,
        run: Run,
    ) -> Result<impl Stream<Item = Result<Bytes, Failed>> + Send + Unpin + use<>, Failed> {
        let bounds = Bounds {
            memory: MEMORY,
            // What the clock allows, on as many cores as it takes.
            processor: (run.until - Instant::now()).saturating_mul(8),
        };
        let mut command = confine::command(&self.launcher, program, bounds);
        command
            .args(&run.arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if film.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = Command::from(command)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Failed::Start(error.to_string()))?;
        let fed = child.stdin.take().zip(film);
        let fed = fed.map(|(pipe, film)| spawn(feed(pipe, film.bytes())));
        let said = child.stderr.take();
        let said = said.map(|pipe| spawn(listen(pipe, run.share)));
        let Some(out) = child.stdout.take() else {
            return Err(Failed::Start("it has no output".to_owned()));
        };
        let running = Running {
            child,
            out,
            fed,
            said,
            until: run.until,
        };
        Ok(Box::pin(stream::unfold(Some(running), Running::next)))
    }
}

fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> AbortOnDropHandle<T> {
    AbortOnDropHandle::new(tokio::spawn(work))
}

/// A program at work; it is killed when this is dropped.
struct Running {
    child: Child,
    out: ChildStdout,
    fed: Option<AbortOnDropHandle<Result<(), Error>>>,
    said: Option<AbortOnDropHandle<String>>,
    until: Instant,
}

impl Running {
    async fn next(state: Option<Self>) -> Option<(Result<Bytes, Failed>, Option<Self>)> {
        let mut running = state?;
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = running.out.read_buf(&mut piece);
        match tokio::time::timeout_at(running.until, read).await {
            Err(_) => Some((Err(Failed::TooLong), None)),
            Ok(Ok(0)) => running.end().await.err().map(|error| (Err(error), None)),
            Ok(Ok(_)) => Some((Ok(piece.freeze()), Some(running))),
            Ok(Err(error)) => Some((Err(Failed::Start(error.to_string())), None)),
        }
    }

    /// Its end is a good one when it says so itself, and the film was read without fault.
    async fn end(mut self) -> Result<(), Failed> {
        let status = tokio::time::timeout_at(self.until, self.child.wait()).await;
        let status = status
            .map_err(|_| Failed::TooLong)?
            .map_err(|error| Failed::Start(error.to_string()))?;
        let said = match self.said.take() {
            Some(said) => said.await.unwrap_or_default(),
            None => String::new(),
        };
        // A film that could not be read to its end ends like a short one: the one who read it knows better.
        if let Some(fed) = self.fed.take()
            && let Ok(Ok(fed)) = tokio::time::timeout(LAST_READ, fed).await
        {
            fed?;
        }
        judge(status, &said)
    }
}

fn judge(status: ExitStatus, said: &str) -> Result<(), Failed> {
    const NO_MEMORY: &str = "Cannot allocate memory";
    /// Out of processor time (SIGXCPU), and out of patience with that (SIGKILL).
    const OUT_OF_TIME: [i32; 2] = [24, 9];
    if status.success() {
        return Ok(());
    }
    match status.signal() {
        Some(signal) if OUT_OF_TIME.contains(&signal) => Err(Failed::TooLong),
        _ if said.contains("Picture size") || said.contains("max_pixels") => Err(Failed::TooLarge),
        _ if said.contains(NO_MEMORY) => Err(Failed::Memory),
        _ if said.starts_with(confine::WORD) => Err(Failed::Start(said.to_owned())),
        _ => Err(Failed::Film(said.to_owned())),
    }
}

/// Gives it the film. One that has seen enough hangs up, which is no fault.
async fn feed(
    mut pipe: ChildStdin,
    mut film: impl Stream<Item = Result<Bytes, Error>> + Unpin,
) -> Result<(), Error> {
    while let Some(piece) = film.next().await {
        match pipe.write_all(&piece?).await {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(Error::Body(error.into())),
        }
    }
    Ok(())
}

/// Hears how far it is, and keeps the end of what it complains of.
async fn listen(pipe: ChildStderr, share: Option<Share>) -> String {
    let mut lines = BufReader::new(pipe).lines();
    let mut complaints = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.split_once('=') {
            Some(("out_time_us", micros)) => {
                if let (Some(share), Ok(micros)) = (&share, micros.trim().parse()) {
                    share.note(micros);
                }
            }
            Some((key, _)) if PROGRESS.contains(&key) || key.starts_with("stream_") => {}
            _ if complaints.len() < COMPLAINTS => {
                complaints.push_str(&line);
                complaints.push('\n');
            }
            _ => {}
        }
    }
    complaints.truncate(complaints.floor_char_boundary(COMPLAINTS));
    complaints
}

const PROGRESS: &[&str] = &[
    "frame",
    "fps",
    "bitrate",
    "total_size",
    "out_time_ms",
    "out_time",
    "dup_frames",
    "drop_frames",
    "speed",
    "progress",
];

impl Share {
    fn note(&self, micros: u64) {
        let whole = u64::try_from(self.lasts.as_micros())
            .unwrap_or(u64::MAX)
            .max(1);
        let span = self.to.saturating_sub(self.from);
        self.meter
            .reach(self.from + span.saturating_mul(micros.min(whole)) / whole);
    }
}

async fn text(
    mut pieces: impl Stream<Item = Result<Bytes, Failed>> + Unpin,
) -> Result<String, Failed> {
    const MOST: usize = 256 * 1024;
    let mut all = Vec::new();
    while let Some(piece) = pieces.next().await {
        all.extend_from_slice(&piece?);
        if all.len() > MOST {
            return Err(Failed::Film("it says too much".to_owned()));
        }
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}

fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())?;
    // The kernel asks for the file itself, not for a name that leads to it.
    found.canonicalize().ok()
}
