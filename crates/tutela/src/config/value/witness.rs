//! An installation that signs what it has seen of another one's log.

use std::fmt;
use std::str::FromStr;

use tutela_audit::evidence::{Use, Verifier};

use super::{Invalid, SiteAddress};

/// Where a witness answers, and the key that it signs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessAddress {
    pub site: SiteAddress,
    pub key: Verifier,
}

impl FromStr for WitnessAddress {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let wrong = || {
            Invalid(
                "the address of a witness and its key are needed, such as \"https://tutela.example.org name+0123abcd+base64\"; `tutela witness` prints both",
            )
        };
        let (site, key) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let key: Verifier = key.trim().parse().map_err(|_| wrong())?;
        let site = site.parse().map_err(|_| wrong())?;
        match key.purpose() {
            Use::Witness => Ok(Self { site, key }),
            Use::Log => Err(wrong()),
        }
    }
}

impl fmt::Display for WitnessAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.site, self.key)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tutela_audit::evidence::Signer;

    use super::*;

    #[test]
    fn a_witness_is_an_address_with_a_witness_key() {
        let key = |purpose| {
            let signer = Signer::new("w", purpose, &[7; 32]).unwrap();
            signer.verifier().to_string()
        };
        let text = format!("https://w.example.org {}", key(Use::Witness));
        let read: WitnessAddress = text.parse().unwrap();
        assert_eq!(read.to_string(), text);
        for wrong in [
            "https://w.example.org".to_owned(),
            format!("https://w.example.org {}", key(Use::Log)),
            format!("http://w.example.org {}", key(Use::Witness)),
            "https://w.example.org w+00000000+AAAA".to_owned(),
        ] {
            assert!(wrong.parse::<WitnessAddress>().is_err(), "{wrong}");
        }
    }
}
