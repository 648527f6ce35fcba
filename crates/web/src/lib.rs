//! What all pages and all of the API share: the door with its one way out for errors, routes that are closed unless
//! they say why not, forms, texts, the shell, assets. It knows no course, and of an
//! account nothing but the addresses of its tabs.

#![forbid(unsafe_code)]

mod app;
pub mod assets;
mod body;
mod client;
pub mod cookie;
mod csrf;
mod door;
mod error;
mod fields;
mod flash;
mod form;
mod headers;
pub mod health;
mod icon;
mod inputs;
mod json;
mod language;
pub mod live;
mod markdown;
mod observe;
mod page;
mod path;
pub mod range;
mod routes;
pub mod switch;
mod tabs;
mod texts;
mod transfer;
mod visit;

pub use app::{App, Settings, Ways};
pub use assets::asset_url;
pub use client::Client;
pub use error::{Error, Problem, ProblemField};
pub use fields::{Fact, FieldError, FieldErrors};
pub use flash::{CLEAR_SITE_DATA, Flash, Redirect, is_local};
pub use form::Form;
pub use headers::Posture;
pub use icon::{Icon, icon};
pub use inputs::{Input, Inputs, Summary};
pub use json::Json;
pub use language::Language;
pub use markdown::{Html, markdown};
pub use page::{Layout, Page, initials};
pub use path::{Path, Query};
pub use routes::{Documented, Guard, RouteLine, Routes};
pub use tabs::{Reach, Tab, Tabs};
pub use texts::{Arg, Locale, SHARED, Texts, TextsError, When, Words};
pub use transfer::transfer;
pub use utoipa_axum::routes;
pub use visit::{Audience, Credential, Visit};
