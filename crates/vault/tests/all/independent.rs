//! Objects are opened by somebody else's code: a Python program written from the specification, without a line of ours.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use tutela_core::AccountId;
use tutela_vault::{AccountKey, NewObject, Purpose};

use crate::world::{World, body, noise};

const OBJECTS: usize = 1_000;
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cobblestone.py");

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// Around the borders of chunks, and anywhere up to eight of them.
fn size(world: &World, number: usize) -> usize {
    let mut chance = [0; 8];
    world.ambient.fill(&mut chance);
    let chance = usize::from_le_bytes(chance);
    match number % 4 {
        0 => [0, 1, 16_383, 16_384, 16_385, 32_768][chance % 6],
        _ => chance % (8 * 16_384),
    }
}

#[tokio::test]
async fn in4_an_independent_decryptor_opens_a_thousand_objects() {
    let world = World::new().await;
    let (mut accounts, mut keys) = (json!({}), Vec::<AccountKey>::new());
    for _ in 0..5 {
        let account: AccountId = world.ambient.id();
        let (key, wrapped) = world.vault.keyring().create(account).await.unwrap();
        accounts[account.to_string()] = json!(URL_SAFE_NO_PAD.encode(&wrapped.0));
        keys.push(key);
    }
    let purposes = [
        Purpose::new("video"),
        Purpose::new("document"),
        Purpose::new("poster"),
    ];
    let mut objects = Vec::new();
    for number in 0..OBJECTS {
        let (key, purpose) = (&keys[number % 5], &purposes[number % 3]);
        let plain = noise(number as u64, size(&world, number));
        let new = NewObject {
            object: world.ambient.id(),
            purpose: purpose.clone(),
            limit: u64::MAX,
        };
        let object = new.object;
        let sealed = world.vault.seal(key, new, body(&plain)).await.unwrap();
        objects.push(json!({
            "account": key.account().to_string(), "object": object.to_string(), "purpose": purpose.as_str(),
            "size": plain.len(), "sha256": hex(digest(&SHA256, &plain).as_ref()),
            "wrapped_key": URL_SAFE_NO_PAD.encode(&sealed.wrapped_key.0),
        }));
    }
    let root = fs::read_to_string(world.folder.path().join("root.key")).unwrap();
    let manifest = json!({
        "root": root.trim(), "installation": "school", "accounts": accounts, "objects": objects,
    });
    let file = world.folder.path().join("manifest.json");
    fs::write(&file, manifest.to_string()).unwrap();
    let mut python = Command::new("python3");
    let python = python.arg(PROGRAM).arg(world.folder.path()).arg(&file);
    let output = python
        .output()
        .expect("python3 is here: apt install python3-cryptography");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    println!("{said}");
    assert!(
        said.contains(&format!("objects opened: {OBJECTS}\n")),
        "{said}"
    );
    assert!(
        said.contains("refused under another context: 20\n"),
        "{said}"
    );
}
