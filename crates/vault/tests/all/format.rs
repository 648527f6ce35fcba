//! The sealed format under attack: whatever is cut, bent, swapped or moved does not open.

use proptest::prelude::*;
use tutela_vault::chunked::{
    CHUNK, FormatError, HEADER, Header, MessageKey, Opener, SEALED_CHUNK, Sealer, Span, TAG,
    sealed_size,
};

use crate::world::noise;

const KEY: [u8; 32] = [7; 32];
const SALT: [u8; 24] = [9; 24];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message_in_any_pieces_comes_back(
        size in near_a_border(), into in 1..60_000usize, back in 1..60_000usize,
    ) {
        let plain = noise(size as u64, size);
        let sealed = seal(&plain, into);
        prop_assert_eq!(sealed.len() as u64, sealed_size(size as u64).unwrap());
        prop_assert!(open(&sealed, back).unwrap() == plain);
    }

    #[test]
    fn any_range_is_the_slice(size in near_a_border(), ends in any::<(u64, u64)>()) {
        let plain = noise(3, size);
        let sealed = seal(&plain, 30_000);
        let (a, b) = (ends.0 % (size as u64 + 1), ends.1 % (size as u64 + 1));
        let range = a.min(b)..a.max(b);
        let span = Span::of(range.clone(), size as u64).unwrap();
        let run = &sealed[span.sealed.start as usize..span.sealed.end as usize];
        prop_assert!(run.len() as u64 <= span.length + 2 * SEALED_CHUNK as u64);
        let mut opened = vec![0; run.len()];
        key_of(&sealed).open_run(span.first, run, &mut opened).unwrap();
        let wanted = &opened[span.skip..span.skip + span.length as usize];
        prop_assert!(wanted == &plain[range.start as usize..range.end as usize]);
    }
}

#[test]
fn every_truncation_is_told() {
    let sealed = seal(&noise(1, CHUNK + 40), 9999);
    for length in 0..sealed.len() {
        let opened = open(&sealed[..length], 16_400);
        assert!(opened.is_err(), "{length} of {}", sealed.len());
    }
    assert_eq!(
        open(&sealed[..HEADER + SEALED_CHUNK], 16_400),
        Err(FormatError::Truncated)
    );
}

#[test]
fn every_byte_counts() {
    let plain = noise(2, CHUNK + 40);
    let sealed = seal(&plain, 9999);
    let header = 0..HEADER;
    let first = [HEADER, HEADER + 1, HEADER + CHUNK - 1];
    let tag = HEADER + CHUNK..HEADER + SEALED_CHUNK;
    let last = HEADER + SEALED_CHUNK..sealed.len();
    for at in header.chain(first).chain(tag).chain(last) {
        for bit in 0..8 {
            let mut altered = sealed.clone();
            altered[at] ^= 1 << bit;
            let expected = match at {
                0..HEADER => FormatError::Commitment,
                at if at < HEADER + SEALED_CHUNK => FormatError::Chunk(0),
                _ => FormatError::Chunk(1),
            };
            assert_eq!(open(&altered, 8000), Err(expected), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn chunks_stay_where_they_were() {
    let sealed = seal(&noise(4, 3 * CHUNK + 5), 9999);
    let (header, body) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK).collect();
    let arrange = |order: &[usize]| {
        let body: Vec<u8> = order.iter().flat_map(|n| chunks[*n]).copied().collect();
        open(&[header, &body].concat(), 10_000)
    };
    assert!(arrange(&[0, 1, 2, 3]).is_ok());
    for order in [
        &[1, 0, 2, 3][..],
        &[0, 2, 1, 3],
        &[0, 0, 2, 3],
        &[0, 1, 3],
        &[1, 2, 3],
        &[0, 1, 2, 2, 3],
    ] {
        assert!(
            matches!(arrange(order), Err(FormatError::Chunk(_))),
            "{order:?}"
        );
    }
    assert_eq!(arrange(&[0, 1, 2]), Err(FormatError::Truncated));
    assert!(arrange(&[0, 1, 2, 3, 3]).is_err());
}

#[test]
fn a_longer_message_is_not_a_message() {
    let mut sealed = seal(&noise(5, 100), 100);
    for _ in 0..TAG + 1 {
        sealed.push(0);
        assert_eq!(open(&sealed, 100), Err(FormatError::Chunk(0)));
    }
}

#[test]
fn another_key_or_context_is_told_before_any_chunk() {
    let sealed = seal(b"words", 5);
    let header = Header::from_bytes(sealed[..HEADER].try_into().unwrap());
    for (key, context) in [
        ([8; 32], &b"here"[..]),
        (KEY, b"there"),
        (KEY, b""),
        (KEY, b"here "),
    ] {
        let opened = MessageKey::for_opening(&key, &header, context);
        assert_eq!(opened.err(), Some(FormatError::Commitment));
    }
}

fn near_a_border() -> impl Strategy<Value = usize> {
    prop_oneof![
        0..40usize,
        (1..5usize, -20..20isize)
            .prop_map(|(chunks, off)| (chunks * CHUNK).saturating_add_signed(off)),
        0..100_000usize,
    ]
}

fn key_of(sealed: &[u8]) -> MessageKey {
    let header = Header::from_bytes(sealed[..HEADER].try_into().unwrap());
    MessageKey::for_opening(&KEY, &header, b"here").unwrap()
}

fn seal(plain: &[u8], piece: usize) -> Vec<u8> {
    let mut sealer = Sealer::new(&KEY, SALT, b"here");
    let (mut sealed, mut room) = (Vec::new(), vec![0; 40_000]);
    for mut piece in plain.chunks(piece) {
        while !piece.is_empty() {
            let step = sealer.push(piece, &mut room).unwrap();
            sealed.extend_from_slice(&room[..step.given]);
            piece = &piece[step.taken..];
        }
    }
    let last = sealer.finish(&mut room).unwrap();
    sealed.extend_from_slice(&room[..last]);
    sealed
}

fn open(sealed: &[u8], piece: usize) -> Result<Vec<u8>, FormatError> {
    let mut opener = Opener::new(&KEY, b"here");
    let (mut plain, mut room) = (Vec::new(), vec![0; 40_000]);
    for mut piece in sealed.chunks(piece) {
        while !piece.is_empty() {
            let step = opener.push(piece, &mut room)?;
            plain.extend_from_slice(&room[..step.given]);
            piece = &piece[step.taken..];
        }
    }
    let last = opener.finish(&mut room)?;
    plain.extend_from_slice(&room[..last]);
    Ok(plain)
}
