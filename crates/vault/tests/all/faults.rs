//! T23: the n-th call to the system fails, for every n there is. What was acknowledged is there and whole; what was not is not
//! there; and the next upload succeeds. The program under test is this very binary, with a library preloaded that fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bytes::Bytes;
use futures_util::stream;
use tutela_vault::{Name, Store};

use crate::world::{files, noise};

const SIZE: usize = 300_000;
const NAME: &str = "objects/a/b";

/// What is run with the library: one upload, and what came of it.
#[tokio::test]
#[ignore = "run by t23_… alone"]
async fn put_one_with_faults() {
    let Some(folder) = std::env::var_os("FAULT_UNDER") else {
        return;
    };
    let put = async {
        let store = Store::folder(Path::new(&folder))?;
        let plain = noise(23, SIZE);
        let pieces = plain.chunks(50_000).map(Bytes::copy_from_slice).map(Ok);
        let pieces: Vec<_> = pieces.collect();
        store
            .put(&NAME.parse().unwrap(), stream::iter(pieces))
            .await
    };
    match put.await {
        Ok(stored) => println!("acknowledged {}", stored.size),
        Err(error) => println!("refused: {error}"),
    }
}

fn library(folder: &Path) -> PathBuf {
    let built = folder.join("faults.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.c");
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&built);
    let compiled = compile.arg(source).arg("-ldl").status();
    assert!(compiled.expect("a C compiler is here").success());
    built
}

/// Runs it once. Gives whether the fault struck, and whether the upload was acknowledged.
fn run((library, store): (&Path, &Path), kind: &str, at: usize) -> (bool, bool) {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args([
        "--exact",
        "faults::put_one_with_faults",
        "--ignored",
        "--nocapture",
    ]);
    program.env("LD_PRELOAD", library).env("FAULT_UNDER", store);
    program
        .env("FAULT_KIND", kind)
        .env("FAULT_AT", at.to_string());
    let output = program.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let struck = String::from_utf8_lossy(&output.stderr).contains("fault");
    assert!(output.status.success(), "{kind} at {at}: {said}");
    let (done, refused) = (said.contains("acknowledged"), said.contains("refused"));
    assert!(done != refused, "{kind} at {at}: {said}");
    (struck, done)
}

#[tokio::test]
async fn t23_whichever_call_fails_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let library = library(folder.path());
    let whole = noise(23, SIZE);
    let (mut faults, mut acknowledged) = (0, 0);
    for kind in ["EIO", "ENOSPC", "SHORT", "FSYNC"] {
        for at in 1.. {
            let place = folder.path().join(format!("{kind}-{at}"));
            let (struck, done) = run((&library, &place), kind, at);
            let object = place.join(NAME);
            if done {
                assert!(fs::read(&object).unwrap() == whole, "{kind} at {at}");
                acknowledged += 1;
            } else {
                assert!(!object.exists(), "{kind} at {at}: half a thing is shown");
                again(&place, &whole).await;
            }
            if !struck {
                assert!(done && at > 1, "{kind}: nothing failed at all");
                break;
            }
            assert!(!done || kind == "SHORT", "{kind} at {at} was acknowledged");
            faults += 1;
        }
    }
    println!(
        "t23 faults injected: {faults}\nt23 acknowledged and whole: {acknowledged}\nt23 acknowledged and lost: 0"
    );
    assert!(faults > 20, "{faults}");
}

/// The same upload once more, on a disk that works again.
async fn again(place: &Path, whole: &[u8]) {
    let store = Store::folder(place).unwrap();
    let name: Name = NAME.parse().unwrap();
    let body = stream::iter([Ok(Bytes::copy_from_slice(whole))]);
    store.put(&name, body).await.unwrap();
    assert!(fs::read(place.join(NAME)).unwrap() == whole);
    assert_eq!(
        files(place).len(),
        1,
        "something was left: {:?}",
        files(place)
    );
}
