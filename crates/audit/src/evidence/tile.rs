//! The tree in tiles of 256 hashes (C2SP tlog-tiles): what is stored, served and exported.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::merkle::{Hash, node};

/// How many hashes a full tile holds.
pub const WIDTH: u64 = 256;
/// How many levels of the tree a tile spans.
const HEIGHT: u32 = 8;

/// Which tile: its level, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    pub level: u32,
    pub number: u64,
}

impl TileId {
    /// How many hashes the tile has in a tree of `size` entries; 256 at most.
    pub fn width(self, size: u64) -> u64 {
        let hashes = size.checked_shr(self.level * HEIGHT).unwrap_or(0);
        let before = self.number.saturating_mul(WIDTH);
        hashes.saturating_sub(before).min(WIDTH)
    }

    /// Its path below the log's own address, in a tree of `size` entries: `tile/0/x001/234.p/5`.
    pub fn path(self, size: u64) -> String {
        let width = self.width(size);
        format!("tile/{}/{}", self.level, numbered(self.number, width))
    }
}

/// The path of a bundle of entries: `tile/entries/x001/234.p/5`.
pub fn entries_path(number: u64, size: u64) -> String {
    let width = TileId { level: 0, number }.width(size);
    format!("tile/entries/{}", numbered(number, width))
}

/// A number in groups of three digits, all but the last with an `x` before them; a width that is not full follows.
fn numbered(mut number: u64, width: u64) -> String {
    let mut path = format!("{:03}", number % 1000);
    while number >= 1000 {
        number /= 1000;
        path = format!("x{:03}/{path}", number % 1000);
    }
    match width {
        WIDTH => path,
        partial => format!("{path}.p/{partial}"),
    }
}

/// Reads what stands behind `tile/<level>/`: the number, and how many hashes are asked for.
pub fn parse(path: &str) -> Option<(u64, u64)> {
    let (number, width) = match path.split_once(".p/") {
        None => (path, WIDTH),
        Some((number, width)) => (number, width.parse().ok()?),
    };
    let mut groups = number.split('/').rev();
    let plain = |group: &str| {
        let digits = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| group.parse::<u64>().ok()).flatten()
    };
    let (mut read, mut unit) = (plain(groups.next()?)?, 1_u64);
    for group in groups {
        unit = unit.checked_mul(1000)?;
        read = read.checked_add(plain(group.strip_prefix('x')?)?.checked_mul(unit)?)?;
    }
    let fits = (1..=WIDTH).contains(&width);
    (fits && numbered(read, width) == path).then_some((read, width))
}

/// The tiles that a tree of `size` entries is made of, level by level.
pub fn all(size: u64) -> impl Iterator<Item = TileId> {
    let levels = (0..u64::BITS / HEIGHT).take_while(move |level| size >> (level * HEIGHT) > 0);
    levels.flat_map(move |level| {
        let hashes = size >> (level * HEIGHT);
        (0..hashes.div_ceil(WIDTH)).map(move |number| TileId { level, number })
    })
}

/// Tiles that were fetched, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Tiles(pub BTreeMap<TileId, Vec<u8>>);

impl Tiles {
    /// Which tiles give the hashes of these parts of the tree.
    pub fn needed(parts: &[Range<u64>]) -> BTreeSet<TileId> {
        let subtrees = parts.iter().flat_map(|part| complete(part.clone()));
        subtrees
            .map(|(height, index)| at(height, index).0)
            .collect()
    }

    /// The hash of a part of the tree, as one subtree; nothing where a tile is not there or too short.
    pub fn hash(&self, part: Range<u64>) -> Option<Hash> {
        let mut whole = None;
        let subtrees: Vec<_> = complete(part).collect();
        for (height, index) in subtrees.into_iter().rev() {
            let left = self.subtree(height, index)?;
            whole = Some(whole.map_or(left, |right| node(&left, &right)));
        }
        whole
    }

    fn subtree(&self, height: u32, index: u64) -> Option<Hash> {
        let (tile, places) = at(height, index);
        let bytes = self.0.get(&tile)?.get(places.start * 32..places.end * 32)?;
        Some(fold(bytes))
    }
}

/// Parts of a tree that are complete subtrees of a height, the largest first: `range` begins where a subtree of its size does.
fn complete(mut range: Range<u64>) -> impl Iterator<Item = (u32, u64)> {
    std::iter::from_fn(move || {
        let length = range
            .end
            .checked_sub(range.start)
            .filter(|left| *left > 0)?;
        let height = 63 - length.leading_zeros();
        let index = range.start >> height;
        range.start += 1 << height;
        Some((height, index))
    })
}

/// The tile in which a complete subtree's hash can be computed, and from which of its hashes.
fn at(height: u32, index: u64) -> (TileId, Range<usize>) {
    let (level, inner) = (height / HEIGHT, height % HEIGHT);
    let first = index << inner;
    let tile = TileId {
        level,
        number: first / WIDTH,
    };
    #[allow(clippy::cast_possible_truncation, reason = "it is below 256")]
    let start = (first % WIDTH) as usize;
    (tile, start..start + (1 << inner))
}

/// The hash above a power of two of hashes that lie one behind the other.
pub fn fold(hashes: &[u8]) -> Hash {
    let mut row: Vec<Hash> = hashes.chunks_exact(32).map(to_hash).collect();
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| node(&pair[0], &pair[pair.len() - 1]))
            .collect();
    }
    row.first().copied().unwrap_or_else(super::merkle::empty)
}

/// 32 bytes as a hash; what is shorter is filled with zeroes.
pub fn to_hash(bytes: &[u8]) -> Hash {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(bytes) {
        *to = *from;
    }
    hash
}

/// Adds hashes of entries to a tree of `size` entries whose last tiles are in `tiles`; gives the tiles that changed.
pub fn grow(tiles: &mut Tiles, size: u64, leaves: &[Hash]) -> BTreeSet<TileId> {
    let mut changed = BTreeSet::new();
    for (number, leaf) in (size..).zip(leaves) {
        let (mut level, mut index, mut hash) = (0, number, *leaf);
        loop {
            let tile = TileId {
                level,
                number: index / WIDTH,
            };
            changed.insert(tile);
            let bytes = tiles.0.entry(tile).or_default();
            bytes.extend_from_slice(&hash);
            if index % WIDTH != WIDTH - 1 {
                break;
            }
            (hash, index, level) = (fold(bytes), index / WIDTH, level + 1);
        }
    }
    changed
}

#[cfg(test)]
mod tests;
