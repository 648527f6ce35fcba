//! The authenticator app: codes of six digits that change every half minute (RFC 6238). Its secret rests sealed, and a
//! code counts once.

use totp_rs::{Builder, Secret as Shared, Totp};
use tutela_access::{Authorized, Error, ViewSelf};
use tutela_core::{Ambient, PersonId, Time};
use tutela_db::{Tx, args, sql};

use super::codes::{self, RecoveryCodes};
use super::{Change, settle};

/// How many bytes a secret has (RFC 4226 asks for 20).
const SECRET: usize = 20;

/// A secret that was offered to an app.
#[derive(Debug)]
pub struct Offer {
    /// For those who cannot scan: base32 in groups of four.
    pub secret: String,
    /// What the square picture says.
    pub uri: String,
}

/// Why an app was not set up, or not removed.
#[derive(Debug, thiserror::Error)]
pub enum CannotSetUp {
    #[error("this is not the code that the app shows now")]
    WrongCode,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotSetUp {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Offers a new secret, under the name by which the app lists it. One that is in use stays until the new one is confirmed.
///
/// # Errors
/// [`Error::ProofNeeded`]: whoever finds an open screen must not make it his own.
pub async fn offer(
    authorized: &mut Authorized<'_, ViewSelf>,
    (product, name): (&str, &str),
) -> Result<Offer, Error> {
    authorized.demand_proof()?;
    let (person, now) = (authorized.somebody().id, authorized.now());
    let mut secret = [0; SECRET];
    authorized.ambient().fill(&mut secret);
    let sealed = authorized.ambient().seal(&context(person), &secret);
    let tx = authorized.tx();
    let update = sql!("UPDATE totps SET offered = $2, offered_at = $3 WHERE person_id = $1");
    if tx.run(update, args![person, sealed.clone(), now]).await? == 0 {
        let insert = sql!(
            "INSERT INTO totps (person_id, last_step, offered, offered_at) VALUES ($1, 0, $2, $3)"
        );
        tx.run(insert, args![person, sealed, now]).await?;
    }
    told(&secret, product, name).ok_or(Error::NotFound)
}

/// The offer that stands, for a form that is shown again.
pub async fn offered(
    authorized: &mut Authorized<'_, ViewSelf>,
    (product, name): (&str, &str),
) -> Result<Offer, Error> {
    let person = authorized.somebody().id;
    let ambient = authorized.ambient();
    let find = sql!("SELECT offered FROM totps WHERE person_id = $1 AND offered IS NOT NULL");
    let row = authorized.tx().find(find, args![person]).await?;
    let sealed = row.ok_or(Error::NotFound)?.blob(0)?;
    let secret = ambient.unseal(&context(person), &sealed);
    let secret = secret.ok_or(Error::NotFound)?;
    told(secret.expose(), product, name).ok_or(Error::NotFound)
}

/// Takes the offered secret into use, once the app has shown a code of it. Gives recovery codes where there were none.
///
/// # Errors
/// [`CannotSetUp::WrongCode`]; [`Error::NotFound`] when nothing was offered.
pub async fn confirm(
    authorized: &mut Authorized<'_, ViewSelf>,
    typed: &str,
) -> Result<Option<RecoveryCodes>, CannotSetUp> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let find = sql!("SELECT offered FROM totps WHERE person_id = $1 AND offered IS NOT NULL");
    let row = tx.find(find, args![person]).await?;
    let sealed = row.ok_or(Error::NotFound)?.blob(0)?;
    let step = matching(&sealed, person, typed, ambient).ok_or(CannotSetUp::WrongCode)?;
    let take = sql!(
        "UPDATE totps SET sealed = offered, confirmed_at = $2, last_step = $3, offered = NULL,
                          offered_at = NULL
         WHERE person_id = $1"
    );
    tx.run(take, args![person, now, step]).await?;
    settle(authorized, Change::Added, "app").await?;
    let tx = authorized.tx();
    if codes::left(tx, person).await? > 0 {
        return Ok(None);
    }
    Ok(Some(codes::renew(tx, person, ambient).await?))
}

/// Takes the app away.
///
/// # Errors
/// [`Error::ProofNeeded`], and [`Error::NotFound`] when there is none.
pub async fn remove(authorized: &mut Authorized<'_, ViewSelf>) -> Result<(), Error> {
    authorized.demand_proof()?;
    let person = authorized.somebody().id;
    let tx = authorized.tx();
    if since(tx, person).await?.is_none() {
        return Err(Error::NotFound);
    }
    forget(tx, person).await?;
    settle(authorized, Change::Removed, "app").await
}

/// Since when a person has an app.
pub(crate) async fn since(tx: &mut Tx, person: PersonId) -> Result<Option<Time>, tutela_db::Error> {
    let find = sql!("SELECT confirmed_at FROM totps WHERE person_id = $1");
    let row = tx.find(find, args![person]).await?;
    Ok(row.map(|row| row.opt_time(0)).transpose()?.flatten())
}

/// Whether a code is the one that the person's app shows now, and was not shown before: its step, and all before it,
/// are used up by this.
pub(crate) async fn check(
    tx: &mut Tx,
    person: PersonId,
    typed: &str,
    ambient: &Ambient,
) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT sealed FROM totps WHERE person_id = $1 AND sealed IS NOT NULL");
    let Some(row) = tx.find(find, args![person]).await? else {
        return Ok(false);
    };
    let Some(step) = matching(&row.blob(0)?, person, typed, ambient) else {
        return Ok(false);
    };
    let spend = sql!("UPDATE totps SET last_step = $2 WHERE person_id = $1 AND last_step < $2");
    Ok(tx.run(spend, args![person, step]).await? > 0)
}

pub(crate) async fn forget(tx: &mut Tx, person: PersonId) -> Result<(), tutela_db::Error> {
    let forget = sql!("DELETE FROM totps WHERE person_id = $1");
    tx.run(forget, args![person]).await?;
    Ok(())
}

/// The step of which a code is, one before and one after the present allowed for.
fn matching(sealed: &[u8], person: PersonId, typed: &str, ambient: &Ambient) -> Option<i64> {
    let secret = ambient.unseal(&context(person), sealed)?;
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let now = u64::try_from(ambient.now().seconds()).ok()?;
    let step = totp(secret.expose(), "", "")?.check(&digits, now)?;
    i64::try_from(step).ok()
}

fn totp(secret: &[u8], product: &str, name: &str) -> Option<Totp> {
    let builder = Builder::new().with_secret(secret.to_vec());
    let builder = builder.with_account_name(name.replace(':', " "));
    let issuer = (!product.is_empty()).then(|| product.replace(':', " "));
    builder.with_issuer(issuer).build().ok()
}

fn told(secret: &[u8], product: &str, name: &str) -> Option<Offer> {
    let text = Shared::from(secret.to_vec()).to_base32();
    let groups: Vec<&str> = text
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    Some(Offer {
        secret: groups.join(" "),
        uri: totp(secret, product, name)?.to_url().ok()?,
    })
}

fn context(person: PersonId) -> String {
    format!("totp|{person}")
}
