//! The main job through the documented API, on the embedded database and on PostgreSQL: teach, learn, keep out.

mod at_rest;
mod attachments;
mod client;
mod full;
pub mod house;
mod keep_out;
mod learn;
mod live;
mod personas;
mod scanned;
mod teach;
mod tus;
mod tus_ends;
mod vault;
