//! `getPromise`.

use serde::Serialize;
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{claims, rules};
use crate::overview::api::PromiseReport;
use crate::overview::look;
use crate::reader::Reader;
use crate::register::find;
use crate::state::standing;

/// One promise with all that stands behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseInFull {
    standing: PromiseReport,
    /// What the sentence means.
    meaning: &'static str,
    /// Files of the source that enforce it.
    enforced_by: Vec<&'static str>,
    /// The rules of the policy that keep it.
    rules: Vec<String>,
    /// What is proved of the policy for it.
    claims: Vec<String>,
    /// The tests that fail when it is broken.
    tests: Vec<&'static str>,
}

/// One promise: its state, what enforces it, which tests show it. Figures come to those who are signed in.
#[utoipa::path(
    get,
    path = "/api/v1/trust/promises/{promise}",
    operation_id = "getPromise",
    tag = "trust",
    params(("promise" = String, Path, description = "Its id.", example = "UA7")),
    responses((status = 200, description = "The promise.", body = PromiseInFull)),
)]
pub async fn get_promise(
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<PromiseInFull>, Error> {
    let promise = find(&id).ok_or(Error::NotFound)?;
    let known = look(visit.gate()).await?;
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let standing = standing(promise, &known, visit.now());
    Ok(Json(PromiseInFull {
        standing: PromiseReport::of(&standing, &t, reader.sees_figures()),
        meaning: promise.means.to(t.language()),
        enforced_by: promise.enforced.clone(),
        rules: rules(promise),
        claims: claims(promise),
        tests: promise.tests.clone(),
    }))
}
