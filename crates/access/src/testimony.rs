//! What the evidence log is told of roles, blocks and API tokens, at the very statements that change them: whatever way leads
//! there, nothing of it changes without an entry of the same transaction.

use tutela_audit::evidence::{self, Details, Entry, Kind};
use tutela_core::{AccountId, Ambient, ApiTokenId, GrantId, PersonId, Role, ScopeId, Time};
use tutela_db::{Error, Tx};

/// A grant, as far as it is testified.
#[derive(Debug, Clone, Copy)]
pub struct Granted {
    pub grant: GrantId,
    pub person: PersonId,
    pub role: Role,
    pub scope: ScopeId,
    pub account: Option<AccountId>,
    pub until: Option<Time>,
}

/// A role was given, changed or taken.
pub async fn role(
    tx: &mut Tx,
    kind: Kind,
    of: Granted,
    by: Option<PersonId>,
    ambient: &Ambient,
) -> Result<(), Error> {
    let until = of.until.map(|until| until.to_string());
    let details = format!(
        "role={} person={} place={} until={}",
        of.role,
        of.person,
        of.scope,
        until.as_deref().unwrap_or("-")
    );
    let subject = of.grant.to_string();
    let entry = Entry {
        kind,
        account: of.account,
        actor: by,
        subject: &subject,
        details: Details::Kept(&details),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}

/// A person was kept out of the installation, or let in again.
pub async fn block(
    tx: &mut Tx,
    kind: Kind,
    person: PersonId,
    (by, ambient): (PersonId, &Ambient),
) -> Result<(), Error> {
    let (subject, details) = (person.to_string(), format!("person={person}"));
    let entry = Entry {
        kind,
        account: None,
        actor: Some(by),
        subject: &subject,
        details: Details::Kept(&details),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}

/// An API token, as far as it is testified.
#[derive(Debug, Clone)]
pub struct Token {
    pub id: ApiTokenId,
    pub person: PersonId,
    pub scope: ScopeId,
    pub account: Option<AccountId>,
    /// What it is for, in the words of the database.
    pub allows: String,
}

/// An API token was made or ended.
pub async fn token(
    tx: &mut Tx,
    kind: Kind,
    of: &Token,
    by: Option<PersonId>,
    ambient: &Ambient,
) -> Result<(), Error> {
    let details = format!(
        "person={} place={} allows={}",
        of.person, of.scope, of.allows
    );
    let subject = of.id.to_string();
    let entry = Entry {
        kind,
        account: of.account,
        actor: by,
        subject: &subject,
        details: Details::Kept(&details),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}
