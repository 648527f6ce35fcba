//! The rules of the catalog on a real database with a clock that stands still, and its pages as a browser gets them.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod house;
mod lists;
mod order;
mod pages;
mod places;
mod programs;
mod publication;
mod removal;
mod world;
