//! The cage: what runs in it opens no file and no connection, and ends when it has had enough. Each wall is shown to be the
//! cage's own by asking the same without it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::serving::program::Ground;

const MEMORY: &str = "1073741824";
/// As films are opened: the type is said beforehand, and nothing leads elsewhere.
const INPUT: &[&str] = &["-protocol_whitelist", "pipe", "-f", "mov", "-i", "pipe:0"];
const CANARY: &str = "canary-4f1c-sings";

fn ffmpeg() -> String {
    let path = std::env::var_os("PATH").unwrap();
    let mut all = std::env::split_paths(&path).map(|folder| folder.join("ffmpeg"));
    let found = all
        .find(|path| path.is_file())
        .expect("ffmpeg is installed");
    found.canonicalize().unwrap().to_str().unwrap().to_owned()
}

/// The same request within the cage and without.
struct Asked<'a> {
    ground: &'a Ground,
    bounds: [&'a str; 2],
    words: &'a [&'a str],
    input: &'a [u8],
}

impl Asked<'_> {
    fn within(&self) -> (Output, Duration) {
        let program = ffmpeg();
        let mut command =
            self.ground
                .command(&["confined", self.bounds[0], self.bounds[1], &program]);
        command
            .args(["-hide_banner", "-loglevel", "error"])
            .args(self.words);
        run(command, self.input)
    }

    fn without(&self) -> Output {
        let mut command = Command::new(ffmpeg());
        command
            .args(["-hide_banner", "-loglevel", "error"])
            .args(self.words);
        run(command, self.input).0
    }
}

fn run(mut command: Command, input: &[u8]) -> (Output, Duration) {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // One that has seen enough hangs up.
    let _ = pipe.write_all(input);
    drop(pipe);
    (child.wait_with_output().unwrap(), begun.elapsed())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn ask<'a>(ground: &'a Ground, words: &'a [&'a str], input: &'a [u8]) -> Asked<'a> {
    let bounds = [MEMORY, "20"];
    Asked {
        ground,
        bounds,
        words,
        input,
    }
}

#[test]
fn t18_a_confined_ffmpeg_runs_and_opens_no_file() {
    let ground = Ground::new();
    let film = ground.path("film.mp4");
    std::fs::write(&film, crate::main_job::teach::FILM).unwrap();
    let film = film.to_str().unwrap();
    let words = ["-i", film, "-frames:v", "1", "-f", "image2pipe", "pipe:1"];
    let asked = ask(&ground, &words, b"");
    assert!(
        asked.without().status.success(),
        "it is a film to anybody else"
    );
    let (output, _) = asked.within();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(
        said(&output).contains("Permission denied"),
        "{}",
        said(&output)
    );
    // The same film through the pipe is opened.
    let words = [INPUT, &["-frames:v", "1", "-f", "image2pipe", "pipe:1"]].concat();
    let (output, _) = ask(&ground, &words, crate::main_job::teach::FILM).within();
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        output.stdout.starts_with(&[0xff, 0xd8]),
        "a picture comes out"
    );
}

#[test]
fn t18_a_confined_ffmpeg_writes_no_file() {
    let ground = Ground::new();
    let out = ground.path("out.jpg");
    let words = [
        "-f",
        "lavfi",
        "-i",
        "testsrc=d=1:r=1",
        "-frames:v",
        "1",
        "-y",
        out.to_str().unwrap(),
    ];
    let (output, _) = ask(&ground, &words, b"").within();
    assert!(
        !output.status.success() && !out.exists(),
        "{}",
        said(&output)
    );
    assert!(ask(&ground, &words, b"").without().status.success() && out.exists());
}

#[test]
fn t18_a_confined_ffmpeg_makes_no_connection() {
    let ground = Ground::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/film.mp4", listener.local_addr().unwrap());
    let words = ["-timeout", "500000", "-i", &url, "-f", "null", "-"];
    let asked = ask(&ground, &words, b"");
    let (output, _) = asked.within();
    assert!(!output.status.success());
    assert!(
        listener.accept().is_err(),
        "nobody called: {}",
        said(&output)
    );
    asked.without();
    assert!(listener.accept().is_ok(), "anybody else calls");
}

#[test]
fn t18_a_playlist_that_poses_as_a_film_is_refused_and_reads_nothing() {
    let ground = Ground::new();
    let canary = ground.write("canary.txt", CANARY);
    let canary = canary.to_str().unwrap();
    let hostile = [
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{canary}\n#EXT-X-ENDLIST\n"),
        format!("#EXTM3U\n#EXTINF:1,\nconcat:{canary}|{canary}\n#EXT-X-ENDLIST\n"),
        format!("ffconcat version 1.0\nfile '{canary}'\n"),
        format!("ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:{canary}'\n"),
        format!(
            "<?xml version=\"1.0\"?><MPD><Period><BaseURL>file://{canary}</BaseURL></Period></MPD>"
        ),
        format!("<svg xmlns:xlink=\"x\"><image xlink:href=\"file://{canary}\"/></svg>"),
    ];
    for hostile in hostile {
        let words = [INPUT, &["-map", "0", "-c", "copy", "-f", "data", "pipe:1"]].concat();
        let (output, took) = ask(&ground, &words, hostile.as_bytes()).within();
        assert!(!output.status.success(), "{hostile}");
        let all = [output.stdout.as_slice(), &output.stderr].concat();
        assert!(!String::from_utf8_lossy(&all).contains(CANARY), "{hostile}");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
}

#[test]
fn t18_memory_and_time_have_an_end() {
    let ground = Ground::new();
    // 400 megapixels of colour are 600 MB a picture.
    let large = [
        "-f",
        "lavfi",
        "-i",
        "color=s=20000x20000:r=1:d=1",
        "-f",
        "null",
        "-",
    ];
    let bounds = ["268435456", "20"];
    let asked = Asked {
        ground: &ground,
        bounds,
        words: &large,
        input: b"",
    };
    let (output, took) = asked.within();
    assert!(!output.status.success(), "it does not get that much");
    assert!(took < Duration::from_secs(15), "{took:?}");
    let endless = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=1280x720",
        "-f",
        "null",
        "-",
    ];
    let bounds = [MEMORY, "1"];
    let asked = Asked {
        ground: &ground,
        bounds,
        words: &endless,
        input: b"",
    };
    let (output, took) = asked.within();
    assert!(!output.status.success(), "it does not go on for ever");
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[test]
fn a_cage_with_a_mistake_starts_nothing() {
    let ground = Ground::new();
    let output = ground.run(&["confined", MEMORY, "5", "/no/such/program"]);
    assert!(!output.status.success());
    assert!(said(&output).starts_with("confined: "), "{}", said(&output));
    let mut command = ground.command(&["confined", MEMORY, "5", "/usr/bin/env"]);
    let mut text = String::new();
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(
        child.wait().unwrap().success(),
        "other programs run in it too"
    );
}
