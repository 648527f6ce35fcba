//! The signature under a pack: Ed25519 (RFC 8032), by a key of this installation that rests sealed.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tutela_access::{Gate, OpenDoor};
use tutela_core::Ambient;
use tutela_db::{Error, Tx, args, sql};

/// The row's id, and what the seed is bound to.
const CURRENT: &str = "evidence";
const CONTEXT: &str = "signing key|evidence";
/// What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410, section 4).
const PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// The key of this installation.
pub struct Signer(Ed25519KeyPair);

/// Makes it, if there is none: once for an installation.
///
/// # Errors
/// When the database fails.
pub async fn make(gate: &Gate) -> Result<(), Error> {
    let ambient = gate.ambient();
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let mut seed = [0; 32];
    ambient.fill(&mut seed);
    let sealed = ambient.seal(CONTEXT, &seed);
    let insert = sql!(
        "INSERT INTO signing_keys (id, sealed, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING"
    );
    tx.run(insert, args![CURRENT, sealed, ambient.now()])
        .await?;
    tx.commit().await
}

/// Opens it.
///
/// # Errors
/// [`Error::Busy`] before the first round of the probes has made it; when the row does not open under the key of this house.
pub async fn signer(tx: &mut Tx, ambient: &Ambient) -> Result<Signer, Error> {
    let find = sql!("SELECT sealed FROM signing_keys WHERE id = $1");
    let row = tx.find(find, args![CURRENT]).await?.ok_or(Error::Busy)?;
    let seed = ambient
        .unseal(CONTEXT, &row.blob(0)?)
        .ok_or(Error::Missing)?;
    of_seed(seed.expose())
}

fn of_seed(seed: &[u8]) -> Result<Signer, Error> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed);
    pair.map(Signer).map_err(|_| Error::Missing)
}

impl Signer {
    /// A new key, kept nowhere.
    #[cfg(test)]
    pub fn new(ambient: &Ambient) -> Result<Self, Error> {
        let mut seed = [0; 32];
        ambient.fill(&mut seed);
        of_seed(&seed)
    }

    /// The signature of a text: 64 bytes.
    pub fn sign(&self, text: &[u8]) -> Vec<u8> {
        self.0.sign(text).as_ref().to_vec()
    }

    /// The public key as programs read it.
    pub fn pem(&self) -> String {
        let der = [&PREFIX[..], self.0.public_key().as_ref()].concat();
        let body = STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }
}

/// Whether a signature is that of the key in `pem` under a text.
pub fn verify(pem: &str, text: &[u8], signature: &[u8]) -> bool {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let Ok(der) = STANDARD.decode(body) else {
        return false;
    };
    let Some(key) = der.strip_prefix(&PREFIX[..]) else {
        return false;
    };
    UnparsedPublicKey::new(&ED25519, key)
        .verify(text, signature)
        .is_ok()
}
