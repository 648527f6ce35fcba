//! The yardstick of what asking costs: two answers through the very door of Tutela, each once behind its check and once for
//! anybody. Both do the rest alike, on the database of a filled installation: begin, read the row, answer.

use std::path::Path as FilePath;

use anyhow::Result;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tutela_access::{Action as _, Gate, GetMedia, OpenDoor, ViewLesson};
use tutela_core::{Ambient, LessonId, ObjectId};
use tutela_db::{Db, Place, Sql, Tx, args, sql};
use tutela_vault::{ByteStream, Name, Store};
use tutela_web::range::{Part, Thing, decide};
use tutela_web::{App, Error, Guard, Path, Posture, Routes, Settings, Visit};

use super::own::{self, Own};

/// What makes this binary serve them.
pub const COMMAND: &str = "serve-asking";
const FILM: &str = "film";
const WHY: &str = "The yardstick asks nobody, on the bench alone.";

const LESSON: Sql = sql!("SELECT title FROM lessons WHERE id = $1");
const OBJECT: Sql = sql!("SELECT id, created_at FROM objects WHERE lesson_id = $1 AND id = $2");

#[derive(Clone)]
struct Film {
    store: Store,
    name: Name,
    size: u64,
}

/// Starts it with a film, on the database of an installation that nobody writes to meanwhile.
///
/// # Errors
/// When the film cannot be stored, or the server does not start.
pub async fn start(film: Bytes, database: &FilePath) -> Result<Own> {
    let folder = TempDir::with_prefix("tutela-bench-asking-")?;
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
    let ambient = Ambient::system();
    let db = Db::open(&Place::File(database.to_owned()), ambient.now()).await?;
    let settings = Settings {
        product: "Yardstick".to_owned(),
        origin: None,
        secure: false,
        ways: tutela_web::Ways::default(),
    };
    let app = App::new(Gate::new(db, ambient)?, &[], settings)?;
    let media = Guard::Action(GetMedia::NAME);
    let lesson = Guard::Action(ViewLesson::NAME);
    let routes = Routes::<Film>::new()
        .get("/asked/lessons/{lesson}", asked_lesson, lesson)
        .get("/free/lessons/{lesson}", free_lesson, Guard::Open(WHY))
        .get("/asked/media/{lesson}/{object}", asked_film, media)
        .get("/free/media/{lesson}/{object}", free_film, Guard::Open(WHY))
        .with_state(Film { store, name, size });
    own::serve(routes.into_router(&app)).await
}

async fn asked_lesson(
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<axum::Json<Value>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewLesson, lesson).await?;
    title(authorized.tx(), lesson).await
}

async fn free_lesson(
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<axum::Json<Value>, Error> {
    let mut tx = visit.gate().look(OpenDoor::READY).await?;
    title(&mut tx, lesson).await
}

async fn title(tx: &mut Tx, lesson: LessonId) -> Result<axum::Json<Value>, Error> {
    let row = tx.find(LESSON, args![lesson]).await?;
    let title = row.ok_or(Error::NotFound)?.text(0)?;
    Ok(axum::Json(
        json!({"id": lesson.to_string(), "title": title}),
    ))
}

type Asked = (Method, HeaderMap);

async fn asked_film(
    State(film): State<Film>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
    (method, headers): Asked,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let thing = film.thing(authorized.tx(), (lesson, object)).await?;
    let live = authorized.live();
    drop(guarded);
    let body = |bytes| tutela_web::live::body(bytes, live);
    film.answer((&method, &headers), &thing, body).await
}

async fn free_film(
    State(film): State<Film>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
    (method, headers): Asked,
) -> Result<Response, Error> {
    let mut tx = visit.gate().look(OpenDoor::READY).await?;
    let thing = film.thing(&mut tx, (lesson, object)).await?;
    drop(tx);
    film.answer((&method, &headers), &thing, Body::from_stream)
        .await
}

impl Film {
    async fn thing(
        &self,
        tx: &mut Tx,
        (lesson, object): (LessonId, ObjectId),
    ) -> Result<Thing, Error> {
        let row = tx.find(OBJECT, args![lesson, object]).await?;
        let row = row.ok_or(Error::NotFound)?;
        Ok(Thing {
            size: self.size,
            etag: format!("\"{}\"", row.text(0)?),
            changed_at: row.time(1)?,
        })
    }

    async fn answer(
        &self,
        (method, headers): (&Method, &HeaderMap),
        thing: &Thing,
        body: impl FnOnce(ByteStream) -> Body,
    ) -> Result<Response, Error> {
        let part = decide(method, headers, thing)?;
        let range = match part {
            Part::Slice { first, last } => first..last + 1,
            Part::Whole | Part::Unchanged => 0..self.size,
        };
        let bytes = self.store.read(&self.name, range).await;
        let bytes = bytes.map_err(|error| Error::Internal(error.to_string()))?;
        let about = [(CONTENT_TYPE, "video/mp4")];
        let answer = (part.status(), part.head(thing), about, body(bytes));
        let mut response = answer.into_response();
        response.extensions_mut().insert(Posture::Media);
        Ok(response)
    }
}
