//! `getDestinations`.

use axum::extract::State;
use serde::Serialize;
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

use super::sent;
use crate::Trust;
use crate::reader::Reader;

/// Where data leaves the house. There is no other way out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Destinations {
    destinations: Vec<DestinationLine>,
}

/// A server that the house may speak to, and what went there in the last thirty days.
#[derive(Debug, Serialize, ToSchema)]
pub struct DestinationLine {
    #[schema(example = "mail")]
    purpose: &'static str,
    /// What it gets to know.
    receives: &'static str,
    /// Its name; for those who are signed in, as the figures are.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
}

/// Where data leaves the house: the closed list, and what went out by count and size.
#[utoipa::path(
    get,
    path = "/api/v1/trust/destinations",
    operation_id = "getDestinations",
    tag = "trust",
    responses((status = 200, description = "The list.", body = Destinations)),
)]
pub async fn get_destinations(
    visit: Visit,
    State(trust): State<Trust>,
) -> Result<Json<Destinations>, Error> {
    let reader = Reader::of(&visit).await?;
    let sent = sent(visit.gate()).await?;
    let shown = reader.sees_figures();
    let lines = trust.destinations.iter().map(|one| {
        let went = sent
            .iter()
            .find(|sent| sent.purpose == one.purpose && sent.host == one.host);
        DestinationLine {
            purpose: one.purpose,
            receives: one.receives,
            host: shown.then(|| one.host.clone()),
            times: shown.then(|| went.map_or(0, |sent| sent.times)),
            bytes: shown.then(|| went.map_or(0, |sent| sent.bytes)),
        }
    });
    Ok(Json(Destinations {
        destinations: lines.collect(),
    }))
}
