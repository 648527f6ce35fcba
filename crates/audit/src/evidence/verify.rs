//! Checks an exported log, file by file, in little memory: that it fits together, who signed it, and that it begins with what older
//! checkpoints were signed for.

use std::collections::BTreeMap;
use std::io;

use super::checkpoint::{Checkpoint, decimal};
use super::export::OF_ACCOUNT;
use super::merkle::{self, Growing, Hash};
use super::note::{Note, Said, Use, Verifier};
use super::tile::{self, TileId, WIDTH, to_hash};

/// Where the files of an export are.
pub trait Files {
    /// The bytes of a file; nothing where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
}

/// What is wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("the file {0} is not there")]
    Missing(String),
    #[error("the file {0} cannot be read: {1}")]
    Io(String, io::Error),
    #[error("the file {0} is not what it should be")]
    Shape(String),
    #[error("{0} is not signed by the log's key")]
    Unsigned(String),
    #[error("a signature under {0} is wrong")]
    Signature(String),
    #[error("entry {0} is not the one that the tree holds")]
    Entry(u64),
    #[error("the file {0} does not hold the hashes that belong there")]
    Tile(String),
    #[error("the tree has another root than the checkpoint says")]
    Root,
    #[error("the older checkpoint has {pin} entries, the log {size}: it was cut off")]
    CutOff { pin: u64, size: u64 },
    #[error("the first {0} entries are not those that the older checkpoint was signed for")]
    Changed(u64),
}

/// A log that was checked and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub checkpoint: Checkpoint,
    /// How many entries were there to be checked; for an export of an account its own.
    pub entries: u64,
}

/// Checks a log, against older checkpoints where there are any.
///
/// # Errors
/// The first thing that is [`Wrong`].
pub fn verify(files: &dyn Files, pins: &[String]) -> Result<Verified, Wrong> {
    let keys = keys(files)?;
    let checkpoint = text(files, "checkpoint")?;
    let checkpoint = signed(&checkpoint, "the checkpoint", &keys)?;
    let read = |pin: &String| {
        let lines = pin.trim().lines().map(str::trim_end);
        let pin = lines.fold(String::new(), |all, line| all + line + "\n");
        signed(&pin, "the older checkpoint", &keys)
    };
    let pins: Vec<_> = pins.iter().map(read).collect::<Result<_, _>>()?;
    let mut walk = Walk::new(files, checkpoint.size, &pins)?;
    walk.go()?;
    if walk.growing.root() != checkpoint.root {
        return Err(Wrong::Root);
    }
    for pin in &pins {
        walk.compare(pin)?;
    }
    Ok(Verified {
        entries: walk.entries,
        checkpoint,
    })
}

fn keys(files: &dyn Files) -> Result<Vec<Verifier>, Wrong> {
    let keys = text(files, "keys")?;
    let keys = keys.lines().map(str::parse).collect::<Result<_, _>>();
    keys.map_err(|_| Wrong::Shape("keys".to_owned()))
}

/// A checkpoint that the log's key has signed, and under which no known key signed wrongly.
fn signed(note: &str, name: &str, keys: &[Verifier]) -> Result<Checkpoint, Wrong> {
    let shape = || Wrong::Shape(name.to_owned());
    let note = Note::parse(note).ok_or_else(shape)?;
    let checkpoint = Checkpoint::read(&note).ok_or_else(shape)?;
    let mut is_signed = false;
    for key in keys {
        match note.said_by(key) {
            Said::Wrong => return Err(Wrong::Signature(name.to_owned())),
            Said::Nothing => {}
            Said::Signed(_) => {
                is_signed |= key.purpose() == Use::Log && key.name() == checkpoint.origin;
            }
        }
    }
    is_signed
        .then_some(checkpoint)
        .ok_or_else(|| Wrong::Unsigned(name.to_owned()))
}

fn bytes(files: &dyn Files, path: &str) -> Result<Vec<u8>, Wrong> {
    let read = files.read(path);
    let read = read.map_err(|error| Wrong::Io(path.to_owned(), error))?;
    read.ok_or_else(|| Wrong::Missing(path.to_owned()))
}

fn text(files: &dyn Files, path: &str) -> Result<String, Wrong> {
    let text = String::from_utf8(bytes(files, path)?);
    text.map_err(|_| Wrong::Shape(path.to_owned()))
}

/// From the first entry to the last.
struct Walk<'f> {
    files: &'f dyn Files,
    size: u64,
    /// The entries of an account, by their numbers, where not all are there.
    some: Option<BTreeMap<u64, Vec<u8>>>,
    entries: u64,
    growing: Growing,
    /// The roots at the sizes that older checkpoints name.
    roots: BTreeMap<u64, Hash>,
    /// What the tiles above the lowest level should hold, from there up, as far as they are not full.
    above: Vec<(u64, Vec<u8>)>,
}

impl<'f> Walk<'f> {
    fn new(files: &'f dyn Files, size: u64, pins: &[Checkpoint]) -> Result<Self, Wrong> {
        let mut walk = Self {
            files,
            size,
            some: None,
            entries: 0,
            growing: Growing::default(),
            roots: pins.iter().map(|pin| (pin.size, merkle::empty())).collect(),
            above: Vec::new(),
        };
        let some = files.read(OF_ACCOUNT);
        let some = some.map_err(|error| Wrong::Io(OF_ACCOUNT.to_owned(), error))?;
        if let Some(some) = some {
            walk.some = Some(of_account(&some, size)?);
        }
        Ok(walk)
    }

    fn go(&mut self) -> Result<(), Wrong> {
        for number in 0..self.size.div_ceil(WIDTH) {
            let hashes = self.tile(TileId { level: 0, number })?;
            let first = number * WIDTH;
            match &self.some {
                None => self.compare_bundle(number, &hashes)?,
                Some(some) => {
                    for (number, entry) in some.range(first..first + WIDTH) {
                        compare_entry((*number, entry), first, &hashes)?;
                    }
                }
            }
            for hash in hashes.chunks_exact(32) {
                self.growing.push(to_hash(hash));
                if let Some(root) = self.roots.get_mut(&self.growing.size()) {
                    *root = self.growing.root();
                }
            }
            if hashes.len() as u64 == WIDTH * 32 {
                self.carry(tile::fold(&hashes))?;
            }
        }
        self.entries = self
            .some
            .as_ref()
            .map_or(self.size, |some| some.len() as u64);
        self.compare_last()
    }

    fn tile(&self, id: TileId) -> Result<Vec<u8>, Wrong> {
        let path = id.path(self.size);
        let hashes = bytes(self.files, &path)?;
        match hashes.len() as u64 == id.width(self.size) * 32 {
            true => Ok(hashes),
            false => Err(Wrong::Shape(path)),
        }
    }

    fn compare_bundle(&self, number: u64, hashes: &[u8]) -> Result<(), Wrong> {
        let path = tile::entries_path(number, self.size);
        let bundle = bytes(self.files, &path)?;
        let (mut rest, mut at) = (&bundle[..], 0);
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::from(u16::from_be_bytes(*length));
            let Some((entry, after)) = after.split_at_checked(length) else {
                break;
            };
            compare_entry((number * WIDTH + at, entry), number * WIDTH, hashes)?;
            (rest, at) = (after, at + 1);
        }
        match rest.is_empty() && at * 32 == hashes.len() as u64 {
            true => Ok(()),
            false => Err(Wrong::Shape(path)),
        }
    }

    /// Hands the hash of a full tile up, and compares the tile above when that is full too.
    fn carry(&mut self, mut hash: Hash) -> Result<(), Wrong> {
        for level in 1_u32.. {
            let at = (level - 1) as usize;
            if self.above.len() == at {
                self.above.push((0, Vec::new()));
            }
            let (number, hashes) = &mut self.above[at];
            hashes.extend(hash);
            if (hashes.len() as u64) < WIDTH * 32 {
                break;
            }
            let id = TileId {
                level,
                number: *number,
            };
            let (full, next) = (std::mem::take(hashes), *number + 1);
            *number = next;
            if self.tile(id)? != full {
                return Err(Wrong::Tile(id.path(self.size)));
            }
            hash = tile::fold(&full);
        }
        Ok(())
    }

    /// The tiles above that are not full.
    fn compare_last(&self) -> Result<(), Wrong> {
        for (level, (number, hashes)) in (1..).zip(&self.above) {
            let id = TileId {
                level,
                number: *number,
            };
            if !hashes.is_empty() && self.tile(id)? != *hashes {
                return Err(Wrong::Tile(id.path(self.size)));
            }
        }
        Ok(())
    }

    fn compare(&self, pin: &Checkpoint) -> Result<(), Wrong> {
        if pin.size > self.size {
            return Err(Wrong::CutOff {
                pin: pin.size,
                size: self.size,
            });
        }
        match self.roots.get(&pin.size) == Some(&pin.root) {
            true => Ok(()),
            false => Err(Wrong::Changed(pin.size)),
        }
    }
}

fn compare_entry((number, entry): (u64, &[u8]), first: u64, hashes: &[u8]) -> Result<(), Wrong> {
    let at = usize::try_from((number - first) * 32).unwrap_or(usize::MAX);
    let held = hashes.get(at..).and_then(|rest| rest.get(..32));
    match held == Some(&merkle::leaf(entry)[..]) {
        true => Ok(()),
        false => Err(Wrong::Entry(number)),
    }
}

/// `number N`, what is kept of the details, the entry, an empty line; again and again.
fn of_account(file: &[u8], size: u64) -> Result<BTreeMap<u64, Vec<u8>>, Wrong> {
    let shape = || Wrong::Shape(OF_ACCOUNT.to_owned());
    let text = str::from_utf8(file).map_err(|_| shape())?;
    let parts = text.split_inclusive("\n\n").map(|part| {
        let mut lines = part.strip_suffix('\n')?.splitn(3, '\n');
        let number = decimal(lines.next()?.strip_prefix("number ")?)?;
        let entry = lines.nth(1)?.as_bytes().to_vec();
        (number < size).then_some((number, entry))
    });
    parts.collect::<Option<_>>().ok_or_else(shape)
}
