//! The record as a table for a spreadsheet, or as JSON, part by part, so that memory stays flat; and harmless, whatever stands in it.

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
use super::{MOST, Part, Wanted, api, list};

const HEAD: &str = "at,person,action,level,place,policy,detail\r\n";

/// `GET /accounts/{account}/activities.csv`.
pub async fn export(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let wanted = asked.wanted()?;
    let (body, day) = Export::begin((visit, account), wanted, Shape::Table).await?;
    Ok(table(body, &format!("activities-{day}.csv")))
}

/// `GET /accounts/{account}/activities.json`: the same lines, as `listActivities` gives them.
pub async fn export_json(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let wanted = asked.wanted()?;
    let (body, day) = Export::begin((visit, account), wanted, Shape::Json).await?;
    let mut response = table(body, &format!("activities-{day}.json"));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
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

/// How the lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Table,
    Json,
}

impl Shape {
    const fn head(self) -> &'static str {
        match self {
            Self::Table => HEAD,
            Self::Json => "[",
        }
    }

    const fn foot(self) -> &'static str {
        match self {
            Self::Table => "",
            Self::Json => "]\n",
        }
    }

    fn rows(self, lines: Vec<Line>, is_first: bool) -> Result<String, Error> {
        if self == Self::Table {
            return Ok(lines.iter().map(row).collect());
        }
        let lines = lines
            .into_iter()
            .map(|line| serde_json::to_string(&api::line(line)));
        let lines: Vec<String> = lines.collect::<Result<_, _>>().map_err(internal)?;
        let between = if is_first || lines.is_empty() {
            "\n"
        } else {
            ",\n"
        };
        Ok(between.to_owned() + &lines.join(",\n"))
    }
}

fn internal(error: serde_json::Error) -> Error {
    Error::Internal(error.to_string())
}

struct Export {
    visit: Visit,
    account: AccountId,
    wanted: Wanted,
    shape: Shape,
}

/// Where a stream stands.
enum Step {
    Said(String, Option<ActivityId>),
    Next(ActivityId),
    Over,
}

impl Export {
    /// The first part is fetched before anything is answered: who may not gets no file. Gives the body, and the day.
    async fn begin(
        (visit, account): (Visit, AccountId),
        wanted: Wanted,
        shape: Shape,
    ) -> Result<(Body, String), Error> {
        let export = Self {
            visit,
            account,
            wanted,
            shape,
        };
        let first = export.first().await?;
        let day = export.visit.now().minute()[..10].to_owned();
        let text = shape.head().to_owned() + &shape.rows(first.lines, true)?;
        let text = text + first.next.map_or(shape.foot(), |_| "");
        let start = Step::Said(text, first.next);
        Ok((Body::from_stream(export.stream(start)), day))
    }

    /// That somebody takes the record away stands in the record.
    async fn first(&self) -> Result<Part, Error> {
        let mut guarded = self.visit.read().await?;
        let authorized = guarded.authorize(ViewActivities, self.account).await?;
        authorized.note_opening("exportActivities", self.account.to_string(), "");
        drop(guarded);
        self.part(None).await
    }

    /// Each part asks the policy again: for who loses the role meanwhile, the table breaks off.
    async fn part(&self, before: Option<ActivityId>) -> Result<Part, Error> {
        let mut guarded = self.visit.read().await?;
        let mut authorized = guarded.authorize(ViewActivities, self.account).await?;
        Ok(list(&mut authorized, &self.wanted, before, MOST).await?)
    }

    fn stream(self, start: Step) -> impl stream::Stream<Item = Result<String, Error>> + Send {
        stream::try_unfold((self, start), async |(export, step)| {
            let (text, next) = match step {
                Step::Over => return Ok(None),
                Step::Said(text, next) => (text, next),
                Step::Next(before) => {
                    let part = export.part(Some(before)).await?;
                    let foot = part.next.map_or(export.shape.foot(), |_| "");
                    (export.shape.rows(part.lines, false)? + foot, part.next)
                }
            };
            let step = next.map_or(Step::Over, Step::Next);
            Ok(Some((text, (export, step))))
        })
    }
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
