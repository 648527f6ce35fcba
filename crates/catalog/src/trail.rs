//! The names above a lesson or a course, for the breadcrumb of somebody who is inside it.

use tutela_core::{AccountId, ChannelId, CourseId};
use tutela_db::{Error, Tx, args, sql};

/// What stands above a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    pub account: AccountId,
    pub account_name: String,
    pub channel: ChannelId,
    pub channel_name: String,
    pub course: CourseId,
    pub course_title: String,
}

/// The names above the lessons of a course.
pub async fn of_course(tx: &mut Tx, course: CourseId) -> Result<Trail, Error> {
    let get = sql!(
        "SELECT a.id, a.name, h.id, h.name, c.id, c.title
         FROM courses c
         JOIN channels h ON h.id = c.channel_id
         JOIN accounts a ON a.id = c.account_id
         WHERE c.id = $1"
    );
    let row = tx.get(get, args![course]).await?;
    Ok(Trail {
        account: row.id(0)?,
        account_name: row.text(1)?,
        channel: row.id(2)?,
        channel_name: row.text(3)?,
        course: row.id(4)?,
        course_title: row.text(5)?,
    })
}
