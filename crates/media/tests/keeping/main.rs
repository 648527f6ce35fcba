//! What is kept, and how long: files taken out and put back, destroyed, looked through, put under new keys, counted.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod care;
mod keys;
mod quota;
mod relocation;
mod removed;
mod world;
