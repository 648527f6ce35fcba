//! The record as a table for a spreadsheet, part by part, so that memory stays flat; and harmless, whatever stands in it.

use axum::body::Body;
use axum::response::Response;
use futures_util::stream;
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tutela_access::ViewActivities;
use tutela_audit::Line;
use tutela_core::{AccountId, ActivityId};
use tutela_web::{Error, Path, Query, Visit};

use super::asked::Asked;
use super::{MOST, Part, Wanted, list};

const HEAD: &str = "at,person,action,level,place,policy,detail\r\n";

/// `GET /accounts/{account}/activities.csv`.
pub async fn export(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let export = Export {
        wanted: asked.wanted()?,
        visit,
        account,
    };
    let first = export.part(None).await?;
    let name = format!("activities-{}.csv", &export.visit.now().minute()[..10]);
    let start = (HEAD.to_owned() + &rows(&first.lines), first.next);
    Ok(table(Body::from_stream(export.stream(start)), &name))
}

/// A table as a file to be kept.
pub(crate) fn table(body: Body, name: &str) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(CONTENT_TYPE, kind);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.extend(disposition.ok().map(|value| (CONTENT_DISPOSITION, value)));
    response
}

struct Export {
    visit: Visit,
    account: AccountId,
    wanted: Wanted,
}

impl Export {
    /// Each part asks the policy again: for who loses the role meanwhile, the table breaks off.
    async fn part(&self, before: Option<ActivityId>) -> Result<Part, Error> {
        let mut guarded = self.visit.read().await?;
        let mut authorized = guarded.authorize(ViewActivities, self.account).await?;
        Ok(list(&mut authorized, &self.wanted, before, MOST).await?)
    }

    fn stream(
        self,
        start: (String, Option<ActivityId>),
    ) -> impl stream::Stream<Item = Result<String, Error>> + Send {
        enum Step {
            Said(String, Option<ActivityId>),
            Next(ActivityId),
            Over,
        }
        let start = (self, Step::Said(start.0, start.1));
        stream::try_unfold(start, async |(export, step)| {
            let (text, next) = match step {
                Step::Over => return Ok(None),
                Step::Said(text, next) => (text, next),
                Step::Next(before) => {
                    let part = export.part(Some(before)).await?;
                    (rows(&part.lines), part.next)
                }
            };
            let step = next.map_or(Step::Over, Step::Next);
            Ok(Some((text, (export, step))))
        })
    }
}

fn rows(lines: &[Line]) -> String {
    lines.iter().map(row).collect()
}

fn row(line: &Line) -> String {
    let at = line.at.to_string();
    let cells = [
        at.as_str(),
        line.actor.as_deref().unwrap_or_default(),
        &line.action,
        line.scope.level().as_str(),
        line.place.as_deref().unwrap_or_default(),
        &line.policy,
        &line.detail,
    ];
    cells.map(cell).join(",") + "\r\n"
}

/// In quotes (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it.
pub(crate) fn cell(text: &str) -> String {
    let text = tutela_core::squeeze(text).replace('"', "\"\"");
    let is_formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{text}\"")
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, shown) in [
            ("Anna", "\"Anna\""),
            ("", "\"\""),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("=1+1", "\"'=1+1\""),
            ("+45", "\"'+45\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'=1\""),
            ("\r\n=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("＝1", "\"'＝1\""),
            ("a\r\n=b", "\"a =b\""),
        ] {
            assert_eq!(cell(text), shown, "{text:?}");
        }
    }
}
