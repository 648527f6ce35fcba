//! What is refused, and that the sentence says the way out.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use super::program::{Ground, text};

#[test]
fn plain_http_beyond_this_machine_is_refused() {
    let ground = Ground::new();
    let said = ground.refusal(&["serve", "--listen", "0.0.0.0:0"]);
    for way_out in ["--tls-cert", "--acme-domain", "--behind-proxy", "127.0.0.1"] {
        assert!(said.contains(way_out), "{said}");
    }
    assert!(!ground.path("tutela-data").exists());
}

#[test]
fn a_second_start_on_the_same_folder_is_refused() {
    let ground = Ground::new();
    let mut first = ground.serve(&[]);
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        said.contains("is in use by another Tutela (process "),
        "{said}"
    );
    let create = ground.creation("anna", "a long enough one\n");
    assert!(super::program::refusal(create).contains("in use"));
    assert!(first.is_running());
    drop(first);
    ground.serve(&[]);
}

#[test]
fn a_port_that_is_taken_is_refused() {
    let ground = Ground::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let said = ground.refusal(&["serve", "--listen", &address]);
    assert!(said.contains(&address) && said.contains("taken"), "{said}");
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0", "--metrics", &address]);
    assert!(said.contains("--metrics"), "{said}");
}

#[test]
fn a_folder_of_something_else_stays_untouched() {
    let ground = Ground::new();
    fs::create_dir(ground.path("photos")).unwrap();
    ground.write("photos/summer.jpg", "…");
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0", "--data", "photos"]);
    assert!(said.contains("summer.jpg"), "{said}");
    assert_eq!(fs::read_dir(ground.path("photos")).unwrap().count(), 1);
}

#[test]
fn a_folder_of_a_newer_version_is_refused() {
    let ground = Ground::new();
    fs::create_dir(ground.path("tutela-data")).unwrap();
    ground.write("tutela-data/layout", "999\n");
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("newer version"), "{said}");
}

#[test]
fn a_folder_that_cannot_be_made_is_refused() {
    let ground = Ground::new();
    ground.write("file", "");
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0", "--data", "file/data"]);
    assert!(said.contains("--data"), "{said}");
}

#[test]
fn a_database_that_cannot_be_reached_is_refused_without_its_password() {
    let ground = Ground::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let mut command = ground.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env(
        "TUTELA_DATABASE",
        format!("postgres://anna:kaffe@127.0.0.1:{port}/academy"),
    );
    let said = super::program::refusal(command);
    assert!(
        said.contains("TUTELA_DATABASE") && said.contains("cannot be reached"),
        "{said}"
    );
    assert!(!said.contains("kaffe"), "{said}");
}

#[test]
fn a_database_that_is_none_is_refused() {
    let ground = Ground::new();
    ground.serve(&[]);
    for name in ["tutela.db", "tutela.db-wal", "tutela.db-shm"] {
        let _ = fs::remove_file(ground.path("tutela-data").join(name));
    }
    ground.write("tutela-data/tutela.db", &"not a database ".repeat(100));
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        said.contains("tutela.db") && said.contains("backup"),
        "{said}"
    );
}

#[test]
fn the_root_key_is_made_once_and_then_needed() {
    let ground = Ground::new();
    ground.serve(&[]);
    let key = ground.path("tutela-data/keys/root.key");
    let held = fs::read_to_string(&key).unwrap();
    assert_eq!(
        fs::metadata(&key).unwrap().permissions().mode() & 0o777,
        0o600
    );

    fs::remove_file(&key).unwrap();
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        said.contains("root.key") && said.contains("escrow"),
        "{said}"
    );
    assert!(!key.exists());

    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    fs::write(&key, other).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("not the one"), "{said}");
    assert!(!said.contains(other), "{said}");

    fs::remove_file(&key).unwrap();
    let mut command = ground.command(&["serve", "--json", "--listen", "127.0.0.1:0"]);
    command.env("TUTELA_ROOT_KEY", held.trim());
    super::program::Served::start(command);

    fs::write(&key, &held).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let said = ground.refusal(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("chmod 600"), "{said}");
}

#[test]
fn a_root_key_among_the_objects_is_refused() {
    let ground = Ground::new();
    let key = ground.path("tutela-data/objects/root.key");
    let said = ground.refusal(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--root-key-file",
        text(&key),
    ]);
    assert!(said.contains("--root-key-file"), "{said}");
}

#[test]
fn metrics_are_for_this_machine_alone() {
    let said =
        Ground::new().refusal(&["serve", "--listen", "127.0.0.1:0", "--metrics", "0.0.0.0:0"]);
    assert!(said.contains("--metrics"), "{said}");
}

#[test]
fn the_first_administrator_has_a_password_of_his_own() {
    let ground = Ground::new();
    let create = |name: &str, password: &str| ground.creation(name, password);
    assert!(super::program::refusal(create("anna", "short\n")).contains("at least 12"));
    assert!(super::program::refusal(create("anna", "\n")).contains("no password"));
    assert!(super::program::refusal(create("an na", "a long enough one\n")).contains("user name"));
    let made = create("anna", "a long enough one\n").output().unwrap();
    let said = String::from_utf8(made.stderr).unwrap();
    assert_eq!(made.status.code(), Some(0), "{said}");
    assert!(
        said.contains("anna") && !said.contains("long enough"),
        "{said}"
    );
    let again = super::program::refusal(create("bodil", "a long enough one\n"));
    assert!(again.contains("already"), "{again}");
}
