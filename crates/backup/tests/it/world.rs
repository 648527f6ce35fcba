//! An academy with Anna and Bo, a channel, a course, a lesson and its films, on each engine, with a second place.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use tutela_backup::{Backups, Keepsake, RecoveryKey, Setup, Snapshot};
use tutela_core::{AccountId, Ambient, Clock, ObjectId, PersonId, Secret, SystemRng, Time};
use tutela_db::{Db, Place, Sql, Value, args, sql};
use tutela_vault::{AccountKey, NewObject, Purpose, RootSource, Store, Vault, VaultConfig};

pub struct StoppedClock(AtomicI64);

impl StoppedClock {
    pub fn forward(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap();
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub folder: tempfile::TempDir,
    pub db: Db,
    pub ambient: Ambient,
    pub clock: Arc<StoppedClock>,
    pub vault: Vault,
    pub place: Store,
    pub key: RecoveryKey,
    pub account: AccountId,
    pub anna: PersonId,
    pub bo: PersonId,
    account_key: AccountKey,
    lesson: String,
}

pub const INSTALLATION: &str = "0192f7a0-0000-7000-8000-000000000001";

pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let file = Place::File(folder.path().join("t.db"));
    test(World::new(folder, &file).await).await;
    if let Some(place) = server().await {
        test(World::new(tempfile::tempdir().unwrap(), &place).await).await;
    }
}

/// An empty database on the server, where one is given.
pub async fn server() -> Option<Place> {
    let server = std::env::var("TUTELA_TEST_POSTGRES").ok()?;
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("backup_{}_{next}", std::process::id());
    let server = Place::Server(Secret::new(server));
    Some(Db::create(&server, &name).await.unwrap())
}

impl World {
    async fn new(folder: tempfile::TempDir, place: &Place) -> Self {
        let clock = Arc::new(StoppedClock(AtomicI64::new(1_800_000_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemRng));
        let db = Db::open(place, ambient.now()).await.unwrap();
        let root = folder.path().join("root.key");
        let config = VaultConfig {
            store: Store::folder(&folder.path().join("objects")).unwrap(),
            installation: INSTALLATION.to_owned(),
            root: RootSource::File(root),
        };
        let vault = Vault::start(config, &ambient).await.unwrap();
        let account: AccountId = ambient.id();
        let (account_key, wrapped) = vault.keyring().create(account).await.unwrap();
        let second = folder.path().join("second place");
        let world = Self {
            place: Store::folder(&second).unwrap(),
            key: RecoveryKey::generate(&ambient),
            anna: ambient.id(),
            bo: ambient.id(),
            lesson: ambient.id::<ObjectId>().to_string(),
            folder,
            db,
            ambient,
            clock,
            vault,
            account,
            account_key,
        };
        world.fill(wrapped.0).await;
        world
    }

    async fn fill(&self, wrapped: Vec<u8>) {
        let installation = sql!("INSERT INTO installation (id, created_at) VALUES ($1, 1)");
        self.run(installation, args![INSTALLATION]).await;
        for (id, name) in [(self.anna, "Anna Ærø \"\\\n\t"), (self.bo, "Bo Lind")] {
            let insert = sql!(
                "INSERT INTO persons (id, name, language, created_at) VALUES ($1, $2, 'da', 1)"
            );
            self.run(insert, args![id, name]).await;
        }
        let scope = sql!(
            "INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
             VALUES ($1, $2, $3, $4, $5, 1)"
        );
        let account = self.account.to_string();
        let (channel, course) = (self.another(), self.another());
        let none = None::<String>;
        let lines = [
            (&account, "account", none.clone(), none.clone()),
            (&channel, "channel", Some(channel.clone()), none.clone()),
            (
                &course,
                "course",
                Some(channel.clone()),
                Some(course.clone()),
            ),
            (
                &self.lesson,
                "lesson",
                Some(channel.clone()),
                Some(course.clone()),
            ),
        ];
        for (id, kind, channel, course) in lines {
            self.run(scope, args![id, kind, &account, channel, course])
                .await;
        }
        let insert = sql!("INSERT INTO accounts (id, name, created_at) VALUES ($1, 'Academy', 1)");
        self.run(insert, args![&account]).await;
        let insert = sql!(
            "INSERT INTO channels (id, account_id, name, summary, created_at) VALUES ($1, $2, 'C', '', 1)"
        );
        self.run(insert, args![&channel, &account]).await;
        let insert = sql!(
            "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
             VALUES ($1, $2, $3, 'T', '', 1)"
        );
        self.run(insert, args![&course, &account, &channel]).await;
        let insert = sql!(
            "INSERT INTO lessons (id, account_id, course_id, kind, title, body, place, created_at, updated_at)
             VALUES ($1, $2, $3, 'video', 'L', '', 1, 1, 1)"
        );
        self.run(insert, args![&self.lesson, &account, &course])
            .await;
        let insert =
            sql!("INSERT INTO account_keys (account_id, wrapped, created_at) VALUES ($1, $2, 1)");
        self.run(insert, args![&account, wrapped]).await;
        let insert =
            sql!("INSERT INTO members (account_id, person_id, joined_at) VALUES ($1, $2, 1)");
        for person in [self.anna, self.bo] {
            self.run(insert, args![&account, person]).await;
        }
        for (number, size) in [(1, 100), (2, 40_000), (3, 300_000)] {
            self.add_object(&format!("film {number}"), size).await;
        }
    }

    fn another(&self) -> String {
        self.ambient.id::<ObjectId>().to_string()
    }

    /// Seals an object and writes its row.
    pub async fn add_object(&self, variant: &str, size: usize) -> ObjectId {
        let object: ObjectId = self.ambient.id();
        let new = NewObject {
            object,
            purpose: Purpose::new("video"),
            limit: 1 << 30,
        };
        let bytes: Vec<u8> = (0..size).map(|at| (at * 7 + size) as u8).collect();
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes.into())]);
        let sealed = self.vault.seal(&self.account_key, new, body).await.unwrap();
        let insert = sql!(
            "INSERT INTO objects (id, account_id, lesson_id, purpose, variant, media_type, file_name, size,
                                  wrapped_key, sealed_sha256, created_at)
             VALUES ($1, $2, $3, 'video', $4, 'video/mp4', 'a.mp4', $5, $6, $7, 1)"
        );
        let size = i64::try_from(size).unwrap();
        let (key, hash) = (sealed.wrapped_key.0, sealed.sha256.to_vec());
        let values = args![object, self.account, &self.lesson, variant, size, key, hash];
        self.run(insert, values).await;
        object
    }

    /// The backups of this world; each call begins as a new process does.
    pub fn backups(&self) -> Backups {
        self.backups_of(&self.db, Vec::new())
    }

    pub fn backups_of(&self, db: &Db, repositories: Vec<(String, PathBuf)>) -> Backups {
        let root = self.folder.path().join("root.key");
        Backups::new(Setup {
            db: db.clone(),
            ambient: self.ambient.clone(),
            vault: self.vault.clone(),
            installation: INSTALLATION.to_owned(),
            version: "0.1.0",
            place: self.place.clone(),
            place_name: "second place".to_owned(),
            is_second: true,
            key: self.key.clone(),
            scratch: self.folder.path().join("scratch"),
            keepsakes: vec![
                Keepsake::file("keys/root.key", root),
                Keepsake::text("configuration/settings.json", "{}".to_owned()),
            ],
            repositories,
        })
    }

    pub fn second_place(&self) -> PathBuf {
        self.folder.path().join("second place")
    }

    pub async fn run(&self, sql: Sql, args: &[Value]) {
        run(&self.db, sql, args).await;
    }

    /// The newest backup at the place.
    pub async fn newest(&self) -> Snapshot {
        self.backups().list().await.unwrap().pop().unwrap()
    }

    /// An account of a new person with a session, a password, a role, a token and an invitation.
    pub async fn member(&self, number: u32) -> Member {
        let person: PersonId = self.ambient.id();
        let member = Member {
            person,
            session: self.another(),
            grant: self.another(),
            token: self.another(),
            invitation: self.another(),
        };
        let name = format!("Member {number}");
        let insert =
            sql!("INSERT INTO persons (id, name, language, created_at) VALUES ($1, $2, 'en', 1)");
        self.run(insert, args![person, &name]).await;
        let insert =
            sql!("INSERT INTO members (account_id, person_id, joined_at) VALUES ($1, $2, 1)");
        self.run(insert, args![self.account, person]).await;
        let insert =
            sql!("INSERT INTO passwords (person_id, hash, changed_at) VALUES ($1, 'old', 1)");
        self.run(insert, args![person]).await;
        let insert = sql!(
            "INSERT INTO sessions (id, person_id, token_digest, started_at, seen_at, idle_until, absolute_until, user_agent)
             VALUES ($1, $2, $3, 1, 1, 9, 9, 'x')"
        );
        let digest = member.session.as_bytes().to_vec();
        self.run(insert, args![&member.session, person, digest.clone()])
            .await;
        let insert = sql!(
            "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_at)
             VALUES ($1, $2, 'account_manager', $3, $3, 1)"
        );
        self.run(insert, args![&member.grant, person, self.account])
            .await;
        let insert = sql!(
            "INSERT INTO api_tokens (id, person_id, digest, name, purpose, scope_id, account_id, allows, made_at, expires_at)
             VALUES ($1, $2, $3, 'n', 'p', $4, $4, 'read', 1, 9)"
        );
        self.run(
            insert,
            args![&member.token, person, digest.clone(), self.account],
        )
        .await;
        let insert = sql!(
            "INSERT INTO invitations (id, token_digest, scope_id, account_id, role, created_by, created_at, expires_at, use_limit, uses)
             VALUES ($1, $2, $3, $3, 'course_learner', $4, 1, 9, 1, 0)"
        );
        self.run(
            insert,
            args![&member.invitation, digest, self.account, person],
        )
        .await;
        member
    }
}

pub struct Member {
    pub person: PersonId,
    pub session: String,
    pub grant: String,
    pub token: String,
    pub invitation: String,
}

pub async fn run(db: &Db, sql: Sql, args: &[Value]) {
    let mut tx = db.write().await.unwrap();
    tx.run(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn count(db: &Db, sql: Sql, args: &[Value]) -> i64 {
    let mut tx = db.read().await.unwrap();
    tx.get(sql, args).await.unwrap().int(0).unwrap()
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
