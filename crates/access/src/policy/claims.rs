//! What must hold for every request there can be. The texts are compiled in to be shown; `tests/claims.rs` proves them.

macro_rules! claims {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../policy/claims/", $name, ".cedar")))),+]
    };
}

/// The claims about the policy, by name: text in Cedar, to be read as `policy/claims/README.md` says.
pub const CLAIMS: &[(&str, &str)] = claims![
    "the-blocked-do-nothing",
    "nobody-acts-without-a-role",
    "one-sees-only-oneself",
    "only-members-enter-an-account",
    "staff-touches-no-content",
    "only-administrators-run-the-platform",
    "roles-are-given-at-their-own-level",
    "account-roles-come-from-its-heads",
    "owners-are-never-delegated",
    "an-account-goes-from-owner-to-manager",
    "channel-managers-stay-in-their-channel",
    "drafts-are-not-for-learners",
    "only-heads-and-editors-change-content",
    "only-heads-remove-courses",
    "account-heads-can-always-take-a-role",
    "learners-always-see-what-is-published",
    "everybody-sees-himself",
    "a-token-stays-in-its-place",
    "a-token-without-a-use-does-nothing",
    "a-reading-token-changes-nothing",
    "a-token-is-not-its-person",
    "a-token-makes-no-managers",
    "a-token-works-where-its-person-may",
];
