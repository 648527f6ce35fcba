//! The rules of media on a real database with a clock that stands still.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod captions;
mod jobs;
mod world;
