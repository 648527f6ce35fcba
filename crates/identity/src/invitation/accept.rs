//! Taking an invitation up: as somebody new, as somebody who lacks a password, or as oneself with one click.

use tutela_access::session::Origin;
use tutela_access::{
    AddPerson, Authorized, Gate, GrantRole, OpenDoor, ViewSelf, add_member, holds, is_member,
    is_staff,
};
use tutela_audit::{Activity, record};
use tutela_core::{ContactId, PersonId, Scope, Secret, Token, Username};
use tutela_db::{Lock, Tx, args, sql};

use super::Offer;
use super::offer::{find, find_in};
use crate::password::{self, Hashed, Hasher, NewPassword, TooBusy, WeakPassword};
use crate::people::{self, CannotAdd, Newcomer, PersonName};
use crate::registration;
use crate::sign_in::{SignedIn, let_in};

/// Why an invitation was not taken up.
#[derive(Debug, thiserror::Error)]
pub enum CannotAccept {
    #[error("this invitation does not stand")]
    Gone,
    #[error("a name and a user name are needed")]
    NameNeeded,
    #[error("somebody signs in with this user name already")]
    Taken,
    #[error("this address is somebody's already, who can sign in and accept")]
    Known,
    #[error("staff of the platform and the people of accounts are kept apart")]
    Apart,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotAccept {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// What somebody chooses who is not signed in.
#[derive(Debug)]
pub struct Chosen<'a> {
    /// What he is called; nothing where that is known.
    pub name: Option<PersonName>,
    /// With what he will sign in; nothing where the invitation was sent to an address, which becomes it.
    pub username: Option<Username>,
    pub password: &'a Secret<String>,
    pub language: &'a str,
    /// From where, and what the browser keeps since somebody signed in there before.
    pub from: (Origin<'a>, Option<&'a Token>),
}

/// Takes an invitation up as somebody who cannot sign in yet, and signs him in.
pub async fn accept(
    gate: &Gate,
    hasher: &Hasher,
    token: &Token,
    chosen: &Chosen<'_>,
) -> Result<SignedIn, CannotAccept> {
    let offer = find(gate, token).await?;
    let newcomer = newcomer(&offer, chosen)?;
    let rules = match &newcomer {
        Some(new) => {
            let own = [new.name.as_str(), new.username.as_str()];
            offer.rules.clone().own(&own)
        }
        None => offer.rules.clone(),
    };
    let password = NewPassword::check(chosen.password, &rules)?;
    let hash = hasher.hash(password).await?;
    let mut tx = gate.enter(OpenDoor::INVITATION).await?;
    hold_still(&mut tx, &offer).await?;
    let offer = find_in(&mut tx, gate, token).await?;
    redeem(&mut tx, gate, &offer).await?;
    let (person, name) = match (offer.person, newcomer) {
        (Some(person), _) => (person, offer.name.clone().unwrap_or_default()),
        (None, Some(newcomer)) => {
            let person = create(&mut tx, gate, &offer, (&newcomer, chosen.language)).await?;
            give(&mut tx, gate, &offer, person).await?;
            (person, newcomer.name.to_string())
        }
        (None, None) => return Err(CannotAccept::Gone),
    };
    set_password(&mut tx, gate, person, &hash).await?;
    let signed_in = let_in(&mut tx, gate, (person, name), chosen.from).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Takes an invitation up as the caller. What he has already he keeps, and no use is taken for it.
pub async fn accept_as_me(
    gate: &Gate,
    authorized: &mut Authorized<'_, ViewSelf>,
    token: &Token,
) -> Result<Offer, CannotAccept> {
    let (me, now) = (authorized.somebody().id, authorized.now());
    let tx = authorized.tx();
    let offer = find_in(tx, gate, token).await?;
    hold_still(tx, &offer).await?;
    let offer = find_in(tx, gate, token).await?;
    let apart = match offer.scope {
        Scope::Platform => !people::is_outside(tx, me).await?,
        _ => is_staff(tx, me, now).await?,
    };
    if offer.person.is_some() || apart {
        return Err(CannotAccept::Apart);
    }
    if !has(tx, &offer, me, now).await? {
        redeem(tx, gate, &offer).await?;
        give(tx, gate, &offer, me).await?;
    }
    Ok(offer)
}

/// Who is to come in, or nothing for somebody who is here already.
fn newcomer(offer: &Offer, chosen: &Chosen<'_>) -> Result<Option<Newcomer>, CannotAccept> {
    if offer.person.is_some() {
        return Ok(None);
    }
    if offer.is_known {
        return Err(CannotAccept::Known);
    }
    let address = offer.address.as_ref().map(|address| address.username());
    let username = address.or(chosen.username.as_ref());
    let (name, username) = chosen
        .name
        .as_ref()
        .zip(username)
        .ok_or(CannotAccept::NameNeeded)?;
    Ok(Some(Newcomer::new(name.clone(), username.clone())))
}

/// Who made the invitation loses no role before this is done, and then it is not; the account's writers take turns.
async fn hold_still(tx: &mut Tx, offer: &Offer) -> Result<(), tutela_db::Error> {
    tx.lock(Lock::shared(offer.by.uuid())).await?;
    match offer.account {
        Some(account) => tx.lock(Lock::exclusive(account.uuid())).await,
        None => Ok(()),
    }
}

/// Takes one use; of fifty at once as many get one as there are.
async fn redeem(tx: &mut Tx, gate: &Gate, offer: &Offer) -> Result<(), CannotAccept> {
    let now = gate.ambient().now();
    let redeem = sql!(
        "UPDATE invitations SET uses = uses + 1
         WHERE id = $1 AND uses < use_limit AND revoked_at IS NULL AND expires_at > $2"
    );
    match tx.run(redeem, args![offer.id, now]).await? {
        0 => Err(CannotAccept::Gone),
        _ => Ok(()),
    }
}

/// Makes the person; the address at which the invitation was read is confirmed by that.
async fn create(
    tx: &mut Tx,
    gate: &Gate,
    offer: &Offer,
    (newcomer, language): (&Newcomer, &str),
) -> Result<PersonId, CannotAccept> {
    let ambient = gate.ambient();
    let made = people::create(tx, newcomer, language, ambient).await;
    let person = made.map_err(|error| match (error, &offer.address) {
        (CannotAdd::Taken, Some(_)) => CannotAccept::Known,
        (CannotAdd::Access(error), _) => error.into(),
        _ => CannotAccept::Taken,
    })?;
    if let Some(address) = &offer.address {
        let id: ContactId = ambient.id();
        let insert = sql!(
            "INSERT INTO contacts (id, person_id, kind, address, canonical, confirmed_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        );
        let (kind, now) = (address.way().contact(), ambient.now());
        let values = args![id, person, kind, address.written(), address.username(), now];
        tx.run(insert, values).await?;
    }
    Ok(person)
}

/// Gives what was promised, in the name of who promised it.
async fn give(
    tx: &mut Tx,
    gate: &Gate,
    offer: &Offer,
    person: PersonId,
) -> Result<(), CannotAccept> {
    let policy = match offer.role {
        Some(role) => {
            let promise = (GrantRole(role), offer.scope);
            let mut authorized = gate.in_the_name_of(tx, offer.by, promise).await?;
            tutela_access::grant(&mut authorized, person, None).await?;
            authorized.policy().to_owned()
        }
        None => {
            let promise = (AddPerson, offer.scope);
            let mut authorized = gate.in_the_name_of(tx, offer.by, promise).await?;
            let (account, now) = (authorized.account()?, authorized.now());
            add_member(authorized.tx(), account, person, now).await?;
            authorized.policy().to_owned()
        }
    };
    if offer.registered {
        registration::enrol(tx, gate, offer, person).await?;
    }
    let activity = Activity {
        actor: Some(person),
        account: offer.account,
        scope: offer.scope,
        action: "acceptInvitation",
        policy: &policy,
        subject: offer.id.to_string(),
        detail: offer.role.map_or("", tutela_core::Role::as_str),
    };
    Ok(record(tx, activity, gate.ambient()).await?)
}

async fn set_password(
    tx: &mut Tx,
    gate: &Gate,
    person: PersonId,
    hash: &Hashed,
) -> Result<(), tutela_db::Error> {
    password::store(tx, person, hash, gate.ambient().now()).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "setPassword",
        policy: OpenDoor::INVITATION.name,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, gate.ambient()).await
}

/// Whether somebody has already what an invitation offers.
async fn has(
    tx: &mut Tx,
    offer: &Offer,
    person: PersonId,
    now: tutela_core::Time,
) -> Result<bool, tutela_db::Error> {
    match (offer.role, offer.account) {
        (Some(role), _) => holds(tx, person, (role, offer.scope), now).await,
        (None, Some(account)) => is_member(tx, account, person).await,
        (None, None) => Ok(false),
    }
}
