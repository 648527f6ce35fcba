//! Reviews that somebody signed.

use tutela_access::{Authorized, Error, ReviewAccess};
use tutela_audit::{Activity, record};
use tutela_core::{ReviewId, Scope, Time};
use tutela_db::{Row, args, sql};

use super::{Counts, DUE, Wanted, look};

/// The longest note, in characters.
pub const LONGEST: u64 = 1_000;

/// How many signed reviews are shown.
const LISTED: u32 = 20;

/// Why a review could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum CannotSign {
    #[error("the grants changed since the list was shown")]
    Changed,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotSign {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// A review that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub id: ReviewId,
    pub by: String,
    pub at: Time,
    pub note: String,
    pub counts: Counts,
    pub digest: String,
}

impl Signed {
    /// Whether it is so long ago that another is due.
    pub fn is_old(&self, now: Time) -> bool {
        now.since(self.at) > DUE
    }
}

/// Signs for the list with this digest: the grants as the reviewer saw them, and as they still are.
///
/// # Errors
/// [`CannotSign::Changed`] when they are others by now; [`Error::ProofNeeded`] without a fresh proof.
pub async fn sign(
    authorized: &mut Authorized<'_, ReviewAccess>,
    (digest, note): (&str, &str),
) -> Result<ReviewId, CannotSign> {
    authorized.demand_proof()?;
    let review = look(authorized, Wanted::default()).await?;
    if review.digest != digest {
        return Err(CannotSign::Changed);
    }
    let (account, now) = (authorized.on(), authorized.now());
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let (id, counts) = (ambient.id::<ReviewId>(), review.counts);
    let insert = sql!(
        "INSERT INTO access_reviews (id, account_id, signed_by, signed_at, note, counted, unused,
                                     never_used, ending, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let values = args![
        id,
        account,
        by,
        now,
        note,
        number(counts.grants),
        number(counts.unused),
        number(counts.never),
        number(counts.ending),
        digest
    ];
    authorized.tx().run(insert, values).await?;
    write_down(authorized, id).await?;
    Ok(id)
}

async fn write_down(
    authorized: &mut Authorized<'_, ReviewAccess>,
    id: ReviewId,
) -> Result<(), tutela_db::Error> {
    let (account, by) = (authorized.on(), authorized.somebody().id);
    let (policy, ambient) = (authorized.policy().to_owned(), authorized.ambient());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: Scope::Account(account),
        action: "signReview",
        policy: &policy,
        subject: id.to_string(),
        detail: "",
    };
    record(authorized.tx(), activity, ambient).await
}

/// The latest reviews that were signed, newest first.
pub async fn list(authorized: &mut Authorized<'_, ReviewAccess>) -> Result<Vec<Signed>, Error> {
    let account = authorized.on();
    let list = sql!(
        "SELECT r.id, p.name, r.signed_at, r.note, r.counted, r.unused, r.never_used, r.ending, r.digest
         FROM access_reviews r
         JOIN persons p ON p.id = r.signed_by
         WHERE r.account_id = $1
         ORDER BY r.signed_at DESC, r.id DESC
         LIMIT $2"
    );
    let rows = authorized.tx().rows(list, args![account, LISTED]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<Signed, tutela_db::Error> {
    Ok(Signed {
        id: row.id(0)?,
        by: row.text(1)?,
        at: row.time(2)?,
        note: row.text(3)?,
        counts: Counts {
            grants: row.count(4)?,
            unused: row.count(5)?,
            never: row.count(6)?,
            ending: row.count(7)?,
        },
        digest: row.text(8)?,
    })
}
