//! A code that one types from a mail or a text message: eight letters and digits, 40 random bits, none of which looks
//! like another.

use std::fmt;

use tutela_access::Gate;
use tutela_core::{Ambient, Token};

/// The alphabet of Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const LENGTH: usize = 8;

/// A one-time code.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; LENGTH]);

impl Code {
    /// A code that nobody can guess.
    pub fn new(ambient: &Ambient) -> Self {
        let mut bytes = [0; LENGTH];
        ambient.fill(&mut bytes);
        Self(bytes.map(|byte| ALPHABET[usize::from(byte) % ALPHABET.len()]))
    }

    /// Reads what somebody typed: any case, with or without spaces and hyphens, `O` for `0`, `I` and `L` for `1`.
    pub fn parse(typed: &str) -> Option<Self> {
        let plain = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let read = plain
            .take(LENGTH + 1)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => Some(b'0'),
                'I' | 'L' => Some(b'1'),
                c => u8::try_from(c).ok().filter(|byte| ALPHABET.contains(byte)),
            });
        let letters: Option<Vec<u8>> = read.collect();
        letters?.try_into().ok().map(Self)
    }

    /// What the database keeps: without the house's key nobody finds the code by trying them all.
    pub fn digest(&self, gate: &Gate, ticket: &Token) -> Vec<u8> {
        let all = [&ticket.digest().as_bytes()[..], &self.0].concat();
        gate.ambient().digest("reset code", &all).to_vec()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy(&self.0);
        write!(f, "{}-{}", &text[..4], &text[4..])
    }
}

/// It does not print itself.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::parse("70QM-1XWD");
        assert_eq!(
            code.as_ref().map(ToString::to_string).as_deref(),
            Some("70QM-1XWD")
        );
        for typed in ["70qm1xwd", " 7OQM IXWD ", "70qm-lxwd"] {
            assert_eq!(Code::parse(typed), code, "{typed}");
        }
        for typed in ["", "70QM", "70QM-1XWD-2", "70QM-1XW!", "70QM-1XWU"] {
            assert_eq!(Code::parse(typed), None, "{typed}");
        }
        let new = Code::new(&Ambient::system());
        assert_eq!(Code::parse(&new.to_string()), Some(new));
    }
}
