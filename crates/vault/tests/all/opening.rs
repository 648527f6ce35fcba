//! Opening: ranges are the slice, and damage of any kind is told, never served.

use std::fs;

use futures_util::StreamExt as _;
use tutela_core::Ambient;
use tutela_vault::chunked::{CHUNK, HEADER, SEALED_CHUNK};
use tutela_vault::{Error, ObjectMeta, Purpose};

use crate::world::{World, noise, start};

#[tokio::test]
async fn any_range_is_the_slice() {
    let world = World::new().await;
    let key = world.account().await;
    let sizes = [
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        16 * CHUNK - 1,
        16 * CHUNK,
        16 * CHUNK + 1,
        600_123,
    ];
    for size in sizes {
        let plain = noise(6, size);
        let meta = world.seal(&key, &plain).await;
        let object = world.vault.open(&key, &meta).await.unwrap();
        assert_eq!(object.size(), size as u64);
        for (start, end) in ranges(&world.ambient, size) {
            let opened = object.bytes(start as u64..end as u64).await.unwrap();
            assert!(opened == plain[start..end], "{start}..{end} of {size}");
        }
    }
}

#[tokio::test]
async fn pieces_are_small_and_never_empty_before_the_end() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, &noise(7, 32 * CHUNK)).await;
    let object = world.vault.open(&key, &meta).await.unwrap();
    let pieces: Vec<_> = object
        .read(0..meta.size)
        .map(|piece| piece.unwrap().len())
        .collect()
        .await;
    assert_eq!(pieces, [17 * CHUNK, 15 * CHUNK]);
}

#[tokio::test]
async fn a_range_outside_is_refused() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, b"words").await;
    let object = world.vault.open(&key, &meta).await.unwrap();
    assert!(matches!(object.bytes(0..6).await, Err(Error::Range)));
}

#[tokio::test]
async fn any_damage_is_found_by_verify() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, &noise(8, 20 * CHUNK + 9)).await;
    let path = world.path(&key, meta.object);
    let whole = fs::read(&path).unwrap();
    let tag = HEADER + CHUNK + 3;
    for at in [
        0,
        30,
        HEADER,
        tag,
        HEADER + 17 * SEALED_CHUNK,
        whole.len() - 20,
        whole.len() - 1,
    ] {
        let mut altered = whole.clone();
        altered[at] ^= 4;
        fs::write(&path, altered).unwrap();
        assert_damaged(world.vault.verify(&key, &meta).await, at);
    }
    for length in [
        0,
        10,
        HEADER,
        HEADER + SEALED_CHUNK,
        HEADER + SEALED_CHUNK + 20,
        whole.len() - 1,
    ] {
        fs::write(&path, &whole[..length]).unwrap();
        let opened = world.vault.open(&key, &meta).await;
        assert_damaged(opened.map(drop), length);
    }
    fs::write(&path, &whole).unwrap();
    world.vault.verify(&key, &meta).await.unwrap();
}

#[tokio::test]
async fn damage_elsewhere_does_not_stop_a_range() {
    let world = World::new().await;
    let key = world.account().await;
    let plain = noise(9, 40 * CHUNK);
    let meta = world.seal(&key, &plain).await;
    let path = world.path(&key, meta.object);
    let mut altered = fs::read(&path).unwrap();
    altered[HEADER + 30 * SEALED_CHUNK] ^= 1;
    fs::write(&path, altered).unwrap();
    let object = world.vault.open(&key, &meta).await.unwrap();
    assert!(object.bytes(0..30 * CHUNK as u64).await.unwrap() == plain[..30 * CHUNK]);
    let pieces: Vec<_> = object.read(0..meta.size).collect().await;
    assert_eq!(
        pieces.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false]
    );
    let touched = 30 * CHUNK as u64..30 * CHUNK as u64 + 1;
    assert!(matches!(
        object.bytes(touched).await,
        Err(Error::Damaged { .. })
    ));
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_is_told() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, &noise(10, 100 * CHUNK)).await;
    let object = world.vault.open(&key, &meta).await.unwrap();
    let mut pieces = object.read(0..meta.size);
    pieces.next().await.unwrap().unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(world.path(&key, meta.object))
        .unwrap()
        .set_len(HEADER as u64)
        .unwrap();
    let rest: Vec<_> = pieces.collect().await;
    assert!(
        rest.iter()
            .any(|piece| matches!(piece, Err(Error::Damaged { .. })))
    );
}

#[tokio::test]
async fn a_moved_object_does_not_open() {
    let world = World::new().await;
    let (anna, bo) = (world.account().await, world.account().await);
    let meta = world.seal(&anna, b"words of anna").await;
    let other = world.seal(&anna, b"other words.!").await;
    let sealed = fs::read(world.path(&anna, meta.object)).unwrap();

    let theirs = world.path(&bo, meta.object);
    fs::create_dir_all(theirs.parent().unwrap()).unwrap();
    fs::write(theirs, &sealed).unwrap();
    assert_damaged(world.vault.verify(&bo, &meta).await, "another account");

    fs::write(world.path(&anna, other.object), &sealed).unwrap();
    assert_damaged(
        world.vault.verify(&anna, &other).await,
        "another object's bytes",
    );
    let key_too = ObjectMeta {
        object: other.object,
        ..meta.clone()
    };
    assert_damaged(world.vault.verify(&anna, &key_too).await, "with its key");

    let purpose = ObjectMeta {
        purpose: Purpose::new("poster"),
        ..meta.clone()
    };
    assert_damaged(world.vault.verify(&anna, &purpose).await, "another purpose");
    let size = ObjectMeta {
        size: meta.size + 1,
        ..meta.clone()
    };
    assert_damaged(world.vault.verify(&anna, &size).await, "another size");
    world.vault.verify(&anna, &meta).await.unwrap();
}

/// The same root key, the same ids, and yet another installation: a copy of the data does not open there.
#[tokio::test]
async fn another_installation_cannot_open_it() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, b"words").await;
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(
        world.folder.path().join("root.key"),
        elsewhere.path().join("root.key"),
    )
    .unwrap();
    let vault = start(elsewhere.path(), "academy", &world.ambient)
        .await
        .unwrap();
    let (theirs, _) = vault.keyring().create(key.account()).await.unwrap();
    let name = format!("objects/{}/{}", key.account(), meta.object);
    fs::create_dir_all(elsewhere.path().join(&name).parent().unwrap()).unwrap();
    fs::copy(
        world.folder.path().join(&name),
        elsewhere.path().join(&name),
    )
    .unwrap();
    assert_damaged(vault.verify(&theirs, &meta).await, "another installation");
}

fn assert_damaged(result: Result<(), Error>, which: impl std::fmt::Debug) {
    assert!(
        matches!(result, Err(Error::Damaged { .. })),
        "{which:?}: {result:?}"
    );
}

/// The edges, and twenty by chance.
fn ranges(ambient: &Ambient, size: usize) -> Vec<(usize, usize)> {
    let mut ranges = vec![
        (0, size),
        (0, 0),
        (size, size),
        (size.saturating_sub(1), size),
        (0, size.min(1)),
    ];
    for _ in 0..20 {
        let mut dice = [0; 8];
        ambient.fill(&mut dice);
        let at = |half: &[u8]| u32::from_be_bytes(half.try_into().unwrap()) as usize % (size + 1);
        let (a, b) = (at(&dice[..4]), at(&dice[4..]));
        ranges.push((a.min(b), a.max(b)));
    }
    ranges
}
