//! The evidence log: what an entry adds to the transaction that it testifies to, and a log of ten million entries, proved and
//! verified from the first to the last.

use std::io;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use tutela_audit::evidence::tile::{self, TileId, Tiles, WIDTH};
use tutela_audit::evidence::{
    self, Checkpoint, Details, Entry, Files, Kind, Signer, Use, bundle, merkle, verify,
};
use tutela_audit::{Activity, record};
use tutela_core::{Ambient, Scope, Time};
use tutela_db::{Db, Place};

use super::Bench;
use crate::figures::{median, ratio};
use crate::report::{Report, Target};

/// A write with its entry, as a multiple of the write without.
const COST: Target = Target::AtMost(1.2);
/// Seconds to verify the whole log.
const VERIFY: Target = Target::AtMost(60.0);
/// Milliseconds to prove one entry of it.
const PROVE: Target = Target::AtMost(10.0);
/// MiB that verifying takes at most.
const GROWTH: Target = Target::AtMost(64.0);
const ENTRIES: u64 = 10_000_000;
const ENTRIES_IN_SHORT: u64 = 200_000;

/// Measures them.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    cost(bench, report).await?;
    let size = if bench.short {
        ENTRIES_IN_SHORT
    } else {
        ENTRIES
    };
    let work = move || whole(size);
    let found = tokio::task::spawn_blocking(work).await??;
    report.know("entries", size as f64);
    report.know("making.seconds", found.making);
    report.aim("verify.seconds", found.verifying, VERIFY);
    report.aim("verify.growth_mib", found.growth, GROWTH);
    report.aim("prove.ms", found.proving, PROVE);
    Ok(())
}

/// Transactions that write a line of the record, every second one with an entry.
async fn cost(bench: &Bench, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let ambient = Ambient::system();
    let db = Db::open(&Place::File(folder.path().join("t.db")), ambient.now()).await?;
    let (mut plain, mut testified) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds().max(3) {
        let (mut without, mut with) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..200 {
            without += act(&db, &ambient, false).await?;
            with += act(&db, &ambient, true).await?;
        }
        plain.push(without.as_secs_f64() * 1e6 / 200.0);
        testified.push(with.as_secs_f64() * 1e6 / 200.0);
    }
    report.know("write.us", median(&plain));
    report.know("write_with_entry.us", median(&testified));
    report.aim("write_with_entry.of_write", ratio(&testified, &plain), COST);
    db.close().await;
    Ok(())
}

async fn act(db: &Db, ambient: &Ambient, with_entry: bool) -> Result<Duration> {
    let begin = Instant::now();
    let mut tx = db.write().await?;
    let activity = Activity {
        actor: None,
        account: None,
        scope: Scope::Platform,
        action: "grantRole",
        policy: "bench",
        subject: "01890a5d-ac96-774b-bcce-b302099a8057".to_owned(),
        detail: "course_learner Somebody",
    };
    record(&mut tx, activity, ambient).await?;
    if with_entry {
        let entry = Entry {
            kind: Kind::RoleGranted,
            account: None,
            actor: None,
            subject: "01890a5d-ac96-774b-bcce-b302099a8057",
            details: Details::Kept(
                "role=course_learner person=01890a5d-ac96-774b-bcce-b302099a8057",
            ),
        };
        evidence::append(&mut tx, &entry, ambient).await?;
    }
    tx.commit().await?;
    Ok(begin.elapsed())
}

/// What was found about the whole log.
struct Found {
    making: f64,
    verifying: f64,
    growth: f64,
    proving: f64,
}

fn whole(size: u64) -> Result<Found> {
    let begin = Instant::now();
    let log = Synthetic::make(size)?;
    let making = begin.elapsed().as_secs_f64();
    let before = peak()?;
    let begin = Instant::now();
    let pin = log.signed(size / 2)?;
    let pinned = begin.elapsed().as_secs_f64();
    let verified = verify(&log, &[pin])?;
    ensure!(verified.entries == size, "not all of it was checked");
    let verifying = begin.elapsed().as_secs_f64() - pinned;
    let growth = peak()? - before;
    let mut proofs = Vec::new();
    for number in (0..size).step_by(usize::try_from(size / 99)?) {
        let begin = Instant::now();
        log.prove(number)?;
        proofs.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Found {
        making,
        verifying,
        growth,
        proving: median(&proofs),
    })
}

/// MiB that this process took at most so far.
fn peak() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kib.context("the kernel says nothing")?.parse::<f64>()? / 1024.0)
}

/// A log whose entries are made when they are read; the tiles above the lowest are kept.
struct Synthetic {
    size: u64,
    above: Tiles,
    signer: Signer,
    note: String,
}

fn entry(number: u64) -> Vec<u8> {
    format!(
        "{}\nid {number:036}\nat 2026-11-29T10:00:00.000000Z\nkind role-granted\naccount {number:032}\nactor {number:032}\n\
         subject {number:032}\ndigest keyed {number:064}\n",
        evidence::FORMAT
    )
    .into_bytes()
}

impl Synthetic {
    fn make(size: u64) -> Result<Self> {
        let signer = Signer::new("tutela/bench", Use::Log, &[7; 32]).context("no key")?;
        let (mut growing, mut above) = (merkle::Growing::default(), Tiles::default());
        let (mut full, mut counted) = (Vec::new(), 0);
        for number in 0..size {
            let hash = merkle::leaf(&entry(number));
            growing.push(hash);
            full.extend(hash);
            if full.len() as u64 == WIDTH * 32 {
                tile::grow(&mut above, counted, &[tile::fold(&full)]);
                (counted, full) = (counted + 1, Vec::new());
            }
        }
        let root = growing.root();
        let mut log = Self {
            size,
            above,
            signer,
            note: String::new(),
        };
        log.note = log.note_of(size, root);
        Ok(log)
    }

    fn note_of(&self, size: u64, root: merkle::Hash) -> String {
        let origin = "tutela/bench".to_owned();
        let text = Checkpoint { origin, size, root }.text();
        let line = self.signer.sign(&text, Time::from_micros(0));
        format!("{text}\n{line}")
    }

    /// The checkpoint over the first entries.
    fn signed(&self, size: u64) -> Result<String> {
        let whole: Vec<_> = std::iter::once(0..size).collect();
        let root = self.tiles(&whole)?.hash(0..size).context("no root")?;
        Ok(self.note_of(size, root))
    }

    fn tiles(&self, parts: &[std::ops::Range<u64>]) -> Result<Tiles> {
        let mut tiles = Tiles::default();
        for id in Tiles::needed(parts) {
            let hashes = self.read(&id.path(self.size))?.context("no such tile")?;
            tiles.0.insert(id, hashes);
        }
        Ok(tiles)
    }

    fn prove(&self, number: u64) -> Result<()> {
        let parts = merkle::inclusion(number, self.size);
        let tiles = self.tiles(&parts)?;
        let hashes: Option<Vec<_>> = parts.into_iter().map(|part| tiles.hash(part)).collect();
        let leaf = merkle::leaf(&entry(number));
        let root = merkle::root_of(leaf, number, self.size, &hashes.context("no proof")?);
        let whole: Vec<_> = std::iter::once(0..self.size).collect();
        let is = self.tiles(&whole)?.hash(0..self.size);
        ensure!(root == is, "the proof leads elsewhere");
        Ok(())
    }

    fn entries(&self, number: u64) -> Vec<Vec<u8>> {
        let first = number * WIDTH;
        (first..(first + WIDTH).min(self.size)).map(entry).collect()
    }
}

impl Files for Synthetic {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match path {
            "checkpoint" => return Ok(Some(self.note.clone().into_bytes())),
            "keys" => return Ok(Some(format!("{}\n", self.signer.verifier()).into_bytes())),
            _ => {}
        }
        let below = path
            .strip_prefix("tile/")
            .and_then(|rest| rest.split_once('/'));
        let Some((level, number)) = below else {
            return Ok(None);
        };
        let Some((number, _)) = tile::parse(number) else {
            return Ok(None);
        };
        Ok(match level {
            "entries" => Some(bundle(&self.entries(number))),
            "0" => {
                let hashes = self
                    .entries(number)
                    .iter()
                    .flat_map(|entry| merkle::leaf(entry))
                    .collect();
                Some(hashes)
            }
            level => {
                let level = level.parse::<u32>().unwrap_or(0).saturating_sub(1);
                self.above.0.get(&TileId { level, number }).cloned()
            }
        })
    }
}
