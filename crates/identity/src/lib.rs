//! Accounts, people, and how they prove who they are.

#![forbid(unsafe_code)]

pub mod account;
pub mod first_run;
pub mod password;
pub mod people;
pub mod roles;
pub mod sign_in;
pub mod welcome;
