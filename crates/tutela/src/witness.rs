//! `tutela witness`: signs the checkpoints of other installations that continue what was seen of them (C2SP tlog-witness). It has a folder
//! and a key of its own and holds nobody's data.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path as Asked, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use tutela_audit::evidence::{self, Refused, Signer, Use, Verifier};
use tutela_core::{Ambient, Secret};
use tutela_db::Db;

use crate::refusal::refuse;

/// The largest submission: a note and 63 hashes.
const LARGEST: usize = 128 * 1024;
const TEXT: &str = "text/plain; charset=utf-8";

/// A witness at work.
pub struct Witness {
    pub db: Db,
    pub ambient: Ambient,
    pub signer: Signer,
    pub logs: Vec<Verifier>,
}

/// The key in `data`, made at the first start.
///
/// # Errors
/// A refusal when it cannot be read or written.
pub fn key(data: &Path, name: &str, ambient: &Ambient) -> Result<Signer> {
    let file = data.join("keys").join("witness.key");
    let seed = match fs::read(&file) {
        Ok(seed) => Secret::new(seed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(&file, ambient).with_context(|| format!("{} cannot be written", file.display()))?
        }
        Err(error) => refuse!("The key {} cannot be read ({error}).", file.display()),
    };
    match Signer::new(name, Use::Witness, seed.expose()) {
        Ok(signer) => Ok(signer),
        Err(_) => refuse!(
            "{} holds no key. Put it back from a copy; with another key the logs must be told.",
            file.display()
        ),
    }
}

fn make(file: &Path, ambient: &Ambient) -> io::Result<Secret<Vec<u8>>> {
    let mut seed = vec![0; 32];
    ambient.fill(&mut seed);
    let seed = Secret::new(seed);
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let unfinished = file.with_extension("new");
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    let mut written = options.open(&unfinished)?;
    written.write_all(seed.expose())?;
    written.sync_all()?;
    fs::rename(&unfinished, file)?;
    fs::File::open(folder)?.sync_all()?;
    Ok(seed)
}

/// What is answered.
pub fn router(witness: Witness) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/{origin}/checkpoint", get(show))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(Arc::new(witness))
}

async fn add(State(witness): State<Arc<Witness>>, body: String) -> Response {
    let Witness {
        db,
        ambient,
        signer,
        logs,
    } = &*witness;
    match evidence::witness(db, (signer, logs), &body, ambient).await {
        Ok(line) => said(StatusCode::OK, line),
        Err(refused) => refusal(&refused),
    }
}

fn refusal(refused: &Refused) -> Response {
    let status = match refused {
        Refused::Shape => StatusCode::BAD_REQUEST,
        Refused::Unknown => StatusCode::NOT_FOUND,
        Refused::Unsigned => StatusCode::FORBIDDEN,
        Refused::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Elsewhere(size) => {
            let kind = [(header::CONTENT_TYPE, "text/x.tlog.size")];
            return (StatusCode::CONFLICT, kind, format!("{size}\n")).into_response();
        }
        Refused::Db(error) => {
            tracing::error!(%error, "a checkpoint could not be looked at");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    tracing::warn!(%refused, "a checkpoint was not signed");
    let why = match refused {
        Refused::Db(_) => "try again later\n".to_owned(),
        refused => format!("{refused}\n"),
    };
    said(status, why)
}

fn said(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, TEXT)], text).into_response()
}

/// The last checkpoint that was signed of a log, which is named by the SHA-256 of its origin.
async fn show(State(witness): State<Arc<Witness>>, Asked(origin): Asked<String>) -> Response {
    let hash = |log: &&Verifier| evidence::hex(digest(&SHA256, log.name().as_bytes()).as_ref());
    let Some(log) = witness.logs.iter().find(|log| hash(log) == origin) else {
        return said(
            StatusCode::NOT_FOUND,
            "this log is not known here\n".to_owned(),
        );
    };
    match find(&witness.db, log.name()).await {
        Ok(Some(signed)) => said(StatusCode::OK, signed),
        Ok(None) => said(StatusCode::NOT_FOUND, "nothing was seen of it\n".to_owned()),
        Err(error) => refusal(&error.into()),
    }
}

async fn find(db: &Db, origin: &str) -> Result<Option<String>, tutela_db::Error> {
    let mut tx = db.read().await?;
    evidence::witnessed(&mut tx, origin).await
}
