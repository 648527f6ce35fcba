//! The recovery key: the one secret that opens a backup. The root key rests inside, so that nothing else is needed.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use aws_lc_rs::hmac;
use tutela_core::{Ambient, SealingKey};
use zeroize::Zeroizing;

use crate::Error;

/// Crockford's base 32: no letter that is taken for a digit.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters for 256 bits.
const LENGTH: usize = 52;
const GROUP: usize = 4;

/// 256 random bits, as people write them down: 13 groups of four letters and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(Zeroizing<String>);

impl RecoveryKey {
    /// A new key.
    pub fn generate(ambient: &Ambient) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        ambient.fill(&mut bytes[..]);
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        Self(grouped(bytes.iter().map(letter)))
    }

    /// Reads one as it was typed: small letters, missing dashes, O for 0 and I or L for 1 are forgiven.
    ///
    /// # Errors
    /// [`Error::BadKey`] when it is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let plain = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-');
        let read = |letter: char| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let letters: Zeroizing<Vec<char>> = Zeroizing::new(plain.map(read).collect());
        let known = |letter: &char| LETTERS.iter().any(|known| char::from(*known) == *letter);
        if letters.len() != LENGTH || !letters.iter().all(known) {
            return Err(Error::BadKey);
        }
        Ok(Self(grouped(letters.iter().copied())))
    }

    /// The key in `file`, made there for this user alone when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn read_or_create(file: &Path, ambient: &Ambient) -> Result<Self, Error> {
        match fs::read_to_string(file) {
            Ok(text) => Self::parse(&Zeroizing::new(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = Self::generate(ambient);
                key.write(file).map_err(Error::file(file))?;
                Ok(key)
            }
            Err(error) => Err(Error::file(file)(error)),
        }
    }

    /// Writes it to a new file of mode 0600, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let unfinished = file.with_added_extension("new");
        let _ = fs::remove_file(&unfinished);
        let mut options = OpenOptions::new();
        let mut out = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&unfinished)?;
        writeln!(out, "{}", self.text())?;
        out.sync_all()?;
        fs::rename(&unfinished, file)?;
        fs::File::open(folder)?.sync_all()
    }

    /// The key as it is printed, and as the repository's standard tool takes it for a password.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The key of one purpose, by HMAC-SHA256 under this one.
    pub(crate) fn derive(&self, purpose: &str) -> SealingKey {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes());
        let tag = hmac::sign(&key, format!("tutela/v1|{purpose}").as_bytes());
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(tag.as_ref());
        SealingKey::new(&bytes)
    }
}

fn grouped(letters: impl Iterator<Item = char>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for (number, letter) in letters.enumerate() {
        if number > 0 && number % GROUP == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_key_is_read_as_people_type_it() {
        let key = RecoveryKey::generate(&Ambient::system());
        assert_eq!(key.text().len(), 52 + 12);
        let sloppy = key.text().to_lowercase().replace('-', " ");
        assert_eq!(RecoveryKey::parse(&sloppy).unwrap(), key);
        let confused = key.text().replace('0', "O").replace('1', "l");
        assert_eq!(RecoveryKey::parse(&confused).unwrap(), key);
        for wrong in ["", "0123", &key.text()[1..], &key.text().replace('-', "U")] {
            assert!(matches!(RecoveryKey::parse(wrong), Err(Error::BadKey)));
        }
        assert_eq!(format!("{key:?}"), "RecoveryKey");
    }
}
