//! A demo house of the real program, on each engine.

use std::io::Read as _;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use tutela_core::Secret;
use tutela_db::{Db, Place, Tx};

use super::client::Client;
use crate::serving::program::{Ground, Served};

pub struct House {
    /// What it is told by its environment.
    told: Vec<(&'static str, String)>,
    pub ground: Ground,
    pub served: Served,
    pub engine: &'static str,
}

/// The same test on the file and, where a server is given, on the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    test(House::open(None)).await;
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        test(House::open(Some(scratch(server).await))).await;
    }
}

/// An empty database of its own on the server.
pub async fn scratch(server: String) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "house_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    match Db::create(&Place::Server(Secret::new(server)), &name)
        .await
        .unwrap()
    {
        Place::Server(address) => address.expose().clone(),
        Place::File(_) => unreachable!("a server makes a server's database"),
    }
}

impl House {
    pub fn open(database: Option<String>) -> Self {
        let told = database.map(|database| ("TUTELA_DATABASE", database));
        Self::told(told.into_iter().collect())
    }

    /// One that is told more by its environment.
    pub fn told(told: Vec<(&'static str, String)>) -> Self {
        let ground = Ground::new();
        let served = Served::start(Self::demo(&ground, &told));
        let engine = match told.iter().any(|(name, _)| *name == "TUTELA_DATABASE") {
            true => "PostgreSQL",
            false => "SQLite",
        };
        Self {
            told,
            ground,
            served,
            engine,
        }
    }

    /// The process is killed without a word, and started again on what it left. Its address is another one then.
    pub fn killed_and_started_again(self) -> Self {
        drop(self.served);
        Self {
            served: Served::start(Self::demo(&self.ground, &self.told)),
            ..self
        }
    }

    /// The same, with something changed in the database meanwhile.
    pub async fn killed_and_changed(mut self, change: impl AsyncFn(&mut Tx)) -> Self {
        self.served.kill();
        let server = self
            .told
            .iter()
            .find(|(name, _)| *name == "TUTELA_DATABASE");
        let place = match server {
            Some((_, address)) => Place::Server(Secret::new(address.clone())),
            None => Place::File(self.ground.path("tutela-demo/tutela.db")),
        };
        let db = Db::open(&place, tutela_core::Ambient::system().now())
            .await
            .unwrap();
        let mut tx = db.write().await.unwrap();
        change(&mut tx).await;
        tx.commit().await.unwrap();
        db.close().await;
        self.killed_and_started_again()
    }

    /// How many sealed objects rest in the store.
    pub fn objects(&self) -> usize {
        let accounts = std::fs::read_dir(self.ground.path("tutela-demo/objects/objects")).unwrap();
        let count = |account: std::fs::DirEntry| std::fs::read_dir(account.path()).unwrap().count();
        accounts.map(|account| count(account.unwrap())).sum()
    }

    fn demo(ground: &Ground, told: &[(&'static str, String)]) -> std::process::Command {
        let arguments = [
            "demo",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "warn",
        ];
        let mut command = ground.command(&arguments);
        command.envs(told.iter().map(|(name, value)| (*name, value.as_str())));
        command
    }

    /// Signs in one of the four people that the demo prints.
    pub async fn sign_in(&self, role: &str) -> Client {
        let people = self.served.line["people"].as_array().unwrap();
        let person = people.iter().find(|person| person["role"] == role).unwrap();
        let text = |key: &str| person[key].as_str().unwrap();
        Client::sign_in(self.served.address(), text("name"), text("password")).await
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Client {
        Client::anonymous(self.served.address())
    }

    /// All bytes of all files in the data folder, one after another.
    pub fn bytes_at_rest(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.ground.path("tutela-demo")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    std::fs::File::open(path)
                        .unwrap()
                        .read_to_end(&mut all)
                        .unwrap();
                }
            }
        }
        all
    }
}

/// The id in a document.
pub fn id(document: &Value) -> String {
    document["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {document}"))
        .to_owned()
}
