//! How much is kept, and of what: for an account with its courses, and for the whole installation by account.

pub mod api;
pub mod platform;
pub mod screen;

use tutela_access::{Authorized, Error, ViewStorage, ViewVault};
use tutela_core::{AccountId, CourseId};
use tutela_db::{Row, Sql, args, sql};

/// Bytes by what they are. Each byte is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub films: u64,
    pub documents: u64,
    /// Posters, captions and the like that people gave.
    pub others: u64,
    /// What was made of films and documents.
    pub renditions: u64,
    /// What was removed or replaced and is kept for a while.
    pub removed: u64,
}

impl Usage {
    /// All of it.
    pub const fn total(&self) -> u64 {
        self.films + self.documents + self.others + self.renditions + self.removed
    }

    fn plus(self, other: Self) -> Self {
        Self {
            films: self.films + other.films,
            documents: self.documents + other.documents,
            others: self.others + other.others,
            renditions: self.renditions + other.renditions,
            removed: self.removed + other.removed,
        }
    }

    /// Reads five columns, from the first one on.
    fn read(row: &Row, first: usize) -> Result<Self, tutela_db::Error> {
        Ok(Self {
            films: row.count(first)?,
            documents: row.count(first + 1)?,
            others: row.count(first + 2)?,
            renditions: row.count(first + 3)?,
            removed: row.count(first + 4)?,
        })
    }
}

/// What a course keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCourse {
    pub course: CourseId,
    pub title: String,
    pub channel_name: String,
    /// Whether the course itself was removed.
    pub is_removed: bool,
    pub usage: Usage,
}

/// What an account keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfAccount {
    pub account: AccountId,
    pub name: String,
    /// How many bytes it may keep; nothing where nothing limits it.
    pub quota: Option<u64>,
    pub usage: Usage,
}

impl OfAccount {
    /// How much of the quota is used, in hundredths; more than a hundred where it was lowered since.
    pub fn percent(&self) -> Option<u64> {
        let quota = self.quota?;
        Some(match quota {
            0 => 100,
            _ => (u128::from(self.usage.total()) * 100 / u128::from(quota))
                .try_into()
                .unwrap_or(u64::MAX),
        })
    }
}

/// What the account keeps, and each of its courses, the largest first.
pub async fn in_account(
    authorized: &mut Authorized<'_, ViewStorage>,
) -> Result<(OfAccount, Vec<OfCourse>), Error> {
    let account = authorized.on();
    let tx = authorized.tx();
    let find = sql!(
        "SELECT a.name, q.bytes FROM accounts a LEFT JOIN quotas q ON q.account_id = a.id WHERE a.id = $1"
    );
    let row = tx.get(find, args![account]).await?;
    let (name, quota) = (row.text(0)?, row.opt_int(1)?);
    let rows = tx.rows(BY_COURSE, args![account]).await?;
    let courses: Vec<OfCourse> = rows.iter().map(read_course).collect::<Result<_, _>>()?;
    let usages = courses.iter().map(|course| course.usage);
    let whole = OfAccount {
        account,
        name,
        quota: quota.and_then(|bytes| u64::try_from(bytes).ok()),
        usage: usages.fold(Usage::default(), Usage::plus),
    };
    Ok((whole, courses))
}

/// $1 the account.
const BY_COURSE: Sql = sql!(
    "SELECT c.id, c.title, h.name, z.closed_at,
       CAST(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                      AND o.purpose = 'video' THEN o.size ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                      AND o.purpose = 'document' THEN o.size ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                      AND o.purpose NOT IN ('video', 'document') THEN o.size ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NOT NULL
                THEN o.size ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN o.replaced_at IS NOT NULL OR s.closed_at IS NOT NULL
                THEN o.size ELSE 0 END) AS BIGINT)
     FROM objects o
     JOIN lessons l ON l.id = o.lesson_id
     JOIN scopes s ON s.id = l.id
     JOIN courses c ON c.id = l.course_id
     JOIN scopes z ON z.id = c.id
     JOIN channels h ON h.id = c.channel_id
     WHERE o.account_id = $1
     GROUP BY c.id, c.title, h.name, z.closed_at
     ORDER BY CAST(SUM(o.size) AS BIGINT) DESC, c.id"
);

/// What every account keeps, the largest first.
pub async fn by_account(
    authorized: &mut Authorized<'_, ViewVault>,
) -> Result<Vec<OfAccount>, Error> {
    let list = sql!(
        "SELECT a.id, a.name, q.bytes,
           CAST(COALESCE(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                          AND o.purpose = 'video' THEN o.size ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                          AND o.purpose = 'document' THEN o.size ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NULL
                          AND o.purpose NOT IN ('video', 'document') THEN o.size ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN o.replaced_at IS NULL AND s.closed_at IS NULL AND o.made_from IS NOT NULL
                    THEN o.size ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN o.replaced_at IS NOT NULL OR s.closed_at IS NOT NULL
                    THEN o.size ELSE 0 END), 0) AS BIGINT)
         FROM accounts a
         LEFT JOIN quotas q ON q.account_id = a.id
         LEFT JOIN objects o ON o.account_id = a.id
         LEFT JOIN scopes s ON s.id = o.lesson_id
         GROUP BY a.id, a.name, q.bytes
         ORDER BY CAST(COALESCE(SUM(o.size), 0) AS BIGINT) DESC, a.id"
    );
    let rows = authorized.tx().rows(list, args![]).await?;
    Ok(rows.iter().map(read_account).collect::<Result<_, _>>()?)
}

fn read_course(row: &Row) -> Result<OfCourse, tutela_db::Error> {
    Ok(OfCourse {
        course: row.id(0)?,
        title: row.text(1)?,
        channel_name: row.text(2)?,
        is_removed: row.opt_time(3)?.is_some(),
        usage: Usage::read(row, 4)?,
    })
}

fn read_account(row: &Row) -> Result<OfAccount, tutela_db::Error> {
    Ok(OfAccount {
        account: row.id(0)?,
        name: row.text(1)?,
        quota: row.opt_int(2)?.and_then(|bytes| u64::try_from(bytes).ok()),
        usage: Usage::read(row, 3)?,
    })
}
