//! What a person can see, as those see it who give him his roles: the policy's own answers about him, place by place.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, Error, ListRoles, Reached, find_person_name};
use tutela_core::PersonId;

/// How many places are shown at most.
pub const MOST: u32 = 1_000;

/// What somebody reaches at a place and below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub name: String,
    pub places: Vec<Reached>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// What a member of the account reaches there, as far as the caller may know of it.
///
/// # Errors
/// [`Error::NotFound`] for who is no member.
pub async fn get(
    authorized: &mut Authorized<'_, ListRoles>,
    person: PersonId,
) -> Result<Reach, Error> {
    let (places, more) = tutela_access::reach(authorized, person, MOST).await?;
    let name = find_person_name(authorized.tx(), person).await?;
    Ok(Reach {
        name: name.unwrap_or_default(),
        places,
        more,
    })
}
