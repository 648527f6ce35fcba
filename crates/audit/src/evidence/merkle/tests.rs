//! The vectors of the first implementation of RFC 6962, and every proof of every small tree against the definition in the RFC.

use super::*;
use crate::evidence::entry::hex;

/// The eight entries and the roots over the first ones of them, as published with RFC 6962's first implementation.
const ENTRIES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    b"PQRSTUVW",
    b"`abcdefghijklmno",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// MTH of RFC 6962, section 2.1, as it is defined.
fn defined(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            node(&defined(left), &defined(right))
        }
    }
}

fn tree(size: u64) -> Vec<Hash> {
    (0..size)
        .map(|number| leaf(&number.to_be_bytes()))
        .collect()
}

fn part(leaves: &[Hash], range: Range<u64>) -> Hash {
    let at = |number: u64| usize::try_from(number).unwrap();
    defined(&leaves[at(range.start)..at(range.end)])
}

#[test]
fn the_published_roots_come_out() {
    let mut growing = Growing::default();
    assert_eq!(hex(&growing.root()), ROOTS[0]);
    for (entry, root) in ENTRIES.iter().zip(&ROOTS[1..]) {
        growing.push(leaf(entry));
        assert_eq!(hex(&growing.root()), *root);
    }
    assert_eq!(growing.size(), 8);
}

#[test]
fn every_entry_of_every_small_tree_is_proved_and_no_other_one() {
    for size in 1..=70 {
        let leaves = tree(size);
        let root = defined(&leaves);
        for number in 0..size {
            let proof: Vec<_> = inclusion(number, size)
                .into_iter()
                .map(|range| part(&leaves, range))
                .collect();
            let at = usize::try_from(number).unwrap();
            assert_eq!(root_of(leaves[at], number, size, &proof), Some(root));
            let other = leaves[(at + 1) % leaves.len()];
            let wrong = root_of(other, number, size, &proof);
            assert!(size == 1 || wrong != Some(root), "{number} of {size}");
            let longer = [proof.clone(), vec![root]].concat();
            assert_eq!(root_of(leaves[at], number, size, &longer), None);
        }
        assert_eq!(root_of(leaves[0], size, size, &[]), None);
    }
}

#[test]
fn every_small_tree_is_proved_to_begin_with_the_smaller_ones_and_a_changed_one_is_not() {
    for size in 1..=70 {
        let leaves = tree(size);
        let root = defined(&leaves);
        for older in 0..=size {
            let proof: Vec<_> = consistency(older, size)
                .into_iter()
                .map(|range| part(&leaves, range))
                .collect();
            let older_root = part(&leaves, 0..older);
            assert!(is_consistent((older, &older_root), (size, &root), &proof));
            let other = node(&older_root, &root);
            assert!(!is_consistent((older, &other), (size, &root), &proof));
            assert!(!is_consistent((older, &older_root), (size, &other), &proof) || older == 0);
            for at in 0..proof.len() {
                let mut altered = proof.clone();
                altered[at][0] ^= 1;
                assert!(!is_consistent(
                    (older, &older_root),
                    (size, &root),
                    &altered
                ));
                assert!(!is_consistent(
                    (older, &older_root),
                    (size, &root),
                    &proof[..at]
                ));
            }
            let longer = [proof, vec![root]].concat();
            assert!(!is_consistent((older, &older_root), (size, &root), &longer));
        }
        assert!(!is_consistent((size + 1, &root), (size, &root), &[]));
    }
}
