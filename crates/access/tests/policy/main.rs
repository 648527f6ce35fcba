//! The policy by itself, without a database: against a reference written apart from it, against its schema, and as
//! tables for people who do not program.
#![allow(clippy::unwrap_used)]

mod agreement;
mod delegation;
mod matrix;
mod reference;
mod schema;
mod tables;
mod town;
