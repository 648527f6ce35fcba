//! Makes `src/password/blocklist.bin` of a list of common passwords, one per line:
//! `cargo run -p tutela-identity --example common_passwords -- LIST`.

use std::path::Path;

use tutela_identity::password::blocklist::pack;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let list = std::env::args().nth(1).ok_or("name the list")?;
    let bytes = std::fs::read(list)?;
    let packed = pack(&String::from_utf8_lossy(&bytes));
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/password/blocklist.bin");
    std::fs::write(&to, &packed)?;
    println!("{} passwords in {} bytes", packed.len() / 5, packed.len());
    Ok(())
}
