//! Bits that flip and files that vanish at the second place (T28): all of them are noticed.

use tutela_backup::Kind;
use tutela_backup::verify::Share;
use tutela_core::Ambient;

use crate::world::{World, files, on_both};

/// Bits that are flipped in one run of the check; their places are printed when one is not noticed.
const FLIPS: usize = 30;

async fn is_sound(w: &World) -> bool {
    // A new process: nothing of an earlier look is remembered.
    let backups = w.backups();
    let Ok(mut all) = backups.list().await else {
        return false;
    };
    let Some(newest) = all.pop() else {
        return false;
    };
    backups
        .verify(&newest, Share::Everything, None)
        .await
        .is_ok()
}

fn random(below: usize) -> usize {
    let mut bytes = [0; 8];
    Ambient::system().fill(&mut bytes);
    usize::try_from(u64::from_le_bytes(bytes) % below as u64).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_every_flipped_bit_is_noticed() {
    on_both(async |world: World| {
        let w = &world;
        w.backups().take(Kind::Daily).await.unwrap();
        assert!(is_sound(w).await);
        let all = files(&w.second_place());
        assert!(all.len() >= 8, "{all:?}");
        for round in 0..FLIPS.max(all.len()) {
            let file = &all[round % all.len()];
            let bytes = std::fs::read(file).unwrap();
            let bit = random(bytes.len() * 8);
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(file, changed).unwrap();
            assert!(!is_sound(w).await, "bit {bit} of {}", file.display());
            std::fs::write(file, bytes).unwrap();
        }
        assert!(is_sound(w).await, "and all is well again");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br2_every_missing_or_cut_file_is_noticed() {
    on_both(async |world: World| {
        let w = &world;
        w.backups().take(Kind::Daily).await.unwrap();
        for file in files(&w.second_place()) {
            let bytes = std::fs::read(&file).unwrap();
            std::fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
            assert!(!is_sound(w).await, "{} was cut", file.display());
            std::fs::remove_file(&file).unwrap();
            assert!(!is_sound(w).await, "{} was removed", file.display());
            std::fs::write(&file, bytes).unwrap();
        }
        assert!(is_sound(w).await);
    })
    .await;
}
