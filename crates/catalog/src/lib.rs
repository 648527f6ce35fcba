//! Channels, courses, lessons: what there is to learn, in which order, and who can see it yet.

#![forbid(unsafe_code)]

pub mod account;
pub mod channel;
pub mod course;
mod filled;
pub mod home;
pub mod lesson;
pub mod place;
pub mod removal;
mod routes;
mod state;
mod typed;
mod words;

use filled::Filled;
use tutela_web::icon;

pub use routes::{TEXTS, routes};
pub use words::{InvalidText, Line, Prose};
