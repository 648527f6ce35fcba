//! Lists of courses: of a channel, of those who learn in them, of those who work on them.

use std::collections::HashMap;
use std::time::Duration;

use tutela_access::{Authorized, Error, ViewChannel, ViewSelf};
use tutela_core::LessonId;
use tutela_db::{Row, args, sql};

use super::{Course, read};
use crate::place::{self, Stop};

/// A course with what a list says of its lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub course: Course,
    /// How many lessons it has; those that a learner sees, where a learner asks.
    pub lessons: u64,
    /// How long its films last together.
    pub duration: Duration,
    /// The first lesson with a poster, which is the cover.
    pub cover: Option<LessonId>,
}

/// A course in which the caller learns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learning {
    pub listed: Listed,
    /// Where he stopped, once he has begun.
    pub stop: Option<Stop>,
}

/// A course on which the caller works: he edits it, is its tutor, or runs its channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    pub listed: Listed,
    /// Whether he may open its channel.
    pub runs_channel: bool,
}

/// The courses of a channel, drafts included, by title.
pub async fn list(authorized: &mut Authorized<'_, ViewChannel>) -> Result<Vec<Listed>, Error> {
    let channel = authorized.on();
    let list = sql!(
        "SELECT c.id, c.account_id, a.name, c.channel_id, h.name, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.closed_at IS NULL),
                (SELECT CAST(SUM(l.duration_ms) AS BIGINT) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.closed_at IS NULL),
                (SELECT l.id FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND l.poster_at IS NOT NULL AND p.closed_at IS NULL
                 ORDER BY l.place, l.id LIMIT 1)
         FROM courses c
         JOIN scopes s ON s.id = c.id
         JOIN accounts a ON a.id = c.account_id
         JOIN channels h ON h.id = c.channel_id
         WHERE c.channel_id = $1 AND s.closed_at IS NULL
         ORDER BY c.title, c.id"
    );
    let rows = authorized.tx().rows(list, args![channel]).await?;
    Ok(rows.iter().map(read_listed).collect::<Result<_, _>>()?)
}

/// The published courses in which the caller himself is a learner, by title.
pub async fn learning(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Learning>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT c.id, c.account_id, a.name, c.channel_id, h.name, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.published_at IS NOT NULL AND p.closed_at IS NULL),
                (SELECT CAST(SUM(l.duration_ms) AS BIGINT) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.published_at IS NOT NULL AND p.closed_at IS NULL),
                (SELECT l.id FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND l.poster_at IS NOT NULL AND p.published_at IS NOT NULL
                   AND p.closed_at IS NULL
                 ORDER BY l.place, l.id LIMIT 1)
         FROM courses c
         JOIN scopes s ON s.id = c.id
         JOIN accounts a ON a.id = c.account_id
         JOIN channels h ON h.id = c.channel_id
         WHERE c.id IN (
             SELECT e.course_id FROM enrolled_course e
             WHERE e.person_id = $1 AND (e.until_at IS NULL OR e.until_at > $2))
         ORDER BY c.title, c.id"
    );
    let rows = authorized.tx().rows(list, args![person, now]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let stops = place::latest(authorized).await?;
    let mut stops: HashMap<_, _> = stops.into_iter().map(|stop| (stop.course, stop)).collect();
    let learning = |row: &Row| {
        let listed = read_listed(row)?;
        let stop = stops.remove(&listed.course.id);
        Ok(Learning { listed, stop })
    };
    rows.iter().map(learning).collect()
}

/// The courses on which the caller works, in all accounts, by title: drafts in the channels that he runs, and all
/// those outside of these. At most `most` of them.
///
/// A learner stands once in both views, whoever does more stands in the wider one again.
pub async fn working(
    authorized: &mut Authorized<'_, ViewSelf>,
    most: u32,
) -> Result<Vec<Working>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT c.id, c.account_id, a.name, c.channel_id, h.name, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.closed_at IS NULL),
                (SELECT CAST(SUM(l.duration_ms) AS BIGINT) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.closed_at IS NULL),
                (SELECT l.id FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND l.poster_at IS NOT NULL AND p.closed_at IS NULL
                 ORDER BY l.place, l.id LIMIT 1),
                r.channel_id
         FROM (SELECT v.course_id AS course_id
               FROM viewable_course v
               WHERE v.person_id = $1 AND (v.until_at IS NULL OR v.until_at > $2)
               GROUP BY v.course_id
               HAVING COUNT(*) > (
                   SELECT COUNT(*) FROM enrolled_course e
                   WHERE e.course_id = v.course_id AND e.person_id = $1
                     AND (e.until_at IS NULL OR e.until_at > $2))) w
         JOIN courses c ON c.id = w.course_id
         JOIN scopes s ON s.id = c.id
         JOIN accounts a ON a.id = c.account_id
         JOIN channels h ON h.id = c.channel_id
         LEFT JOIN (SELECT DISTINCT v.channel_id AS channel_id
                    FROM viewable_channel v
                    WHERE v.person_id = $1 AND (v.until_at IS NULL OR v.until_at > $2)) r
              ON r.channel_id = c.channel_id
         WHERE s.published_at IS NULL OR r.channel_id IS NULL
         ORDER BY c.title, c.id
         LIMIT $3"
    );
    let rows = authorized.tx().rows(list, args![person, now, most]).await?;
    rows.iter().map(read_working).collect()
}

fn read_working(row: &Row) -> Result<Working, Error> {
    Ok(Working {
        listed: read_listed(row)?,
        runs_channel: row.opt_text(11)?.is_some(),
    })
}

fn read_listed(row: &Row) -> Result<Listed, tutela_db::Error> {
    let millis = u64::try_from(row.opt_int(9)?.unwrap_or(0)).unwrap_or(0);
    Ok(Listed {
        course: read(row)?,
        lessons: row.count(8)?,
        duration: Duration::from_millis(millis),
        cover: row.opt_id(10)?,
    })
}
