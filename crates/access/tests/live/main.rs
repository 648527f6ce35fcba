//! The policy on real databases: what the gate decides, what the lists show, and what sequences of grants and removals
//! can lead to.
#![allow(clippy::unwrap_used)]

mod gate_agrees;
mod lists;
mod reach;
#[path = "../policy/reference.rs"]
mod reference;
mod sequences;
mod terms;
mod tokens;
mod town;
#[path = "../world/mod.rs"]
mod world;
