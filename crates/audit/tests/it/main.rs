//! Notifications and the outbox on a real database of each engine, with a clock that stands still.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod duties;
mod notifications;
mod outbox;
mod world;
