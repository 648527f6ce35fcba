//! A process that ends when we do, and what the system knows of it: its memory and its processor time.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a process may take to end after each asking.
const GRACE: Duration = Duration::from_secs(5);

/// A running process; dropping it ends it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
    log: PathBuf,
}

/// Memory of a process, in MiB.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Now.
    pub now: f64,
    /// The most since the start, or since [`Process::forget_peak`].
    pub peak: f64,
}

impl Process {
    /// Starts it. What it writes to standard error goes to the file `log`, as in an installation.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let settings: Vec<_> = std::env::vars_os().map(|(key, _)| key).collect();
        for key in settings {
            // The settings of whoever runs the bench are not those that are measured.
            if key.to_string_lossy().starts_with("TUTELA_") {
                command.env_remove(key);
            }
        }
        let log_file = File::create(log)?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        Ok(Self {
            child,
            name,
            log: log.to_owned(),
        })
    }

    /// The first line that it writes to standard output; it may write no more.
    ///
    /// # Errors
    /// When it ends before, or takes longer than `patience`.
    pub async fn first_line(&mut self, patience: Duration) -> Result<String> {
        let out = self.child.stdout.take();
        let out = out.context("the first line was read already")?;
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).map(|_| line)
        });
        let Ok(line) = tokio::time::timeout(patience, line).await else {
            bail!("{} says nothing: {}", self.name, self.last_words());
        };
        let line = line??;
        if line.is_empty() {
            bail!("{} ended: {}", self.name, self.last_words());
        }
        Ok(line)
    }

    /// Nothing, while it runs.
    ///
    /// # Errors
    /// When it has ended, with what it said.
    pub fn must_run(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} ended ({status}): {}", self.name, self.last_words()),
        }
    }

    /// Processor time so far, in seconds.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(self.system("stat"))?;
        let ticks = ticks(&stat).context("the system says nothing about processor time")?;
        Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
    }

    /// Memory that is held in RAM.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn memory(&self) -> Result<Memory> {
        let status = fs::read_to_string(self.system("status"))?;
        let line = |key| kibibytes(&status, key).with_context(|| format!("there is no {key}"));
        Ok(Memory {
            now: line("VmRSS:")? / 1024.0,
            peak: line("VmHWM:")? / 1024.0,
        })
    }

    /// The peak of the memory is counted from now on. Where the system does not let us, it stays that since the start, which
    /// is never less.
    pub fn forget_peak(&self) {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(self.system("clear_refs"));
        if let Ok(mut file) = file {
            let _ = file.write_all(b"5");
        }
    }

    /// Ends it: twice it is asked, the second time not to wait for anybody, then it is made to.
    pub fn end(&mut self) {
        drop(self.child.stdin.take());
        for _ in 0..2 {
            if self.has_ended_within(Duration::ZERO) {
                return;
            }
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
            if self.has_ended_within(GRACE) {
                return;
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn has_ended_within(&mut self, time: Duration) -> bool {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(None) if start.elapsed() < time => {
                    std::thread::sleep(Duration::from_millis(2));
                }
                Ok(None) => return false,
                Ok(Some(_)) | Err(_) => return true,
            }
        }
    }

    fn system(&self, file: &str) -> PathBuf {
        Path::new("/proc")
            .join(self.child.id().to_string())
            .join(file)
    }

    fn last_words(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let end = log.len().saturating_sub(2_000);
        String::from_utf8_lossy(&log[end..]).trim().to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// User and system time in `/proc/PID/stat`, fields 14 and 15. The second field is a name that may hold anything but ends at the
/// last parenthesis.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

/// A line such as `VmRSS:     12345 kB`.
fn kibibytes(status: &str, key: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_found_behind_a_name_with_parentheses() {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 7 0 0 0 150 25 0 0 20 0 4 0 99";
        assert_eq!(ticks(stat), Some(175));
        assert_eq!(ticks("42 (a) S"), None);
    }

    #[test]
    fn memory_is_read_by_its_key() {
        let status = "Name:\ta\nVmHWM:\t   2048 kB\nVmRSS:\t   1024 kB\n";
        assert_eq!(kibibytes(status, "VmRSS:"), Some(1024.0));
        assert_eq!(kibibytes(status, "VmSwap:"), None);
    }

    #[test]
    fn our_own_figures_are_plausible() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sleep");
        let mut process = Process::start(command.arg("60"), &folder.path().join("log")).unwrap();
        assert!(process.memory().unwrap().now > 0.0);
        assert!(process.cpu_seconds().unwrap() < 10.0);
        process.must_run().unwrap();
        process.end();
        assert!(process.must_run().is_err());
    }
}
