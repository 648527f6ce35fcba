//! Notes that others have signed and published, and whatever is not exactly one.

use super::*;
use crate::evidence::Checkpoint;

/// The Go checksum database's key, and a checkpoint that it signed.
const SUM: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const SUM_NOTE: &str = "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n\
     \u{2014} sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n";

/// The example of Go's package for notes, with its private key.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SEED: &str = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
const PETER_TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const NEVER: Time = Time::from_micros(0);

#[test]
fn what_others_signed_is_read() {
    let key: Verifier = SUM.parse().unwrap();
    assert_eq!(key.to_string(), SUM);
    let note = Note::parse(SUM_NOTE).unwrap();
    assert_eq!(note.said_by(&key), Said::Signed(Signed { at: None }));
    let read = Checkpoint::read(&note).unwrap();
    assert_eq!(
        (read.origin.as_str(), read.size),
        ("go.sum database tree", 6_476_701)
    );
    assert_eq!(read.text(), note.text);
    assert_eq!(note.said_by(&PETER.parse().unwrap()), Said::Nothing);
}

#[test]
fn what_is_signed_is_what_others_sign() {
    let seed = BASE64.decode(PETER_SEED).unwrap();
    let signer = Signer::new("PeterNeumann", Use::Log, &seed).unwrap();
    assert_eq!(signer.verifier().to_string(), PETER);
    assert_eq!(signer.sign(PETER_TEXT, NEVER), PETER_LINE);
}

#[test]
fn a_witness_says_when_and_its_words_are_no_logs() {
    let seed = BASE64.decode(PETER_SEED).unwrap();
    let witness = Signer::new("w.example/1", Use::Witness, &seed).unwrap();
    let at: Time = "2026-11-29T10:00:00Z".parse().unwrap();
    let (text, _) = SUM_NOTE.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let note = format!("{SUM_NOTE}{}", witness.sign(&text, at));
    let note = Note::parse(&note).unwrap();
    let seconds = u64::try_from(at.seconds()).unwrap();
    let said = Said::Signed(Signed { at: Some(seconds) });
    assert_eq!(note.said_by(witness.verifier()), said);
    assert_eq!(
        note.said_by(&SUM.parse().unwrap()),
        Said::Signed(Signed { at: None })
    );
    let log = Signer::new("w.example/1", Use::Log, &seed).unwrap();
    assert_eq!(
        note.said_by(log.verifier()),
        Said::Nothing,
        "another use, another id"
    );
}

#[test]
fn every_byte_of_a_note_counts() {
    let key: Verifier = SUM.parse().unwrap();
    for at in 0..SUM_NOTE.len() {
        let mut bytes = SUM_NOTE.as_bytes().to_vec();
        bytes[at] ^= 1;
        let note = String::from_utf8(bytes)
            .ok()
            .and_then(|text| Note::parse(&text));
        let said = note.map(|note| note.said_by(&key));
        assert!(!matches!(said, Some(Said::Signed(_))), "byte {at}");
    }
}

#[test]
fn what_is_no_note_or_no_key_is_not_read() {
    for wrong in [
        "",
        "\n\n",
        "a\n",
        "a\n\n",
        "a\n\n\u{2014} b\n",
        "a\r\n\n\u{2014} b AAAAAAAA\n",
        "a\n\n\u{2014} b AAAA",
    ] {
        assert!(Note::parse(wrong).is_none(), "{wrong:?}");
    }
    for wrong in [
        "",
        "a",
        "a+b+c",
        &SUM.replace("033d", "033e"),
        &SUM.replace("sum", "sun"),
        &SUM[..SUM.len() - 4],
    ] {
        assert_eq!(wrong.parse::<Verifier>(), Err(InvalidKey), "{wrong:?}");
    }
    let note = |text: &str| Note::parse(&format!("{text}\n{PETER_LINE}")).unwrap();
    for wrong in [
        "a\n1\nAAAA\n",
        "a\n01\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n",
        "a\n1\n",
        "a\n-1\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n",
    ] {
        assert_eq!(Checkpoint::read(&note(wrong)), None, "{wrong:?}");
    }
}
