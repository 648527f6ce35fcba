//! T38: every way to change the past, by the hundred, and two verifiers that were written apart and hold one older checkpoint.

use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use tutela_audit::evidence::{VERIFIER, verify};

use super::files::{Export, Forge};

const SIZE: usize = 700;
const PINNED: usize = 600;

/// What somebody does who may write every file, and what he does who holds the log's key as well.
#[derive(Debug, Clone)]
enum Tampering {
    /// One byte of one file is another.
    Byte(usize, usize),
    /// A file is gone.
    Gone(usize),
    /// A file is cut off.
    Cut(usize, usize),
    /// Two files are in each other's place.
    Swapped(usize, usize),
    /// An entry is taken away and all is hashed and signed anew.
    Deleted(usize),
    /// An entry is altered and all is hashed and signed anew.
    Altered(usize, usize),
    /// Two entries change places and all is hashed and signed anew.
    Reordered(usize, usize),
    /// An entry is put in between and all is hashed and signed anew.
    Inserted(usize),
    /// The log ends before the checkpoint that somebody holds, signed anew.
    Truncated(usize),
    /// From some entry on the log is another one, longer than before, signed with the same key.
    Forked(usize),
    /// All is as it was, and signed with another key.
    Resigned,
    /// Another key's log under the same name, with its own key in the folder.
    Replaced,
}

fn tamperings() -> impl Strategy<Value = Tampering> {
    let any = 0..usize::MAX;
    let old = 0..PINNED;
    prop_oneof![
        (any.clone(), any.clone()).prop_map(|(a, b)| Tampering::Byte(a, b)),
        any.clone().prop_map(Tampering::Gone),
        (any.clone(), any.clone()).prop_map(|(a, b)| Tampering::Cut(a, b)),
        (any.clone(), any.clone()).prop_map(|(a, b)| Tampering::Swapped(a, b)),
        old.clone().prop_map(Tampering::Deleted),
        (old.clone(), any).prop_map(|(a, b)| Tampering::Altered(a, b)),
        (old.clone(), old.clone()).prop_map(|(a, b)| Tampering::Reordered(a, b)),
        (0..=PINNED - 1).prop_map(Tampering::Inserted),
        old.clone().prop_map(Tampering::Truncated),
        old.prop_map(Tampering::Forked),
        Just(Tampering::Resigned),
        Just(Tampering::Replaced),
    ]
}

/// What becomes of the log; nothing where nothing was changed in the end.
fn tamper(log: &Forge, how: &Tampering) -> Export {
    let (mut export, mut other) = (log.export(), log.clone());
    // What lies beside the log for people is not the log.
    let paths: Vec<String> = export.0.keys().cloned().collect();
    let path = |at: usize| paths[at % paths.len()].clone();
    match *how {
        Tampering::Byte(file, at) => {
            let bytes = export.0.get_mut(&path(file)).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1;
        }
        Tampering::Gone(file) => drop(export.0.remove(&path(file))),
        Tampering::Cut(file, at) => {
            let bytes = export.0.get_mut(&path(file)).unwrap();
            bytes.truncate(at % bytes.len());
        }
        Tampering::Swapped(one, two) => {
            let (one, two) = (path(one), path(two));
            let (first, second) = (export.0[&one].clone(), export.0[&two].clone());
            export.0.insert(one, second);
            export.0.insert(two, first);
        }
        Tampering::Deleted(at) => drop(other.entries.remove(at)),
        Tampering::Altered(at, byte) => {
            let byte = byte % other.entries[at].len();
            other.entries[at][byte] ^= 1;
        }
        Tampering::Reordered(one, two) => other.entries.swap(one, two),
        Tampering::Inserted(at) => other.entries.insert(at, b"tutela-evidence/v1\n".to_vec()),
        Tampering::Truncated(size) => other.entries.truncate(size),
        Tampering::Forked(at) => {
            for entry in &mut other.entries[at..] {
                entry.extend(b"fork\n");
            }
            other.entries.push(b"tutela-evidence/v1\n".to_vec());
        }
        Tampering::Resigned => {
            other.seed = [8; 32];
            let key = export.0["keys"].clone();
            let mut resigned = other.export();
            resigned.0.insert("keys".to_owned(), key);
            return resigned;
        }
        Tampering::Replaced => other.seed = [8; 32],
    }
    match other.entries == log.entries && other.seed == log.seed {
        true => export,
        false => other.export(),
    }
}

fn python(script: &Path, folders: &[PathBuf], pin: &Path) -> Vec<String> {
    let mut command = Command::new("python3");
    command.arg(script).args(folders).arg("--pin").arg(pin);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<String> = said.lines().map(str::to_owned).collect();
    assert_eq!(
        lines.len(),
        folders.len(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines
}

#[test]
fn t38_every_change_of_the_past_is_found_by_both_verifiers() {
    let log = Forge::new(SIZE as u64);
    let (good, pin) = (log.export(), log.checkpoint(PINNED));
    let found = verify(&good, std::slice::from_ref(&pin)).unwrap();
    assert_eq!(found.entries, SIZE as u64);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: String| folder.path().join(name);
    std::fs::write(at("verify.py".to_owned()), VERIFIER).unwrap();
    std::fs::write(at("pin".to_owned()), &pin).unwrap();
    good.write(&at("good".to_owned()));

    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut folders = vec![at("good".to_owned())];
    let mut made = Vec::new();
    while made.len() < 400 {
        let how = tamperings().new_tree(&mut runner).unwrap().current();
        let export = tamper(&log, &how);
        if export == good {
            continue;
        }
        let wrong = verify(&export, std::slice::from_ref(&pin));
        assert!(wrong.is_err(), "the program missed {how:?}");
        let folder = at(made.len().to_string());
        export.write(&folder);
        folders.push(folder);
        made.push(how);
    }
    let kinds: std::collections::BTreeSet<String> = made
        .iter()
        .map(|how| format!("{how:?}").split('(').next().unwrap().to_owned())
        .collect();
    assert_eq!(kinds.len(), 12, "every kind was tried: {kinds:?}");
    let said = python(&at("verify.py".to_owned()), &folders, &at("pin".to_owned()));
    assert!(said[0].starts_with("ok: "), "{}", said[0]);
    for (line, how) in said[1..].iter().zip(&made) {
        assert!(
            line.starts_with("WRONG: "),
            "the script missed {how:?}: {line}"
        );
    }
}

#[test]
fn t38_two_logs_under_one_key_are_a_fork_that_either_checkpoint_shows() {
    let log = Forge::new(300);
    let mut other = log.clone();
    other.entries[250] = b"tutela-evidence/v1\nkind other\n".to_vec();
    let (one, two) = (log.export(), other.export());
    assert!(
        verify(&one, &[]).is_ok() && verify(&two, &[]).is_ok(),
        "each alone fits together"
    );
    for size in 251..=300 {
        assert!(verify(&one, &[other.checkpoint(size)]).is_err());
        assert!(verify(&two, &[log.checkpoint(size)]).is_err());
    }
    assert!(
        verify(&one, &[other.checkpoint(250)]).is_ok(),
        "so far they are one"
    );
}
