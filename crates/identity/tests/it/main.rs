//! The rules of identity on a real database with a clock that stands still, and its pages as a browser gets them.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod activities;
mod blocking;
mod contact;
mod delegation;
mod even;
mod factors;
mod first_run;
mod imports;
mod invitation_pages;
mod invitations;
mod limiter;
mod locked_out;
mod notifications;
mod own_pages;
mod ownership;
mod pages;
#[cfg(feature = "passkeys")]
mod passkeys;
mod passwords;
mod people;
mod races;
mod reauth;
mod registration;
mod reset;
mod review;
mod roles;
mod secrets;
mod sessions;
mod sign_in;
mod social;
mod token_pages;
mod tokens;
mod usernames;
mod welcome;
mod world;
