//! Secrets that do not print themselves, and the tokens that stand for a session.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Ambient;

/// A value that must not reach a log: it prints as `Secret` and is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Each call is a place to look at in a review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> serde::Deserialize<'de> for Secret<String> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self)
    }
}

/// What the text of an API token begins with, so that whoever searches code and logs for secrets finds it.
const API_TOKEN: &str = "tutela_";

/// A bearer token of 256 random bits. Only its digest is stored.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Token([u8; 32]);

impl Token {
    /// A new token.
    pub fn new(ambient: &Ambient) -> Self {
        let mut bytes = [0; 32];
        ambient.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads the 43 characters of base64url that [`Token::reveal`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        let mut bytes = [0; 32];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        (length == 32).then_some(Self(bytes))
    }

    /// The text that its holder is given, once.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads the text of an API token. It is never taken for that of a session, nor that of a session for it.
    pub fn parse_api(text: &str) -> Option<Self> {
        Self::parse(text.strip_prefix(API_TOKEN)?)
    }

    /// The text of an API token that its holder is given, once.
    pub fn reveal_api(&self) -> String {
        format!("{API_TOKEN}{}", self.reveal())
    }

    /// SHA-256 of the token: what the database holds.
    pub fn digest(&self) -> TokenDigest {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &self.0);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        TokenDigest(bytes)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// SHA-256 of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// A digest as the database gives it back.
    pub const fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_token_is_known_by_its_beginning() {
        let token = Token::new(&Ambient::system());
        let (session, api) = (token.reveal(), token.reveal_api());
        assert!(api.starts_with("tutela_") && api.len() == 50);
        let read = Token::parse_api(&api).map(|read| read.digest());
        assert_eq!(read, Some(token.digest()));
        assert!(Token::parse(&api).is_none() && Token::parse_api(&session).is_none());
        assert!(Token::parse_api("tutela_").is_none());
    }
}
