//! The evidence log: written with the act, numbered after it, proved to whoever asks, and never changed unnoticed.

mod files;
mod log;
mod tampering;
mod witnessing;
