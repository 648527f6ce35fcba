//! What I was told, as a page, with the choice what of it goes by mail.

use askama::Template;
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_audit::notification::{Choice, Notification};
use tutela_core::NotificationId;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Page, Path, Query, Redirect, Visit, When, Words,
};

use super::api::kinds;
use super::{Part, USUAL};
use crate::letters::Terms;

const HERE: &str = "/notifications";

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    before: Option<NotificationId>,
}

/// The kinds that were ticked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ticked {
    by_mail: Vec<String>,
}

struct Told {
    id: NotificationId,
    title: String,
    text: String,
    account: Option<String>,
    when: When,
    is_new: bool,
}

struct Tick {
    kind: &'static str,
    label: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "notifications/page.html")]
struct Main<'a> {
    t: &'a Words,
    told: Vec<Told>,
    unread: u64,
    next: Option<NotificationId>,
    ticks: Vec<Tick>,
    mail: bool,
}

/// `GET /notifications`.
pub async fn show(visit: Visit, Query(asked): Query<AskedPart>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let part = super::list(&mut authorized, asked.before, USUAL).await?;
    let choices = super::choices(&mut authorized).await?;
    page((&visit, authorized.somebody()), &part, &choices)
}

fn page(
    (visit, somebody): (&Visit, &Somebody),
    part: &Part,
    choices: &[Choice],
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let main = Main {
        told: part.notifications.iter().map(|one| told(&t, one)).collect(),
        unread: part.unread,
        next: part.next,
        ticks: choices.iter().map(|choice| tick(&t, choice)).collect(),
        mail: visit.app().settings().ways.mail,
        t: &t,
    };
    let page = visit.page(somebody, t.say("notifications"));
    page.fill(&main)
}

/// The sentences are those of the letter about it.
fn told(t: &Words, notification: &Notification) -> Told {
    let account = notification.account.as_ref().map(|(_, name)| name.as_str());
    let terms = Terms::told(t, &notification.detail, account.unwrap_or_default());
    let key = notification.kind.as_str();
    Told {
        id: notification.id,
        title: t.with(&format!("letter-{key}"), &terms.all()),
        text: t.with(&format!("letter-{key}.text"), &terms.all()),
        account: account.map(str::to_owned),
        when: t.ago(notification.at),
        is_new: notification.read_at.is_none(),
    }
}

fn tick(t: &Words, choice: &Choice) -> Tick {
    let kind = choice.kind.as_str();
    Tick {
        kind,
        label: t.say(&format!("notice-{kind}")).into_owned(),
        ticked: choice.by_mail,
    }
}

/// `POST /notifications/{notification}/reading`.
pub async fn read(visit: Visit, Path(one): Path<NotificationId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::read(&mut authorized, one).await?;
    guarded.commit().await?;
    Ok(Redirect::to(HERE))
}

/// `POST /notifications/reading`.
pub async fn read_all(visit: Visit) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::read_all(&mut authorized).await?;
    guarded.commit().await?;
    Ok(Redirect::to(HERE))
}

/// `POST /notifications/mail`.
pub async fn choose(visit: Visit, Form(ticked): Form<Ticked>) -> Result<Redirect, Error> {
    let wanted = kinds(&ticked.by_mail).ok_or_else(|| FieldErrors::one("by_mail", "choice"))?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::choose(&mut authorized, &wanted).await?;
    guarded.commit().await?;
    Ok(Redirect::to(HERE).saying(&Flash::new("notices-kept"), &visit))
}
