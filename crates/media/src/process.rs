//! Processing: what was uploaded is made into what plays well everywhere. Without ffmpeg films play as they were uploaded.

pub mod api;
pub mod confine;
mod ffmpeg;
pub(crate) mod fragment;
pub mod job;
mod make;
pub mod recipe;
pub(crate) mod rendition;
pub mod screen;
mod source;
mod worker;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tutela_access::{Authorized, EditLesson, Error, Gate, OpenDoor, UploadMedia};
use tutela_core::ObjectId;
use tutela_db::Tx;

pub use ffmpeg::{Failed, Tools};
pub use make::Workshop;
pub use worker::Workers;

use crate::object::{self, Use};
use job::State;

/// Whether this house processes films. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Processes(Arc<AtomicBool>);

impl Processes {
    /// From now on it does.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it does.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How the film of a lesson stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processing {
    pub film: ObjectId,
    pub state: State,
    /// The sizes in which it can be had now, the smallest first: `240p`.
    pub sizes: Vec<String>,
}

/// How the film of a lesson stands, for those who may change it; nothing where there is no film, or nothing to be done.
pub async fn find(
    authorized: &mut Authorized<'_, EditLesson>,
) -> Result<Option<Processing>, Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    let all = object::in_lesson(tx, lesson).await?;
    match all.iter().find(|object| object.purpose == Use::Video) {
        Some(film) => Ok(look(tx, film.id, now).await?),
        None => Ok(None),
    }
}

async fn look(
    tx: &mut Tx,
    film: ObjectId,
    now: tutela_core::Time,
) -> Result<Option<Processing>, tutela_db::Error> {
    let Some(state) = job::find(tx, film, now).await? else {
        return Ok(None);
    };
    let made = rendition::of_film(tx, film).await?;
    let sizes = made.iter().map(|made| format!("{}p", made.lines)).collect();
    Ok(Some(Processing { film, state, sizes }))
}

/// Has a film that failed tried again.
///
/// # Errors
/// [`Error::NotFound`] when there is none that failed.
pub async fn retry(authorized: &mut Authorized<'_, UploadMedia>) -> Result<(), Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    let all = object::in_lesson(tx, lesson).await?;
    let film = all
        .iter()
        .find(|object| object.purpose == Use::Video)
        .ok_or(Error::NotFound)?;
    match job::retry(tx, film.id, now).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Lets all films that wait play as they are: the demo's own are made for any line.
///
/// # Errors
/// When the database fails.
pub async fn leave_as_they_are(gate: &Gate) -> Result<(), tutela_db::Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    job::drop_all(&mut tx).await?;
    tx.commit().await
}

/// What ffmpeg is good for here, in the words of whoever keeps the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitness {
    Missing,
    /// It is there and cannot be used; why.
    Unfit(String),
    /// Its version.
    Fit(String),
}

/// Looks whether ffmpeg is there, can be confined, and has what is asked of it. `launcher` is this very binary.
pub async fn examine(launcher: &Path) -> (Fitness, Option<Tools>) {
    let Some(tools) = Tools::find(launcher) else {
        return (Fitness::Missing, None);
    };
    match ask(&tools).await {
        Ok(version) => (Fitness::Fit(version), Some(tools)),
        Err(why) => (Fitness::Unfit(why), None),
    }
}

async fn ask(tools: &Tools) -> Result<String, String> {
    let say = |error: Failed| error.to_string().trim().to_owned();
    let version = tools.ask("-version").await.map_err(say)?;
    for (question, needed) in [
        ("-encoders", &["libx264", "aac"][..]),
        ("-filters", &["loudnorm", "tile"]),
    ] {
        let has = tools.ask(question).await.map_err(say)?;
        let is_there = |name: &&&str| has.split_whitespace().any(|word| word == **name);
        if let Some(lacking) = needed.iter().find(|name| !is_there(name)) {
            return Err(format!("it was built without {lacking}"));
        }
    }
    let word = version
        .split_whitespace()
        .nth(2)
        .unwrap_or("of an unknown version");
    Ok(word.to_owned())
}
