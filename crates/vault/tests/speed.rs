//! How fast sealing and opening are beside the AEAD alone, on one core; one line of JSON each. For the bench:
//! `cargo test -p tutela-vault --release --test speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use tutela_vault::chunked::{CHUNK, HEADER, Header, MessageKey, SEALED_CHUNK, Sealer};

const KEY: [u8; 32] = [1; 32];
/// Chunks handled at a time, as the vault handles them.
const PIECE: usize = 16;
/// Pieces in one measurement: 256 MiB.
const PIECES: usize = 1024;
const ROUNDS: usize = 9;

#[test]
#[ignore = "a measurement, not a check"]
fn sealing_and_opening_beside_the_aead_alone() {
    let (mut alone, mut seal, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(aead_alone());
        seal.push(sealing());
        open.push(opening());
    }
    println!(
        r#"{{"measure": "aead", "mb_per_s": {:.0}}}"#,
        median(&alone)
    );
    for (name, speeds) in [("seal", seal), ("open", open)] {
        let ratios: Vec<f64> = speeds
            .iter()
            .zip(&alone)
            .map(|(speed, alone)| speed / alone)
            .collect();
        let (speed, ratio) = (median(&speeds), median(&ratios));
        println!(r#"{{"measure": "{name}", "mb_per_s": {speed:.0}, "of_aead": {ratio:.2}}}"#);
    }
}

fn aead_alone() -> f64 {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &KEY).unwrap());
    let mut piece = vec![1; PIECE * CHUNK];
    speed(|number| {
        for (index, chunk) in piece.chunks_mut(CHUNK).enumerate() {
            let mut nonce = [0; 12];
            nonce[..8].copy_from_slice(&((number * PIECE + index) as u64).to_be_bytes());
            let nonce = Nonce::assume_unique_for_key(nonce);
            let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), chunk);
            drop(black_box(tag.unwrap()));
        }
    })
}

fn sealing() -> f64 {
    let plain = vec![1; PIECE * CHUNK];
    let mut sealed = vec![0; HEADER + PIECE * SEALED_CHUNK];
    let mut sealer = Sealer::new(&KEY, [2; 24], b"speed");
    speed(|_| {
        let step = sealer.push(&plain, &mut sealed).unwrap();
        assert_eq!(step.taken, plain.len());
        black_box(&sealed);
    })
}

fn opening() -> f64 {
    let mut sealed = vec![0; HEADER + PIECE * SEALED_CHUNK];
    let mut sealer = Sealer::new(&KEY, [2; 24], b"speed");
    sealer.push(&vec![1; PIECE * CHUNK], &mut sealed).unwrap();
    let header = Header::from_bytes(sealed[..HEADER].try_into().unwrap());
    let key = MessageKey::for_opening(&KEY, &header, b"speed").unwrap();
    let mut plain = vec![0; PIECE * CHUNK];
    speed(|_| {
        let opened = key.open_run(0, &sealed[HEADER..], &mut plain).unwrap();
        assert_eq!(opened, plain.len());
        black_box(&plain);
    })
}

/// Megabytes a second of doing `work` once for each piece.
fn speed(mut work: impl FnMut(usize)) -> f64 {
    let start = Instant::now();
    for number in 0..PIECES {
        work(number);
    }
    (PIECES * PIECE * CHUNK) as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
