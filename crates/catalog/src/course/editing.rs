//! The page on which a course is made: its lessons in order, adding one, its title and summary, publishing it.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use tutela_access::{Action, Authorized, EditCourse, PublishCourse, RemoveCourse, Somebody};
use tutela_core::CourseId;
use tutela_web::{Error, Flash, Form, Inputs, Page, Path, Redirect, Visit, Words};

use super::card::{facts, state};
use super::screen::crumbs;
use super::typed::Typed;
use super::{CannotPublish, Course, edit, find, publish, unpublish};
use crate::lesson::typed::CreateForm;
use crate::lesson::{self, Entry, Kind, row};
use crate::state::State;
use crate::{Filled, channel};

/// `GET /courses/{course}/edit`
pub async fn editing(visit: Visit, Path(course): Path<CourseId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditCourse, course).await?;
    page(&visit, &mut authorized, Forms::default()).await
}

/// `POST /courses/{course}/edit`
pub async fn change(
    visit: Visit,
    Path(course): Path<CourseId>,
    form: Result<Form<Typed>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditCourse, course).await?;
    let Form(typed) = form?;
    let wording = match typed.read() {
        Ok(wording) => wording,
        Err(errors) => {
            let forms = Forms::course(Filled::wrong(typed, errors));
            let page = page(&visit, &mut authorized, forms).await?;
            return Ok(page.into_response());
        }
    };
    edit(&mut authorized, &wording).await?;
    guarded.commit().await?;
    let back = Redirect::to(format!("/courses/{course}/edit"));
    let said = Flash::new("catalog-saved");
    Ok(back.saying(&said, &visit).into_response())
}

/// `POST /courses/{course}/publication`
pub async fn show(visit: Visit, Path(course): Path<CourseId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(PublishCourse, course).await?;
    let lessons = publish(&mut authorized).await?;
    guarded.commit().await?;
    let said = Flash::new("course-is-published").with("lessons", lessons.to_string());
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, &visit))
}

/// `POST /courses/{course}/publication/removal`
pub async fn hide(visit: Visit, Path(course): Path<CourseId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(PublishCourse, course).await?;
    unpublish(&mut authorized).await?;
    guarded.commit().await?;
    let said = Flash::new("course-is-hidden").undo(format!("/courses/{course}/publication"));
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, &visit))
}

impl From<CannotPublish> for Error {
    fn from(error: CannotPublish) -> Self {
        match error {
            CannotPublish::Empty => Self::Conflict("course-empty"),
            CannotPublish::Access(error) => error.into(),
        }
    }
}

/// The two forms of the page, one of which may just have come back.
#[derive(Default)]
pub(crate) struct Forms {
    course: Option<Filled<Typed>>,
    lesson: Option<Filled<CreateForm>>,
}

impl Forms {
    /// Title and summary came back.
    pub fn course(filled: Filled<Typed>) -> Self {
        Self {
            course: Some(filled),
            lesson: None,
        }
    }

    /// A new lesson came back.
    pub fn lesson(filled: Filled<CreateForm>) -> Self {
        Self {
            course: None,
            lesson: Some(filled),
        }
    }
}

/// The page, for somebody who may change the course in some way.
pub(crate) async fn page<A: Action<On = CourseId>>(
    visit: &Visit,
    authorized: &mut Authorized<'_, A>,
    forms: Forms,
) -> Result<Page, Error> {
    let desk = Desk::load(authorized).await?;
    let page = visit
        .page(&desk.somebody, desk.course.title.as_str())
        .brand(desk.course.account_name.as_str())
        .script("js/order.js")
        .script("js/upload.js");
    let page = crumbs(page, &desk.course, desk.opens_channel);
    let is_wrong = forms.course.is_some() || forms.lesson.is_some();
    let page = match is_wrong {
        true => page.invalid(),
        false => page,
    };
    let t = page.words().clone();
    page.fill(&Main::new(&t, &desk, forms))
}

/// The course with everything that its page needs.
struct Desk {
    course: Course,
    entries: Vec<Entry>,
    somebody: Somebody,
    opens_channel: bool,
    may_publish: bool,
    may_remove: bool,
    sees_roles: bool,
}

impl Desk {
    async fn load<A: Action<On = CourseId>>(
        authorized: &mut Authorized<'_, A>,
    ) -> Result<Self, Error> {
        let (id, now) = (authorized.on(), authorized.now());
        let somebody = authorized.somebody().clone();
        let (may_publish, may_remove, sees_roles) = (
            authorized.also(PublishCourse),
            authorized.also(RemoveCourse),
            authorized.allows("listRoles", None),
        );
        let tx = authorized.tx();
        let course = find(tx, id).await?;
        Ok(Self {
            entries: lesson::all(tx, id).await?,
            opens_channel: channel::opens(tx, course.channel, somebody.id, now).await?,
            course,
            somebody,
            may_publish,
            may_remove,
            sees_roles,
        })
    }

    fn count(&self, of: impl Fn(&Entry) -> bool) -> u64 {
        let count = self.entries.iter().filter(|entry| of(entry)).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

#[derive(Template)]
#[template(path = "course/edit.html")]
struct Main<'a> {
    t: &'a Words,
    course: &'a Course,
    desk: &'a Desk,
    state: State,
    facts: Vec<String>,
    rows: Vec<Row<'a>>,
    /// Lessons that have something in them.
    ready: u64,
    /// Those of them that learners do not see.
    fresh: u64,
    /// Lessons that wait for something.
    waiting: u64,
    typed: Typed,
    inputs: Inputs,
    lesson: CreateForm,
    lesson_inputs: Inputs,
    kinds: Vec<Choice>,
}

impl<'a> Main<'a> {
    fn new(t: &'a Words, desk: &'a Desk, forms: Forms) -> Self {
        let course = &desk.course;
        let filled = forms.course.unwrap_or_else(|| {
            Filled::with(Typed {
                title: course.title.clone(),
                summary: course.summary.clone(),
            })
        });
        let lesson = forms.lesson.unwrap_or_default();
        let films = desk.entries.iter().filter_map(|one| one.lesson.duration);
        Self {
            state: match course.published_at {
                Some(_) => state(t, course),
                None => State::draft(t.say("course-draft")),
            },
            facts: facts(t, desk.count(|_| true), films.sum()),
            rows: rows(t, &desk.entries),
            ready: desk.count(|one| one.lesson.filled_at.is_some()),
            fresh: desk
                .count(|one| one.lesson.filled_at.is_some() && one.lesson.published_at.is_none()),
            waiting: desk.count(|one| one.lesson.filled_at.is_none()),
            inputs: filled.inputs(t),
            typed: filled.typed,
            lesson_inputs: lesson.inputs(t),
            kinds: choices(t, &lesson.typed.kind),
            lesson: lesson.typed,
            t,
            course,
            desk,
        }
    }

    /// Whether publishing would show learners something that they do not see.
    const fn can_publish(&self) -> bool {
        let hidden = self.course.published_at.is_none();
        self.desk.may_publish && self.ready > 0 && (hidden || self.fresh > 0)
    }

    /// What learners will see, in the dialog that asks.
    fn will_show(&self) -> String {
        self.t
            .with("course-publish-shows", &[("count", self.ready)])
    }

    /// What they will not.
    fn will_wait(&self) -> Option<String> {
        let words = || {
            self.t
                .with("course-publish-waits", &[("count", self.waiting)])
        };
        (self.waiting > 0).then(words)
    }

    fn asked(&self, key: &str) -> String {
        self.t.with(key, &[("title", self.course.title.as_str())])
    }

    /// Nothing is wrong with either form most of the time.
    fn summaries(&self) -> [tutela_web::Summary; 2] {
        [self.inputs.summary(), self.lesson_inputs.summary()]
    }
}

/// One lesson in the list that can be put in order.
struct Row<'a> {
    id: String,
    title: &'a str,
    kind: &'static str,
    kind_word: String,
    length: Option<String>,
    state: State,
    move_it: String,
    move_up: String,
    move_down: String,
    remove: String,
    is_first: bool,
    is_last: bool,
}

fn rows<'a>(t: &Words, entries: &'a [Entry]) -> Vec<Row<'a>> {
    let last = entries.len().saturating_sub(1);
    let row = |(at, entry): (usize, &'a Entry)| {
        let lesson = &entry.lesson;
        let name = [("title", lesson.title.as_str())];
        Row {
            id: lesson.id.to_string(),
            title: &lesson.title,
            kind: lesson.kind.as_str(),
            kind_word: row::kind_word(t, lesson.kind),
            length: row::length(t, lesson),
            state: row::state(t, lesson),
            move_it: t.with("lesson-move", &name),
            move_up: t.with("lesson-move-up", &name),
            move_down: t.with("lesson-move-down", &name),
            remove: t.with("lesson-remove-this", &name),
            is_first: at == 0,
            is_last: at == last,
        }
    };
    entries.iter().enumerate().map(row).collect()
}

/// One kind of lesson to choose.
struct Choice {
    kind: &'static str,
    word: String,
    hint: String,
    is_chosen: bool,
}

fn choices(t: &Words, chosen: &str) -> Vec<Choice> {
    let chosen = chosen.parse().unwrap_or(Kind::Video);
    let choice = |kind: Kind| Choice {
        kind: kind.as_str(),
        word: row::kind_word(t, kind),
        hint: t
            .say(&format!("lesson-hint-{}", kind.as_str()))
            .into_owned(),
        is_chosen: kind == chosen,
    };
    Kind::ALL.into_iter().map(choice).collect()
}
