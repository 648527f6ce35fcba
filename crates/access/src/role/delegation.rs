//! Who may give and take which role where: one pure function, of the policy in force and of what is known of one person
//! at one place. Nothing else in the program decides it. The gate asks it for each single grant and removal inside
//! the transaction that writes, acts on several are loops over that, an invitation asks it again in the name of who made
//! it, and pages ask it which buttons to show.
//!
//! | who, at or above the place | may give and take there |
//! |---|---|
//! | administrator of the platform | on the platform: administrator, support, developer, auditor |
//! | owner, manager of the account | on the account: manager, auditor; on its channels: manager; on its courses: editor, tutor, learner |
//! | manager of the channel | on the channel: manager; on its courses: editor, tutor, learner |
//! | everybody else | nothing |
//!
//! An owner is in nobody's row: he comes with the account, or takes it over ([`super::hand_over`]). The table is that
//! of `tests/policy/delegation.rs`; the words that decide stand in `policy/roles.cedar`.

use tutela_core::Role;

use crate::action::{Action, Target};
use crate::policy::{Allowed, Case, Policy};
use crate::{Error, GrantRole, RevokeRole};

/// What is done with a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Give,
    Take,
}

/// Whether the person of the case may give, or take, a role at the place of the case.
///
/// # Errors
/// [`Error::Forbidden`] when he may know of the place, [`Error::NotFound`] otherwise.
pub fn decide(policy: &Policy, case: &Case, deed: Deed, role: Role) -> Result<Allowed, Error> {
    let action = match deed {
        Deed::Give => GrantRole::NAME,
        Deed::Take => RevokeRole::NAME,
    };
    policy.decide(case, action, Some(role))
}

/// The roles of the place's level that he may both give and take there.
pub fn delegable(policy: &Policy, case: &Case) -> Vec<Role> {
    let Target::Place(place) = case.slice().target else {
        return Vec::new();
    };
    let may = |deed, role| decide(policy, case, deed, role).is_ok();
    let both = |role: &Role| may(Deed::Give, *role) && may(Deed::Take, *role);
    let roles = Role::ALL.into_iter();
    let here = roles.filter(|role| role.level() == place.level());
    here.filter(both).collect()
}
