//! Making a cluster with a password and a certificate, and the shell that holds its server.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::owner::Owner;
use crate::command::output;

/// `$1` is the folder, the rest starts the server. `cat` ends when nobody holds the other end of its pipe any more.
const GUARD: &str = r#"
trap '' INT HUP TERM
folder=$1
shift
"$@" >"$folder/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$folder"
"#;

/// Nothing has to survive, so nothing is forced to disk; and there is room for every test at once.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "ssl=on",
    "ssl_cert_file=../server.crt",
    "ssl_key_file=../server.key",
];

/// Makes an empty cluster and a certificate in `folder`; gives the password of its superuser `tutela`.
pub fn make(programs: &Path, owner: &Owner, folder: &Path) -> Result<String> {
    let password = password()?;
    owner.write(&folder.join("password"), &password)?;
    let mut initdb = Command::new(programs.join("initdb"));
    // Bytes decide the order of texts, as they do on SQLite.
    initdb.args([
        "--pgdata=data",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    ]);
    initdb.args([
        "--username=tutela",
        "--auth=scram-sha-256",
        "--pwfile=password",
    ]);
    output(owner.of(initdb.current_dir(folder)))?;
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]);
    openssl.args([
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1,DNS:localhost",
    ]);
    openssl.args(["-keyout", "server.key", "-out", "server.crt"]);
    output(owner.of(openssl.current_dir(folder)))?;
    Ok(password)
}

/// Starts the server inside the shell that will stop it.
pub fn guard(programs: &Path, owner: &Owner, folder: &Path, port: u16) -> Result<Child> {
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", GUARD, "guard"])
        .arg(folder)
        .arg(programs.join("postgres"));
    shell.args(["-D", "data", "-p", &port.to_string()]);
    for setting in SETTINGS {
        shell.args(["-c", setting]);
    }
    owner
        .of(shell.current_dir(folder).stdin(Stdio::piped()))
        .spawn()
        .context("could not start /bin/sh")
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind("127.0.0.1:0").context("no free port on the loopback address")?;
    Ok(listener.local_addr()?.port())
}

fn password() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
