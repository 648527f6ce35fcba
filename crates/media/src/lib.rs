//! Films and documents: received, checked, sealed, and given back by ranges.

#![forbid(unsafe_code)]

mod account_key;
pub mod object;
pub mod upload;
pub mod watch;
