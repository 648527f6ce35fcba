//! The one integration binary: the program as a person or a machine meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod main_job;
mod serving;
mod statements;
