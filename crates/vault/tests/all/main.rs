//! The vault as others use it: format, keys, sealing, opening, stores.
#![allow(clippy::unwrap_used)]

mod faults;
mod format;
mod independent;
mod keys;
#[cfg(feature = "kms")]
mod kms;
mod opening;
mod pair;
mod rot;
#[cfg(feature = "s3")]
mod s3;
mod sealing;
mod vectors;
mod world;
