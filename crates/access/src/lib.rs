//! Who may do what. A rule of a feature cannot reach the database without an [`Authorized`], and only the
//! policy in `policy/*.cedar`, deciding on the caller's live grants inside the same transaction, makes one.

#![forbid(unsafe_code)]

mod action;
mod authorized;
mod caller;
mod door;
mod error;
mod gate;
mod installation;
mod live;
#[cfg(doctest)]
mod must_not_compile;
mod person;
mod policy;
mod promise;
mod reach;
pub mod removal;
mod role;
mod scope;
pub mod session;
mod slice;
pub mod token;
mod usage;

pub use action::*;
pub use authorized::{Authorized, Place, Somebody};
pub use caller::Caller;
pub use door::{OPEN_DOORS, OpenDoor};
pub use error::Error;
pub use gate::{Gate, Guarded};
pub use installation::installation;
pub use live::Live;
pub use person::{
    NewPerson, add_member, block, create_person, factor_since, find_person_name, is_blocked,
    is_member, remove_member, set_factor, unblock,
};
pub use policy::{Allowed, CLAIMS, Case, MATRIX, Policy, PolicyError, RULES, SCHEMA};
pub use promise::Promise;
pub use reach::{Reached, reach};
pub use role::delegation;
pub use role::{
    Below, Grant, Held, Part, Reviewed, Terms, asks_factor_of, change, find_grant, found_with,
    grant, hand_over, held_at, held_below, held_by_me, holds, is_staff, others_hold, owners,
    restore, reviewed, revoke, revoke_at, taken_at,
};
pub use scope::{
    NewScope, PlaceNames, ask_for_factor, close, factor_asked_since, open_scope, place_names,
    publish, reopen, unpublish,
};
pub use slice::Slice;
