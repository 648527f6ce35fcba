//! A copy of the root key for the day on which the key is lost: as groups of letters for paper, each of which can be checked, or
//! as a text that a passphrase opens.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tutela_core::{Ambient, Secret};
use zeroize::Zeroizing;

use super::ordered::SERVICE;
use super::{RootKey, RootSource, decode, file, held};
use crate::Error;
use crate::key::{self, KeyBytes};

/// The first line of a copy under a passphrase.
const FIRST_LINE: &str = "tutela root key copy v1";
/// Rounds of PBKDF2 with HMAC-SHA-512: about half a second, for each guess of a thief too.
const ROUNDS: u32 = 1_000_000;
const SALT: usize = 16;
const CONTEXT: &str = "root key copy|tutela/v1";
/// Letters and digits that nobody mistakes for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters in a group: 16 bits of the key and 4 to check them by.
const GROUP: usize = 4;
const GROUPS: usize = 16;

/// Why a copy does not give a key back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    #[error("group {0} is not as it was printed; look at it letter by letter")]
    Group(usize),
    #[error("a copy has 16 groups of 4 letters, and this has {0} letters")]
    Length(usize),
    #[error("the passphrase is another one, or the copy was altered")]
    Passphrase,
    #[error("this is no copy of a root key")]
    NotACopy,
}

/// The root key in force, on its way to paper or back.
pub struct KeyCopy(KeyBytes);

impl KeyCopy {
    /// The key in force of a file or a text.
    ///
    /// # Errors
    /// When it cannot be read, or a key service keeps it, which never gives it out.
    pub fn of(source: &RootSource) -> Result<Self, Error> {
        let (text, unreadable) = match source {
            RootSource::File(path) => (file::read(path)?, held::unreadable(path)),
            RootSource::Text(text) => (
                Zeroizing::new(text.expose().clone()),
                Error::config("the root key in the configuration is not 32 bytes in base64"),
            ),
            RootSource::Other(_) => return Err(kept_elsewhere()),
        };
        if text.trim_start().starts_with(SERVICE) {
            return Err(kept_elsewhere());
        }
        let first = text.split_whitespace().next().and_then(decode);
        first.map(Self).ok_or(unreadable)
    }

    /// Groups of letters for paper, four in a line.
    pub fn groups(&self) -> Secret<String> {
        let mut text = String::new();
        for number in 0..GROUPS {
            let bits = group(number, [self.0[2 * number], self.0[2 * number + 1]]);
            for place in (0..GROUP).rev() {
                let letter = LETTERS[(bits >> (5 * place)) as usize & 31];
                text.push(char::from(letter));
            }
            text.push(if number % 4 == 3 { '\n' } else { ' ' });
        }
        Secret::new(text)
    }

    /// Reads groups back, however they are spaced and whichever case they are in.
    ///
    /// # Errors
    /// [`CopyError`], which names the group that is wrong.
    pub fn from_groups(text: &str) -> Result<Self, CopyError> {
        let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
        if letters.len() != GROUP * GROUPS {
            return Err(CopyError::Length(letters.len()));
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (number, letters) in letters.chunks(GROUP).enumerate() {
            let wrong = CopyError::Group(number + 1);
            let mut bits = 0;
            for letter in letters {
                bits = bits << 5 | value(*letter).ok_or_else(|| wrong.clone())?;
            }
            let pair = [(bits >> 12) as u8, (bits >> 4) as u8];
            if group(number, pair) != bits {
                return Err(wrong);
            }
            bytes[2 * number..2 * number + 2].copy_from_slice(&pair);
        }
        Ok(Self(bytes))
    }

    /// A text that the passphrase opens, for a safe place that is not a secret one.
    pub fn sealed(&self, passphrase: &Secret<String>, ambient: &Ambient) -> String {
        let mut salt = [0; SALT];
        ambient.fill(&mut salt);
        let with = key::wrapping_key(&stretched(passphrase, &salt));
        let sealed = key::wrap(&with, &self.0, CONTEXT, ambient);
        let mut text = format!("{FIRST_LINE}\n");
        let (salt, sealed) = (URL_SAFE_NO_PAD.encode(salt), URL_SAFE_NO_PAD.encode(sealed));
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "pbkdf2-hmac-sha512 {ROUNDS} {salt}\naes-256-gcm {sealed}"
        );
        text
    }

    /// Opens what [`KeyCopy::sealed`] gave.
    ///
    /// # Errors
    /// [`CopyError`]
    pub fn from_sealed(text: &str, passphrase: &Secret<String>) -> Result<Self, CopyError> {
        let mut lines = text.lines();
        let (first, salt, sealed) = (lines.next(), lines.next(), lines.next());
        let of = |line: Option<&str>, head: &str| {
            let line = line?.strip_prefix(head)?;
            URL_SAFE_NO_PAD.decode(line.trim()).ok()
        };
        let salt = of(salt, &format!("pbkdf2-hmac-sha512 {ROUNDS} "));
        let sealed = of(sealed, "aes-256-gcm ");
        let (true, Some(salt), Some(sealed)) = (Self::is_sealed(first), salt, sealed) else {
            return Err(CopyError::NotACopy);
        };
        let with = key::wrapping_key(&stretched(passphrase, &salt));
        let bytes = key::unwrap(&with, &sealed, CONTEXT).ok_or(CopyError::Passphrase)?;
        Ok(Self(bytes))
    }

    /// Whether a text with this first line is one for a passphrase.
    pub fn is_sealed(first: Option<&str>) -> bool {
        first.is_some_and(|line| line.trim() == FIRST_LINE)
    }

    /// The key at work, to prove the copy with.
    pub fn root(&self, ambient: &Ambient) -> RootKey {
        RootKey::from_bytes(&self.0, ambient)
    }

    /// Writes the key to a key file that is not there yet.
    ///
    /// # Errors
    /// [`Error::Exists`] when there is one.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Err(Error::Exists);
        }
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(&self.0[..]));
        file::create(path, &text)
    }
}

fn kept_elsewhere() -> Error {
    Error::config(
        "a key service holds the root key and gives it to nobody; what brings it back is that service's own affair",
    )
}

/// A group as 20 bits: two bytes of the key, and four bits of a digest of them and of their place.
fn group(number: usize, pair: [u8; 2]) -> u32 {
    let check = digest(&SHA256, &[number as u8, pair[0], pair[1]]).as_ref()[0] & 15;
    u32::from(pair[0]) << 12 | u32::from(pair[1]) << 4 | u32::from(check)
}

/// What a letter stands for, small letters and the likes of one and zero included.
fn value(letter: u8) -> Option<u32> {
    let letter = match letter.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let at = LETTERS.iter().position(|known| *known == letter)?;
    u32::try_from(at).ok()
}

fn stretched(passphrase: &Secret<String>, salt: &[u8]) -> KeyBytes {
    let mut key = Zeroizing::new([0; 32]);
    let rounds = NonZeroU32::MIN.saturating_add(ROUNDS - 1);
    let secret = passphrase.expose().as_bytes();
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA512,
        rounds,
        salt,
        secret,
        &mut key[..],
    );
    key
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn copy() -> KeyCopy {
        KeyCopy(key::random(&Ambient::system()))
    }

    #[test]
    fn groups_of_letters_give_the_key_back() {
        let copy = copy();
        let text = copy.groups();
        let spoken = text
            .expose()
            .to_lowercase()
            .replace(' ', "-")
            .replace('0', "o");
        assert_eq!(KeyCopy::from_groups(&spoken).unwrap().0, copy.0);
        assert_eq!(text.expose().lines().count(), 4);
    }

    #[test]
    fn a_letter_that_is_wrong_is_named_by_its_group() {
        let text = copy().groups();
        let (mut found, mut tried) = (0, 0);
        for at in 0..text.expose().len() {
            let mut bytes = text.expose().clone().into_bytes();
            if bytes[at].is_ascii_whitespace() {
                continue;
            }
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let wrong = String::from_utf8(bytes).unwrap();
            tried += 1;
            if KeyCopy::from_groups(&wrong).err() == Some(CopyError::Group(at / 5 + 1)) {
                found += 1;
            }
        }
        // A group tells 15 of 16 slips; the store's check value tells the rest.
        assert!(found * 10 > tried * 8, "{found} of {tried}");
        assert_eq!(
            KeyCopy::from_groups("ABCD").err(),
            Some(CopyError::Length(4))
        );
    }

    #[test]
    fn a_passphrase_opens_its_copy_and_no_other_does() {
        let (copy, ambient) = (copy(), Ambient::system());
        let phrase = Secret::new("four words on paper".to_owned());
        let text = copy.sealed(&phrase, &ambient);
        assert_eq!(KeyCopy::from_sealed(&text, &phrase).unwrap().0, copy.0);
        let other = Secret::new("four words on papyrus".to_owned());
        let refused = KeyCopy::from_sealed(&text, &other).err();
        assert_eq!(refused, Some(CopyError::Passphrase));
        assert_eq!(
            KeyCopy::from_sealed("shopping list", &phrase).err(),
            Some(CopyError::NotACopy)
        );
    }
}
