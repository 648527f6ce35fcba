//! The main job through the documented API, on the embedded database and on PostgreSQL: teach, learn, keep out.

mod at_rest;
mod attachments;
mod backups;
pub mod client;
mod cuts;
mod full;
pub mod house;
mod keep_out;
mod learn;
pub mod live;
mod looking;
mod personas;
mod races;
mod scanned;
mod secrets;
pub mod teach;
mod tenants;
mod tus;
mod tus_ends;
mod vault;
mod wire;
