//! The Merkle tree of RFC 6962, section 2.1: hashes, proofs, and how they are checked. Proofs follow RFC 9162, section 2.1.3 and 2.1.4,
//! which words the same algorithms.

use std::ops::Range;

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256.
pub type Hash = [u8; 32];

/// The hash of an entry.
pub fn leaf(entry: &[u8]) -> Hash {
    hash(&[&[0], entry])
}

/// The hash of a node above two others.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

/// The root of a tree without entries.
pub fn empty() -> Hash {
    hash(&[])
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// A tree that is read from its first entry to its last: keeps one hash for each bit of its size.
#[derive(Debug, Clone, Default)]
pub struct Growing {
    size: u64,
    /// Complete subtrees from left to right, each with its height.
    parts: Vec<(u32, Hash)>,
}

impl Growing {
    /// Adds the hash of the next entry.
    pub fn push(&mut self, leaf: Hash) {
        let mut part = (0, leaf);
        while let Some((height, left)) = self.parts.pop_if(|(height, _)| *height == part.0) {
            part = (height + 1, node(&left, &part.1));
        }
        self.parts.push(part);
        self.size += 1;
    }

    /// How many entries there are.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of what was added.
    pub fn root(&self) -> Hash {
        let hashes = self.parts.iter().rev().map(|(_, hash)| *hash);
        hashes
            .reduce(|right, left| node(&left, &right))
            .unwrap_or_else(empty)
    }
}

/// The half of `range` that a tree puts to the left: the largest power of two below its length.
fn split(range: &Range<u64>) -> u64 {
    let length = range.end - range.start;
    range.start + (1 << (63 - (length - 1).leading_zeros()))
}

/// The subtrees whose hashes prove that entry `number` is in the first `size` ones, from the bottom up.
pub fn inclusion(number: u64, size: u64) -> Vec<Range<u64>> {
    let (mut range, mut path) = (0..size, Vec::new());
    while range.end - range.start > 1 {
        let middle = split(&range);
        if number < middle {
            path.push(middle..range.end);
            range.end = middle;
        } else {
            path.push(range.start..middle);
            range.start = middle;
        }
    }
    path.reverse();
    path
}

/// The subtrees whose hashes prove that the first `size` entries begin with the first `older` ones.
pub fn consistency(older: u64, size: u64) -> Vec<Range<u64>> {
    if older == 0 || older >= size {
        return Vec::new();
    }
    let (mut range, mut path, mut is_whole) = (0..size, Vec::new(), true);
    while older != range.end {
        let middle = split(&range);
        if older <= middle {
            path.push(middle..range.end);
            range.end = middle;
        } else {
            path.push(range.start..middle);
            range.start = middle;
            is_whole = false;
        }
    }
    if !is_whole {
        path.push(range);
    }
    path.reverse();
    path
}

/// The root that an entry's hash and its proof lead to; nothing when the proof has the wrong length.
pub fn root_of(leaf: Hash, number: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    let path = inclusion(number, size);
    if number >= size || path.len() != proof.len() {
        return None;
    }
    let steps = path.iter().zip(proof);
    Some(steps.fold(leaf, |hash, (range, other)| {
        if range.start > number {
            node(&hash, other)
        } else {
            node(other, &hash)
        }
    }))
}

/// Whether a tree of `size` entries with root `root` begins with the one of `older` entries with root `older_root`
/// (RFC 9162, section 2.1.4.2).
pub fn is_consistent(
    (older, older_root): (u64, &Hash),
    (size, root): (u64, &Hash),
    proof: &[Hash],
) -> bool {
    match older {
        0 => return proof.is_empty() && *older_root == empty(),
        _ if older > size => return false,
        _ if older == size => return proof.is_empty() && older_root == root,
        _ => {}
    }
    let whole = older.is_power_of_two().then_some(older_root);
    let mut path = whole.into_iter().chain(proof).copied();
    let Some(first) = path.next() else {
        return false;
    };
    let (mut fn_, mut sn) = (older - 1, size - 1);
    while fn_ & 1 == 1 {
        (fn_, sn) = (fn_ >> 1, sn >> 1);
    }
    let (mut fr, mut sr) = (first, first);
    for hash in path {
        if sn == 0 {
            return false;
        }
        if fn_ & 1 == 1 || fn_ == sn {
            (fr, sr) = (node(&hash, &fr), node(&hash, &sr));
            while fn_ & 1 == 0 && fn_ != 0 {
                (fn_, sn) = (fn_ >> 1, sn >> 1);
            }
        } else {
            sr = node(&sr, &hash);
        }
        (fn_, sn) = (fn_ >> 1, sn >> 1);
    }
    sn == 0 && fr == *older_root && sr == *root
}

#[cfg(test)]
mod tests;
