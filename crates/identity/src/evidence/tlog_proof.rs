//! A proof as a file (C2SP tlog-proof): checked without this installation by `verify.py` of an export, and by whatever knows the format.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use tutela_audit::evidence::{Numbered, Proof, hex};

/// The text of the file. `extra` holds the entry itself, what it speaks of, and the key that shows that it does.
pub fn written(entry: &Numbered, proof: &Proof) -> String {
    let extra = json!({
        "entry": entry.leaf,
        "details": entry.details,
        "opening": hex(&proof.opening),
    });
    let mut text = format!(
        "c2sp.org/tlog-proof@v1\nextra {}\nindex {}\n",
        BASE64.encode(extra.to_string()),
        proof.number
    );
    for hash in &proof.hashes {
        let _ = writeln!(text, "{}", BASE64.encode(hash));
    }
    text + "\n" + &proof.checkpoint.signed
}
