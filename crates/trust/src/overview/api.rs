//! `getTrust`.

use std::collections::BTreeMap;

use serde::Serialize;
use tutela_web::{Error, Json, Visit, Words};
use utoipa::ToSchema;

use super::{look, standings};
use crate::reader::Reader;
use crate::register::hash;
use crate::state::{Held, Standing};

/// How the house keeps its promises.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrustReport {
    /// Every promise, in the order of the register.
    promises: Vec<PromiseReport>,
    /// The digest of the register of promises that is compiled in.
    register_sha256: &'static str,
}

/// How one promise stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PromiseReport {
    #[schema(example = "UA7")]
    pub id: &'static str,
    /// `proven`, `declared`, `stale`, `failing` or `off`.
    #[schema(example = "proven")]
    pub state: &'static str,
    /// The promise in one sentence, in the language asked for.
    pub sentence: &'static str,
    /// Why it is not proven: `none`, `not-built`, `failed`, `never-checked`, `overdue`, `not-declared`, `expired`, `off`.
    pub reason: &'static str,
    /// Since when it is in this state.
    #[schema(format = DateTime)]
    pub since: Option<String>,
    /// When its latest control was last checked.
    #[schema(format = DateTime)]
    pub checked_at: Option<String>,
    /// What is checked here.
    pub controls: Vec<ControlReport>,
}

/// How one control of a promise stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlReport {
    #[schema(example = "lock")]
    pub name: &'static str,
    pub state: &'static str,
    #[schema(format = DateTime)]
    pub checked_at: Option<String>,
    /// What was counted and measured; for those who are signed in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, i64>,
}

impl TrustReport {
    /// The states, with figures for those who may see them.
    pub fn of(standings: &[Standing<'_>], t: &Words, figures: bool) -> Self {
        let promises = standings.iter();
        Self {
            promises: promises
                .map(|standing| PromiseReport::of(standing, t, figures))
                .collect(),
            register_sha256: hash(),
        }
    }
}

impl PromiseReport {
    /// One state, with figures for those who may see them.
    pub fn of(standing: &Standing<'_>, t: &Words, figures: bool) -> Self {
        let controls = standing.held.iter();
        Self {
            id: standing.promise.id,
            state: standing.state.as_str(),
            sentence: standing.promise.say.to(t.language()),
            reason: standing.reason.as_str(),
            since: standing.since.map(|at| at.to_string()),
            checked_at: standing.checked_at.map(|at| at.to_string()),
            controls: controls.map(|held| control(held, figures)).collect(),
        }
    }
}

fn control(held: &Held<'_>, figures: bool) -> ControlReport {
    let declared = held.declaration.map(|said| said.entered_at);
    let checked_at = held.run.map(|run| run.at).or(declared);
    let numbers = held.run.filter(|_| figures).into_iter();
    let numbers = numbers.flat_map(|run| &run.figures);
    let numbers = numbers.filter_map(|(name, figure)| Some((name.clone(), figure.as_i64()?)));
    ControlReport {
        name: held.control.name,
        state: held.state.as_str(),
        checked_at: checked_at.map(|at| at.to_string()),
        figures: numbers.collect(),
    }
}

/// How the house keeps its promises: computed from what its probes found on this installation. Figures come to those who
/// are signed in.
#[utoipa::path(
    get,
    path = "/api/v1/trust",
    operation_id = "getTrust",
    tag = "trust",
    responses((status = 200, description = "Every promise with its state.", body = TrustReport)),
)]
pub async fn get_trust(visit: Visit) -> Result<Json<TrustReport>, Error> {
    let known = look(visit.gate()).await?;
    let reader = Reader::of(&visit).await?;
    let standings = standings(&known, visit.gate());
    let t = reader.words(&visit);
    Ok(Json(TrustReport::of(&standings, &t, reader.sees_figures())))
}
