//! Giving and taking roles of several people as one act: a loop over the decision about each, in one transaction. Who had to
//! be left out is named with the reason; when nobody is left, nothing was done and the first reason is the answer.

use tutela_access::{Error, Guarded, Held, Myself, ViewSelf, taken_at};
use tutela_core::{GrantId, PersonId, Role, Scope, Time};

use super::{CannotGrant, Given, Terms, grant, restore, revoke_at};

/// How many at once at most.
pub const MOST: usize = 200;

/// What was done, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Several<T, I> {
    pub done: Vec<T>,
    pub left_out: Vec<LeftOut<I>>,
    /// The moment that all of it bears, by which it is undone as one.
    pub at: Time,
}

/// Somebody who was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut<I> {
    pub id: I,
    pub why: Why,
}

/// Why somebody was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is no such grant, or no such person, as far as the caller may know.
    NotFound,
    /// The policy does not let the caller do it.
    Forbidden,
    /// Nobody lengthens a role of his own.
    Own,
}

impl Why {
    /// The word in the API and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Forbidden => "forbidden",
            Self::Own => "own",
        }
    }
}

/// Takes several roles away.
pub async fn revoke_several(
    guarded: &mut Guarded<'_>,
    grants: &[GrantId],
) -> Result<Several<Held, GrantId>, Error> {
    guarded.removing_grants(grants).await?;
    let mut several = begin(guarded.now());
    let mut first = None;
    for id in each_once(grants) {
        let why = match revoke_at(guarded, id, several.at).await {
            Ok(held) => {
                several.done.push(held);
                continue;
            }
            Err(Error::NotFound) => Why::NotFound,
            Err(Error::Forbidden | Error::FactorNeeded) => Why::Forbidden,
            Err(error) => return Err(error),
        };
        first = first.or(Some(why));
        several.left_out.push(LeftOut { id, why });
    }
    match (several.done.is_empty(), first) {
        (true, Some(Why::Forbidden)) => Err(Error::Forbidden),
        (true, _) => Err(Error::NotFound),
        _ => Ok(several),
    }
}

/// Gives a role to several people.
pub async fn grant_several(
    guarded: &mut Guarded<'_>,
    (scope, role): (Scope, Role),
    people: &[PersonId],
    terms: &Terms,
) -> Result<Several<Given, PersonId>, CannotGrant> {
    if terms.until.is_some() {
        people.iter().for_each(|id| guarded.removing_from(*id));
    }
    let mut several = begin(guarded.now());
    for id in each_once(people) {
        let why = match grant(guarded, scope, role, (id, terms.clone())).await {
            Ok(given) => {
                several.done.push(given);
                continue;
            }
            Err(CannotGrant::Nobody) => Why::NotFound,
            Err(CannotGrant::Own) => Why::Own,
            Err(error) => return Err(error),
        };
        several.left_out.push(LeftOut { id, why });
    }
    match (several.done.is_empty(), several.left_out.first()) {
        (true, Some(one)) if one.why == Why::Own => Err(CannotGrant::Own),
        (true, _) => Err(CannotGrant::Nobody),
        _ => Ok(several),
    }
}

/// Gives back what the caller took at one moment, as far as it can still be given back.
pub async fn restore_several(
    guarded: &mut Guarded<'_>,
    at: Time,
) -> Result<Several<Held, GrantId>, Error> {
    let me = guarded.authorize(ViewSelf, Myself).await?.somebody().id;
    let mut several = begin(at);
    for id in taken_at(guarded, me, at).await? {
        match restore(guarded, id).await {
            Ok(held) => several.done.push(held),
            Err(Error::NotFound | Error::Forbidden | Error::FactorNeeded) => {
                let why = Why::NotFound;
                several.left_out.push(LeftOut { id, why });
            }
            Err(error) => return Err(error),
        }
    }
    match several.done.is_empty() {
        true => Err(Error::NotFound),
        false => Ok(several),
    }
}

const fn begin<T, I>(at: Time) -> Several<T, I> {
    Several {
        done: Vec::new(),
        left_out: Vec::new(),
        at,
    }
}

fn each_once<I: Copy + Ord>(ids: &[I]) -> Vec<I> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}
