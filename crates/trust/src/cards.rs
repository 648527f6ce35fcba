//! Card numbers have no place here (PY1). What passes for one is looked for in every text of the database, a slice at each
//! run, and the next run goes on where this one stopped.

use tutela_access::{Gate, OpenDoor};
use tutela_audit::probe::{Finding, Found};
use tutela_db::{Error, TextColumn};

/// How many texts one run reads at most, and at once.
const RUN: usize = 20_000;
const SLICE: u32 = 1_000;

/// Where a run stopped, how often all texts were gone through, and in which columns something was found this time round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Way {
    column: usize,
    place: Option<String>,
    rounds: i64,
    found: Vec<String>,
}

impl Way {
    fn read(memo: Option<&str>) -> Self {
        let mut parts = memo.unwrap_or_default().splitn(4, '|');
        let mut next = || parts.next().unwrap_or_default();
        let (column, place, rounds) = (next(), next(), next());
        Self {
            column: column.parse().unwrap_or(0),
            place: Some(place.to_owned()).filter(|place| !place.is_empty()),
            rounds: rounds.parse().unwrap_or(0),
            found: next()
                .split(' ')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    fn write(&self) -> String {
        let place = self.place.as_deref().unwrap_or_default();
        format!(
            "{}|{place}|{}|{}",
            self.column,
            self.rounds,
            self.found.join(" ")
        )
    }
}

/// One run. What it says names columns and never what stands in them.
pub async fn look(gate: Gate, memo: Option<String>) -> Found {
    let mut way = Way::read(memo.as_deref());
    let texts = go_on(&gate, &mut way)
        .await
        .map_err(|error| error.to_string())?;
    if !way.found.is_empty() {
        let columns = way.found.join(", ");
        return Err(format!("what passes for a card number stands in {columns}"));
    }
    let texts = i64::try_from(texts).unwrap_or(i64::MAX);
    Ok(Finding::of([("texts", texts), ("rounds", way.rounds)]).remembering(way.write()))
}

async fn go_on(gate: &Gate, way: &mut Way) -> Result<usize, Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let columns: Vec<TextColumn> = tx.columns_of_text().await?;
    let mut read = 0;
    while read < RUN {
        let Some(column) = columns.get(way.column) else {
            (way.column, way.place) = (0, None);
            way.rounds += 1;
            break;
        };
        let texts = tx.texts_of(column, way.place.as_deref(), SLICE).await?;
        if texts.iter().any(|text| has_card_number(&text.text)) {
            way.found.push(column.to_string());
        }
        read += texts.len();
        match texts.last() {
            Some(last) if texts.len() == SLICE as usize => way.place = Some(last.place.clone()),
            _ => (way.column, way.place) = (way.column + 1, None),
        }
    }
    Ok(read)
}

/// Whether a text holds what passes for the number of a payment card: 13 to 19 digits, alone or in groups, that begin like
/// one and pass the test of Luhn (ISO/IEC 7812-1, annex B). Ids and digests hold digits too, but between letters.
pub fn has_card_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (digits, end) = run(bytes, at);
        let is_part = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_+".contains(byte))
        };
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        if !is_part(before) && !is_part(bytes.get(end)) && is_card_number(&digits) {
            return true;
        }
        at = end;
    }
    false
}

/// The digits from a place on, single blanks and hyphens between them left out, and where they end.
fn run(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let (mut digits, mut at) = (Vec::new(), start);
    while let Some(byte) = bytes.get(at) {
        let next_is_digit = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => digits.push(byte - b'0'),
            b' ' | b'-' if next_is_digit => {}
            _ => break,
        }
        at += 1;
    }
    (digits, at)
}

fn is_card_number(digits: &[u8]) -> bool {
    if !(13..=19).contains(&digits.len()) {
        return false;
    }
    let head = |count: usize| {
        digits[..count]
            .iter()
            .fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit))
    };
    let begins = digits[0] == 4
        || (51..=55).contains(&head(2))
        || (2221..=2720).contains(&head(4))
        || [34, 37, 36, 38, 65].contains(&head(2))
        || (300..=305).contains(&head(3))
        || head(4) == 6011
        || (3528..=3589).contains(&head(4));
    begins && luhn(digits)
}

fn luhn(digits: &[u8]) -> bool {
    let doubled = |(at, digit): (usize, &u8)| {
        let digit = u32::from(*digit);
        match at % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        }
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn py1_what_passes_for_a_card_number_is_found() {
        // Test numbers that the card schemes publish.
        for text in [
            "4111111111111111",
            "my card: 4111 1111 1111 1111, thanks",
            "5555-5555-5555-4444",
            "3782 822463 10005",
            "6011111111111117.",
        ] {
            assert!(has_card_number(text), "{text}");
        }
        for text in [
            "4111111111111112",
            "1795458240000000",
            "0195f3a4-4111-1111-1111-111111111111",
            "+4111111111111111",
            "a4111111111111111",
            "call 4112 3456",
            "41111111111111111111111",
            "",
        ] {
            assert!(!has_card_number(text), "{text}");
        }
    }

    #[test]
    fn a_run_goes_on_where_the_last_one_stopped() {
        let way = Way {
            column: 7,
            place: Some("(0,12)".to_owned()),
            rounds: 3,
            found: vec!["a.b".to_owned()],
        };
        assert_eq!(Way::read(Some(&way.write())), way);
        assert_eq!(Way::read(None), Way::default());
    }
}
