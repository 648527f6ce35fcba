//! Whether a course offers its films to be kept. Off unless somebody says so; a browser can always record what it shows.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, EditCourse, Error};
use tutela_audit::{Activity, record};
use tutela_core::CourseId;
use tutela_db::{Tx, args, sql};

/// Whether it does, for somebody who has been allowed something there.
pub async fn allows_downloads(tx: &mut Tx, course: CourseId) -> Result<bool, Error> {
    let find = sql!("SELECT downloads_at FROM courses WHERE id = $1");
    let row = tx.get(find, args![course]).await?;
    Ok(row.opt_time(0)?.is_some())
}

/// Offers them from now on, or no longer.
pub async fn offer(authorized: &mut Authorized<'_, EditCourse>, offers: bool) -> Result<(), Error> {
    let (course, now) = (authorized.on(), authorized.now());
    let since = offers.then_some(now);
    let update = sql!("UPDATE courses SET downloads_at = $2 WHERE id = $1");
    authorized.tx().run(update, args![course, since]).await?;
    let action = match offers {
        true => "allowDownloads",
        false => "forbidDownloads",
    };
    note(authorized, action).await
}

async fn note(authorized: &mut Authorized<'_, EditCourse>, action: &str) -> Result<(), Error> {
    let (course, account) = (authorized.on(), authorized.account()?);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: course.into(),
        action,
        policy: &policy,
        subject: course.to_string(),
        detail: "",
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}
