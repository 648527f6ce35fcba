//! Sizes in the units that people write.

use std::fmt;
use std::str::FromStr;

use super::Invalid;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

const UNITS: [(&str, u64); 5] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

impl FromStr for ByteSize {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        const WRONG: Invalid = Invalid("a size is needed, such as 500 MiB or 8 GiB");
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let unit = if unit.is_empty() {
            "B"
        } else {
            unit.trim_start()
        };
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(WRONG)?;
        let number: u64 = number.parse().map_err(|_| WRONG)?;
        number.checked_mul(*size).map(Self).ok_or(WRONG)
    }
}

impl fmt::Display for ByteSize {
    /// In the largest unit that leaves a whole number of one digit at least, with one decimal where it is not whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |(_, size): &&(&str, u64)| self.0 >= *size;
        let (unit, size) = UNITS.iter().find(fits).unwrap_or(&("B", 1));
        let tenth = self.0 % size * 10 / size;
        match tenth {
            0 => write!(f, "{} {unit}", self.0 / size),
            _ => write!(f, "{}.{tenth} {unit}", self.0 / size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown_in_the_same_units() {
        let size = |text: &str| text.parse::<ByteSize>().map(|size| size.0);
        assert_eq!(size("8 GiB"), Ok(8 << 30));
        assert_eq!(size("500MiB"), Ok(500 << 20));
        assert_eq!(size("1234"), Ok(1234));
        for wrong in ["", "GiB", "1.5 GiB", "-1", "8 GB", "99999999999 TiB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(ByteSize(8 << 30).to_string(), "8 GiB");
        assert_eq!(ByteSize(1536).to_string(), "1.5 KiB");
        assert_eq!(ByteSize(0).to_string(), "0 B");
    }
}
