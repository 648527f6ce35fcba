//! Recovery codes: ten, each good once, for the day on which app and passkey are lost. Only their digests are kept; 80
//! random bits each, so that nobody finds them from the digests.

use aws_lc_rs::digest::{SHA256, digest};
use tutela_access::{Authorized, Error, ViewSelf};
use tutela_audit::{Activity, record};
use tutela_core::{Ambient, PersonId, Scope, Time};
use tutela_db::{Tx, args, sql};

/// How many there are.
pub const COUNT: usize = 10;

/// Letters and digits that nobody takes for one another.
const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Codes that were just made. They cannot be shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCodes(pub Vec<String>);

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes")
    }
}

/// Makes new codes for the caller; those before stop working.
///
/// # Errors
/// [`Error::ProofNeeded`], and [`Error::NotFound`] for who has no second factor to recover.
pub async fn renew_mine(authorized: &mut Authorized<'_, ViewSelf>) -> Result<RecoveryCodes, Error> {
    authorized.demand_proof()?;
    let (person, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if !super::needed(tx, person).await? {
        return Err(Error::NotFound);
    }
    let codes = renew(tx, person, ambient).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "renewRecoveryCodes",
        policy: &policy,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    Ok(codes)
}

pub(crate) async fn renew(
    tx: &mut Tx,
    person: PersonId,
    ambient: &Ambient,
) -> Result<RecoveryCodes, tutela_db::Error> {
    forget(tx, person).await?;
    let mut codes = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let code = new(ambient);
        let insert =
            sql!("INSERT INTO recovery_codes (digest, person_id, created_at) VALUES ($1, $2, $3)");
        tx.run(insert, args![seal(person, &code), person, ambient.now()])
            .await?;
        codes.push(code);
    }
    Ok(RecoveryCodes(codes))
}

/// Uses a code up, if it is one.
pub(crate) async fn spend(
    tx: &mut Tx,
    person: PersonId,
    typed: &str,
    now: Time,
) -> Result<bool, tutela_db::Error> {
    let spend = sql!(
        "UPDATE recovery_codes SET used_at = $3
         WHERE digest = $1 AND person_id = $2 AND used_at IS NULL"
    );
    let changed = tx
        .run(spend, args![seal(person, typed), person, now])
        .await?;
    Ok(changed > 0)
}

/// How many codes are left.
pub(crate) async fn left(tx: &mut Tx, person: PersonId) -> Result<u64, tutela_db::Error> {
    let count =
        sql!("SELECT COUNT(*) FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL");
    tx.get(count, args![person]).await?.count(0)
}

pub(crate) async fn forget(tx: &mut Tx, person: PersonId) -> Result<(), tutela_db::Error> {
    let forget = sql!("DELETE FROM recovery_codes WHERE person_id = $1");
    tx.run(forget, args![person]).await?;
    Ok(())
}

/// Sixteen signs in groups of four: five bits each, with no bias.
fn new(ambient: &Ambient) -> String {
    let mut bytes = [0; 16];
    ambient.fill(&mut bytes);
    let mut code = String::with_capacity(19);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(SIGNS[usize::from(byte % 32)]));
    }
    code
}

/// The digest of a code, however it was typed: case, spaces and hyphens do not count.
fn seal(person: PersonId, typed: &str) -> Vec<u8> {
    let signs = typed.chars().filter(|sign| sign.is_alphanumeric());
    let signs: String = signs.flat_map(char::to_lowercase).collect();
    let whole = format!("recovery code|{person}|{signs}");
    digest(&SHA256, whole.as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let ambient = Ambient::system();
        let (anna, bo): (PersonId, PersonId) = (ambient.id(), ambient.id());
        let code = new(&ambient);
        assert_eq!(code.len(), 19);
        assert_ne!(code, new(&ambient));
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(seal(anna, &typed), seal(anna, &code));
        assert_ne!(seal(bo, &code), seal(anna, &code));
    }
}
