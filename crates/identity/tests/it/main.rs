//! The rules of identity on a real database with a clock that stands still, and its pages as a browser gets them.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod activities;
mod blocking;
mod contact;
mod delegation;
mod factors;
mod first_run;
mod imports;
mod invitation_pages;
mod invitations;
mod notifications;
mod own_pages;
mod ownership;
mod pages;
#[cfg(feature = "passkeys")]
mod passkeys;
mod people;
mod races;
mod reauth;
mod registration;
mod review;
mod roles;
mod sessions;
mod sign_in;
mod social;
mod welcome;
mod world;
