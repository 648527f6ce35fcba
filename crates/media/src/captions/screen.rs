//! The pages of captions: which languages there are, and the editor of one.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::response::{IntoResponse, Response};
use tutela_access::{EditLesson, Somebody, UploadMedia};
use tutela_core::LessonId;
use tutela_web::{
    Error, FieldErrors, Flash, Inputs, Page, Path, Redirect, Summary, Visit, When, Words,
};

use super::api::{allowed, tongue, whole};
use super::editor::{self, Act, Typed};
use super::text;
use super::{CannotKeep, Captions, TONGUES, Tongue, cues, list_to_edit, prefer, put, remove};
use crate::Media;
use crate::lesson::{Opened, open_to_edit};
use crate::object::{Object, Use};

#[derive(Template)]
#[template(path = "captions/list.html")]
struct List<'a> {
    t: &'a Words,
    opened: &'a Opened,
    all: &'a [Captions],
    inputs: Inputs,
    typed: &'a str,
}

impl List<'_> {
    fn tongues(&self) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        TONGUES.iter()
    }

    fn since(&self, captions: &Captions) -> When {
        self.t.ago(captions.created_at)
    }

    /// What is wrong with the file, line by line.
    fn summary(&self) -> Summary {
        self.inputs.summary()
    }
}

/// The languages in which a film is captioned, and the form for one more.
pub async fn show(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Page, Error> {
    listing(&visit, lesson, FieldErrors::default(), "").await
}

/// Takes a file, or begins without one.
pub async fn take(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    request: Request,
) -> Result<Response, Error> {
    allowed(&visit, lesson).await?;
    let sent = Sent::read(request).await?;
    match sent.put(&visit, &media, lesson).await {
        Ok(tongue) => {
            let to = format!("/lessons/{lesson}/captions/{tongue}");
            let flash = Flash::new("captions-kept").with("language", tongue.name());
            Ok(Redirect::to(to).saying(&flash, &visit).into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = listing(&visit, lesson, errors, &sent.language).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

/// What the form of a new language sends.
#[derive(Default)]
struct Sent {
    language: String,
    file: Option<Vec<u8>>,
}

impl Sent {
    async fn read(request: Request) -> Result<Self, Error> {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| Error::Malformed)?;
        let mut sent = Self::default();
        while let Some(field) = form.next_field().await.map_err(|_| Error::Malformed)? {
            match field.name() {
                Some("language") => {
                    sent.language = String::from_utf8_lossy(&whole(field).await?).into_owned()
                }
                Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                    sent.file = Some(whole(field).await?);
                }
                _ => {}
            }
        }
        Ok(sent)
    }

    async fn put(&self, visit: &Visit, media: &Media, lesson: LessonId) -> Result<Tongue, Error> {
        let tongue = tongue(&self.language)?;
        let Some(file) = &self.file else {
            return Ok(tongue);
        };
        let cues = text::read(file).map_err(CannotKeep::Wrong)?;
        let by = (visit.gate(), visit.caller());
        put(by, &media.vault, (lesson, &tongue), &cues).await?;
        Ok(tongue)
    }
}

async fn listing(
    visit: &Visit,
    lesson: LessonId,
    errors: FieldErrors,
    typed: &str,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let opened = open_to_edit(&mut authorized).await?;
    of_film(&opened)?;
    let all = list_to_edit(&mut authorized).await?;
    let title = visit
        .words_for(authorized.somebody())
        .say("captions-title")
        .into_owned();
    let page = frame(visit, authorized.somebody(), &opened, &title);
    let words = page.words().clone();
    let inputs = Inputs::with(&words, errors);
    page.fill(&List {
        t: &words,
        opened: &opened,
        all: &all,
        inputs,
        typed,
    })
}

#[derive(Template)]
#[template(path = "captions/editor.html")]
struct Editor<'a> {
    t: &'a Words,
    opened: &'a Opened,
    tongue: &'a Tongue,
    rows: &'a [Typed],
    inputs: Inputs,
    shift: &'a str,
    is_changed: bool,
}

impl Editor<'_> {
    fn film(&self) -> Option<&Object> {
        self.opened.object(Use::Video)
    }

    fn wrong(&self, part: &str, at: &usize) -> Option<String> {
        self.inputs.error(&format!("{part}-{at}"))
    }
}

/// The editor of one language.
pub async fn edit(
    State(media): State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let tongue: Tongue = language.parse().map_err(|_| Error::NotFound)?;
    let opened = open_to_edit(&mut authorized).await?;
    of_film(&opened)?;
    let mut cues = cues(&mut authorized, &media.vault, &tongue).await?;
    if cues.is_empty() {
        editor::change(&mut cues, Act::Add(0));
    }
    let page = frame(&visit, authorized.somebody(), &opened, tongue.name());
    let desk = Desk {
        rows: editor::rows(&cues),
        shift: String::new(),
        errors: FieldErrors::default(),
        is_changed: false,
    };
    desk.show(page, &opened, &tongue)
}

/// Does what a button asks for; only `save` keeps anything.
pub async fn change(
    State(media): State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
    body: Body,
) -> Result<Response, Error> {
    allowed(&visit, lesson).await?;
    let tongue: Tongue = language.parse().map_err(|_| Error::NotFound)?;
    let (mut desk, act) = Desk::read(&whole(body.into_data_stream()).await?);
    let act = Act::read(&act, &desk.shift);
    let changed = editor::read(&desk.rows).and_then(|mut cues| {
        let act = act?;
        editor::change(&mut cues, act);
        desk.rows = editor::rows(&cues);
        Ok((act, cues))
    });
    match changed {
        Ok((Act::Save, cues)) => {
            let by = (visit.gate(), visit.caller());
            put(by, &media.vault, (lesson, &tongue), &cues).await?;
            let to = Redirect::to(format!("/lessons/{lesson}/captions/{tongue}"));
            let flash = Flash::new("captions-kept").with("language", tongue.name());
            return Ok(to.saying(&flash, &visit).into_response());
        }
        Ok(_) => desk.is_changed = true,
        Err(errors) => desk.errors = errors,
    }
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let opened = open_to_edit(&mut authorized).await?;
    of_film(&opened)?;
    let page = frame(&visit, authorized.somebody(), &opened, tongue.name());
    let page = if desk.errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    Ok(desk.show(page, &opened, &tongue)?.into_response())
}

/// The rows on the page.
#[derive(Default)]
struct Desk {
    rows: Vec<Typed>,
    shift: String,
    errors: FieldErrors,
    is_changed: bool,
}

impl Desk {
    /// Rows are told apart by their beginnings: each begins with its first field.
    fn read(form: &[u8]) -> (Self, String) {
        let (mut desk, mut act) = (Self::default(), String::new());
        for (name, value) in form_urlencoded::parse(form) {
            let value = value.into_owned();
            match (name.as_ref(), desk.rows.last_mut()) {
                ("begins", _) => desk.rows.push(Typed {
                    begins: value,
                    ..Typed::default()
                }),
                ("ends", Some(row)) => row.ends = value,
                ("text", Some(row)) => row.text = value,
                ("shift", _) => desk.shift = value,
                ("act", _) => act = value,
                _ => {}
            }
        }
        (desk, act)
    }

    fn show(self, page: Page, opened: &Opened, tongue: &Tongue) -> Result<Page, Error> {
        let words = page.words().clone();
        let inputs = Inputs::with(&words, self.errors);
        page.script("js/captions.js").fill(&Editor {
            t: &words,
            opened,
            tongue,
            rows: &self.rows,
            inputs,
            shift: &self.shift,
            is_changed: self.is_changed,
        })
    }
}

/// Takes a language away.
pub async fn take_away(
    _: State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let tongue: Tongue = language.parse().map_err(|_| Error::NotFound)?;
    remove(&mut authorized, &tongue).await?;
    guarded.commit().await?;
    let flash = Flash::new("captions-removed").with("language", tongue.name());
    Ok(Redirect::to(format!("/lessons/{lesson}/captions")).saying(&flash, &visit))
}

/// Shows this language unless somebody chooses otherwise.
pub async fn choose(
    _: State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let tongue: Tongue = language.parse().map_err(|_| Error::NotFound)?;
    prefer(&mut authorized, &tongue).await?;
    guarded.commit().await?;
    let flash = Flash::new("captions-preferred").with("language", tongue.name());
    Ok(Redirect::to(format!("/lessons/{lesson}/captions")).saying(&flash, &visit))
}

/// Only a film has captions.
fn of_film(opened: &Opened) -> Result<(), Error> {
    match opened.lesson.kind {
        tutela_catalog::lesson::Kind::Video => Ok(()),
        _ => Err(Error::NotFound),
    }
}

fn frame(visit: &Visit, somebody: &Somebody, opened: &Opened, title: &str) -> Page {
    visit
        .page(somebody, title)
        .brand(&opened.around.course.account_name)
        .crumb(
            &opened.lesson.title,
            format_args!("/lessons/{}/edit", opened.lesson.id),
        )
}
