//! Writing an invitation down, and the letter that brings it.

use tutela_access::Somebody;
use tutela_audit::{Letter, LetterKind, outbox};
use tutela_core::{AccountId, Ambient, ImportId, InvitationId, PersonId, Role, Scope, Time, Token};
use tutela_db::{Tx, args, sql};

use super::{Address, end_for};

/// An invitation to be.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    pub scope: Scope,
    pub account: Option<AccountId>,
    pub role: Option<Role>,
    /// Somebody who is here already and lacks a password.
    pub person: Option<PersonId>,
    pub name: Option<&'a str>,
    pub address: Option<&'a Address>,
    pub by: PersonId,
    pub until: Time,
    pub uses: u32,
    /// Whether its reader asked for it himself, where an account is open.
    pub registered: bool,
    pub import: Option<ImportId>,
}

impl<'a> Draft<'a> {
    /// For one use, and nothing said yet of whom and of what.
    pub const fn new(scope: Scope, by: PersonId, until: Time) -> Self {
        Self {
            scope,
            account: None,
            role: None,
            person: None,
            name: None,
            address: None,
            by,
            until,
            uses: 1,
            registered: false,
            import: None,
        }
    }
}

/// Writes an invitation down. Its token cannot be shown again.
pub async fn put(
    tx: &mut Tx,
    draft: &Draft<'_>,
    ambient: &Ambient,
) -> Result<(InvitationId, Token), tutela_db::Error> {
    let (id, token, now): (InvitationId, _, _) = (ambient.id(), Token::new(ambient), ambient.now());
    let insert = sql!(
        "INSERT INTO invitations (id, token_digest, scope_id, account_id, role, person_id, name, address,
                                  canonical, created_by, created_at, expires_at, use_limit, uses,
                                  registered_at, import_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)"
    );
    let values = args![
        id,
        token.digest(),
        draft.scope,
        draft.account,
        draft.role,
        draft.person,
        draft.name,
        draft.address.map(Address::written),
        draft.address.map(Address::username),
        draft.by,
        now,
        draft.until,
        draft.uses,
        draft.registered.then_some(now),
        draft.import
    ];
    tx.run(insert, values).await?;
    Ok((id, token))
}

/// Makes the link for somebody who is here already and lacks a password; those made before stop working.
pub async fn for_person(
    tx: &mut Tx,
    (person, by): (PersonId, PersonId),
    (scope, account): (Scope, Option<AccountId>),
    ambient: &Ambient,
) -> Result<Token, tutela_db::Error> {
    let now = ambient.now();
    end_for(tx, person, now).await?;
    let draft = Draft {
        person: Some(person),
        account,
        ..Draft::new(scope, by, now.plus(super::USUAL))
    };
    Ok(put(tx, &draft, ambient).await?.1)
}

/// Who invites, as the letter says.
#[derive(Debug, Clone)]
pub struct Sender {
    pub name: String,
    pub language: String,
    /// What the account is called.
    pub account: String,
}

/// Who invites to an account, as the letter says.
pub async fn sender(
    tx: &mut Tx,
    somebody: &Somebody,
    account: Option<AccountId>,
) -> Result<Sender, tutela_db::Error> {
    let find = sql!("SELECT name FROM scope_name WHERE scope_id = $1");
    let row = tx.find(find, args![account]).await?;
    Ok(Sender {
        name: somebody.name.clone(),
        language: somebody.language.clone(),
        account: row.map_or(Ok(String::new()), |row| row.text(0))?,
    })
}

/// Queues the letter that brings an invitation to its address.
pub async fn mail(
    tx: &mut Tx,
    draft: &Draft<'_>,
    (token, sender): (&Token, &Sender),
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let Some(address) = draft.address else {
        return Ok(());
    };
    let words = [
        ("path", super::link::path(token)),
        ("from", sender.name.clone()),
        ("account", sender.account.clone()),
    ];
    let letter = Letter {
        to: address.to(),
        person: None,
        language: &sender.language,
        kind: LetterKind::Invitation,
        words: &words,
        expires_at: draft.until,
    };
    outbox::queue(tx, letter, ambient).await
}
