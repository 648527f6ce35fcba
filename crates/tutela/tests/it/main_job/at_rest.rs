//! On disk, no byte of an upload can be read.

use super::house::on_both;
use super::teach::{FILM, Made, PAPER, POSTER};

/// How many bytes of plaintext in a row would give an upload away.
const PIECE: usize = 32;

#[tokio::test]
async fn in4_no_uploaded_byte_is_readable_at_rest() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        made.learner
            .get(&format!("/media/{}/{}", made.film, made.film_object))
            .await;
        let at_rest = house.bytes_at_rest();
        assert!(
            at_rest.len() > FILM.len() + PAPER.len() + POSTER.len(),
            "something is stored"
        );
        for (name, plain) in [("film", FILM), ("paper", PAPER), ("poster", POSTER)] {
            for at in (0..plain.len() - PIECE).step_by(plain.len() / 40) {
                let piece = &plain[at..at + PIECE];
                let dull = piece.iter().all(|byte| *byte == piece[0]);
                assert!(
                    dull || !contains(&at_rest, piece),
                    "{name} at {at} on {}",
                    house.engine
                );
            }
        }
    })
    .await;
}

fn contains(all: &[u8], piece: &[u8]) -> bool {
    let mut rest = all;
    while let Some(at) = rest.iter().position(|byte| *byte == piece[0]) {
        if rest[at..].starts_with(piece) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
