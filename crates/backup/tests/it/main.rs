//! Backups on real databases, real folders and, where it is installed, with restic's own tool.

#![allow(clippy::unwrap_used)]

mod bucket;
mod endings;
mod moving;
mod probes;
mod repositories;
mod rot;
mod taking;
mod tool;
mod world;
