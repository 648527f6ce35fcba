//! The heads above a place, whose roles count there too, as far as the caller may know of them.

use tutela_access::{Error, Guarded, Held, ListRoles, Place, held_at};
use tutela_core::{Role, Scope};

use super::LISTED;

/// Who runs a place because of a role above it, the nearest first.
pub async fn above(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    place: Place,
) -> Result<Vec<Held>, Error> {
    let ancestors = [
        place.channel.map(Scope::Channel),
        place.account.map(Scope::Account),
    ];
    let mut heads = Vec::new();
    for ancestor in ancestors.into_iter().flatten() {
        if ancestor == scope {
            continue;
        }
        match guarded.authorize(ListRoles, ancestor).await {
            Ok(mut authorized) => heads.extend(held_at(&mut authorized, None, LISTED).await?.held),
            Err(Error::NotFound | Error::Forbidden | Error::FactorNeeded) => {}
            Err(error) => return Err(error),
        }
    }
    heads.retain(|held| is_head(held.role));
    Ok(heads)
}

/// Whether a role counts below the place where it is held.
const fn is_head(role: Role) -> bool {
    matches!(
        role,
        Role::AccountOwner | Role::AccountManager | Role::ChannelManager
    )
}
