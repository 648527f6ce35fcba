//! One SQL text on two engines. Everything that differs between SQLite and PostgreSQL lives in `engine/`;
//! everybody else writes the dialect of `DIALECT.md` and never learns which engine answers.

#![forbid(unsafe_code)]

mod database;
mod engine;
mod error;
mod look;
mod migrate;
mod row;
mod sql;
mod tx;
mod value;

pub use database::{Db, Place};
pub use error::Error;
pub use look::Look;
pub use migrate::MIGRATIONS;
pub use row::{Row, Rows};
pub use sql::Sql;
pub use tx::{Lock, Tx};
pub use value::Value;
