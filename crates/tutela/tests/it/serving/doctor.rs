//! What the doctor says, in order and in trouble.

use std::fs;

use serde_json::Value;

use super::program::{Ground, text};

/// The checks as lines, without what differs from machine to machine.
fn checks(ground: &Ground, arguments: &[&str]) -> (Option<i32>, String) {
    let output = ground.run(&[&["doctor", "--json"], arguments].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = fs::canonicalize(ground.path("")).unwrap();
    let line = |check: &Value| {
        let name = check["name"].as_str().unwrap();
        let finding = match name {
            "free space" | "ffmpeg" | "clock" => "…".to_owned(),
            _ => check["finding"]
                .as_str()
                .unwrap()
                .replace(text(&folder), "GROUND"),
        };
        let state = match name {
            "free space" | "ffmpeg" => "…",
            _ => check["state"].as_str().unwrap(),
        };
        format!("{state}: {name}: {finding}")
    };
    let lines: Vec<_> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    (output.status.code(), lines.join("\n"))
}

#[test]
fn an_empty_ground_is_well_and_stays_empty() {
    let ground = Ground::new();
    let (code, said) = checks(&ground, &[]);
    insta::assert_snapshot!(said, @r"
    ok: settings: they fit together
    ok: environment: every variable that begins with TUTELA_ is known
    ok: data folder: GROUND/tutela-data is not there; the first start makes it
    ok: lock: no Tutela runs on this folder
    …: free space: …
    ok: database: the first start makes tutela-data/tutela.db
    ok: root key: the first start makes it in tutela-data/keys/root.key
    ok: TLS: none; only this machine is answered
    warning: mail: no server takes mail, so nobody is told anything outside the pages
    ok: text messages: none are sent; nobody can be reached by phone
    ok: outside: no server outside is spoken to
    ok: clock: …
    …: ffmpeg: …
    ");
    assert_eq!(code, Some(0));
    assert_eq!(fs::read_dir(ground.path("")).unwrap().count(), 0);
}

#[test]
fn a_running_installation_is_well() {
    let ground = Ground::new();
    let served = ground.serve(&[]);
    let (code, said) = checks(&ground, &[]);
    assert_eq!(code, Some(0), "{said}");
    let lock = fs::read_to_string(ground.path("tutela-data/tutela.lock")).unwrap();
    assert!(
        said.contains(&format!(
            "ok: lock: Tutela runs on this folder (process {lock})"
        )),
        "{said}"
    );
    assert!(
        said.contains("ok: database: SQLite 3.") && said.contains(", up to date"),
        "{said}"
    );
    drop(served);
    let (_, said) = checks(&ground, &[]);
    assert!(
        said.contains("ok: lock: no Tutela runs on this folder"),
        "{said}"
    );
}

#[test]
fn what_is_wrong_is_said_with_the_way_out_and_exit_code_1() {
    let ground = Ground::new();
    ground.serve(&[]);
    fs::remove_file(ground.path("tutela-data/keys/root.key")).unwrap();
    let output = ground.run(&["doctor", "--listen", "0.0.0.0:80"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let wrong: Vec<_> = said
        .lines()
        .filter(|line| line.trim_start().starts_with("wrong"))
        .collect();
    assert_eq!(wrong.len(), 2, "{said}");
    assert!(wrong[0].contains("--behind-proxy"), "{said}");
    assert!(wrong[1].contains("root key"), "{said}");
}

#[test]
fn secrets_are_masked() {
    let ground = Ground::new();
    let mut command = ground.command(&["doctor"]);
    command.env(
        "TUTELA_DATABASE",
        "postgres://anna:kaffe@127.0.0.1:1/academy?password=te",
    );
    command.env(
        "TUTELA_ROOT_KEY",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    command.env("TUTELA_S3_SECRET_ACCESS_KEY", "kakao");
    command.env("TUTELA_LISTN", "1");
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    for secret in ["kaffe", "password=te", "AAAA", "kakao", "anna"] {
        assert!(!said.contains(secret), "{said}");
    }
    assert!(said.contains("postgres://…@127.0.0.1:1/academy"), "{said}");
    assert!(said.contains("did you mean TUTELA_LISTEN?"), "{said}");
}

#[test]
fn settings_that_cannot_be_read_are_what_is_wrong() {
    let ground = Ground::new();
    let file = ground.write("tutela.toml", "listne = 1\n");
    let (code, said) = checks(&ground, &["--config", text(&file)]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with("wrong: settings:") && said.contains("listen"),
        "{said}"
    );
}
