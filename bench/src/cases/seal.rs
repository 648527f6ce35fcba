//! Sealing and opening in memory on one core, beside the AEAD alone on the same chunks: what the format adds to the cipher.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use tutela_vault::chunked::{CHUNK, HEADER, Header, MessageKey, SEALED_CHUNK, Sealer, TAG};

use super::Bench;
use crate::figures::{median, ratio};
use crate::report::Report;

const KEY: [u8; 32] = [1; 32];
const SALT: [u8; 24] = [2; 24];
const CONTEXT: &[u8] = b"bench";
/// Chunks handled at a time, as the vault handles them.
const PIECE: usize = 16;

/// Measures them.
pub async fn measure(bench: &Bench, report: &mut Report) -> Result<()> {
    let (rounds, pieces) = if bench.short { (3, 256) } else { (9, 1_024) };
    let work = move || all(rounds, pieces);
    let [aead_seal, seal, aead_open, open] = tokio::task::spawn_blocking(work).await??;
    for (name, alone, ours) in [("seal", aead_seal, seal), ("open", aead_open, open)] {
        report.know(&format!("{name}.aead.mb_per_second"), median(&alone));
        report.know(&format!("{name}.mb_per_second"), median(&ours));
        report.know(&format!("{name}.of_aead"), ratio(&ours, &alone));
    }
    Ok(())
}

/// Megabytes a second of each in every round.
fn all(rounds: usize, pieces: usize) -> Result<[Vec<f64>; 4]> {
    let mut all: [Vec<f64>; 4] = Default::default();
    for _ in 0..rounds {
        let ways = [aead_sealing, sealing, aead_opening, opening];
        for (speeds, way) in all.iter_mut().zip(ways) {
            speeds.push(way(pieces)?);
        }
    }
    Ok(all)
}

fn aead_sealing(pieces: usize) -> Result<f64> {
    let key = aead()?;
    let mut piece = vec![1; PIECE * CHUNK];
    speed(pieces, |number| {
        for (index, chunk) in piece.chunks_mut(CHUNK).enumerate() {
            let nonce = nonce(number * PIECE + index);
            let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), chunk);
            let _ = black_box(tag.map_err(refused)?);
        }
        Ok(())
    })
}

fn sealing(pieces: usize) -> Result<f64> {
    let plain = vec![1; PIECE * CHUNK];
    let mut sealed = vec![0; HEADER + PIECE * SEALED_CHUNK];
    let mut sealer = Sealer::new(&KEY, SALT, CONTEXT);
    speed(pieces, |_| {
        let step = sealer.push(&plain, &mut sealed)?;
        ensure!(step.taken == plain.len(), "a piece was not taken whole");
        black_box(&sealed);
        Ok(())
    })
}

fn aead_opening(pieces: usize) -> Result<f64> {
    let key = aead()?;
    let (mut sealed, mut plain) = (vec![1; CHUNK], vec![0; PIECE * CHUNK]);
    let tag = key.seal_in_place_separate_tag(nonce(0), Aad::empty(), &mut sealed);
    sealed.extend_from_slice(tag.map_err(refused)?.as_ref());
    let sealed = sealed.repeat(PIECE);
    speed(pieces, |_| {
        for (chunk, into) in sealed.chunks(SEALED_CHUNK).zip(plain.chunks_mut(CHUNK)) {
            let (body, tag) = chunk.split_at(chunk.len() - TAG);
            key.open_separate_gather(nonce(0), Aad::empty(), body, tag, into)
                .map_err(refused)?;
        }
        black_box(&plain);
        Ok(())
    })
}

fn opening(pieces: usize) -> Result<f64> {
    let mut sealed = vec![0; HEADER + PIECE * SEALED_CHUNK];
    let mut sealer = Sealer::new(&KEY, SALT, CONTEXT);
    sealer.push(&[1; PIECE * CHUNK], &mut sealed)?;
    let Some((header, chunks)) = sealed.split_first_chunk::<HEADER>() else {
        bail!("a sealed piece has no header");
    };
    let key = MessageKey::for_opening(&KEY, &Header::from_bytes(header), CONTEXT)?;
    let mut plain = vec![0; PIECE * CHUNK];
    speed(pieces, |_| {
        let opened = key.open_run(0, chunks, &mut plain)?;
        ensure!(opened == plain.len(), "a piece was not opened whole");
        black_box(&plain);
        Ok(())
    })
}

/// Megabytes a second of doing `work` once for each piece.
fn speed(pieces: usize, mut work: impl FnMut(usize) -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    for number in 0..pieces {
        work(number)?;
    }
    Ok((pieces * PIECE * CHUNK) as f64 / start.elapsed().as_secs_f64() / 1e6)
}

fn aead() -> Result<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, &KEY).map_err(refused)?;
    Ok(LessSafeKey::new(key))
}

fn nonce(number: usize) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn refused(_: Unspecified) -> anyhow::Error {
    anyhow::anyhow!("the cipher refused")
}
