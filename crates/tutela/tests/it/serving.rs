//! The program around the features: starting, refusing, TLS, signals, settings, doctor.

mod doctor;
mod listings;
mod memory;
pub mod program;
mod refusals;
mod settings;
mod signals;
mod tls;
