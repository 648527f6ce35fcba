//! A course as its learners see it, which is also its preview, and the form for a new one.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use tutela_access::{Authorized, CreateCourse, EditCourse, PreviewCourse, ViewCourse};
use tutela_core::{ChannelId, CourseId};
use tutela_web::{Error, Form, Inputs, Layout, Page, Path, Redirect, Visit, Words};

use super::card::facts;
use super::typed::Typed;
use super::{Course, Cover, create, get};
use crate::lesson::screen::Line;
use crate::lesson::{self, Entry, Resume, resume};
use crate::state::State;
use crate::{Filled, channel};

/// `GET /courses/{course}`
pub async fn course(visit: Visit, Path(course): Path<CourseId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewCourse, course).await?;
    let course = get(&mut authorized).await?;
    let entries = lesson::list(&mut authorized).await?;
    let sight = Sight::of(&mut authorized, &course).await?;
    let page = visit
        .page(authorized.somebody(), course.title.as_str())
        .brand(course.account_name.as_str());
    let t = page.words().clone();
    let main = Main::new(&t, &course, &entries, &sight);
    crumbs(page, &course, sight.opens_channel).fill(&main)
}

/// `GET /channels/{channel}/courses/new`
pub async fn new(visit: Visit, Path(channel): Path<ChannelId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(CreateCourse, channel).await?;
    new_page(&visit, &mut authorized, Filled::default()).await
}

/// `POST /channels/{channel}/courses/new`
pub async fn make(
    visit: Visit,
    Path(channel): Path<ChannelId>,
    form: Result<Form<Typed>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateCourse, channel).await?;
    let Form(typed) = form?;
    let wording = match typed.read() {
        Ok(wording) => wording,
        Err(errors) => {
            let filled = Filled::wrong(typed, errors);
            let page = new_page(&visit, &mut authorized, filled).await?;
            return Ok(page.into_response());
        }
    };
    let course = create(&mut authorized, &wording).await?;
    guarded.commit().await?;
    Ok(Redirect::to(format!("/courses/{course}/edit")).into_response())
}

/// The steps above a page of a course; the channel only for those who may open it.
pub(crate) fn crumbs(page: Page, course: &Course, opens_channel: bool) -> Page {
    let account = format!("/accounts/{}", course.account);
    let page = page.crumb(course.account_name.as_str(), account);
    match opens_channel {
        true => page.crumb(
            course.channel_name.as_str(),
            format!("/channels/{}", course.channel),
        ),
        false => page,
    }
}

/// What the caller may see beside the course itself.
#[derive(Default)]
struct Sight {
    may_edit: bool,
    sees_roles: bool,
    opens_channel: bool,
}

impl Sight {
    /// A learner, who previews nothing, may do none of the rest: nothing more is asked about him.
    async fn of(
        authorized: &mut Authorized<'_, ViewCourse>,
        course: &Course,
    ) -> Result<Self, Error> {
        if !authorized.also(PreviewCourse) {
            return Ok(Self::default());
        }
        let (person, now) = (authorized.somebody().id, authorized.now());
        Ok(Self {
            may_edit: authorized.also(EditCourse),
            sees_roles: authorized.allows("listRoles", None),
            opens_channel: channel::opens(authorized.tx(), course.channel, person, now).await?,
        })
    }
}

async fn new_page(
    visit: &Visit,
    authorized: &mut Authorized<'_, CreateCourse>,
    filled: Filled<Typed>,
) -> Result<Page, Error> {
    let id = authorized.on();
    let channel = channel::find(authorized.tx(), id).await?;
    let t = visit.words_for(authorized.somebody());
    let back = format!("/channels/{id}");
    let page = visit
        .page(authorized.somebody(), t.say("course-new"))
        .brand(channel.account_name.as_str())
        .crumb(
            channel.account_name.as_str(),
            format!("/accounts/{}", channel.account),
        )
        .crumb(channel.name.as_str(), &back)
        .layout(Layout::Medium);
    let main = NewMain {
        action: format!("/channels/{id}/courses/new"),
        back,
        inputs: filled.inputs(&t),
        typed: &filled.typed,
        t: &t,
    };
    filled.on(page).fill(&main)
}

#[derive(Template)]
#[template(path = "course/page.html")]
struct Main<'a> {
    t: &'a Words,
    course: &'a Course,
    sight: &'a Sight,
    cover: Cover,
    facts: Vec<String>,
    lines: Vec<Line<'a>>,
    on: Option<(String, String)>,
}

impl<'a> Main<'a> {
    fn new(t: &'a Words, course: &'a Course, entries: &'a [Entry], sight: &'a Sight) -> Self {
        let lessons = || entries.iter().map(|entry| &entry.lesson);
        let poster = lessons().find(|lesson| lesson.poster);
        let films = lessons().filter_map(|lesson| lesson.duration).sum();
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let to = resume(entries);
        let here = to.filter(|to| to.begun).map(|to| to.lesson.id);
        let line = |entry| Line::new(t, entry, here);
        Self {
            t,
            course,
            sight,
            cover: Cover::new(course.id, poster.map(|lesson| lesson.id)),
            facts: facts(t, count, films),
            lines: entries.iter().map(line).collect(),
            on: to.map(|to| on(t, to)),
        }
    }

    fn preview(&self) -> State {
        State::draft(self.t.say("course-preview"))
    }
}

/// Where the main action leads, and what it says.
fn on(t: &Words, to: Resume<'_>) -> (String, String) {
    let words = match to {
        Resume { begun: false, .. } => t.say("course-start").into_owned(),
        Resume { at: Some(at), .. } => t.with("course-continue-at", &[("time", t.clock(at))]),
        Resume { number, .. } => {
            let number = u64::try_from(number).unwrap_or(u64::MAX);
            t.with("course-continue", &[("number", number)])
        }
    };
    (format!("/lessons/{}", to.lesson.id), words)
}

#[derive(Template)]
#[template(path = "course/new.html")]
struct NewMain<'a> {
    t: &'a Words,
    action: String,
    back: String,
    inputs: Inputs,
    typed: &'a Typed,
}
