//! Asking a second factor of those who run an account.

use tutela_access::{Authorized, EditAccount, Error, ask_for_factor, factor_asked_since};
use tutela_audit::{Activity, record};
use tutela_core::Time;

/// Why it was not asked.
#[derive(Debug, thiserror::Error)]
pub enum CannotAsk {
    /// He would shut himself out by it.
    #[error("whoever asks it of others has one first")]
    OwnFirst,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotAsk {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Since when the account asks it.
pub async fn asked_since(
    authorized: &mut Authorized<'_, EditAccount>,
) -> Result<Option<Time>, Error> {
    let scope = authorized.on().into();
    Ok(factor_asked_since(authorized.tx(), scope).await?)
}

/// Asks a second factor of everybody who runs the account or a channel of it, or asks no more. Who has none keeps what
/// he may do as a learner, and is led to setting one up.
///
/// # Errors
/// [`CannotAsk::OwnFirst`], and [`Error::ProofNeeded`].
pub async fn ask_managers(
    authorized: &mut Authorized<'_, EditAccount>,
    ask: bool,
) -> Result<(), CannotAsk> {
    authorized.demand_proof()?;
    let (account, by) = (authorized.on(), authorized.somebody().id);
    let (policy, now) = (authorized.policy().to_owned(), authorized.now());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if ask && !super::needed(tx, by).await? {
        return Err(CannotAsk::OwnFirst);
    }
    let standing = factor_asked_since(tx, account.into()).await?;
    if standing.is_some() == ask {
        return Ok(());
    }
    ask_for_factor(tx, account.into(), ask.then_some(now), ambient).await?;
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: if ask {
            "askSecondFactor"
        } else {
            "askNoSecondFactor"
        },
        policy: &policy,
        subject: account.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    Ok(())
}
