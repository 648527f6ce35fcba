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
pub mod removal;
mod role;
mod scope;
pub mod session;
mod slice;

pub use action::*;
pub use authorized::{Authorized, Place, Somebody};
pub use caller::Caller;
pub use door::{OPEN_DOORS, OpenDoor};
pub use error::Error;
pub use gate::{Gate, Guarded};
pub use installation::installation;
pub use live::Live;
pub use person::{NewPerson, add_member, create_person, find_person_name, is_member};
pub use policy::{Allowed, CLAIMS, Case, Policy, PolicyError, RULES, SCHEMA};
pub use role::{Held, found_with, grant, held_at, held_by_me, is_staff, owners, restore, revoke};
pub use scope::{NewScope, PlaceNames, close, open_scope, place_names, publish, unpublish};
pub use slice::Slice;
