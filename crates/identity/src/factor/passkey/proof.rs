//! A passkey as a fresh proof, before an act that somebody at an open screen must not get through with.

use tutela_access::session::Started;
use tutela_access::{Authorized, Caller, Gate, Myself, ViewSelf, session};
use tutela_core::Token;
use webauthn_rs::prelude::PublicKeyCredential;

use super::ceremony::{self, Kind, json, keep};
use super::{CannotUse, Challenge, House, kept, keys, shown};
use crate::sign_in::SignedIn;

/// A challenge for one of the caller's own passkeys.
///
/// # Errors
/// [`CannotUse::NoneYet`] when he has none.
pub async fn ask_mine(
    authorized: &mut Authorized<'_, ViewSelf>,
    house: &House,
) -> Result<Challenge, CannotUse> {
    let (me, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let keys = keys(tx, Some(me)).await?;
    if keys.is_empty() {
        return Err(CannotUse::NoneYet);
    }
    let begun = house.0.start_passkey_authentication(&keys);
    let (options, state) = begun.map_err(|_| CannotUse::Wrong)?;
    let token = keep(tx, (Kind::Second, Some(me)), &state, ambient).await?;
    let options = json(&options)?;
    Ok(Challenge { token, options })
}

/// Proves who the caller is, as [`crate::reauth::prove`] does. Gives the session with its new token.
///
/// # Errors
/// [`CannotUse::Wrong`], also for the passkey of somebody else.
pub async fn prove(
    (gate, caller): (&Gate, &Caller),
    house: &House,
    (token, credential): (&Token, &PublicKeyCredential),
) -> Result<SignedIn, CannotUse> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let until = session::until(&mut authorized).await?;
    let tx = authorized.tx();
    let kept = kept::find(tx, credential.get_credential_id()).await?;
    let mut kept = kept.ok_or(CannotUse::Wrong)?;
    let is_asked = ceremony::kind(tx, token).await? == Some(Kind::Second);
    if kept.person != somebody.id || !is_asked {
        return Err(CannotUse::Wrong);
    }
    let shown = shown((tx, gate), house, (token, credential), &kept).await?;
    if !shown.user_verified() {
        return Err(CannotUse::Wrong);
    }
    kept.used(tx, &shown, ambient.now()).await?;
    let token = session::prove(tx, somebody.session, ambient).await?;
    guarded.commit().await?;
    Ok(SignedIn {
        person: somebody.id,
        name: somebody.name,
        device: None,
        session: Started {
            id: somebody.session,
            token,
            until,
        },
    })
}
