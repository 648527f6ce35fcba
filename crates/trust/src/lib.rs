//! The pages that anybody may read before he trusts the house with anything. So far: the policy in force.

#![forbid(unsafe_code)]

pub mod policy;

use tutela_web::{Guard, Locale, Routes, routes as documented};

const POLICY: Guard = Guard::Open(
    "Who may do what is the same for everybody, is compiled in, and holds nobody's data.",
);

/// The texts of these pages.
pub const TEXTS: Locale = Locale {
    english: include_str!("../locales/en/trust.ftl"),
    danish: include_str!("../locales/da/trust.ftl"),
};

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/trust/policy", policy::screen::show, POLICY)
        .api(documented!(policy::api::get_policy), POLICY)
}
