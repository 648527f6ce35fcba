//! The invitations of a place: a section of its page of roles and of people, and a page of their own where they are many.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tutela_access::{AddPerson, Guarded};
use tutela_core::{InvitationId, Scope};
use tutela_web::{Error, Flash, Page, Path, Query, Redirect, Visit, When, Words};

use crate::invitation::{Listed, PAGE, State, list, revoke};
use crate::place::{self, Spot};
use crate::roles::choice::label;

/// Which part is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct AskedPart {
    before: Option<InvitationId>,
}

struct Line {
    whom: String,
    /// What stands below the name.
    more: Option<String>,
    role: String,
    from: String,
    uses: String,
    until: When,
    state: State,
    /// Where a form posts that takes it back, and what its button is called.
    revocation: Option<(String, String)>,
}

/// The section with the invitations of a place.
#[derive(Template)]
#[template(path = "invitation/list.html")]
pub struct Invited<'a> {
    t: &'a Words,
    caption: String,
    lines: Vec<Line>,
    older: Option<String>,
}

/// The template escapes its words.
impl HtmlSafe for Invited<'_> {}

impl<'a> Invited<'a> {
    /// The section about what was listed there.
    pub fn new(t: &'a Words, scope: Scope, listed: &[Listed]) -> Self {
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let shown = &listed[..listed.len().min(page)];
        let more = (listed.len() > page).then(|| shown.last()).flatten();
        let here = place::path(scope);
        Self {
            t,
            caption: t.say("invitations").into_owned(),
            lines: shown.iter().map(|one| line(t, one)).collect(),
            older: more.map(|last| format!("{here}/invitations?before={}", last.id)),
        }
    }

    const fn word(&self, line: &Line) -> &'static str {
        match line.state {
            State::Open => "invitation-open",
            State::Used => "invitation-used-up",
            State::Expired => "invitation-expired",
            State::Revoked => "invitation-taken-back",
            State::Ended => "invitation-ended",
        }
    }

    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

fn line(t: &Words, one: &Listed) -> Line {
    let whom = one.name.clone().or_else(|| one.address.clone());
    let whom = whom.unwrap_or_else(|| t.say("invitation-by-link").into_owned());
    let uses = [("uses", one.uses), ("limit", one.use_limit)];
    Line {
        more: one.address.clone().filter(|address| *address != whom),
        role: one.role.map(|role| label(t, role)).unwrap_or_default(),
        from: one.from.clone(),
        uses: t.with("invitation-used", &uses),
        until: t.ago(one.until),
        state: one.state,
        revocation: (one.state == State::Open).then(|| {
            let label = t.with("invitation-revoke-for", &[("name", whom.as_str())]);
            (format!("/invitations/{}/revocation", one.id), label)
        }),
        whom,
    }
}

/// The latest invitations of a place, for those who may invite there.
pub async fn look(
    visit: &Visit,
    guarded: &mut Guarded<'_>,
    scope: Scope,
) -> Result<Vec<Listed>, Error> {
    match guarded.authorize(AddPerson, scope).await {
        Ok(mut authorized) => Ok(list(visit.gate(), &mut authorized, None).await?),
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(Vec::new()),
    }
}

#[derive(Template)]
#[template(path = "invitation/all.html")]
struct Main<'a> {
    t: &'a Words,
    here: String,
    invited: Invited<'a>,
}

/// `GET /…/invitations`.
pub async fn show<I>(
    visit: Visit,
    Path(place): Path<I>,
    Query(asked): Query<AskedPart>,
) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let listed = list(visit.gate(), &mut authorized, asked.before).await?;
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    let spot = spot.look_around(&mut guarded).await?;
    let t = visit.words_for(&somebody);
    let main = Main {
        t: &t,
        here: place::path(scope),
        invited: Invited::new(&t, scope, &listed),
    };
    let page = visit.page(&somebody, t.say("invitations"));
    spot.dress(page).fill(&main)
}

/// `POST /invitations/{invitation}/revocation`.
pub async fn take_back(
    visit: Visit,
    Path(invitation): Path<InvitationId>,
) -> Result<Response, Error> {
    let scope = revoke(visit.gate(), visit.caller(), invitation).await?;
    let to = format!("{}/invitations", place::path(scope));
    let flash = Flash::new("invitation-revoked");
    Ok(Redirect::to(to).saying(&flash, &visit).into_response())
}

/// Where one sees whom one has invited.
pub fn back(scope: Scope) -> String {
    match scope {
        Scope::Account(_) => format!("{}/people", place::path(scope)),
        _ => format!("{}/roles", place::path(scope)),
    }
}
