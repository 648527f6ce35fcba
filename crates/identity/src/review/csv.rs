//! All grants of an account as a table for a spreadsheet, part by part, and harmless, whatever stands in it.

use axum::body::Body;
use axum::response::Response;
use futures_util::stream;
use tutela_access::{Grant, ReviewAccess, Reviewed, reviewed};
use tutela_core::{AccountId, GrantId, Time};
use tutela_web::{Error, Path, Visit};

use super::{Mark, PART};
use crate::activities::csv::{cell, table};

const HEAD: &str = "person,role,level,place,granted_at,granted_by,reason,until,last_used,mark\r\n";

/// `GET /accounts/{account}/review.csv`.
pub async fn export(visit: Visit, Path(account): Path<AccountId>) -> Result<Response, Error> {
    let export = Export { visit, account };
    let first = export.part(None).await?;
    let now = export.visit.now();
    let name = format!("review-{}.csv", &now.minute()[..10]);
    let start = (HEAD.to_owned() + &rows(&first.grants, now), first.next);
    Ok(table(Body::from_stream(export.stream(start)), &name))
}

struct Export {
    visit: Visit,
    account: AccountId,
}

impl Export {
    /// Each part asks the policy again: for who loses the role meanwhile, the table breaks off.
    async fn part(&self, after: Option<GrantId>) -> Result<Reviewed, Error> {
        let mut guarded = self.visit.read().await?;
        let mut authorized = guarded.authorize(ReviewAccess, self.account).await?;
        Ok(reviewed(&mut authorized, after, PART).await?)
    }

    fn stream(
        self,
        start: (String, Option<GrantId>),
    ) -> impl stream::Stream<Item = Result<String, Error>> + Send {
        let start = (self, Some(start), None);
        stream::try_unfold(start, async |(export, said, after)| {
            if let Some((text, next)) = said {
                return Ok(Some((text, (export, None, next))));
            }
            let Some(after) = after else {
                return Ok(None);
            };
            let part = export.part(Some(after)).await?;
            let text = rows(&part.grants, export.visit.now());
            Ok(Some((text, (export, None, part.next))))
        })
    }
}

fn rows(grants: &[Grant], now: Time) -> String {
    grants.iter().map(|grant| row(grant, now)).collect()
}

fn row(grant: &Grant, now: Time) -> String {
    let held = &grant.held;
    let moment = |at: Option<Time>| at.map(|at| at.to_string()).unwrap_or_default();
    let cells = [
        held.person_name.as_str(),
        held.role.as_str(),
        held.scope.level().as_str(),
        &grant.place,
        &held.granted_at.to_string(),
        held.granted_by.as_deref().unwrap_or_default(),
        held.reason.as_deref().unwrap_or_default(),
        &moment(held.until),
        &moment(grant.used_at),
        Mark::of(grant, now).as_str(),
    ];
    cells.map(cell).join(",") + "\r\n"
}
