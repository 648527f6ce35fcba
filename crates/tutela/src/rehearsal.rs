//! The application on a restored copy: the program out of the backup is started on it, on this machine alone, somebody signs
//! in, and a film plays by ranges. Nothing leaves it, and the copy is thrown away.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::{StatusCode, header};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tutela_access::ended;
use tutela_backup::verify::{Rehearse, Restored, account_keys, meta};
use tutela_backup::{Error, ObjectRef};
use tutela_core::{Ambient, PersonId, ScopeId, Secret, Time, Token};
use tutela_db::{Db, Place, args, sql};
use tutela_identity::password::{Hasher, NewPassword, Rules};
use tutela_vault::{Name, RootSource, Store, Vault, VaultConfig};

use crate::data;
use crate::installation::Parts;

/// The name that somebody has in the copy.
const NAME: &str = "canary-of-the-backup";
/// A start on a large copy takes a while.
const START: Duration = Duration::from_secs(120);
const REQUEST: Duration = Duration::from_secs(30);
/// Bytes of a range.
const RANGE: u64 = 4096;

/// How a copy is rehearsed.
pub struct Rehearsal {
    ambient: Ambient,
    hasher: Hasher,
}

/// A film of the copy, and who may watch it.
struct Film {
    object: ObjectRef,
    lesson: ScopeId,
    person: PersonId,
}

impl Rehearsal {
    /// With the clock and the hasher of this house.
    pub fn of(parts: &Parts) -> Self {
        Self {
            ambient: parts.ambient.clone(),
            hasher: parts.hasher.clone(),
        }
    }

    async fn run(&self, restored: &Restored) -> Result<String, Error> {
        let password = Token::new(&self.ambient).reveal();
        let film = self.prepare(restored, &password).await?;
        let root = read(&restored.files.join("keys").join("root.key"))?;
        if let Some(film) = &film {
            self.lay_in(restored, film, &root).await?;
        }
        data::found(&restored.data).map_err(failed)?;
        let (child, address) = start(restored, &root).await?;
        let seen =
            tokio::time::timeout(REQUEST * 4, look(restored, &address, film, &password)).await;
        end(child).await;
        seen.map_err(|_| failed("the application on the copy did not answer in time"))?
    }

    /// Lets somebody of the copy sign in with a name and a password that are good for nothing else.
    async fn prepare(&self, restored: &Restored, password: &str) -> Result<Option<Film>, Error> {
        let db = Db::open(
            &Place::File(data::database(&restored.data)),
            self.ambient.now(),
        )
        .await?;
        let film = find_film(&db, restored, self.ambient.now()).await?;
        if let Some(film) = &film {
            let typed = NewPassword::check(&Secret::new(password.to_owned()), &Rules::new(6));
            let typed = typed.map_err(|error| failed(error.to_string()))?;
            let hash = self
                .hasher
                .hash(typed)
                .await
                .map_err(|error| failed(error.to_string()))?;
            let_in(&db, film.person, hash.as_str(), self.ambient.now()).await?;
        }
        db.close().await;
        Ok(film)
    }

    /// A store of the copy's own, with the film in it.
    async fn lay_in(&self, restored: &Restored, film: &Film, root: &str) -> Result<(), Error> {
        let store = Store::folder(&restored.data.join("objects"))?;
        let config = VaultConfig {
            store: store.clone(),
            installation: restored.manifest.installation.clone(),
            root: RootSource::Text(Secret::new(root.to_owned())),
        };
        Vault::start(config, &self.ambient).await?;
        let name = Name::object(film.object.account, film.object.object);
        let place = restored.vault.store();
        let size = place.size(&name).await?;
        store.put(&name, place.read(&name, 0..size).await?).await?;
        Ok(())
    }
}

impl Rehearse for Rehearsal {
    fn rehearse<'a>(&'a self, restored: &'a Restored) -> BoxFuture<'a, Result<String, Error>> {
        Box::pin(self.run(restored))
    }
}

/// The smallest film that somebody may watch.
async fn find_film(db: &Db, restored: &Restored, now: Time) -> Result<Option<Film>, Error> {
    let mut tx = db.read().await?;
    let list = sql!(
        "SELECT id, lesson_id FROM objects
         WHERE purpose = 'video' AND variant = '' AND replaced_at IS NULL ORDER BY size, id LIMIT 50"
    );
    for row in tx.rows(list, args![]).await? {
        let (id, lesson): (tutela_core::ObjectId, ScopeId) = (row.id(0)?, row.id(1)?);
        let object = restored.objects.iter().find(|object| object.object == id);
        let person = ended::watcher(&mut tx, lesson, now).await?;
        if let (Some(object), Some(person)) = (object.cloned(), person) {
            return Ok(Some(Film {
                object,
                lesson,
                person,
            }));
        }
    }
    Ok(None)
}

async fn let_in(db: &Db, person: PersonId, hash: &str, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let old = sql!("DELETE FROM usernames WHERE person_id = $1 AND kind = 'id'");
    tx.run(old, args![person]).await?;
    let name = sql!(
        "INSERT INTO usernames (canonical, person_id, kind, created_at) VALUES ($2, $1, 'id', $3)"
    );
    tx.run(name, args![person, NAME, now]).await?;
    let old = sql!("DELETE FROM passwords WHERE person_id = $1");
    tx.run(old, args![person]).await?;
    let password = sql!("INSERT INTO passwords (person_id, hash, changed_at) VALUES ($1, $2, $3)");
    tx.run(password, args![person, hash, now]).await?;
    for statement in [
        sql!("DELETE FROM tries WHERE person_id = $1"),
        sql!("UPDATE persons SET second_factor_at = NULL WHERE id = $1"),
    ] {
        tx.run(statement, args![person]).await?;
    }
    tx.run(sql!("UPDATE scopes SET second_factor_at = NULL"), args![])
        .await?;
    Ok(tx.commit().await?)
}

/// The program of the backup; the one that runs where the backup's cannot be started.
fn program(restored: &Restored) -> PathBuf {
    let program = restored.files.join("bin").join("tutela");
    let may_run = std::fs::Permissions::from_mode(0o700);
    match std::fs::set_permissions(&program, may_run) {
        Ok(()) => program,
        Err(_) => std::env::current_exe().unwrap_or(program),
    }
}

/// Starts it with nothing of this process's environment, and waits until it says where it answers.
async fn start(restored: &Restored, root: &str) -> Result<(Child, String), Error> {
    let mut command = Command::new(program(restored));
    command
        .args(["serve", "--rehearsal", "--json", "--listen", "127.0.0.1:0"])
        .args(["--log-level", "error", "--data"])
        .arg(&restored.data)
        .env_clear()
        .env("TUTELA_ROOT_KEY", root.trim())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    let out = child
        .stdout
        .take()
        .ok_or_else(|| failed("it says nothing"))?;
    let mut line = String::new();
    let mut out = BufReader::new(out);
    let said = tokio::time::timeout(START, out.read_line(&mut line)).await;
    let told: Option<Value> = serde_json::from_str(&line).ok();
    let address = told.and_then(|told| told["address"].as_str().map(str::to_owned));
    match (said, address) {
        (Ok(Ok(_)), Some(address)) => Ok((child, address)),
        _ => Err(failed(format!(
            "it did not start: {}",
            last_words(child).await
        ))),
    }
}

async fn last_words(mut child: Child) -> String {
    let _ = child.start_kill();
    match child.wait_with_output().await {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            said.chars().take(400).collect()
        }
        Err(error) => error.to_string(),
    }
}

async fn end(mut child: Child) {
    let _ = child.start_kill();
    let _ = child.wait().await;
}

/// Looks at it as somebody with a browser would.
async fn look(
    restored: &Restored,
    address: &str,
    film: Option<Film>,
    password: &str,
) -> Result<String, Error> {
    let client = reqwest::Client::builder()
        .timeout(REQUEST)
        .no_proxy()
        .build();
    let client = client.map_err(|error| failed(error.to_string()))?;
    let page = client
        .get(format!("{address}/sign-in"))
        .send()
        .await
        .map_err(unanswered)?;
    if page.status() != StatusCode::OK {
        return Err(failed(format!(
            "its page to sign in answered {}",
            page.status()
        )));
    }
    let Some(film) = film else {
        return Ok("it served its first page; there is no film to play yet".to_owned());
    };
    let token = sign_in(&client, address, password).await?;
    play(restored, &client, (address, &token), &film).await
}

async fn sign_in(client: &reqwest::Client, address: &str, password: &str) -> Result<String, Error> {
    let typed = json!({"username": NAME, "password": password}).to_string();
    let session = client
        .post(format!("{address}/api/v1/session"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(typed)
        .send()
        .await
        .map_err(unanswered)?;
    let status = session.status();
    let answer = session.bytes().await.map_err(unanswered)?;
    let answer: Value = serde_json::from_slice(&answer).map_err(failed)?;
    let token = answer["token"].as_str().map(str::to_owned);
    token.ok_or_else(|| failed(format!("nobody could sign in: it answered {status}")))
}

/// Its beginning and its end, compared with what the vault opens.
async fn play(
    restored: &Restored,
    client: &reqwest::Client,
    (address, token): (&str, &str),
    film: &Film,
) -> Result<String, Error> {
    let keys = account_keys(&restored.data, &restored.vault).await?;
    let key = keys
        .get(&film.object.account)
        .ok_or_else(|| failed("the account has no key"))?;
    let opened = restored.vault.open(key, &meta(&film.object)?).await?;
    let size = film.object.size;
    let url = format!(
        "{address}/api/v1/lessons/{}/media/{}",
        film.lesson, film.object.object
    );
    for start in [0, size.saturating_sub(RANGE)] {
        let end = size.min(start + RANGE);
        let answer = client
            .get(&url)
            .bearer_auth(token)
            .header(header::RANGE, format!("bytes={start}-{}", end - 1))
            .send()
            .await
            .map_err(unanswered)?;
        let status = answer.status();
        let came = answer.bytes().await.map_err(unanswered)?;
        if status != StatusCode::PARTIAL_CONTENT || came != opened.bytes(start..end).await? {
            return Err(failed(format!(
                "a range of a film answered {status} and {} bytes",
                came.len()
            )));
        }
    }
    Ok("it started, somebody signed in, and a film played by ranges".to_owned())
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| failed(format!("{}: {error}", path.display())))
}

fn unanswered(error: reqwest::Error) -> Error {
    failed(format!(
        "the application on the copy did not answer: {error}"
    ))
}

fn failed(what: impl std::fmt::Display) -> Error {
    Error::Program(format!("the rehearsal on the restored copy failed: {what}"))
}
