//! An exported log in memory, and one that is built by hand, as somebody with the log's key could build another.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use tutela_audit::evidence::tile::{self, Tiles};
use tutela_audit::evidence::{Checkpoint, Files, Signer, Use, bundle, merkle};
use tutela_core::Time;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Export(pub BTreeMap<String, Vec<u8>>);

impl Files for Export {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }
}

impl Export {
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.0 {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }
}

/// A log that somebody makes: what he says are its entries, hashed and signed as if it were so.
#[derive(Clone)]
pub struct Forge {
    pub entries: Vec<Vec<u8>>,
    pub seed: [u8; 32],
}

impl Forge {
    pub fn new(size: u64) -> Self {
        let entries = (0..size).map(|n| format!("tutela-evidence/v1\nid {n}\nkind role-granted\n"));
        Self {
            entries: entries.map(String::into_bytes).collect(),
            seed: [7; 32],
        }
    }

    pub fn signer(&self) -> Signer {
        Signer::new("tutela/forge", Use::Log, &self.seed).unwrap()
    }

    /// The note over the first `size` entries.
    pub fn checkpoint(&self, size: usize) -> String {
        let mut growing = merkle::Growing::default();
        for entry in &self.entries[..size] {
            growing.push(merkle::leaf(entry));
        }
        let checkpoint = Checkpoint {
            origin: "tutela/forge".to_owned(),
            size: growing.size(),
            root: growing.root(),
        };
        let text = checkpoint.text();
        let line = self.signer().sign(&text, Time::from_micros(0));
        format!("{text}\n{line}")
    }

    pub fn tiles(&self) -> Tiles {
        let leaves: Vec<_> = self
            .entries
            .iter()
            .map(|entry| merkle::leaf(entry))
            .collect();
        let mut tiles = Tiles::default();
        tile::grow(&mut tiles, 0, &leaves);
        tiles
    }

    pub fn export(&self) -> Export {
        let size = self.entries.len() as u64;
        let mut files = BTreeMap::new();
        for (id, hashes) in self.tiles().0 {
            files.insert(id.path(size), hashes);
        }
        for (number, entries) in self.entries.chunks(256).enumerate() {
            let path = tile::entries_path(number as u64, size);
            files.insert(path, bundle(entries));
        }
        let note = self.checkpoint(self.entries.len());
        files.insert("checkpoint".to_owned(), note.into_bytes());
        let key = format!("{}\n", self.signer().verifier());
        files.insert("keys".to_owned(), key.into_bytes());
        Export(files)
    }
}
