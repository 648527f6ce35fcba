//! The evidence log of the real program: a start is in it, it leaves as files that two verifiers check, and a witness signs one
//! past and no other.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use tutela_audit::evidence::{Note, Said, Verifier, hex};

use super::program::{Ground, PATIENCE, Served, get, text};

/// The checkpoint, once the log has as many entries as this.
async fn checkpoint(served: &Served, entries: u64) -> String {
    let client = reqwest::Client::new();
    let begun = Instant::now();
    loop {
        let (_, note) = get(
            &client,
            &format!("{}/trust/log/checkpoint", served.address()),
        )
        .await;
        let size = note
            .lines()
            .nth(1)
            .and_then(|size| size.parse::<u64>().ok());
        if size.is_some_and(|size| size >= entries) {
            return note;
        }
        assert!(begun.elapsed() < PATIENCE, "{note}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn python(folder: &Path, pin: &Path) -> Output {
    let mut command = Command::new("python3");
    command.arg(folder.join("verify.py")).arg(folder);
    command.arg("--pin").arg(pin).output().unwrap()
}

#[tokio::test]
async fn a_start_is_testified_and_the_log_leaves_as_files_that_anybody_checks() {
    let ground = Ground::new();
    let served = ground.serve(&["--data", "data"]);
    let pin = ground.write("pin", &checkpoint(&served, 2).await);
    let (status, tile) = get(
        &reqwest::Client::new(),
        &format!("{}/trust/log/tile/0/000.p/2", served.address()),
    )
    .await;
    assert_eq!(status, 200, "{tile}");
    for beyond in [
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/entries/000.p/2",
        "tile/9/000.p/1",
        "tile/0/0",
    ] {
        let (status, _) = get(
            &reqwest::Client::new(),
            &format!("{}/trust/log/{beyond}", served.address()),
        )
        .await;
        assert_eq!(status, 404, "{beyond}");
    }
    served.signal("TERM");
    served.end();
    let served = ground.serve(&["--data", "data"]);
    checkpoint(&served, 4).await;

    let export = ground.run(&["evidence", "export", "--data", "data", "--to", "log"]);
    assert!(
        export.status.success(),
        "while it serves: {}",
        said(&export)
    );
    let folder = ground.path("log");
    let bundle = std::fs::read(folder.join("tile/entries/000.p/4")).unwrap();
    let bundle = String::from_utf8_lossy(&bundle).into_owned();
    let program = std::fs::read(env!("CARGO_BIN_EXE_tutela")).unwrap();
    let program = hex(digest(&SHA256, &program).as_ref());
    let starts = bundle.matches(&format!("digest sha256 {program}")).count();
    assert_eq!(
        starts, 2,
        "each start, with the hash of the program: {bundle}"
    );
    assert_eq!(bundle.matches("kind policy-in-force").count(), 2);

    let verified = ground.run(&["evidence", "verify", "log", "--pin", text(&pin)]);
    assert!(verified.status.success(), "{}", said(&verified));
    let apart = python(&folder, &pin);
    assert!(apart.status.success(), "{}", said(&apart));
    let entries = folder.join("tile/entries/000.p/4");
    std::fs::write(&entries, bundle.replacen("kind started", "kind stopped", 1)).unwrap();
    let wrong = ground.run(&["evidence", "verify", "log", "--pin", text(&pin)]);
    assert_eq!(wrong.status.code(), Some(1), "{}", said(&wrong));
    assert!(
        said(&wrong).starts_with("WRONG: entry "),
        "{}",
        said(&wrong)
    );
    let apart = python(&folder, &pin);
    assert_eq!(apart.status.code(), Some(1), "{}", said(&apart));
    let again = ground.refusal(&["evidence", "export", "--data", "data", "--to", "log"]);
    assert!(again.contains("not empty"), "{again}");
}

#[tokio::test]
async fn t38_a_witness_signs_the_log_and_not_its_fork() {
    let ground = Ground::new();
    let served = ground.serve(&["--data", "data"]);
    checkpoint(&served, 2).await;
    let client = reqwest::Client::new();
    let (_, keys) = get(&client, &format!("{}/trust/log/keys", served.address())).await;
    served.signal("TERM");
    served.end();
    copy(&ground.path("data"), &ground.path("fork"));

    let witness = || {
        let arguments = [
            "witness",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--name",
            "w.example/1",
            "--log",
            keys.trim(),
        ];
        Served::start(ground.command(&arguments))
    };
    let witnessing = witness();
    let key = witnessing.line["key"].as_str().unwrap().to_owned();
    let told = |witness: &Served| format!("{} {key}", witness.address());
    let served = ground.serve(&["--data", "data", "--witness", &told(&witnessing)]);
    let verifier: Verifier = key.parse().unwrap();
    let begun = Instant::now();
    loop {
        let note = checkpoint(&served, 4).await;
        let note = Note::parse(&note).unwrap();
        if matches!(note.said_by(&verifier), Said::Signed(signed) if signed.at.is_some()) {
            break;
        }
        assert!(begun.elapsed() < 2 * PATIENCE, "the witness does not sign");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let origin = keys.split('+').next().unwrap();
    let hash = hex(digest(&SHA256, origin.as_bytes()).as_ref());
    let (status, seen) = get(
        &client,
        &format!("{}/{hash}/checkpoint", witnessing.address()),
    )
    .await;
    assert!(status == 200 && seen.starts_with(origin), "{seen}");
    served.signal("TERM");
    served.end();
    witnessing.signal("TERM");
    witnessing.end();

    let witnessing = witness();
    assert_eq!(witnessing.line["key"], key, "it is who it was");
    let forked = ground.serve(&["--data", "fork", "--witness", &told(&witnessing)]);
    checkpoint(&forked, 4).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let note = checkpoint(&forked, 4).await;
    assert_eq!(
        Note::parse(&note).unwrap().said_by(&verifier),
        Said::Nothing,
        "{note}"
    );
    forked.signal("TERM");
    let (_, said) = forked.end();
    assert!(
        said.contains("another past") || said.contains("it has seen"),
        "{said}"
    );
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (entry, path) = (
            entry.as_ref().unwrap().file_name(),
            entry.as_ref().unwrap().path(),
        );
        match path.is_dir() {
            true => copy(&path, &to.join(entry)),
            false => drop(std::fs::copy(&path, to.join(entry)).unwrap()),
        }
    }
}

#[test]
fn what_is_no_key_or_no_log_is_refused_with_the_way_out() {
    let ground = Ground::new();
    let named = ground.refusal(&["witness", "--name", "w", "--log", "nothing"]);
    assert!(named.contains("/trust/log/keys"), "{named}");
    let empty = ground.refusal(&["evidence", "export", "--data", "none", "--to", "log"]);
    assert!(empty.contains("cannot be used"), "{empty}");
    let pin = ground.refusal(&["evidence", "verify", ".", "--pin", "none"]);
    assert!(pin.contains("cannot be read"), "{pin}");
    let none = ground.run(&["evidence", "verify", "."]);
    assert_eq!(none.status.code(), Some(1));
}
