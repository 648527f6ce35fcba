//! What is said in a film, as text: WebVTT and SubRip are read, whatever program wrote them, and WebVTT is written. A cue is
//! a time and plain words: tags, styles and places are dropped, so that nothing in a file decides how a page looks.

use std::fmt::Write as _;

use crate::watch::playlist::moment;

/// The most bytes of a file.
pub const BYTES: usize = 2 * 1024 * 1024;
/// The most cues of a film.
pub const CUES: usize = 20_000;
/// The most characters of a cue.
pub const CHARACTERS: usize = 1000;
/// No film lasts longer, in milliseconds.
const LATEST: u64 = 100 * 3600 * 1000;
/// After so many mistakes a file is not read on.
const MISTAKES: usize = 10;

/// Words on the picture, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Milliseconds from the start of the film.
    pub begins: u64,
    pub ends: u64,
    /// Plain words, in one line or several.
    pub text: String,
}

/// A line that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// Counted from 1.
    pub line: u64,
    pub what: What,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A time was expected, such as `00:01:02.500 --> 00:01:05.000`.
    Time,
    /// It ends before it begins.
    Backwards,
    /// It has too many characters.
    Long,
}

impl What {
    /// The code for programs; the sentence for people is the text `field-<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Time => "cue-time",
            Self::Backwards => "cue-backwards",
            Self::Long => "cue-long",
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// These lines.
    Lines(Vec<Mistake>),
    /// There is no cue in it.
    Empty,
    /// There are too many.
    Many,
}

/// Reads a file in whichever of the two formats it is.
pub fn read(bytes: &[u8]) -> Result<Vec<Cue>, Wrong> {
    let text = decode(bytes);
    let mut reading = Reading::default();
    let mut lines = text.lines().map(str::trim_end).zip(1..).peekable();
    while let Some((line, number)) = lines.next() {
        if skips(line, number) {
            while lines.next_if(|(line, _)| !line.is_empty()).is_some() {}
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        // A cue may have a name, or a number, on the line before its time.
        let is_name = |next: &(&str, u64)| !line.contains("-->") && next.0.contains("-->");
        let (time, at) = lines.next_if(is_name).unwrap_or((line, number));
        let mut words = Vec::new();
        while let Some((line, _)) = lines.next_if(|(line, _)| !line.trim().is_empty()) {
            words.push(line);
        }
        reading.cue(time, at, &words);
        if reading.mistakes.len() >= MISTAKES {
            break;
        }
    }
    reading.end()
}

/// Blocks of WebVTT that are no cues.
fn skips(line: &str, number: u64) -> bool {
    let word = line.split_whitespace().next().unwrap_or("");
    match word {
        "WEBVTT" => number == 1,
        "NOTE" | "STYLE" | "REGION" => !line.contains("-->"),
        _ => false,
    }
}

#[derive(Default)]
struct Reading {
    cues: Vec<Cue>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    fn cue(&mut self, time: &str, line: u64, words: &[&str]) {
        let mut wrong = |what| self.mistakes.push(Mistake { line, what });
        let Some((begins, ends)) = times(time) else {
            return wrong(What::Time);
        };
        if ends <= begins {
            return wrong(What::Backwards);
        }
        let text = plain(&words.join("\n"));
        if text.chars().count() > CHARACTERS {
            return wrong(What::Long);
        }
        if !text.is_empty() {
            self.cues.push(Cue { begins, ends, text });
        }
    }

    fn end(mut self) -> Result<Vec<Cue>, Wrong> {
        if !self.mistakes.is_empty() {
            return Err(Wrong::Lines(self.mistakes));
        }
        if self.cues.len() > CUES {
            return Err(Wrong::Many);
        }
        if self.cues.is_empty() {
            return Err(Wrong::Empty);
        }
        self.cues.sort_by_key(|cue| (cue.begins, cue.ends));
        Ok(self.cues)
    }
}

/// Both times of a line; what WebVTT says behind them, about places, is passed over.
fn times(line: &str) -> Option<(u64, u64)> {
    let (begins, rest) = line.split_once("-->")?;
    let ends = rest.split_whitespace().next()?;
    Some((time(begins.trim())?, time(ends)?))
}

/// `1:02:03.450`, `02:03,450`, `02:03` or `63.45`, in milliseconds.
pub fn time(text: &str) -> Option<u64> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, thousandths(fraction)?),
        None => (text, 0),
    };
    let mut seconds: u64 = 0;
    let parts: Vec<_> = whole.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    for (at, part) in parts.iter().enumerate() {
        let is_number =
            (1..=6).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = is_number.then(|| part.parse().ok()).flatten()?;
        if at > 0 && number > 59 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    let millis = seconds.checked_mul(1000)?.checked_add(fraction)?;
    (millis <= LATEST).then_some(millis)
}

fn thousandths(fraction: &str) -> Option<u64> {
    let is_number =
        (1..=3).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = is_number.then(|| fraction.parse().ok()).flatten()?;
    Some(match fraction.len() {
        1 => number * 100,
        2 => number * 10,
        _ => number,
    })
}

/// The words alone: no tags, no control characters, no entities, no empty lines.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        match rest[at..].find('>') {
            Some(end) if is_tag(&rest[at + 1..at + end]) => rest = &rest[at + end + 1..],
            _ => {
                out.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    let out = entities(&out);
    let lines = out.lines().map(|line| {
        let line: String = line
            .chars()
            .filter(|one| !one.is_control() || *one == '\t')
            .collect();
        line.trim().to_owned()
    });
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// `i`, `/b`, `v Anna`, `c.loud`, `00:01:02.000`, `font color=red`; a sum such as `a < b` is none.
fn is_tag(inside: &str) -> bool {
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    inside.is_empty() || inside.starts_with(|one: char| one.is_ascii_alphanumeric())
}

/// Each entity once: what was written as `&amp;lt;` is the text `&lt;`.
fn entities(text: &str) -> String {
    const ALL: [(&str, &str); 7] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&lrm;", "\u{200e}"),
        ("&rlm;", "\u{200f}"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match ALL.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, meant)) => {
                out.push_str(meant);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

/// Writes WebVTT, in which no word can be taken for anything else.
pub fn write(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for cue in cues {
        let words = cue
            .text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let _ = write!(
            text,
            "\n{} --> {}\n{words}\n",
            moment(cue.begins),
            moment(cue.ends)
        );
    }
    text
}

/// By its mark, as UTF-8 when it is valid, as UTF-16 when every other byte is empty, and as Latin-1 (Windows-1252) else.
fn decode(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<_> = bytes
            .chunks_exact(2)
            .map(|two| read([two[0], two[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => wide(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => wide(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| latin(*byte)).collect(),
        },
    }
}

fn latin(byte: u8) -> char {
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests;
