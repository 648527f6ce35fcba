//! What anybody may read before he trusts the house with anything, and what keeps it true: the register of promises, the
//! state of each computed from probes of this very installation, and the evidence behind it.

#![forbid(unsafe_code)]

pub mod badge;
pub mod build;
pub mod cards;
pub mod declared;
pub mod destinations;
pub mod history;
pub mod log;
mod nav;
pub mod overview;
pub mod pack;
pub mod policy;
mod probes;
pub mod processing;
pub mod promise;
pub mod prove;
mod reader;
pub mod records;
pub mod register;
mod routes;
pub mod rows;
pub mod state;

use std::sync::Arc;

use tutela_web::{Locale, Routes};

pub use build::Build;
pub use destinations::Destination;
pub use probes::probes;

/// The texts of these pages.
pub const TEXTS: Locale = Locale {
    english: concat!(
        include_str!("../locales/en/trust.ftl"),
        include_str!("../locales/en/promises.ftl")
    ),
    danish: concat!(
        include_str!("../locales/da/trust.ftl"),
        include_str!("../locales/da/promises.ftl")
    ),
};

/// What the binary knows of itself, for the pages that tell it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Every server that the house may speak to.
    pub destinations: Arc<[Destination]>,
    /// What this program is made of.
    pub build: Build,
}

/// The routes of this feature.
pub fn routes(trust: Trust) -> Routes {
    routes::pages().and(routes::operations()).with_state(trust)
}
