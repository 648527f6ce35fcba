//! `getTrustHistory`.

use serde::Serialize;
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

use super::{Change, latest};

/// What changed when, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrustHistory {
    changes: Vec<StateChange>,
}

/// A promise changed its state.
#[derive(Debug, Serialize, ToSchema)]
pub struct StateChange {
    #[schema(example = "UA7")]
    promise: String,
    /// The state from then on.
    #[schema(example = "failing")]
    state: String,
    #[schema(format = DateTime)]
    at: String,
}

/// What changed when: every promise that began to hold or ceased to, and for how long nobody had looked.
#[utoipa::path(
    get,
    path = "/api/v1/trust/history",
    operation_id = "getTrustHistory",
    tag = "trust",
    responses((status = 200, description = "The latest changes.", body = TrustHistory)),
)]
pub async fn get_trust_history(visit: Visit) -> Result<Json<TrustHistory>, Error> {
    let changes = latest(visit.gate()).await?.into_iter();
    Ok(Json(TrustHistory {
        changes: changes.map(StateChange::from).collect(),
    }))
}

impl From<Change> for StateChange {
    fn from(change: Change) -> Self {
        Self {
            promise: change.promise,
            state: change.state,
            at: change.at.to_string(),
        }
    }
}
