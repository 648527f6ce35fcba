//! `getBuild`.

use axum::extract::State;
use serde::Serialize;
use tutela_web::{Error, Json};
use utoipa::ToSchema;

use crate::Trust;
use crate::register::hash;

/// What this program is made of.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuildReport {
    version: &'static str,
    commit: Option<&'static str>,
    /// SHA-256 of the file that runs.
    binary_sha256: Option<&'static str>,
    register_sha256: &'static str,
    /// How many libraries are in it; `/trust/build/sbom.json` names them.
    packages: usize,
    /// When they were last held against the database of advisories.
    #[schema(format = DateTime)]
    advisories_checked_at: Option<String>,
    /// How many of them came since and were not looked at.
    packages_not_looked_at: usize,
    known: Vec<KnownAdvisory>,
}

/// Something known about a library.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownAdvisory {
    #[schema(example = "RUSTSEC-2026-0001")]
    id: &'static str,
    package: &'static str,
    version: &'static str,
    kind: &'static str,
}

/// What this program is made of, and what is known to be wrong with it.
#[utoipa::path(
    get,
    path = "/api/v1/trust/build",
    operation_id = "getBuild",
    tag = "trust",
    responses((status = 200, description = "The build.", body = BuildReport)),
)]
pub async fn get_build(State(trust): State<Trust>) -> Result<Json<BuildReport>, Error> {
    let build = trust.build;
    let known = build.advisories.known(build.packages).into_iter();
    Ok(Json(BuildReport {
        version: build.version,
        commit: build.commit,
        binary_sha256: build.digest,
        register_sha256: hash(),
        packages: build.packages.len(),
        advisories_checked_at: build.advisories.checked_at().map(|at| at.to_string()),
        packages_not_looked_at: build.advisories.unseen(build.packages).len(),
        known: known
            .map(|one| KnownAdvisory {
                id: one.id,
                package: one.package,
                version: one.version,
                kind: one.kind,
            })
            .collect(),
    }))
}
