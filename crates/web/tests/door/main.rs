//! What the door lets in and how it lets out: guards, errors, headers, limits, foreign pages.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

#[path = "../house/mod.rs"]
mod house;
mod pages;
mod programs;
mod rooms;
