//! What was done is recorded in the transaction that does it, or it is not done.

#![forbid(unsafe_code)]

mod activity;

pub use activity::{Activity, Line, latest, record};
