//! `tutela confined`: what this binary starts itself as before it becomes ffmpeg.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tutela_media::process::confine::{self, Bounds};

/// Bind this process and become another program.
#[derive(Debug, clap::Args)]
pub struct Confined {
    /// Bytes of memory that it may write to
    memory: u64,
    /// Seconds of processor time
    processor: u64,
    /// The program, by its whole path
    program: PathBuf,
    /// What it is told
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Confined {
    /// Comes back only when it failed.
    pub fn run(self) -> ExitCode {
        let bounds = Bounds {
            memory: self.memory,
            processor: Duration::from_secs(self.processor),
        };
        let error = confine::enter(bounds, &self.program, &self.arguments);
        eprintln!("{}: {error}", confine::WORD);
        ExitCode::FAILURE
    }
}
