//! The addresses of the evidence log, as those who run an account see it.

use tutela_web::{Routes, routes};

use super::VIEW_ACTIVITIES;
use crate::desk::Desk;
use crate::evidence::{api, screen};

/// The pages and files.
pub fn screens() -> Routes<Desk> {
    Routes::new()
        .get(
            "/accounts/{account}/activities/{activity}/evidence",
            screen::of_activity,
            VIEW_ACTIVITIES,
        )
        .get(
            "/accounts/{account}/evidence",
            screen::show,
            VIEW_ACTIVITIES,
        )
        .post(
            "/accounts/{account}/evidence",
            screen::check,
            VIEW_ACTIVITIES,
        )
        .post(
            "/accounts/{account}/evidence/letter",
            screen::mail,
            VIEW_ACTIVITIES,
        )
        .get(
            "/accounts/{account}/evidence/checkpoint",
            screen::checkpoint,
            VIEW_ACTIVITIES,
        )
        .get(
            "/accounts/{account}/evidence/entries/{number}/proof",
            screen::proof,
            VIEW_ACTIVITIES,
        )
}

/// The operations.
pub fn operations() -> Routes<Desk> {
    Routes::new()
        .api(routes!(api::get_checkpoint), VIEW_ACTIVITIES)
        .api(routes!(api::check_checkpoint), VIEW_ACTIVITIES)
        .api(routes!(api::list_evidence), VIEW_ACTIVITIES)
        .api(routes!(api::get_evidence_proof), VIEW_ACTIVITIES)
}
