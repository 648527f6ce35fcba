//! The addresses of API tokens, each with what guards it.

use tutela_access::{Action as _, EndSessionsOfMember, ViewPeople, ViewSelf};
use tutela_web::{Guard, Routes, routes};

use super::{api, screen};
use crate::desk::Desk;

const VIEW_SELF: Guard = Guard::Action(ViewSelf::NAME);
const VIEW_PEOPLE: Guard = Guard::Action(ViewPeople::NAME);
const END_SESSIONS: Guard = Guard::Action(EndSessionsOfMember::NAME);

/// The pages and the operations.
pub fn addresses() -> Routes<Desk> {
    Routes::new()
        .get("/me/tokens", screen::show, VIEW_SELF)
        .get("/me/tokens/new", screen::new::ask, VIEW_SELF)
        .post("/me/tokens", screen::new::make, VIEW_SELF)
        .post("/me/tokens/{token}/revocation", screen::revoke, VIEW_SELF)
        .post(
            "/accounts/{account}/people/{person}/tokens/{token}/revocation",
            screen::revoke_of_member,
            END_SESSIONS,
        )
        .api(routes!(api::create_api_token), VIEW_SELF)
        .api(routes!(api::list_api_tokens), VIEW_SELF)
        .api(routes!(api::revoke_api_token), VIEW_SELF)
        .api(routes!(api::list_api_tokens_of_member), VIEW_PEOPLE)
        .api(routes!(api::revoke_api_token_of_member), END_SESSIONS)
}
