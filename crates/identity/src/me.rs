//! Who I am, what I may do, until when I am signed in.

pub(crate) mod api;

use tutela_access::{Authorized, Held, ViewSelf, held_by_me, session};
use tutela_core::{PersonId, SessionId, Time};

use crate::people;

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
