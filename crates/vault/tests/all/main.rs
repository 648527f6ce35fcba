//! The vault as others use it: format, keys, sealing, opening, stores.
#![allow(clippy::unwrap_used)]

mod format;
mod keys;
mod opening;
#[cfg(feature = "s3")]
mod s3;
mod sealing;
mod vectors;
mod world;
