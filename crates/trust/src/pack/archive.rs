//! The archive: a plain tar (POSIX.1-1988 ustar), which everything opens, and its verification.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use tutela_core::Time;

use super::sign::verify as is_signed;
use crate::register::hex;

const BLOCK: usize = 512;

/// Writes the files, in their order.
pub fn write(files: &[(&str, Vec<u8>)], at: Time) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        tar.extend_from_slice(&head(name, bytes.len(), at));
        tar.extend_from_slice(bytes);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

fn head(name: &str, size: usize, at: Time) -> [u8; BLOCK] {
    let mut head = [0; BLOCK];
    let mut put =
        |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, &format!("{:011o}\0", at.seconds()));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\0");
    put(263, "00");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head
}

/// The files of an archive.
pub fn read(tar: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let (mut files, mut rest) = (Vec::new(), tar);
    loop {
        let (head, body) = rest.split_at_checked(BLOCK)?;
        if head.iter().all(|byte| *byte == 0) {
            return Some(files);
        }
        let field = |from: usize, to: usize| {
            let text = head[from..to]
                .split(|byte| *byte == 0)
                .next()
                .unwrap_or_default();
            std::str::from_utf8(text).ok()
        };
        let size = usize::from_str_radix(field(124, 136)?.trim(), 8).ok()?;
        let (bytes, _) = body.split_at_checked(size)?;
        files.push((field(0, 100)?.to_owned(), bytes));
        rest = body.get(size.checked_next_multiple_of(BLOCK)?..)?;
    }
}

/// What is wrong with a pack, or whose it is and of when. `pem` is the key that it must be signed with; without one, the key
/// inside it counts, which shows that it is whole and not who made it.
///
/// # Errors
/// In words, what does not fit.
pub fn verify(tar: &[u8], pem: Option<&str>) -> Result<(String, String), String> {
    let files = read(tar).ok_or("this is no archive, or it breaks off")?;
    let find = |name: &str| {
        let mut found = files.iter().filter(|(found, _)| found == name);
        let one = found.next().ok_or_else(|| format!("{name} is missing"))?;
        match found.next() {
            None => Ok(one.1),
            Some(_) => Err(format!("{name} is there twice")),
        }
    };
    let manifest = find("manifest.json")?;
    let inside = String::from_utf8_lossy(find("public-key.pem")?);
    if !is_signed(pem.unwrap_or(&inside), manifest, find("manifest.sig")?) {
        return Err("the signature does not fit the manifest and the key".to_owned());
    }
    let told: Value = serde_json::from_slice(manifest).map_err(|error| error.to_string())?;
    let listed = told["files"].as_array().cloned().unwrap_or_default();
    for file in &listed {
        let name = file["name"].as_str().unwrap_or_default();
        let digest = hex(digest(&SHA256, find(name)?).as_ref());
        if file["sha256"].as_str() != Some(&digest) {
            return Err(format!("{name} was altered"));
        }
    }
    let is_listed = |name: &str| listed.iter().any(|file| file["name"] == name);
    let loose = files
        .iter()
        .find(|(name, _)| !name.starts_with("manifest.") && !is_listed(name));
    if let Some((name, _)) = loose {
        return Err(format!("{name} is not in the manifest"));
    }
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    Ok((text("account"), text("made_at")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;
    use tutela_core::Ambient;

    use super::*;
    use crate::pack::sign::Signer;

    fn pack(ambient: &Ambient, text: &[u8]) -> (Vec<u8>, String) {
        let signer = Signer::new(ambient).unwrap();
        let sha256 = hex(digest(&SHA256, text).as_ref());
        let key = signer.pem();
        let key_sha256 = hex(digest(&SHA256, key.as_bytes()).as_ref());
        let files = json!([{"name": "a.txt", "sha256": sha256}, {"name": "public-key.pem", "sha256": key_sha256}]);
        let manifest = json!({"account": "x", "made_at": "now", "files": files}).to_string();
        let files = [
            ("a.txt", text.to_vec()),
            ("public-key.pem", key.clone().into_bytes()),
            ("manifest.sig", signer.sign(manifest.as_bytes())),
            ("manifest.json", manifest.into_bytes()),
        ];
        (write(&files, Time::from_micros(1_795_458_240_000_000)), key)
    }

    #[test]
    fn a_pack_that_was_altered_is_not_believed() {
        let ambient = Ambient::system();
        let (tar, key) = pack(&ambient, b"evidence");
        assert!(verify(&tar, None).is_ok() && verify(&tar, Some(&key)).is_ok());
        let (_, other) = pack(&ambient, b"evidence");
        assert!(
            verify(&tar, Some(&other)).is_err(),
            "signed by somebody else"
        );
        let at = tar
            .windows(8)
            .position(|window| window == b"evidence")
            .unwrap();
        let mut altered = tar.clone();
        altered[at] ^= 1;
        assert!(verify(&altered, None).is_err());
        assert!(verify(&tar[..tar.len() / 2], None).is_err(), "cut off");
        assert!(verify(b"", None).is_err());
    }
}
