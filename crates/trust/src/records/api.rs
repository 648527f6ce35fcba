//! `listControlRuns`.

use std::collections::BTreeMap;

use serde::Serialize;
use tutela_access::{Platform, ViewRecords};
use tutela_web::{Error, Json, Query, Visit};
use utoipa::ToSchema;

use super::screen::Asked;
use super::{Record, list};

/// The latest runs, newest first, 200 at most.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlRuns {
    runs: Vec<ControlRun>,
}

/// How one run of a control ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlRun {
    id: String,
    #[schema(example = "lock")]
    control: String,
    #[schema(format = DateTime)]
    at: String,
    took_micros: u64,
    /// `passed`, `failed` or `off`.
    outcome: String,
    figures: BTreeMap<String, i64>,
    /// What did not hold.
    words: String,
    register_sha256: String,
}

/// How every run of every control ended: the raw records.
#[utoipa::path(
    get,
    path = "/api/v1/trust/runs",
    operation_id = "listControlRuns",
    tag = "trust",
    params(("control" = Option<String>, Query, description = "Those of this control.")),
    responses((status = 200, description = "The latest runs.", body = ControlRuns)),
)]
pub async fn list_control_runs(
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Json<ControlRuns>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewRecords, Platform).await?;
    let records = list(&mut authorized, asked.control()).await?.into_iter();
    Ok(Json(ControlRuns {
        runs: records.map(ControlRun::from).collect(),
    }))
}

impl From<Record> for ControlRun {
    fn from(record: Record) -> Self {
        let figures = record.figures.iter();
        let figures = figures.filter_map(|(name, figure)| Some((name.clone(), figure.as_i64()?)));
        Self {
            figures: figures.collect(),
            id: record.id,
            control: record.control,
            at: record.at.to_string(),
            took_micros: record.took,
            outcome: record.outcome,
            words: record.words,
            register_sha256: record.register,
        }
    }
}
