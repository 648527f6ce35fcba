//! Passkeys (WebAuthn): signing in by fingerprint, face or device code. One proves both, that its device is at hand and
//! that its owner is there, so it lets in without a password as well as after one.

pub(crate) mod api;
mod ceremony;
mod kept;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::session::Origin;
use tutela_access::{Authorized, Error, Gate, OpenDoor, ViewSelf};
use tutela_core::Token;
use tutela_db::{Tx, args, sql};
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Webauthn,
    WebauthnBuilder,
};

use super::{Change, half, settle};
use crate::sign_in::{SignedIn, let_in};
use ceremony::{Kind, json, keep, redeem, text};
use kept::Kept;

/// How long a challenge waits for its answer.
pub const LASTS: Duration = Duration::from_secs(5 * 60);

/// How many passkeys one person keeps.
const MOST: usize = 20;

/// Why a passkey did not do.
#[derive(Debug, thiserror::Error)]
pub enum CannotUse {
    /// The answer is to another challenge, of another key, or came too late.
    #[error("the passkey does not fit")]
    Wrong,
    /// Passkeys are bound to a name, and the house is reached by a number.
    #[error("this address has no name")]
    NoName,
    #[error("more passkeys than one person keeps")]
    TooMany,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotUse {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// The house as passkeys know it: the origin that browsers see, `https://learn.example`.
#[derive(Debug)]
pub struct House(Webauthn);

impl House {
    /// Reads an origin.
    ///
    /// # Errors
    /// [`CannotUse::NoName`] for an address that is a number.
    pub fn at(origin: &str, product: &str) -> Result<Self, CannotUse> {
        let url = Url::parse(origin).map_err(|_| CannotUse::NoName)?;
        let name = url.domain().ok_or(CannotUse::NoName)?;
        let builder = WebauthnBuilder::new(name, &url).map_err(|_| CannotUse::NoName)?;
        let built = builder.rp_name(product).timeout(LASTS).build();
        built.map(Self).map_err(|_| CannotUse::NoName)
    }
}

/// A challenge: what the browser needs, and a token by which the answer is known.
#[derive(Debug)]
pub struct Challenge {
    pub token: Token,
    /// As `navigator.credentials` takes it, bytes in base64url.
    pub options: serde_json::Value,
}

/// Begins to make a passkey for the caller.
///
/// # Errors
/// [`Error::ProofNeeded`] without a fresh proof.
pub async fn offer(
    authorized: &mut Authorized<'_, ViewSelf>,
    house: &House,
    username: &str,
) -> Result<Challenge, CannotUse> {
    authorized.demand_proof()?;
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let tx = authorized.tx();
    let known = kept::of(tx, somebody.id).await?;
    if known.len() >= MOST {
        return Err(CannotUse::TooMany);
    }
    let known = known.iter().map(|kept| kept.key.cred_id().clone());
    let (id, known) = (somebody.id.uuid(), Some(known.collect()));
    let begun = house
        .0
        .start_passkey_registration(id, username, &somebody.name, known);
    let (options, state) = begun.map_err(|_| CannotUse::Wrong)?;
    let mut options = json(&options)?;
    // Kept on the device where that can be, so that it is found without a user name.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = "preferred".into();
    let token = keep(tx, (Kind::Enrol, Some(somebody.id)), &state, ambient).await?;
    Ok(Challenge { token, options })
}

/// Takes a new passkey into use, under a name by which its person knows it again.
///
/// # Errors
/// [`CannotUse::Wrong`] when the answer is to no challenge of his.
pub async fn add(
    authorized: &mut Authorized<'_, ViewSelf>,
    house: &House,
    token: &Token,
    (credential, name): (&RegisterPublicKeyCredential, &str),
) -> Result<(), CannotUse> {
    let (person, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let redeemed = redeem::<PasskeyRegistration>(tx, token, Kind::Enrol, ambient);
    let (whose, state) = redeemed.await?;
    if whose != Some(person) {
        return Err(CannotUse::Wrong);
    }
    let key = house.0.finish_passkey_registration(credential, &state);
    let key = key.map_err(|_| CannotUse::Wrong)?;
    kept::insert(tx, (person, name), &key, ambient).await?;
    Ok(settle(authorized, Change::Added, name).await?)
}

/// Takes a passkey away.
///
/// # Errors
/// [`Error::ProofNeeded`], and [`Error::NotFound`] for what is not the caller's.
pub async fn remove(authorized: &mut Authorized<'_, ViewSelf>, id: &str) -> Result<(), Error> {
    authorized.demand_proof()?;
    let person = authorized.somebody().id;
    let tx = authorized.tx();
    let find = sql!("SELECT name FROM passkeys WHERE id = $1 AND person_id = $2");
    let name = tx.find(find, args![id, person]).await?;
    let name = name.ok_or(Error::NotFound)?.text(0)?;
    let remove = sql!("DELETE FROM passkeys WHERE id = $1");
    tx.run(remove, args![id]).await?;
    settle(authorized, Change::Removed, &name).await
}

/// A challenge for somebody who signs in: any passkey that his device finds, or after the password one of his own.
pub async fn ask(gate: &Gate, house: &House, half: Option<&Token>) -> Result<Challenge, CannotUse> {
    let person = match half {
        Some(half) => half::person(gate, half).await?,
        None => None,
    };
    let (mut tx, ambient) = (gate.enter(OpenDoor::SIGN_IN).await?, gate.ambient());
    let wrong = |_| CannotUse::Wrong;
    let (token, options) = if person.is_some() {
        let keys = keys(&mut tx, person).await?;
        let (options, state) = house.0.start_passkey_authentication(&keys).map_err(wrong)?;
        let token = keep(&mut tx, (Kind::Second, person), &state, ambient).await?;
        (token, json(&options)?)
    } else {
        let begun = house.0.start_discoverable_authentication();
        let (options, state) = begun.map_err(wrong)?;
        let token = keep(&mut tx, (Kind::Enter, None), &state, ambient).await?;
        (token, json(&options)?)
    };
    tx.commit().await?;
    Ok(Challenge { token, options })
}

async fn keys(
    tx: &mut Tx,
    person: Option<tutela_core::PersonId>,
) -> Result<Vec<Passkey>, CannotUse> {
    let Some(person) = person else {
        return Ok(Vec::new());
    };
    let kept = kept::of(tx, person).await?;
    Ok(kept.into_iter().map(|kept| kept.key).collect())
}

/// Signs in whoever owns the passkey that answered.
///
/// # Errors
/// [`CannotUse::Wrong`], also for somebody who is blocked.
pub async fn enter(
    gate: &Gate,
    house: &House,
    (token, credential): (&Token, &PublicKeyCredential),
    (origin, held): (Origin<'_>, Option<&Token>),
) -> Result<SignedIn, CannotUse> {
    let mut tx = gate.enter(OpenDoor::SIGN_IN).await?;
    let kept = kept::find(&mut tx, credential.get_credential_id()).await?;
    let mut kept = kept.ok_or(CannotUse::Wrong)?;
    let shown = shown((&mut tx, gate), house, (token, credential), &kept).await?;
    if !shown.user_verified() {
        return Err(CannotUse::Wrong);
    }
    kept.key.update_credential(&shown);
    let used = sql!("UPDATE passkeys SET passkey = $2, used_at = $3 WHERE id = $1");
    let args = args![&kept.id, text(&kept.key)?, gate.ambient().now()];
    tx.run(used, args).await?;
    half::forget(&mut tx, kept.person).await?;
    let whose = (kept.person, kept.name);
    let signed_in = let_in(&mut tx, gate, whose, (origin, held)).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// What a passkey proves, if its answer is to this very challenge.
async fn shown(
    (tx, gate): (&mut Tx, &Gate),
    House(house): &House,
    (token, credential): (&Token, &PublicKeyCredential),
    kept: &Kept,
) -> Result<AuthenticationResult, CannotUse> {
    let ambient = gate.ambient();
    let shown = match ceremony::kind(tx, token).await? {
        Some(Kind::Second) => {
            let redeemed = redeem::<PasskeyAuthentication>(tx, token, Kind::Second, ambient);
            let (whose, state) = redeemed.await?;
            if whose != Some(kept.person) {
                return Err(CannotUse::Wrong);
            }
            house.finish_passkey_authentication(credential, &state)
        }
        Some(Kind::Enter) => {
            let redeemed = redeem::<DiscoverableAuthentication>(tx, token, Kind::Enter, ambient);
            let (_, state) = redeemed.await?;
            house.finish_discoverable_authentication_v2(credential, state, &kept.key)
        }
        Some(Kind::Enrol) | None => return Err(CannotUse::Wrong),
    };
    shown.map_err(|_| CannotUse::Wrong)
}
