//! T28 and T20: bits that flip on the disk, and files that were made to be read by us. All of it is told, none of it is served.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use tutela_core::Ambient;
use tutela_vault::{AccountKey, ObjectMeta};

use crate::world::{World, noise};

/// A number below `most`, by chance.
fn below(ambient: &Ambient, most: usize) -> usize {
    let mut bytes = [0; 8];
    ambient.fill(&mut bytes);
    usize::from_le_bytes(bytes) % most.max(1)
}

/// Reads a range and gives whether it came whole; whatever came of it must be the right bytes.
async fn read(
    world: &World,
    (key, meta): (&AccountKey, &ObjectMeta),
    plain: &[u8],
    (start, end): (usize, usize),
) -> bool {
    let Ok(object) = world.vault.open(key, meta).await else {
        return false;
    };
    let (mut at, mut pieces) = (start, object.read(start as u64..end as u64));
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else {
            return false;
        };
        assert!(
            piece[..] == plain[at..at + piece.len()],
            "wrong bytes at {at}"
        );
        at += piece.len();
    }
    assert_eq!(at, end, "a cut range was called whole");
    true
}

async fn flip_bits(objects: usize, flips: usize) {
    let world = World::new().await;
    let key = world.account().await;
    let (mut flipped, mut found) = (0, 0);
    for number in 0..objects {
        let plain = noise(number as u64, below(&world.ambient, 60_000));
        let meta = world.seal(&key, &plain).await;
        let path = world.path(&key, meta.object);
        let sealed = fs::read(&path).unwrap();
        for _ in 0..flips {
            let bit = below(&world.ambient, sealed.len() * 8);
            let mut rotten = sealed.clone();
            rotten[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, rotten).unwrap();
            flipped += 1;
            found += u64::from(!read(&world, (&key, &meta), &plain, (0, plain.len())).await);
        }
        fs::write(&path, &sealed).unwrap();
        assert!(
            read(&world, (&key, &meta), &plain, (0, plain.len())).await,
            "mended"
        );
    }
    println!(
        "t28 bits flipped in objects: {flipped}\nt28 detected: {found}\nt28 wrong bytes served: 0"
    );
    assert_eq!(found, flipped);
}

#[tokio::test]
async fn t28_every_flipped_bit_is_told_and_no_wrong_byte_is_served() {
    flip_bits(20, 25).await;
}

#[tokio::test]
#[ignore = "takes minutes: part of the nightly check"]
async fn t28_many_flipped_bits_are_told() {
    flip_bits(400, 250).await;
}

/// Somebody who can write the file does something to it.
fn tamper(ambient: &Ambient, sealed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    let at = below(ambient, bytes.len());
    match below(ambient, 7) {
        0 => bytes.truncate(at),
        1 => bytes.extend_from_slice(&other[..below(ambient, other.len())]),
        2 => bytes[at] = bytes[at].wrapping_add(1 + below(ambient, 255) as u8),
        3 => drop(bytes.drain(at..at + below(ambient, sealed.len() - at))),
        4 => {
            let length = below(ambient, other.len().min(bytes.len() - at));
            bytes[at..at + length].copy_from_slice(&other[..length]);
        }
        5 => bytes
            .splice(
                at..at,
                other[..below(ambient, other.len().min(200))]
                    .iter()
                    .copied(),
            )
            .for_each(drop),
        _ => bytes = other.to_vec(),
    }
    bytes
}

async fn fuzz(lasts: Duration, least: usize) {
    let world = World::new().await;
    let key = world.account().await;
    let (begun, mut runs, mut refused) = (Instant::now(), 0, 0);
    while runs < least || begun.elapsed() < lasts {
        let plain = noise(runs as u64, 1 + below(&world.ambient, 100_000));
        let meta = world.seal(&key, &plain).await;
        let path = world.path(&key, meta.object);
        let sealed = fs::read(&path).unwrap();
        let other = noise(7 + runs as u64, 1 + below(&world.ambient, 90_000));
        for _ in 0..8 {
            let bytes = tamper(&world.ambient, &sealed, &other);
            let is_same = bytes == sealed;
            fs::write(&path, bytes).unwrap();
            let start = below(&world.ambient, plain.len());
            let end = start + below(&world.ambient, plain.len() - start + 1);
            let whole = read(&world, (&key, &meta), &plain, (start, end)).await;
            // A range may lie beside the damage; the whole never does.
            let all = read(&world, (&key, &meta), &plain, (0, plain.len())).await;
            assert!(is_same == all, "what was changed opened");
            assert!(whole || !all);
            refused += usize::from(!all);
            runs += 1;
        }
        remove(&path);
    }
    println!("t20 sealed reader runs: {runs}\nt20 refused: {refused}\nt20 crashes: 0");
}

fn remove(path: &Path) {
    fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn t20_no_file_makes_the_reader_fall_or_lie() {
    fuzz(Duration::ZERO, 400).await;
}

#[tokio::test]
#[ignore = "takes as long as TUTELA_FUZZ_SECONDS says, ten minutes without: part of the nightly check"]
async fn t20_no_file_makes_the_reader_fall_or_lie_for_long() {
    let seconds = std::env::var("TUTELA_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(600);
    fuzz(Duration::from_secs(seconds), 400).await;
}
