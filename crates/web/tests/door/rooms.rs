//! A small house with a room for each kind of handler, the careless ones included.

use crate::house::House;
use axum::body::Body;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Action as _, CreateAccount, Myself, Platform, ViewSelf};
use tutela_core::CourseId;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Guard, Inputs, Json, Page, Path, Redirect, Routes, Visit,
    routes,
};
use utoipa::ToSchema;

pub const ME: Guard = Guard::Action(ViewSelf::NAME);
pub const OPEN: Guard = Guard::Open("A test wants it so.");

/// The main part of a page, given as it is.
#[derive(askama::Template)]
#[template(
    source = "<h1>{{ title }}</h1>{{ inputs.summary() }}{{ inputs.line(\"name\", \"Name\", typed).required().max(9) }}",
    ext = "html"
)]
pub struct Room {
    title: &'static str,
    inputs: Inputs,
    typed: String,
}

pub async fn look(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let page = visit
        .page(authorized.somebody(), "Room")
        .crumb("House", "/");
    room(page, FieldErrors::default(), String::new())
}

pub fn room(page: Page, errors: FieldErrors, typed: String) -> Result<Page, Error> {
    let inputs = Inputs::with(page.words(), errors);
    page.fill(&Room {
        title: "Room",
        inputs,
        typed,
    })
}

/// Forgets to authorize.
pub async fn forgetful() -> &'static str {
    "a secret"
}

/// Authorizes, but not what its route declares.
pub async fn mistaken(visit: Visit) -> Result<&'static str, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    Ok("a secret")
}

pub async fn forgetful_redirect() -> Redirect {
    Redirect::to("/somewhere")
}

pub async fn staff(visit: Visit) -> Result<&'static str, Error> {
    visit
        .read()
        .await?
        .authorize(CreateAccount, Platform)
        .await?;
    Ok("staff")
}

pub async fn course(Path(_): Path<CourseId>) -> Result<&'static str, Error> {
    Err(Error::NotFound)
}

pub async fn panics() -> &'static str {
    panic!("a bug in one room")
}

#[derive(Deserialize)]
pub struct NewRoom {
    #[serde(default)]
    name: String,
}

pub async fn make(visit: Visit, Form(new): Form<NewRoom>) -> Result<Result<Redirect, Page>, Error> {
    let guarded = visit.write().await;
    let mut guarded = guarded?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &new.name, 9);
    match errors.settle(name) {
        Ok(name) => {
            let flash = Flash::new("room-made")
                .with("name", name)
                .undo("/rooms/1/removal");
            Ok(Ok(Redirect::to("/room").saying(&flash, &visit)))
        }
        Err(errors) => {
            let page = visit.page(authorized.somebody(), "Room");
            let page = page.crumb("House", "/").invalid();
            Ok(Err(room(page, errors, new.name)?))
        }
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Thing {
    name: String,
}

/// Makes a thing.
#[utoipa::path(post, path = "/api/v1/things", operation_id = "makeThing", request_body = Thing,
    responses((status = 201, body = Thing)))]
pub async fn make_thing(
    visit: Visit,
    Json(thing): Json<Thing>,
) -> Result<(StatusCode, Json<Thing>), Error> {
    visit.write().await?.authorize(ViewSelf, Myself).await?;
    match thing.name.as_str() {
        "taken" => Err(Error::Conflict("room-taken")),
        "damaged" => Err(Error::Damaged("block 7".to_owned())),
        "busy" => Err(tutela_db::Error::Busy.into()),
        "full" => Err(tutela_db::Error::Full.into()),
        _ => Ok((StatusCode::CREATED, Json(thing))),
    }
}

/// Shows a thing.
#[utoipa::path(get, path = "/api/v1/things/{thing}", operation_id = "getThing", params(("thing" = String, Path)),
    responses((status = 200, body = Thing)))]
pub async fn get_thing(visit: Visit, Path(_thing): Path<CourseId>) -> Result<Json<Thing>, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    Err(Error::NotFound)
}

pub async fn swallow(visit: Visit, body: Body) -> Result<String, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    Ok(bytes.unwrap().len().to_string())
}

pub fn rooms() -> Routes {
    Routes::new()
        .get("/room", look, ME)
        .post("/rooms", make, ME)
        .get("/forgetful", forgetful, ME)
        .get("/mistaken", mistaken, Guard::Action(CreateAccount::NAME))
        .get("/forgetful-redirect", forgetful_redirect, ME)
        .get("/staff", staff, Guard::Action(CreateAccount::NAME))
        .get("/open", forgetful, OPEN)
        .get("/panics", panics, OPEN)
        .get("/courses/{course}", course, OPEN)
        .put("/film", swallow, ME)
        .streaming()
        .api(routes!(make_thing), ME)
        .api(routes!(get_thing), ME)
        .and(tutela_web::health::routes())
        .and(tutela_web::assets::routes())
        .and(tutela_web::switch::routes())
        .with_document("1.2.3")
}

pub async fn house() -> House {
    House::with(rooms(), false).await
}

pub const PAGE: (&str, &str) = ("accept", "text/html");
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("content-type", "application/json");
