//! The examples of the specification, and trees in tiles against trees without.

use super::*;
use crate::evidence::merkle::{Growing, leaf};

#[test]
fn paths_are_those_of_the_specification() {
    let id = |level, number| TileId { level, number };
    assert_eq!(numbered(1_234_067, 256), "x001/x234/067");
    assert_eq!(parse("x001/x234/067"), Some((1_234_067, 256)));
    assert_eq!(id(0, 273).path(70_000), "tile/0/273.p/112");
    assert_eq!(id(0, 272).path(70_000), "tile/0/272");
    assert_eq!(id(1, 1).path(70_000), "tile/1/001.p/17");
    assert_eq!(id(2, 0).path(70_000), "tile/2/000.p/1");
    assert_eq!(entries_path(273, 70_000), "tile/entries/273.p/112");
    let widths: Vec<_> = all(70_000).map(|id| (id.level, id.width(70_000))).collect();
    assert_eq!(widths.len(), 274 + 2 + 1);
    assert_eq!(
        all(256).map(|id| id.path(256)).collect::<Vec<_>>(),
        ["tile/0/000", "tile/1/000.p/1"]
    );
    assert_eq!(all(0).count(), 0);
}

#[test]
fn a_tile_has_one_path() {
    for wrong in [
        "",
        "1",
        "01",
        "1234",
        "x001",
        "001/234",
        "x1/002",
        "x000/001",
        "-01",
        "001.p/0",
        "001.p/256",
        "001.p/05",
        "001.p/",
        "001.p/x",
        "001/",
        "/001",
        "x001/x234/067.p/257",
        "+01",
        "00 ",
        "x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(parse(wrong), None, "{wrong}");
    }
    assert_eq!(parse("000.p/1"), Some((0, 1)));
}

#[test]
fn a_tree_in_tiles_has_the_same_hashes_however_it_grew() {
    let leaves: Vec<Hash> = (0..70_000_u64).map(|n| leaf(&n.to_be_bytes())).collect();
    let (mut tiles, mut growing, mut size) = (Tiles::default(), Growing::default(), 0);
    for step in [1, 255, 1, 256, 1000, 64_000, 4_487] {
        let new = &leaves[usize::try_from(size).unwrap()..][..step];
        let changed = grow(&mut tiles, size, new);
        new.iter().for_each(|hash| growing.push(*hash));
        size += step as u64;
        assert!(changed.len() <= step / 256 + 5);
        assert_eq!(tiles.hash(0..size), Some(growing.root()), "{size}");
        for id in all(size) {
            assert_eq!(tiles.0[&id].len() as u64, id.width(size) * 32);
        }
    }
    assert_eq!(size, 70_000);
    let mut older = Growing::default();
    leaves[..66_001].iter().for_each(|hash| older.push(*hash));
    assert_eq!(
        tiles.hash(0..66_001),
        Some(older.root()),
        "trees of before are in it"
    );
    assert_eq!(
        tiles.hash(65_536..65_600),
        Some(fold(&leaves[65_536..65_600].concat()))
    );
    assert_eq!(tiles.hash(0..70_001), None);
    let whole: Vec<_> = std::iter::once(0..70_000).collect();
    assert!(Tiles::needed(&whole).len() <= 3);
}
