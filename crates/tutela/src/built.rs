//! What this program knows of itself: its packages, its file, and where it may send anything.

use std::sync::OnceLock;

use aws_lc_rs::digest::{Context, SHA256};
use tutela_trust::build::Advisories;
use tutela_trust::{Build, Trust};

use crate::config::Settings;
use crate::post;

include!(concat!(env!("OUT_DIR"), "/packages.rs"));

const SBOM: &str = include_str!(concat!(env!("OUT_DIR"), "/sbom.json"));
const ADVISORIES: &str = include_str!("../advisories.txt");
/// How much of the program's file is read at once.
const PIECE: usize = 1 << 20;

/// What the pages about trust tell of this program under these settings.
pub fn trust(settings: &Settings) -> Trust {
    Trust {
        destinations: post::destinations(settings).into(),
        build: Build {
            version: env!("CARGO_PKG_VERSION"),
            commit: option_env!("TUTELA_COMMIT"),
            digest: digest(),
            sbom: SBOM,
            packages: PACKAGES,
            advisories: Advisories::of(ADVISORIES),
        },
    }
}

/// SHA-256 of the file that runs, computed once. The pages do not wait for it: it is asked for at the start.
fn digest() -> Option<&'static str> {
    static DIGEST: OnceLock<Option<String>> = OnceLock::new();
    DIGEST.get_or_init(|| read().ok()).as_deref()
}

fn read() -> std::io::Result<String> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(std::env::current_exe()?)?;
    let (mut running, mut piece) = (Context::new(&SHA256), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(tutela_trust::register::hex(running.finish().as_ref())),
            taken => running.update(&piece[..taken]),
        }
    }
}
