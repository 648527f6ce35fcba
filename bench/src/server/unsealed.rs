//! The second yardstick: a film as it is, out of the vault's own store by the vault's own reading, only not opened. Under one
//! address the same question is asked as in Tutela, of the same database; under the other nobody is asked.

use std::path::Path as FilePath;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use tempfile::TempDir;
use tutela_access::{Action as _, Gate, GetMedia};
use tutela_core::{Ambient, LessonId, ObjectId, Time};
use tutela_db::{Db, Place};
use tutela_media::watch;
use tutela_vault::{Name, Store};
use tutela_web::range::{Part, Thing, decide};
use tutela_web::{App, Error, Guard, Path, Posture, Routes, Settings, Visit};

use super::own::{self, Own};

/// What makes this binary serve a film.
pub const COMMAND: &str = "serve-unsealed";
/// Where nobody is asked. Elsewhere the address is that of Tutela.
pub const FREE_PATH: &str = "/film";
const FILM: &str = "film";

/// A stored film. Cheap to clone.
#[derive(Clone)]
struct Film {
    store: Store,
    name: Name,
    size: u64,
}

/// Starts it with a film, beside a running Tutela whose database it reads.
///
/// # Errors
/// When the film cannot be stored, or the server does not start.
pub async fn start(film: Bytes, database: &FilePath) -> Result<Own> {
    let folder = TempDir::with_prefix("tutela-bench-unsealed-")?;
    let path = folder.path().join("store");
    let store = Store::folder(&path)?;
    store.put(&FILM.parse()?, stream::iter([Ok(film)])).await?;
    let arguments = [COMMAND.as_ref(), path.as_ref(), database.as_ref()];
    Own::start(&arguments, folder).await
}

/// The process itself.
///
/// # Errors
/// When the store or the database cannot be opened, or no port is free.
pub async fn serve(store: &FilePath, database: &FilePath) -> Result<()> {
    let (store, name) = (Store::folder(store)?, FILM.parse()?);
    let size = store.size(&name).await?;
    let film = Film { store, name, size };
    let ambient = Ambient::system();
    let db = Db::open(&Place::File(database.to_owned()), ambient.now()).await?;
    let gate = Gate::new(db, ambient)?;
    let settings = Settings {
        product: "Yardstick".to_owned(),
        origin: None,
        secure: false,
        ways: tutela_web::Ways::default(),
    };
    let app = App::new(gate, &[], settings)?;
    let asked = Routes::<Film>::new()
        .get(
            "/media/{lesson}/{object}",
            asked,
            Guard::Action(GetMedia::NAME),
        )
        .with_state(film.clone())
        .into_router(&app);
    let free = Router::new().route(FREE_PATH, get(free)).with_state(film);
    own::serve(asked.merge(free)).await
}

/// As `tutela_media::watch` does it, without a key.
async fn asked(
    State(film): State<Film>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
    (method, headers): (Method, HeaderMap),
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let object = watch::find(&mut authorized, object).await?;
    let thing = Thing {
        size: object.size,
        etag: format!("\"{}\"", object.id),
        changed_at: object.created_at,
    };
    film.answer(&method, &headers, &thing).await
}

async fn free(
    State(film): State<Film>,
    (method, headers): (Method, HeaderMap),
) -> Result<Response, StatusCode> {
    let thing = Thing {
        size: film.size,
        etag: "\"film\"".to_owned(),
        changed_at: Time::from_micros(0),
    };
    let answer = film.answer(&method, &headers, &thing).await;
    answer.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

impl Film {
    async fn answer(
        &self,
        method: &Method,
        headers: &HeaderMap,
        thing: &Thing,
    ) -> Result<Response, Error> {
        let part = decide(method, headers, thing)?;
        let range = match part {
            Part::Slice { first, last } => first..last + 1,
            Part::Whole | Part::Unchanged => 0..self.size,
        };
        let bytes = self.store.read(&self.name, range).await;
        let bytes = bytes.map_err(|error| Error::Internal(error.to_string()))?;
        let about = [(CONTENT_TYPE, "video/mp4")];
        let mut response = (
            part.status(),
            part.head(thing),
            about,
            Body::from_stream(bytes),
        )
            .into_response();
        response.extensions_mut().insert(Posture::Media);
        Ok(response)
    }
}
