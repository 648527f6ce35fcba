//! The channels and courses of an account as a file names them: by id, or by name.

use tutela_core::{AccountId, Country, Level, Role, Scope, ScopeId, squeeze};
use tutela_db::{Tx, args, sql};

use super::LineError;
use super::file::Row;
use crate::username::country_of;

/// A channel or a course.
#[derive(Debug)]
struct Named {
    scope: Scope,
    channel: Option<ScopeId>,
    name: String,
}

/// All places of an account that a file can name.
#[derive(Debug)]
pub struct Places {
    account: AccountId,
    country: Option<Country>,
    named: Vec<Named>,
}

impl Places {
    /// The places of an account.
    pub async fn of(tx: &mut Tx, account: AccountId) -> Result<Self, tutela_db::Error> {
        let list = sql!(
            "SELECT s.id, s.kind, s.channel_id, n.name
             FROM scopes s
             JOIN scope_name n ON n.scope_id = s.id
             WHERE s.account_id = $1 AND s.kind IN ('channel', 'course') AND s.closed_at IS NULL
             ORDER BY s.id"
        );
        let rows = tx.rows(list, args![account]).await?;
        let read = |row: &tutela_db::Row| {
            let (id, level): (ScopeId, Level) = (row.id(0)?, row.id(1)?);
            Ok(Named {
                scope: Scope::of(level, id),
                channel: row.opt_id(2)?,
                name: fold(&row.text(3)?),
            })
        };
        let named = rows.iter().map(read);
        Ok(Self {
            account,
            country: country_of(tx, account).await?,
            named: named.collect::<Result<_, tutela_db::Error>>()?,
        })
    }

    /// Where phone numbers count that name no country.
    pub const fn country(&self) -> Option<Country> {
        self.country
    }

    /// Which role a line gives, and where.
    pub fn place(&self, row: &Row) -> Result<(Option<Role>, Scope), LineError> {
        let channel = match row.channel.as_str() {
            "" => None,
            text => Some(self.find(row.line, "channel", (Level::Channel, None), text)?),
        };
        let course = match row.course.as_str() {
            "" => None,
            text => {
                let within = channel.map(Scope::id);
                Some(self.find(row.line, "course", (Level::Course, within), text)?)
            }
        };
        let scope = course.or(channel).unwrap_or(self.account.into());
        let wrong = |code| LineError::new(row.line, "role", code);
        let role = match (row.role.to_lowercase().as_str(), scope.level()) {
            ("", Level::Account) => return Ok((None, scope)),
            ("" | "learner" | "kursist", Level::Course) => Role::CourseLearner,
            ("tutor", Level::Course) => Role::CourseTutor,
            ("editor", Level::Course) => Role::CourseEditor,
            ("manager", Level::Channel) => Role::ChannelManager,
            ("manager", Level::Account) => Role::AccountManager,
            ("auditor", Level::Account) => Role::AccountAuditor,
            ("", _) => return Err(wrong("required")),
            (word, _) => word.parse().map_err(|_| wrong("role-unknown"))?,
        };
        match role.level() == scope.level() {
            true => Ok((Some(role), scope)),
            false => Err(wrong("role-level")),
        }
    }

    fn find(
        &self,
        line: u64,
        field: &'static str,
        (level, within): (Level, Option<ScopeId>),
        text: &str,
    ) -> Result<Scope, LineError> {
        let (id, name) = (text.parse::<ScopeId>().ok(), fold(text));
        let fits = |named: &&Named| {
            named.scope.level() == level
                && (within.is_none() || named.channel == within)
                && (Some(named.scope.id()) == id || named.name == name)
        };
        let mut found = self.named.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one.scope),
            (Some(_), Some(_)) => Err(LineError::new(line, field, "ambiguous")),
            (None, _) => Err(LineError::new(line, field, "no-such-place")),
        }
    }
}

fn fold(name: &str) -> String {
    squeeze(name).to_lowercase()
}
