//! Signed notes (C2SP signed-note) with Ed25519, and cosignatures of witnesses (C2SP tlog-cosignature, `cosignature/v1`).

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tutela_core::Time;

use super::entry::hex;

/// The sign before each signature, as in the specification.
const DASH: &str = "\u{2014} ";
/// The most that is read of a note, in bytes, and the most signatures.
const LONGEST: usize = 64 * 1024;
const SIGNATURES: usize = 64;

/// What a key signs, which is part of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// The checkpoints of a log.
    Log,
    /// Checkpoints of others that were seen and found consistent, with the time.
    Witness,
}

impl Use {
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a verifier key looks like name+0123abcd+base64")]
pub struct InvalidKey;

/// The public half of a key, written `name+id+key` (a vkey).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    purpose: Use,
    public: [u8; 32],
}

impl Verifier {
    fn new(name: &str, purpose: Use, public: [u8; 32]) -> Self {
        let mut message = name.as_bytes().to_vec();
        message.extend([b'\n', purpose.byte()]);
        message.extend(public);
        let hash = digest(&SHA256, &message);
        let mut id = [0; 4];
        id.copy_from_slice(&hash.as_ref()[..4]);
        Self {
            name: name.to_owned(),
            id,
            purpose,
            public,
        }
    }

    /// The name of the key; for a log its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn purpose(&self) -> Use {
        self.purpose
    }

    /// The 32 bytes of the public key.
    pub const fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// Whether these bytes are a signature of this text; with the time for one of a witness.
    fn check(&self, text: &str, signature: &[u8]) -> Option<Signed> {
        let key = UnparsedPublicKey::new(&ED25519, &self.public);
        let (message, at, signature) = match self.purpose {
            Use::Log => (text.to_owned(), None, signature),
            Use::Witness => {
                let (at, signature) = signature.split_first_chunk()?;
                let at = u64::from_be_bytes(*at);
                (cosigned(text, at), Some(at), signature)
            }
        };
        key.verify(message.as_bytes(), signature).ok()?;
        Some(Signed { at })
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.purpose.byte()];
        key.extend(self.public);
        write!(f, "{}+{}+{}", self.name, hex(&self.id), BASE64.encode(key))
    }
}

impl FromStr for Verifier {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(InvalidKey);
        let (name, id, key) = (part()?, part()?, part()?);
        let key = BASE64.decode(key).map_err(|_| InvalidKey)?;
        let (byte, public) = key.split_first().ok_or(InvalidKey)?;
        let uses = [Use::Log, Use::Witness];
        let purpose = uses.into_iter().find(|purpose| purpose.byte() == *byte);
        let public = public.try_into().map_err(|_| InvalidKey)?;
        let verifier = Self::new(name, purpose.ok_or(InvalidKey)?, public);
        let fits = is_name(name) && hex(&verifier.id) == id;
        fits.then_some(verifier).ok_or(InvalidKey)
    }
}

/// Whether a text can name a key.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// A key that signs.
pub struct Signer {
    pair: Ed25519KeyPair,
    verifier: Verifier,
}

impl Signer {
    /// The key of 32 unpredictable bytes.
    ///
    /// # Errors
    /// When the bytes are no key.
    pub fn new(name: &str, purpose: Use, seed: &[u8]) -> Result<Self, KeyRejected> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)?;
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(Self {
            pair,
            verifier: Verifier::new(name, purpose, public),
        })
    }

    /// Its public half.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The line of a signature under a text that ends with a line break. Only a witness's says the time.
    pub fn sign(&self, text: &str, at: Time) -> String {
        let seconds = u64::try_from(at.seconds()).unwrap_or(0);
        let mut line = self.verifier.id.to_vec();
        let message = match self.verifier.purpose {
            Use::Log => text.to_owned(),
            Use::Witness => {
                line.extend(seconds.to_be_bytes());
                cosigned(text, seconds)
            }
        };
        line.extend(self.pair.sign(message.as_bytes()).as_ref());
        format!("{DASH}{} {}\n", self.verifier.name, BASE64.encode(line))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

/// What a witness signs of a checkpoint.
fn cosigned(text: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

/// A signature that was found right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// When a witness says it signed, in seconds since 1970.
    pub at: Option<u64>,
}

/// What a note says about one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It signed this text.
    Signed(Signed),
    /// There is a signature in its name that is wrong.
    Wrong,
    /// Nothing.
    Nothing,
}

/// A text with signatures under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, with its last line break.
    pub text: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl Note {
    /// Reads a note; nothing where it is none.
    pub fn parse(note: &str) -> Option<Self> {
        let is_plain = |c: char| c == '\n' || c >= ' ';
        if note.len() > LONGEST || !note.chars().all(is_plain) {
            return None;
        }
        let end = note.rfind("\n\n")?;
        let (text, below) = (&note[..=end], &note[end + 2..]);
        let lines = below.strip_suffix('\n')?.split('\n');
        let signatures: Option<Vec<_>> = lines.map(signature).collect();
        let signatures = signatures.filter(|all| all.len() <= SIGNATURES)?;
        Some(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// What the note says about a key.
    pub fn said_by(&self, verifier: &Verifier) -> Said {
        let of_key =
            |signature: &&Signature| signature.name == verifier.name && signature.id == verifier.id;
        let mut said = Said::Nothing;
        for signature in self.signatures.iter().filter(of_key) {
            match verifier.check(&self.text, &signature.bytes) {
                Some(signed) => said = Said::Signed(signed),
                None => return Said::Wrong,
            }
        }
        said
    }
}

impl Note {
    /// The lines of a key's signatures, each only once.
    pub fn lines_of(&self, verifier: &Verifier) -> String {
        let of_key =
            |signature: &&Signature| signature.name == verifier.name && signature.id == verifier.id;
        let mut lines: Vec<String> = self.signatures.iter().filter(of_key).map(line).collect();
        lines.dedup();
        lines.concat()
    }
}

fn line(signature: &Signature) -> String {
    let bytes = [&signature.id[..], &signature.bytes].concat();
    format!("{DASH}{} {}\n", signature.name, BASE64.encode(bytes))
}

fn signature(line: &str) -> Option<Signature> {
    let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = BASE64.decode(bytes).ok()?;
    let (id, bytes) = bytes.split_first_chunk()?;
    is_name(name).then(|| Signature {
        name: name.to_owned(),
        id: *id,
        bytes: bytes.to_vec(),
    })
}

#[cfg(test)]
mod tests;
