//! A demo house of the real program, on each engine.

use std::io::Read as _;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tutela_core::Secret;
use tutela_db::{Db, Place, Tx};

use super::client::Client;
use crate::serving::program::{Ground, Served};

pub struct House {
    pub ground: Ground,
    pub served: Served,
    pub engine: &'static str,
    /// The address of its database, where that is a server's.
    database: Option<String>,
    told: Vec<(&'static str, String)>,
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
        Self::on(Ground::new(), database, &[])
    }

    /// On ground that was prepared, with more arguments.
    pub fn on(ground: Ground, database: Option<String>, more: &[&str]) -> Self {
        let told = database.map(|database| ("TUTELA_DATABASE", database));
        Self::begin(ground, told.into_iter().collect(), more)
    }

    /// One that is told more by its environment.
    pub fn told(told: Vec<(&'static str, String)>) -> Self {
        Self::begin(Ground::new(), told, &[])
    }

    fn begin(ground: Ground, told: Vec<(&'static str, String)>, more: &[&str]) -> Self {
        let mut command = Self::demo(&ground, &told);
        command.args(more);
        let served = Served::start(command);
        let of =
            |(name, value): &(&str, String)| (*name == "TUTELA_DATABASE").then(|| value.clone());
        let database = told.iter().find_map(of);
        Self {
            engine: match database {
                Some(_) => "PostgreSQL",
                None => "SQLite",
            },
            database,
            told,
            ground,
            served,
        }
    }

    fn demo(ground: &Ground, told: &[(&'static str, String)]) -> Command {
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
        self.changed(change).await;
        self.killed_and_started_again()
    }

    /// Changes something in the database while the program does not run.
    async fn changed(&self, change: impl AsyncFn(&mut Tx)) {
        let place = match &self.database {
            Some(address) => Place::Server(Secret::new(address.clone())),
            None => Place::File(self.ground.path("tutela-demo/tutela.db")),
        };
        let now = tutela_core::Ambient::system().now();
        let db = Db::open(&place, now).await.unwrap();
        let mut tx = db.write().await.unwrap();
        change(&mut tx).await;
        tx.commit().await.unwrap();
        db.close().await;
    }

    /// How many sealed objects rest in the store.
    pub fn objects(&self) -> usize {
        let accounts = std::fs::read_dir(self.ground.path("tutela-demo/objects/objects")).unwrap();
        let count = |account: std::fs::DirEntry| std::fs::read_dir(account.path()).unwrap().count();
        accounts.map(|account| count(account.unwrap())).sum()
    }

    /// A command that works on the same data, with something typed.
    pub fn command(&self, arguments: &[&str], typed: &str) -> Command {
        let typed = self.ground.write("typed", typed);
        let mut command = self.ground.command(arguments);
        command.args(["--data", "tutela-demo", "--log-level", "error"]);
        command.stdin(std::fs::File::open(typed).unwrap());
        command.envs(
            self.told
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        );
        command
    }

    /// Ends the server without a word, and starts it again. Gives how long that took.
    pub fn kill_and_start(&mut self) -> Duration {
        self.kill_and_start_with(&[])
    }

    /// The same with other settings.
    pub fn kill_and_start_with(&mut self, settings: &[&str]) -> Duration {
        self.served.signal("KILL");
        let mut again = self.command(&["serve", "--json", "--listen", "127.0.0.1:0"], "");
        again.args(settings).stdin(std::process::Stdio::null());
        // The lock on the folder is free once the system has taken the process away.
        while self.served.is_running() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let begun = Instant::now();
        self.served = Served::start(again);
        begun.elapsed()
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
