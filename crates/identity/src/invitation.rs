//! Invitations: the one way in. By mail or as a link, for a role or to belong to an account; as often as it says, for
//! as long as it says, and no longer than whoever made it may still give what it offers (promise DA4).

mod accept;
pub(crate) mod address;
pub(crate) mod api;
pub(crate) mod link;
mod list;
mod offer;
mod put;
pub(crate) mod screen;
mod typed;

use std::time::Duration;

use tutela_access::{Action, AddPerson, Authorized, Caller, Error, Gate, GrantRole, Guarded};
use tutela_audit::{Activity, record};
use tutela_core::{InvitationId, PersonId, Role, Scope, Time, Token};
use tutela_db::{Tx, args, sql};

pub use accept::{CannotAccept, Chosen, accept, accept_as_me};
pub use address::Address;
pub use list::{Listed, PAGE, State, list};
pub use offer::{Offer, find};
pub(crate) use put::{Draft, for_person, mail, put, sender};

use crate::people::PersonName;
use crate::roles::{CannotGrant, asks_proof};

/// How long an invitation lasts when nobody says otherwise.
pub const USUAL: Duration = Duration::from_secs(14 * 24 * 3600);

/// How long it lasts at most.
pub const LONGEST: Duration = Duration::from_secs(90 * 24 * 3600);

/// How often a link can be used at most.
pub const MOST_USES: u32 = 10_000;

/// What is offered, and to whom.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The role that it gives; without one it lets somebody belong to an account.
    pub role: Option<Role>,
    /// Where it is sent, for one use. Without an address it is a link to hand over.
    pub to: Option<Address>,
    /// What the person is called, if that is known.
    pub name: Option<PersonName>,
    pub lasts: Duration,
    /// How often it can be used.
    pub uses: u32,
}

/// An invitation that was made.
#[derive(Debug)]
pub struct Made {
    pub id: InvitationId,
    /// The link, where it is one: what was mailed only its reader knows, for its use confirms the address.
    pub token: Option<Token>,
    pub until: Time,
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum CannotInvite {
    #[error("an invitation lasts from one day to ninety")]
    Lasting,
    #[error("an invitation is for one use to ten thousand")]
    Uses,
    #[error("an invitation is made here with a role")]
    RoleNeeded,
    #[error(transparent)]
    Grant(#[from] CannotGrant),
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotInvite {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Makes an invitation: the policy is asked what it would be asked if the role were given now.
pub async fn create(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    new: &NewInvitation,
) -> Result<Made, CannotInvite> {
    if new.lasts.is_zero() || new.lasts > LONGEST {
        return Err(CannotInvite::Lasting);
    }
    if new.uses == 0 || new.uses > MOST_USES {
        return Err(CannotInvite::Uses);
    }
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let Some(role) = new.role else {
        return match scope {
            Scope::Account(_) => Ok(offer_at(&mut authorized, new).await?),
            _ => Err(CannotInvite::RoleNeeded),
        };
    };
    if role.level() != scope.level() {
        return Err(CannotGrant::WrongLevel.into());
    }
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    if asks_proof(scope) {
        authorized.demand_proof()?;
    }
    Ok(offer_at(&mut authorized, new).await?)
}

async fn offer_at<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    new: &NewInvitation,
) -> Result<Made, tutela_db::Error> {
    let (scope, place) = (authorized.on(), authorized.place());
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let until = ambient.now().plus(new.lasts);
    let draft = Draft {
        account: place.account,
        role: new.role,
        name: new.name.as_ref().map(PersonName::as_str),
        address: new.to.as_ref(),
        uses: if new.to.is_some() { 1 } else { new.uses },
        ..Draft::new(scope, somebody.id, until)
    };
    let (id, token) = put(authorized.tx(), &draft, ambient).await?;
    if new.to.is_some() {
        let tx = authorized.tx();
        let sender = sender(tx, &somebody, place.account).await?;
        mail(tx, &draft, (&token, &sender), ambient).await?;
    }
    write_down(authorized, "createInvitation", (id, new.role)).await?;
    Ok(Made {
        id,
        token: new.to.is_none().then_some(token),
        until,
    })
}

/// Takes an invitation back. Who may invite to a place may take back what others offered there.
///
/// # Errors
/// [`Error::NotFound`] for what is over already, and for what the caller may not know of.
pub async fn revoke(gate: &Gate, caller: &Caller, id: InvitationId) -> Result<Scope, Error> {
    let (scope, role) = list::find_place(gate, id).await?;
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let now = authorized.now();
    let revoke = sql!(
        "UPDATE invitations SET revoked_at = $2
         WHERE id = $1 AND revoked_at IS NULL AND uses < use_limit AND expires_at > $2"
    );
    if authorized.tx().run(revoke, args![id, now]).await? == 0 {
        return Err(Error::NotFound);
    }
    write_down(&mut authorized, "revokeInvitation", (id, role)).await?;
    guarded.commit().await?;
    Ok(scope)
}

async fn write_down<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    action: &str,
    (id, role): (InvitationId, Option<Role>),
) -> Result<(), tutela_db::Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (account, scope) = (authorized.place().account, authorized.on());
    let ambient = authorized.ambient();
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action,
        policy: &policy,
        subject: id.to_string(),
        detail: role.map_or("", Role::as_str),
    };
    record(authorized.tx(), activity, ambient).await
}

/// Ends every invitation that stands for a person who has no password yet.
pub(crate) async fn end_for(
    tx: &mut Tx,
    person: PersonId,
    now: Time,
) -> Result<(), tutela_db::Error> {
    let end = sql!(
        "UPDATE invitations SET revoked_at = $2
         WHERE person_id = $1 AND revoked_at IS NULL AND uses < use_limit"
    );
    tx.run(end, args![person, now]).await?;
    Ok(())
}
