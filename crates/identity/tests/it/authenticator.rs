//! A passkey device in software: one key, one count, as WebAuthn has it (level 2, 6.1 and 6.5).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

/// Present and verified.
const THERE: u8 = 0x05;
/// A new key is attached.
const ATTACHED: u8 = 0x40;

pub struct Authenticator {
    key: EcdsaKeyPair,
    id: [u8; 16],
    /// How often it was used: a copy does not count along.
    pub count: u32,
    user: String,
    origin: &'static str,
}

impl Authenticator {
    /// Makes a passkey for a challenge; gives it with the answer.
    pub fn make(origin: &'static str, options: &Value) -> (Self, Value) {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref()).unwrap();
        let mut id = [0; 16];
        random.fill(&mut id).unwrap();
        let user = options["publicKey"]["user"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let it = Self {
            key,
            id,
            count: 0,
            user,
            origin,
        };
        let told = it.told("webauthn.create", options);
        let data = it.data(options["publicKey"]["rp"]["id"].as_str().unwrap(), true);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let answer = json!({
            "id": BASE64.encode(id), "rawId": BASE64.encode(id), "type": "public-key", "extensions": {},
            "response": {
                "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(told),
                "transports": [],
            },
        });
        (it, answer)
    }

    /// Answers a challenge.
    pub fn answer(&mut self, options: &Value) -> Value {
        self.count += 1;
        let told = self.told("webauthn.get", options);
        let data = self.data(options["publicKey"]["rpId"].as_str().unwrap(), false);
        let signed = [&data[..], digest(&SHA256, &told).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(told),
                "signature": BASE64.encode(signature.as_ref()), "userHandle": self.user,
            },
        })
    }

    fn told(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        let told = json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        });
        told.to_string().into_bytes()
    }

    fn data(&self, house: &str, attached: bool) -> Vec<u8> {
        let mut data = digest(&SHA256, house.as_bytes()).as_ref().to_vec();
        data.push(THERE | if attached { ATTACHED } else { 0 });
        data.extend(self.count.to_be_bytes());
        if attached {
            data.extend([0; 16]);
            data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
            data.extend(self.id);
            data.extend(self.cose());
        }
        data
    }

    /// The public key: elliptic curve, ES256, P-256, x, y.
    fn cose(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = (&point[1..33], &point[33..65]);
        [
            &b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"[..],
            x,
            b"\x22\x58\x20",
            y,
        ]
        .concat()
    }
}
