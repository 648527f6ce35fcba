//! What an invitation offers, as its reader may know it while it stands.

use tutela_access::{AddPerson, Error, Gate, GrantRole, OpenDoor};
use tutela_core::{
    AccountId, InvitationId, Level, PersonId, Role, Scope, ScopeId, Time, Token, Username,
};
use tutela_db::{Row, Tx, args, sql};

use super::{Address, CannotAccept};
use crate::password::{Rules, STAFF_FLOOR};

/// What an invitation offers.
#[derive(Debug, Clone)]
pub struct Offer {
    pub id: InvitationId,
    pub scope: Scope,
    pub account: Option<AccountId>,
    pub role: Option<Role>,
    /// Somebody who is here already and only lacks a password.
    pub person: Option<PersonId>,
    pub name: Option<String>,
    /// With what that person signs in.
    pub username: Option<String>,
    /// Where the invitation was sent.
    pub address: Option<Address>,
    /// Who made it.
    pub by: PersonId,
    pub from: String,
    /// What the account and the place are called.
    pub account_name: Option<String>,
    pub place_name: Option<String>,
    pub until: Time,
    /// Whether its reader asked for it himself.
    pub registered: bool,
    /// What the password must keep to.
    pub rules: Rules,
    /// Whether somebody signs in with the address already.
    pub is_known: bool,
}

/// What an invitation offers, while it stands.
///
/// # Errors
/// [`CannotAccept::Gone`] for all that do not stand, whatever the reason.
pub async fn find(gate: &Gate, token: &Token) -> Result<Offer, CannotAccept> {
    let mut tx = gate.look(OpenDoor::INVITATION).await?;
    find_in(&mut tx, gate, token).await
}

pub async fn find_in(tx: &mut Tx, gate: &Gate, token: &Token) -> Result<Offer, CannotAccept> {
    let now = gate.ambient().now();
    let row = tx.find(FIND, args![token.digest(), now]).await?;
    let mut offer = read(&row.ok_or(CannotAccept::Gone)?)?;
    vouch(tx, gate, &offer).await?;
    offer.rules = match (offer.person, offer.account) {
        (Some(person), _) => Rules::of(tx, person, now).await?,
        (None, Some(account)) => Rules::at(tx, account).await?,
        (None, None) => Rules::new(STAFF_FLOOR),
    };
    Ok(offer)
}

/// Whether who made it may still give it.
async fn vouch(tx: &mut Tx, gate: &Gate, offer: &Offer) -> Result<(), CannotAccept> {
    let stands = match offer.role {
        Some(role) => {
            let promise = (GrantRole(role), offer.scope);
            gate.in_the_name_of(tx, offer.by, promise).await.map(drop)
        }
        None => {
            let promise = (AddPerson, offer.scope);
            gate.in_the_name_of(tx, offer.by, promise).await.map(drop)
        }
    };
    stands.map_err(|error| match error {
        Error::Db(error) => error.into(),
        _ => CannotAccept::Gone,
    })
}

const FIND: tutela_db::Sql = sql!(
    "SELECT i.id, s.kind, i.scope_id, i.account_id, i.role, i.person_id, i.name, i.address, i.canonical,
            i.created_by, i.expires_at, i.registered_at, b.name, p.name, n.name, a.name,
            (SELECT MIN(u.username) FROM shown_username u WHERE u.person_id = i.person_id),
            (SELECT MIN(k.person_id) FROM usernames k WHERE k.canonical = i.canonical)
     FROM invitations i
     JOIN scopes s ON s.id = i.scope_id
     JOIN persons b ON b.id = i.created_by
     LEFT JOIN persons p ON p.id = i.person_id
     LEFT JOIN scope_name n ON n.scope_id = i.scope_id
     LEFT JOIN scope_name a ON a.scope_id = i.account_id
     WHERE i.token_digest = $1 AND i.revoked_at IS NULL AND i.expires_at > $2 AND i.uses < i.use_limit
       AND p.blocked_at IS NULL"
);

fn read(row: &Row) -> Result<Offer, tutela_db::Error> {
    let (level, scope): (Level, ScopeId) = (row.id(1)?, row.id(2)?);
    let canonical = row.opt_text(8)?;
    let canonical = canonical.and_then(|text| Username::parse(&text).ok());
    let address = row.opt_text(7)?.zip(canonical);
    let mine = row.opt_text(13)?;
    Ok(Offer {
        id: row.id(0)?,
        scope: Scope::of(level, scope),
        account: row.opt_id(3)?,
        role: row.opt_id(4)?,
        person: row.opt_id(5)?,
        name: mine.or(row.opt_text(6)?),
        username: row.opt_text(16)?,
        address: address.map(|(written, canonical)| Address::stored(written, canonical)),
        by: row.id(9)?,
        from: row.text(12)?,
        account_name: row.opt_text(15)?,
        place_name: row.opt_text(14)?,
        until: row.time(10)?,
        registered: row.opt_time(11)?.is_some(),
        rules: Rules::new(STAFF_FLOOR),
        is_known: row.opt_text(17)?.is_some(),
    })
}
