//! The sealed format against the vectors of an independent implementation.
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use tutela_vault::chunked::{
    COMMITMENT, HEADER, MessageKey, Opener, SALT, Sealer, Span, sealed_size,
};

struct Vector {
    message: Vec<u8>,
    input_key: [u8; 32],
    salt: [u8; SALT],
    context: Vec<u8>,
    commitment: [u8; COMMITMENT],
    sealed_sha256: Vec<u8>,
    sealed: Option<Vec<u8>>,
}

#[test]
fn every_vector_is_sealed_byte_for_byte() {
    for vector in vectors() {
        let sealed = seal(&vector, vector.message.len().max(1));
        assert_eq!(&sealed[SALT..HEADER], vector.commitment);
        assert_eq!(digest(&SHA256, &sealed).as_ref(), vector.sealed_sha256);
        assert_eq!(
            sealed.len() as u64,
            sealed_size(vector.message.len() as u64).unwrap()
        );
        if let Some(expected) = &vector.sealed {
            assert_eq!(&sealed, expected);
        }
    }
}

#[test]
fn every_vector_is_the_same_whatever_the_pieces() {
    for vector in vectors() {
        let whole = seal(&vector, vector.message.len().max(1));
        for piece in [1000, 16_383, 16_384, 16_385, 40_000] {
            assert!(seal(&vector, piece) == whole, "{piece}");
            assert!(open(&vector, &whole, piece) == vector.message, "{piece}");
        }
    }
}

#[test]
fn every_vector_is_opened_by_range() {
    for vector in vectors() {
        let sealed = seal(&vector, 5000);
        let header = sealed[..HEADER].try_into().unwrap();
        let header = tutela_vault::chunked::Header::from_bytes(header);
        let key = MessageKey::for_opening(&vector.input_key, &header, &vector.context).unwrap();
        let size = vector.message.len() as u64;
        for start in (0..=size).step_by(4999) {
            let end = (start + 20_001).min(size);
            let span = Span::of(start..end, size).unwrap();
            let run = &sealed[span.sealed.start as usize..span.sealed.end as usize];
            let mut plain = vec![0; run.len()];
            key.open_run(span.first, run, &mut plain).unwrap();
            let wanted = &plain[span.skip..span.skip + span.length as usize];
            assert!(wanted == &vector.message[start as usize..end as usize]);
        }
    }
}

fn seal(vector: &Vector, piece: usize) -> Vec<u8> {
    let mut sealer = Sealer::new(&vector.input_key, vector.salt, &vector.context);
    let (mut sealed, mut room) = (Vec::new(), vec![0; Sealer::ROOM]);
    for mut piece in vector.message.chunks(piece) {
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

fn open(vector: &Vector, sealed: &[u8], piece: usize) -> Vec<u8> {
    let mut opener = Opener::new(&vector.input_key, &vector.context);
    let (mut plain, mut room) = (Vec::new(), vec![0; Opener::ROOM]);
    for mut piece in sealed.chunks(piece) {
        while !piece.is_empty() {
            let step = opener.push(piece, &mut room).unwrap();
            plain.extend_from_slice(&room[..step.given]);
            piece = &piece[step.taken..];
        }
    }
    let last = opener.finish(&mut room).unwrap();
    plain.extend_from_slice(&room[..last]);
    plain
}

fn vectors() -> Vec<Vector> {
    let file: Value = serde_json::from_str(include_str!("cobblestone-256.json")).unwrap();
    let vectors: Vec<Vector> = file["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .map(vector)
        .collect();
    assert_eq!(vectors.len(), 12);
    vectors
}

fn vector(from: &Value) -> Vector {
    let seed = from["message_seed"].as_str().unwrap();
    let length = from["message_length"].as_u64().unwrap() as usize;
    Vector {
        message: message(seed, length),
        input_key: bytes(&from["input_key"]).try_into().unwrap(),
        salt: bytes(&from["salt"]).try_into().unwrap(),
        context: from["context"].as_str().unwrap().into(),
        commitment: bytes(&from["commitment"]).try_into().unwrap(),
        sealed_sha256: bytes(&from["sealed_sha256"]),
        sealed: from.get("sealed").map(bytes),
    }
}

/// SHA-256 of the seed and a counter, as the file of vectors describes it.
fn message(seed: &str, length: usize) -> Vec<u8> {
    let block = |count: u64| digest(&SHA256, &[seed.as_bytes(), &count.to_be_bytes()].concat());
    let mut message: Vec<u8> = (0..=length as u64 / 32)
        .flat_map(|n| block(n).as_ref().to_vec())
        .collect();
    message.truncate(length);
    message
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap().as_bytes();
    let digit = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    hex.chunks(2).map(digit).collect()
}
