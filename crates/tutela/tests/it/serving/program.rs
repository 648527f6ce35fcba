//! The real program, started on a folder of its own and a free port.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// For how long anything may take on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with nothing of ours in it yet.
pub struct Ground {
    folder: TempDir,
}

impl Ground {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program, in this folder, with nothing of the environment of the test.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a refused command says.
    #[track_caller]
    pub fn refusal(&self, arguments: &[&str]) -> String {
        refusal(self.command(arguments))
    }

    /// The command that makes the first administrator.
    pub fn creation(&self, name: &str, password: &str) -> Command {
        let typed = self.write("typed", password);
        let arguments = ["account", "create", "--username", name, "--password-stdin"];
        let mut command = self.command(&arguments);
        command.stdin(std::fs::File::open(typed).unwrap());
        command
    }

    /// Makes the first administrator.
    #[track_caller]
    pub fn create_administrator(&self, name: &str, password: &str) {
        let output = self.creation(name, password).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Serves on a free port.
    #[track_caller]
    pub fn serve(&self, arguments: &[&str]) -> Served {
        let mut command = self.command(&["serve", "--json"]);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(arguments);
        Served::start(command)
    }
}

/// What a refused command says: exit code 2, nothing on standard output, one sentence or two and no trace of calls.
#[track_caller]
pub fn refusal(mut command: Command) -> String {
    let output = command.env("RUST_BACKTRACE", "1").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(said.trim_end().ends_with('.'), "{said}");
    said.trim_end().to_owned()
}

/// A program that answers. It is killed when dropped.
pub struct Served {
    child: Child,
    pub line: Value,
}

impl Served {
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        if line.is_empty() {
            let mut said = String::new();
            child
                .stderr
                .as_mut()
                .unwrap()
                .read_to_string(&mut said)
                .unwrap();
            panic!("it did not start: {said}");
        }
        Self {
            child,
            line: serde_json::from_str(&line).unwrap(),
        }
    }

    /// The address as it was told, such as `http://127.0.0.1:4711`.
    pub fn address(&self) -> &str {
        self.line["address"].as_str().unwrap()
    }

    /// Address and port to connect to.
    pub fn socket(&self) -> SocketAddr {
        let (_, socket) = self.address().split_once("://").unwrap();
        socket.parse().unwrap()
    }

    pub fn port(&self) -> u16 {
        self.socket().port()
    }

    /// Memory that it holds now, in KiB.
    pub fn resident(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// The most memory that it ever held, in KiB.
    pub fn most_resident(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, line: &str) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let found = status.lines().find_map(|text| text.strip_prefix(line));
        let figure = found.unwrap().split_whitespace().next().unwrap();
        figure.parse().unwrap()
    }

    /// Ends it without a word.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &process])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end; gives how it ended and what was said on standard error.
    pub fn end(mut self) -> (ExitStatus, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut said = String::new();
        self.child
            .stderr
            .as_mut()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (status, said)
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text of a path.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Asks and gives status and text.
pub async fn get(client: &reqwest::Client, url: &str) -> (u16, String) {
    let answer = client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}
