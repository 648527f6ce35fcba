//! What somebody finds when he comes in: where he learns, what he runs, on what he works, where he belongs.

pub(crate) mod screen;

use tutela_access::{Authorized, Error, ViewSelf};

use crate::account::{self, Account};
use crate::channel::{self, Channel};
use crate::course::{self, Learning, Working};

/// How many channels and courses of each list stand on the page; the pages of accounts and channels show all.
const MOST: u32 = 60;

/// Everything that is somebody's own.
#[derive(Debug, Clone)]
pub struct Home {
    /// Where he learns: the course that he opened last first, then by title.
    pub learning: Vec<Learning>,
    pub channels: Vec<Channel>,
    /// Drafts in these channels, and the courses that he edits or tutors elsewhere.
    pub working: Vec<Working>,
    pub accounts: Vec<Account>,
}

/// Gathers what is the caller's own.
pub async fn gather(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Home, Error> {
    let mut learning = course::learning(authorized).await?;
    let last = |course: &Learning| course.stop.as_ref().map(|stop| stop.place.seen_at);
    let latest = learning.iter().map(last).max().flatten();
    if let (Some(_), Some(at)) = (latest, learning.iter().position(|one| last(one) == latest)) {
        learning[..=at].rotate_right(1);
    }
    Ok(Home {
        learning,
        channels: channel::mine(authorized, MOST).await?,
        working: course::working(authorized, MOST).await?,
        accounts: account::mine(authorized).await?,
    })
}
