//! The addresses about who may do what: roles and their terms, owners, reviews.

use tutela_access::{
    AcceptOwnership, Action, GrantRole, ListRoles, OfferOwnership, ReviewAccess, RevokeRole,
};
use tutela_core::{AccountId, ChannelId, CourseId};
use tutela_web::{Guard, Routes, routes};

use crate::desk::Desk;
use crate::place::Everywhere;
use crate::{ownership, reach, review, roles};

const GRANT_ROLE: Guard = Guard::Action(GrantRole::NAME);
const LIST_ROLES: Guard = Guard::Action(ListRoles::NAME);
const REVOKE_ROLE: Guard = Guard::Action(RevokeRole::NAME);
const REVIEW: Guard = Guard::Action(ReviewAccess::NAME);
const OFFER: Guard = Guard::Action(OfferOwnership::NAME);
const ACCEPT: Guard = Guard::Action(AcceptOwnership::NAME);

/// The pages.
pub fn screens() -> Routes<Desk> {
    use roles::screen::{change, restore, revoke};
    Routes::new()
        .post("/roles/{grant}/removal", revoke, REVOKE_ROLE)
        .post("/roles/{grant}/removal/undo", restore, GRANT_ROLE)
        .get("/roles/{grant}/terms", change::ask, GRANT_ROLE)
        .post("/roles/{grant}/terms", change::change, GRANT_ROLE)
        .and(screens_of_places())
        .and(screens_of_reach())
        .and(screens_of_owners())
        .and(screens_of_reviews())
}

fn screens_of_places() -> Routes<Desk> {
    use roles::screen::several::{grant, restore, revoke};
    macro_rules! at {
        ($routes:ident, $($here:literal is $kind:ty,)+) => {
            $routes$(
                .post(concat!($here, "/roles/removals"), revoke::<$kind>, REVOKE_ROLE)
                .post(concat!($here, "/roles/several"), grant::<$kind>, GRANT_ROLE)
            )+
        };
    }
    let routes = Routes::new()
        .post(
            "/platform/roles/removals/{at}/undo",
            roles::screen::several::restore_staff,
            GRANT_ROLE,
        )
        .post(
            "/accounts/{account}/roles/removals/{at}/undo",
            restore::<AccountId>,
            GRANT_ROLE,
        )
        .post(
            "/channels/{channel}/roles/removals/{at}/undo",
            restore::<ChannelId>,
            GRANT_ROLE,
        )
        .post(
            "/courses/{course}/roles/removals/{at}/undo",
            restore::<CourseId>,
            GRANT_ROLE,
        );
    at!(
        routes,
        "/platform" is Everywhere,
        "/accounts/{account}" is AccountId,
        "/channels/{channel}" is ChannelId,
        "/courses/{course}" is CourseId,
    )
}

fn screens_of_reach() -> Routes<Desk> {
    use reach::screen::show;
    Routes::new()
        .get(
            "/accounts/{account}/reach/{person}",
            show::<AccountId>,
            LIST_ROLES,
        )
        .get(
            "/channels/{channel}/reach/{person}",
            show::<ChannelId>,
            LIST_ROLES,
        )
        .get(
            "/courses/{course}/reach/{person}",
            show::<CourseId>,
            LIST_ROLES,
        )
}

fn screens_of_owners() -> Routes<Desk> {
    use ownership::screen::{accept, decline, offer, show, withdraw};
    Routes::new()
        .get("/accounts/{account}/ownership", show, LIST_ROLES)
        .post("/accounts/{account}/ownership", offer, OFFER)
        .post("/ownership/{offer}/acceptance", accept, ACCEPT)
        .post("/ownership/{offer}/refusal", decline, ACCEPT)
        .post("/ownership/{offer}/withdrawal", withdraw, OFFER)
}

fn screens_of_reviews() -> Routes<Desk> {
    use review::{csv, screen};
    Routes::new()
        .get("/accounts/{account}/review", screen::show, REVIEW)
        .post("/accounts/{account}/review", screen::sign, REVIEW)
        .get("/accounts/{account}/review.csv", csv::export, REVIEW)
}

/// The operations of the API.
pub fn operations() -> Routes<Desk> {
    use roles::api;
    Routes::new()
        .api(routes!(api::grant_role), GRANT_ROLE)
        .api(routes!(api::change_grant), GRANT_ROLE)
        .api(routes!(api::revoke_role), REVOKE_ROLE)
        .api(routes!(api::list_roles), LIST_ROLES)
        .api(routes!(api::several::grant_roles), GRANT_ROLE)
        .api(routes!(api::several::revoke_roles), REVOKE_ROLE)
        .api(routes!(reach::api::get_reach), LIST_ROLES)
        .api(routes!(ownership::api::get_ownership), LIST_ROLES)
        .api(routes!(ownership::api::offer_ownership), OFFER)
        .api(routes!(ownership::api::withdraw_ownership), OFFER)
        .api(routes!(ownership::api::accept_ownership), ACCEPT)
        .api(routes!(ownership::api::decline_ownership), ACCEPT)
        .api(routes!(review::api::get_access_review), REVIEW)
        .api(routes!(review::api::sign_access_review), REVIEW)
        .api(routes!(review::api::list_access_reviews), REVIEW)
}
