//! The first page: on with the course, then everything else that is one's own.

use askama::Template;
use tutela_access::{
    Error as Refusal, Guarded, Myself, Platform, Somebody, ViewPlatform, ViewSelf,
};
use tutela_web::{Error, Page, Visit, Words};

use super::{Home, gather};
use crate::account::Account;
use crate::channel::screen::Shelf;
use crate::course::{Card, Cover, Learning, Progress, Working};

/// `GET /`
pub async fn home(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let home = gather(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let runs_platform = runs_platform(&mut guarded).await?;
    let title = visit.words_for(&somebody).say("home").into_owned();
    let page = visit.page(&somebody, title);
    let t = page.words().clone();
    let main = Main::new(&t, &somebody, &home, runs_platform);
    page.fill(&main)
}

async fn runs_platform(guarded: &mut Guarded<'_>) -> Result<bool, Error> {
    match guarded.authorize(ViewPlatform, Platform).await {
        Ok(_) => Ok(true),
        // The link leads to the set-up of what is still missing.
        Err(Refusal::FactorNeeded) => Ok(true),
        Err(Refusal::NotFound | Refusal::Forbidden) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "home/page.html")]
struct Main<'a> {
    t: &'a Words,
    greeting: String,
    feature: Option<Feature<'a>>,
    learning: Vec<Card>,
    channels: Vec<Shelf>,
    drafts: Vec<Card>,
    working: Vec<Card>,
    accounts: &'a [Account],
    runs_platform: bool,
}

impl<'a> Main<'a> {
    fn new(t: &'a Words, somebody: &Somebody, home: &'a Home, runs_platform: bool) -> Self {
        let (first, others) = match home.learning.split_first() {
            Some((first, others)) => (Some(first), others),
            None => (None, [].as_slice()),
        };
        let own = |working: &&Working| working.runs_channel;
        let name = somebody.name.split_whitespace().next().unwrap_or("");
        Self {
            t,
            greeting: t.with("home-greeting", &[("name", name)]),
            feature: first.map(|first| Feature::new(t, first)),
            learning: others.iter().map(|one| learning_card(t, one)).collect(),
            channels: home
                .channels
                .iter()
                .map(|channel| Shelf::in_account(t, channel))
                .collect(),
            drafts: home
                .working
                .iter()
                .filter(own)
                .map(|one| draft_card(t, one))
                .collect(),
            working: home
                .working
                .iter()
                .filter(|one| !one.runs_channel)
                .map(|one| working_card(t, one))
                .collect(),
            accounts: &home.accounts,
            runs_platform,
        }
    }

    /// Whether there is nothing yet to learn, to run or to work on.
    fn is_empty(&self) -> bool {
        self.feature.is_none()
            && self.channels.is_empty()
            && self.drafts.is_empty()
            && self.working.is_empty()
    }
}

pub(crate) fn learning_card(t: &Words, learning: &Learning) -> Card {
    Card::to_learn(t, learning).in_channel(&learning.listed.course.channel_name)
}

fn draft_card(t: &Words, working: &Working) -> Card {
    let listed = &working.listed;
    Card::to_edit(t, listed).in_channel(&listed.course.channel_name)
}

pub(crate) fn working_card(t: &Words, working: &Working) -> Card {
    let listed = &working.listed;
    Card::to_view(t, listed).in_channel(&listed.course.channel_name)
}

/// The course with which to go on, large.
struct Feature<'a> {
    cover: Cover,
    kicker: String,
    href: String,
    title: &'a str,
    progress: Option<Progress>,
    on_href: String,
    on: String,
    lesson: Option<&'a str>,
}

impl<'a> Feature<'a> {
    fn new(t: &Words, learning: &'a Learning) -> Self {
        let listed = &learning.listed;
        let course = &listed.course;
        let href = format!("/courses/{}", course.id);
        let kicker = match learning.stop {
            Some(_) => "home-left-off",
            None => "home-begin",
        };
        let (on_href, on) = on(t, learning, &href);
        let stop = learning.stop.as_ref();
        let over = stop.is_some_and(|stop| stop.place.is_over(stop.duration));
        Self {
            cover: Cover::new(course.id, listed.cover),
            kicker: t.with(kicker, &[("channel", course.channel_name.as_str())]),
            href,
            title: &course.title,
            progress: stop.map(|stop| Progress::new(t, stop.number, listed.lessons)),
            on_href,
            on,
            lesson: stop.filter(|_| !over).map(|stop| stop.title.as_str()),
        }
    }
}

/// Where the large button leads, and what it says.
fn on(t: &Words, learning: &Learning, course: &str) -> (String, String) {
    let Some(stop) = &learning.stop else {
        return (course.to_owned(), t.say("course-start").into_owned());
    };
    let number = |number| t.with("course-continue", &[("number", number)]);
    match stop.next {
        Some(next) if stop.place.is_over(stop.duration) => {
            (format!("/lessons/{next}"), number(stop.number + 1))
        }
        _ if stop.place.seconds > 0 && !stop.place.is_over(stop.duration) => {
            let time = t.clock(std::time::Duration::from_secs(stop.place.seconds));
            let words = t.with("course-continue-at", &[("time", time)]);
            (format!("/lessons/{}", stop.lesson), words)
        }
        _ => (format!("/lessons/{}", stop.lesson), number(stop.number)),
    }
}
