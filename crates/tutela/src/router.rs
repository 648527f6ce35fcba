//! The one table of what is served: every feature's routes are joined here, and every text.

use anyhow::Result;
use axum::Router;
use tutela_identity::first_run::FirstRunCode;
use tutela_media::Media;
use tutela_media::scan::Scanner;
use tutela_web::{App, Locale, Routes, Settings, assets, health, switch};

use crate::installation::Parts;

/// The texts of all features.
const TEXTS: &[Locale] = &[
    tutela_identity::TEXTS,
    tutela_identity::MESSAGES,
    tutela_catalog::TEXTS,
    tutela_media::TEXTS,
    tutela_trust::TEXTS,
];

/// How the house is reached, and what it takes in.
#[derive(Debug, Clone)]
pub struct Outside {
    pub settings: Settings,
    /// The most bytes of an uploaded file.
    pub upload_limit: u64,
    /// Who looks for malicious files, where somebody does.
    pub scanner: Option<Scanner>,
    /// What the first administrator must know.
    pub first_run: FirstRunCode,
}

/// What every request shares, and the post.
///
/// # Errors
/// When the texts do not load.
pub fn app(parts: &Parts, outside: &Outside) -> Result<App> {
    let settings = outside.settings.clone();
    Ok(App::new(parts.gate.clone(), TEXTS, settings)?)
}

/// Everything that is served.
pub fn router(app: &App, parts: &Parts, outside: &Outside) -> Router {
    routes(parts, outside).into_router(app)
}

/// Every route with what guards it.
pub fn routes(parts: &Parts, outside: &Outside) -> Routes {
    let media = Media {
        vault: parts.vault.clone(),
        limit: outside.upload_limit,
        scanner: outside.scanner.clone(),
    };
    let hasher = parts.hasher.clone();
    Routes::new()
        .and(tutela_identity::routes(hasher, outside.first_run.clone()))
        .and(tutela_catalog::routes())
        .and(tutela_media::routes(media))
        .and(tutela_trust::routes())
        .and(assets::routes())
        .and(health::routes())
        .and(switch::routes())
        .with_document(env!("CARGO_PKG_VERSION"))
}
