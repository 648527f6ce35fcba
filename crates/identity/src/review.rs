//! Access reviews: all grants of an account with their last use, for somebody who looks whether each is still needed and signs
//! for it. What was signed is known by the digest of the list.

pub(crate) mod api;
pub(crate) mod csv;
pub(crate) mod screen;
mod signed;

use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use tutela_access::{Authorized, Error, Grant, ReviewAccess, reviewed};
use tutela_core::{GrantId, Time};

pub use signed::{CannotSign, Signed, list, sign};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A grant that nobody used for so long is marked.
pub const UNUSED: Duration = Duration::from_secs(90 * 24 * 3600);

/// A grant that ends within so long is marked.
pub const SOON: Duration = Duration::from_secs(30 * 24 * 3600);

/// A review older than this is due again.
pub const DUE: Duration = Duration::from_secs(90 * 24 * 3600);

/// How many grants are shown at once.
pub const SHOWN: usize = 100;

/// How many grants are read at once.
const PART: u32 = 1_000;

/// What is to be said of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Used lately, or new.
    Fine,
    /// Not used for [`UNUSED`].
    Unused,
    /// Never used, though it was given longer ago than a day.
    Never,
    /// It ends within [`SOON`].
    Ending,
}

impl Mark {
    /// What is to be said of a grant at a moment; what was not used counts before an end.
    pub fn of(grant: &Grant, now: Time) -> Self {
        let given = now.since(grant.held.granted_at);
        match (grant.used_at, grant.held.until) {
            (Some(used), _) if now.since(used) >= UNUSED => Self::Unused,
            (None, _) if given >= DAY => Self::Never,
            (_, Some(until)) if until.since(now) <= SOON => Self::Ending,
            _ => Self::Fine,
        }
    }

    /// The word in addresses, in the API and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Unused => "unused",
            Self::Never => "never",
            Self::Ending => "ending",
        }
    }

    /// The mark with this word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Fine, Self::Unused, Self::Never, Self::Ending];
        all.into_iter().find(|mark| mark.as_str() == word)
    }
}

/// How many grants there are, and how many of each mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub grants: u64,
    pub unused: u64,
    pub never: u64,
    pub ending: u64,
}

impl Counts {
    fn add(&mut self, mark: Mark) {
        self.grants += 1;
        match mark {
            Mark::Fine => {}
            Mark::Unused => self.unused += 1,
            Mark::Never => self.never += 1,
            Mark::Ending => self.ending += 1,
        }
    }
}

/// What a review shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub counts: Counts,
    /// Of all grants: who holds which role where, since when and until when. The last use is not in it, because it
    /// changes while one reads.
    pub digest: String,
    /// The grants that were asked for, at most [`SHOWN`].
    pub grants: Vec<(Grant, Mark)>,
    /// The grant to read on from, if there is more.
    pub next: Option<GrantId>,
}

/// Which grants are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those with this mark alone.
    pub mark: Option<Mark>,
    /// Those after this one.
    pub after: Option<GrantId>,
}

/// Looks through all grants of the account, and gives those that are wanted.
pub async fn look(
    authorized: &mut Authorized<'_, ReviewAccess>,
    wanted: Wanted,
) -> Result<Review, Error> {
    let now = authorized.now();
    let (mut counts, mut digest) = (Counts::default(), Context::new(&SHA256));
    let (mut grants, mut after) = (Vec::new(), None);
    loop {
        let part = reviewed(authorized, after, PART).await?;
        for grant in part.grants {
            digest.update(line(&grant).as_bytes());
            let mark = Mark::of(&grant, now);
            counts.add(mark);
            let is_wanted = wanted.mark.is_none_or(|one| one == mark)
                && wanted.after.is_none_or(|after| grant.held.grant > after);
            if is_wanted && grants.len() <= SHOWN {
                grants.push((grant, mark));
            }
        }
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    let more = grants.len() > SHOWN;
    grants.truncate(SHOWN);
    let last = grants.last().map(|(grant, _)| grant.held.grant);
    Ok(Review {
        counts,
        digest: hex(digest.finish().as_ref()),
        grants,
        next: last.filter(|_| more),
    })
}

/// A grant in the digest.
fn line(grant: &Grant) -> String {
    let held = &grant.held;
    let until = held.until.map_or(0, Time::micros);
    format!(
        "{} {} {} {} {} {until}\n",
        held.grant,
        held.person,
        held.role,
        held.scope.id(),
        held.granted_at.micros()
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
