//! Captions as they come from everywhere: read, mended, or refused by the line.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

fn cue(begins: u64, ends: u64, text: &str) -> Cue {
    let text = text.to_owned();
    Cue { begins, ends, text }
}

#[test]
fn both_formats_say_the_same() {
    let wanted = [
        cue(1000, 2500, "Cast off!"),
        cue(62_500, 65_000, "Haul\nin"),
    ];
    let subrip = "1\r\n00:00:01,000 --> 00:00:02,500\r\nCast off!\r\n\r\n2\r\n00:01:02,500 --> 00:01:05,000\r\nHaul\r\nin\r\n";
    let vtt = "WEBVTT - a title\nKind: captions\n\nNOTE nothing\nto see\n\nSTYLE\n::cue { color: red }\n\nfirst\n00:01.000 --> 00:02.500 align:start\n\
               Cast off!\n\n01:02.500 --> 01:05.000\nHaul\nin";
    assert_eq!(read(subrip.as_bytes()).unwrap(), wanted);
    assert_eq!(read(vtt.as_bytes()).unwrap(), wanted);
    assert_eq!(read(write(&wanted).as_bytes()).unwrap(), wanted);
}

#[test]
fn letters_of_every_program_are_known() {
    let text = "1\n00:00:01,000 --> 00:00:02,000\nSøl på “æblet”\n";
    let wanted = [cue(1000, 2000, "Søl på “æblet”")];
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    let windows: Vec<u8> = text
        .chars()
        .map(|one| match one {
            '“' => 0x93,
            '”' => 0x94,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    for bytes in [
        text.as_bytes().to_vec(),
        marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
        marked(&[0xff, 0xfe], &little),
        marked(&[0xfe, 0xff], &big),
        little,
        big,
        windows,
    ] {
        assert_eq!(read(&bytes).unwrap(), wanted);
    }
}

#[test]
fn what_is_wrong_is_said_by_its_line() {
    let text = "1\n00:00:01,000 -> 00:00:02,000\nOne\n\n2\n00:00:05,000 --> 00:00:04,000\nTwo\n\n3\n00:99:01,000 --> 00:00:02,000\nThree\n";
    let mistake = |line, what| Mistake { line, what };
    let wanted = vec![
        mistake(1, What::Time),
        mistake(6, What::Backwards),
        mistake(10, What::Time),
    ];
    assert_eq!(read(text.as_bytes()), Err(Wrong::Lines(wanted)));
    assert_eq!(read(b""), Err(Wrong::Empty));
    assert_eq!(read(b"WEBVTT\n\n"), Err(Wrong::Empty));
    let long = format!("00:01.000 --> 00:02.000\n{}\n", "x".repeat(CHARACTERS + 1));
    assert_eq!(
        read(long.as_bytes()),
        Err(Wrong::Lines(vec![mistake(1, What::Long)]))
    );
    let many = "00:01.000 --> 00:02.000\nx\n\n".repeat(CUES + 1);
    assert_eq!(read(many.as_bytes()), Err(Wrong::Many));
}

#[test]
fn nothing_in_a_cue_is_more_than_words() {
    let hostile = "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script><v Anna><i>Hi</i> &amp; a < b <00:01.500>&lt;b&gt;\u{7}\n";
    let cues = read(hostile.as_bytes()).unwrap();
    assert_eq!(cues, [cue(1000, 2000, "alert(1)Hi & a < b <b>")]);
    assert!(write(&cues).ends_with("alert(1)Hi &amp; a &lt; b &lt;b&gt;\n"));
    // No word makes a second cue.
    let arrow = [cue(0, 1, "a --> b")];
    assert_eq!(read(write(&arrow).as_bytes()).unwrap(), arrow);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn t20_any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn t20_what_was_read_is_read_again_as_it_was_written(text in "(WEBVTT\n\n)?(([0-9]{1,2}:)?[0-9]{2}:[0-9]{2}[.,][0-9]{1,3} --> [0-9]{2}:[0-9]{2}[.,][0-9]{3}\n([<>&a-z/;\\-]{0,20}\n){0,3}\n){0,4}") {
        if let Ok(cues) = read(text.as_bytes()) {
            prop_assert_eq!(read(write(&cues).as_bytes()), Ok(cues));
        }
    }
}
