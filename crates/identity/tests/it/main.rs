//! The rules of identity on a real database with a clock that stands still, and its pages as a browser gets them.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod activities;
mod contact;
mod first_run;
mod notifications;
mod pages;
mod people;
mod roles;
mod sign_in;
mod welcome;
mod world;
