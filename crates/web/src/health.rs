//! Whether the process lives, and whether its database answers: for load balancers and supervisors.

use http::StatusCode;
use tutela_access::{Gate, OpenDoor};
use tutela_db::{args, sql};

use crate::{Error, Guard, Routes, Visit};

/// `/healthz` and `/readyz`.
pub fn routes() -> Routes {
    let alive =
        Guard::Open("A supervisor asks whether the process lives; the answer says nothing else.");
    let ready = Guard::Open(
        "A load balancer asks whether requests can be served; the answer says nothing else.",
    );
    Routes::new()
        .get("/healthz", healthz, alive)
        .get("/readyz", readyz, ready)
}

async fn healthz() -> &'static str {
    "alive\n"
}

async fn readyz(visit: Visit) -> Result<(StatusCode, &'static str), Error> {
    answers(visit.gate())
        .await
        .map_err(|error| Error::Busy(error.to_string()))?;
    Ok((StatusCode::OK, "ready\n"))
}

async fn answers(gate: &Gate) -> Result<(), tutela_access::Error> {
    let mut tx = gate.look(OpenDoor::READY).await?;
    tx.find(sql!("SELECT id FROM installation"), args![])
        .await?;
    Ok(())
}
