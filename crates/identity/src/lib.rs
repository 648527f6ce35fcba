//! Accounts, people, and how they prove who they are.

#![forbid(unsafe_code)]

pub mod account;
pub mod activities;
pub mod blocking;
pub mod contact;
mod desk;
pub mod everybody;
pub mod factor;
pub mod first_run;
pub mod import;
pub mod invitation;
pub mod known_device;
pub mod letters;
pub mod limiter;
pub mod lock;
pub mod me;
pub mod member;
pub mod notifications;
pub mod ownership;
mod paging;
pub mod password;
pub mod people;
mod place;
mod qr;
pub mod reach;
pub mod reauth;
mod refusal;
pub mod registration;
pub mod reset;
pub mod review;
pub mod roles;
mod routes;
pub mod sessions;
pub mod sign_in;
pub mod tokens;
pub mod unlock;
pub mod username;

use tutela_web::{Locale, Routes};

use desk::Desk;
use first_run::FirstRunCode;
use password::Hasher;

/// The texts of this feature.
pub const TEXTS: Locale = Locale {
    english: concat!(
        include_str!("../locales/en/identity.ftl"),
        include_str!("../locales/en/secrets.ftl")
    ),
    danish: concat!(
        include_str!("../locales/da/identity.ftl"),
        include_str!("../locales/da/secrets.ftl")
    ),
};

/// The texts of letters, notifications and contacts.
pub const MESSAGES: Locale = Locale {
    english: include_str!("../locales/en/messages.ftl"),
    danish: include_str!("../locales/da/messages.ftl"),
};

/// The screens and the operations of this feature.
pub fn routes(hasher: Hasher, first_run: FirstRunCode) -> Routes {
    routes::screens()
        .and(routes::operations())
        .and(tokens::routes::addresses())
        .with_state(Desk { hasher, first_run })
}
