//! Phone numbers in the one form of E.164.

use std::fmt;
use std::str::FromStr;

use phonenumber::country;
use unicode_normalization::UnicodeNormalization;

use crate::InvalidId;

/// A country by its two letters (ISO 3166-1), which says how a number without a prefix is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country(country::Id);

impl FromStr for Country {
    type Err = InvalidId;

    fn from_str(letters: &str) -> Result<Self, InvalidId> {
        let id = letters.to_ascii_uppercase().parse();
        id.map(Self).map_err(|_| InvalidId)
    }
}

/// Why a text cannot be a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    #[error("a phone number has digits only, and begins with + and the code of its country")]
    Form,
    #[error("there is no such phone number")]
    Unknown,
}

/// A phone number: `+` and up to 15 digits (E.164). Two spellings of one number are one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads what a person typed; a number without the code of a country is one of `home`.
    ///
    /// # Errors
    /// [`InvalidPhone`] says which rule the text breaks.
    pub fn parse(typed: &str, home: Option<Country>) -> Result<Self, InvalidPhone> {
        let plain = plain(typed)?;
        let number =
            phonenumber::parse(home.map(|home| home.0), &plain).map_err(|_| InvalidPhone::Form)?;
        if number.extension().is_some() {
            return Err(InvalidPhone::Form);
        }
        if !number.is_valid() {
            return Err(InvalidPhone::Unknown);
        }
        let text = number.format().mode(phonenumber::Mode::E164).to_string();
        Ok(Self(text))
    }

    /// `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last two digits alone, for those who may know that it is there and no more.
    pub fn masked(&self) -> String {
        let last = self.0.len().saturating_sub(2);
        format!("…{}", &self.0[last..])
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Digits and the one plus, without what people put between them; 00 at the start is a plus.
fn plain(typed: &str) -> Result<String, InvalidPhone> {
    if typed.len() > 100 {
        return Err(InvalidPhone::Form);
    }
    let mut plain = String::new();
    for letter in typed.trim().nfkc() {
        match letter {
            '0'..='9' => plain.push(letter),
            '+' if plain.is_empty() => plain.push('+'),
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' => {}
            _ => return Err(InvalidPhone::Form),
        }
    }
    match plain.strip_prefix("00") {
        Some(rest) => Ok(format!("+{rest}")),
        None => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Result<String, InvalidPhone> {
        let denmark = "dk".parse().ok();
        PhoneNumber::parse(typed, denmark).map(|number| number.to_string())
    }

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for spelling in [
            "+4532123456",
            "0045 32 12 34 56",
            "32 12 34 56",
            "32123456",
            " (+45) 32-12-34-56 ",
            "+45.32.12.34.56",
            "＋４５ ３２１２３４５６",
        ] {
            assert_eq!(read(spelling).as_deref(), Ok("+4532123456"), "{spelling}");
        }
        assert_eq!(read("+49 30 123456").as_deref(), Ok("+4930123456"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in [
            "",
            "+",
            "anna",
            "112",
            "+45 1",
            "+999 12345678",
            "+45 32 12 34 56 ext. 7",
            "+45 32123456\r\nTo: +4512121212",
            "++4532123456",
            "3212345+6",
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        let homeless = PhoneNumber::parse("32 12 34 56", None);
        assert!(homeless.is_err(), "nobody knows which country is meant");
        assert!("xx".parse::<Country>().is_err());
    }
}
