//! A database and sealed objects of a given size, with a second place beside them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures_util::stream;
use tempfile::TempDir;
use tutela_backup::{Backups, Keepsake, RecoveryKey, Setup};
use tutela_core::{AccountId, Ambient, ObjectId};
use tutela_db::{Db, Place, Row, Sql, Value, args, sql};
use tutela_vault::{AccountKey, NewObject, Purpose, RootSource, Store, Vault, VaultConfig};

use super::Size;

const INSTALLATION: &str = "0192f7a0-0000-7000-8000-000000000001";
/// Bytes that are sealed at a time.
const PIECE: usize = 1 << 18;
const ROWS: u64 = 2_000;

pub struct World {
    folder: TempDir,
    ambient: Ambient,
    db: Db,
    vault: Vault,
    place: Store,
    key: RecoveryKey,
    account: AccountId,
    account_key: AccountKey,
    size: Size,
}

impl World {
    pub async fn make(size: Size) -> Result<Self> {
        let folder = TempDir::with_prefix("tutela-bench-backup-")?;
        let ambient = Ambient::system();
        let file = Place::File(folder.path().join("tutela.db"));
        let db = Db::open(&file, ambient.now()).await?;
        let config = VaultConfig {
            store: Store::folder(&folder.path().join("objects"))?,
            installation: INSTALLATION.to_owned(),
            root: RootSource::File(folder.path().join("root.key")),
        };
        let vault = Vault::start(config, &ambient).await?;
        let account: AccountId = ambient.id();
        let (account_key, wrapped) = vault.keyring().create(account).await?;
        let world = Self {
            place: Store::folder(&folder.path().join("second"))?,
            key: RecoveryKey::generate(&ambient),
            folder,
            ambient,
            db,
            vault,
            account,
            account_key,
            size,
        };
        world.found(wrapped.0).await?;
        world.add_rows(size.rows).await?;
        for _ in 0..size.objects {
            world.add_object().await?;
        }
        Ok(world)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn backups(&self) -> Backups {
        Backups::new(Setup {
            db: self.db.clone(),
            ambient: self.ambient.clone(),
            vault: self.vault.clone(),
            installation: INSTALLATION.to_owned(),
            version: "bench",
            place: self.place.clone(),
            place_name: "second".to_owned(),
            is_second: true,
            key: self.key.clone(),
            scratch: self.folder().join("scratch"),
            keepsakes: vec![Keepsake::file(
                "keys/root.key",
                self.folder().join("root.key"),
            )],
            repositories: Vec::new(),
        })
    }

    /// How long the objects alone take.
    pub async fn mirror_all(&self) -> Result<Duration> {
        let backups = self.backups();
        let begun = Instant::now();
        backups.mirror_now().await?;
        Ok(begun.elapsed())
    }

    /// A hundredth more of everything.
    pub async fn change(&self) -> Result<()> {
        self.add_rows(self.size.rows / 100).await?;
        for _ in 0..(self.size.objects / 100).max(1) {
            self.add_object().await?;
        }
        Ok(())
    }

    async fn found(&self, wrapped: Vec<u8>) -> Result<()> {
        let id = self.account;
        let installation = sql!("INSERT INTO installation (id, created_at) VALUES ($1, 1)");
        self.run(installation, args![INSTALLATION]).await?;
        let scopes = sql!(
            "INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
             VALUES ($1, $2, $3, $4, $5, 1)"
        );
        let parts: [String; 3] = std::array::from_fn(|_| self.ambient.id::<ObjectId>().to_string());
        let [channel, course, lesson] = &parts;
        let none = None::<String>;
        let account = id.to_string();
        for (id, kind, channel, course) in [
            (&account, "account", none.clone(), none.clone()),
            (channel, "channel", Some(channel.clone()), none),
            (
                course,
                "course",
                Some(channel.clone()),
                Some(course.clone()),
            ),
            (
                lesson,
                "lesson",
                Some(channel.clone()),
                Some(course.clone()),
            ),
        ] {
            self.run(scopes, args![id, kind, &account, channel, course])
                .await?;
        }
        self.name(&account, &parts).await?;
        let keys =
            sql!("INSERT INTO account_keys (account_id, wrapped, created_at) VALUES ($1, $2, 1)");
        self.run(keys, args![id, wrapped]).await
    }

    async fn name(&self, account: &str, [channel, course, lesson]: &[String; 3]) -> Result<()> {
        let accounts = sql!("INSERT INTO accounts (id, name, created_at) VALUES ($1, 'A', 1)");
        self.run(accounts, args![account]).await?;
        let channels = sql!(
            "INSERT INTO channels (id, account_id, name, summary, created_at) VALUES ($1, $2, 'C', '', 1)"
        );
        self.run(channels, args![channel, account]).await?;
        let courses = sql!(
            "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
             VALUES ($1, $2, $3, 'T', '', 1)"
        );
        self.run(courses, args![course, account, channel]).await?;
        let lessons = sql!(
            "INSERT INTO lessons (id, account_id, course_id, kind, title, body, place, created_at, updated_at)
             VALUES ($1, $2, $3, 'video', 'L', '', 1, 1, 1)"
        );
        self.run(lessons, args![lesson, account, course]).await
    }

    /// Rows of the record, as a house that has been used for years has them.
    async fn add_rows(&self, count: u64) -> Result<()> {
        let mut tx = self.db.write().await?;
        let tables = tx.tables().await?;
        let table = tables.iter().find(|table| table.name == "activities");
        let table = table.context("there is no record")?;
        let platform = "00000000-0000-0000-0000-000000000000";
        for _ in 0..count.div_ceil(ROWS) {
            let row = || {
                let id = self.ambient.id::<ObjectId>().to_string();
                let value = |name: &str| match name {
                    "id" | "subject_id" => Value::from(id.as_str()),
                    "at" => Value::from(self.ambient.now()),
                    "scope_id" => Value::from(platform),
                    "actor_id" | "account_id" => Value::Text(None),
                    _ => Value::from("what somebody did, in a few words"),
                };
                Row::of(
                    table
                        .columns
                        .iter()
                        .map(|column| value(&column.name))
                        .collect(),
                )
            };
            tx.fill(table, &(0..ROWS).map(|_| row()).collect()).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn add_object(&self) -> Result<()> {
        let object: ObjectId = self.ambient.id();
        let new = NewObject {
            object,
            purpose: Purpose::new("video"),
            limit: u64::MAX,
        };
        let pieces = self.size.object_bytes.div_ceil(PIECE as u64);
        let piece = Bytes::from(vec![7; PIECE]);
        let body = stream::iter((0..pieces).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
        let sealed = self.vault.seal(&self.account_key, new, body).await?;
        let insert = sql!(
            "INSERT INTO objects (id, account_id, lesson_id, purpose, variant, media_type, file_name, size,
                                  wrapped_key, sealed_sha256, created_at)
             SELECT $1, $2, l.id, 'video', $3, 'video/mp4', 'a.mp4', CAST($4 AS BIGINT), $5, $6, 1
             FROM lessons l WHERE l.account_id = $2"
        );
        let size = i64::try_from(sealed.size)?;
        let (key, hash, variant) = (
            sealed.wrapped_key.0,
            sealed.sha256.to_vec(),
            object.to_string(),
        );
        self.run(
            insert,
            args![object, self.account, variant, size, key, hash],
        )
        .await
    }

    async fn run(&self, sql: Sql, args: &[Value]) -> Result<()> {
        let mut tx = self.db.write().await?;
        tx.run(sql, args).await?;
        Ok(tx.commit().await?)
    }
}
