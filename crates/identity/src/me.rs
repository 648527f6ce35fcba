//! Who I am, what I may do, until when I am signed in; what I am called, and in which language I read.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, Held, ViewSelf, held_by_me, session, update_person};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Scope, SessionId, Time};
use tutela_web::Language;

use crate::people::{self, PersonName};

/// The caller as he sees himself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    pub id: PersonId,
    pub name: String,
    pub username: String,
    pub language: String,
    /// The roles that count now.
    pub roles: Vec<Held>,
    pub session: SessionId,
    /// When the session ends however much it is used.
    pub until: Time,
}

/// The caller himself.
pub async fn get(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Me, tutela_access::Error> {
    let somebody = authorized.somebody().clone();
    Ok(Me {
        id: somebody.id,
        name: somebody.name,
        username: people::my_username(authorized).await?,
        language: somebody.language,
        roles: held_by_me(authorized).await?,
        session: somebody.session,
        until: session::until(authorized).await?,
    })
}

/// What changes about the caller; what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Update {
    pub name: Option<PersonName>,
    pub language: Option<Language>,
}

/// Changes what the caller is called, or the language of his pages and letters.
pub async fn update(
    authorized: &mut Authorized<'_, ViewSelf>,
    update: &Update,
) -> Result<(), tutela_db::Error> {
    let (me, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let name = update.name.as_ref().map(PersonName::as_str);
    let language = update.language.map(Language::tag);
    update_person(tx, me, (name, language)).await?;
    let activity = Activity {
        actor: Some(me),
        account: None,
        scope: Scope::Platform,
        action: "updateMe",
        policy: &policy,
        subject: me.to_string(),
        detail: name.unwrap_or_default(),
    };
    record(tx, activity, ambient).await
}
