//! Channels, courses, lessons: what there is to learn, in which order, and who can see it yet.

#![forbid(unsafe_code)]

pub mod channel;
pub mod course;
pub mod lesson;
pub mod place;
pub mod trail;
mod words;

pub use words::{InvalidText, Line, Prose};
