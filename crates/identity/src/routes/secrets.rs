//! The screens and the operations about passwords, locks and names.

use tutela_access::{
    Action, ChangePassword, ChangeUsername, EditAccount, UnlockMember, ViewPlatform, ViewSelf,
};
use tutela_web::{Guard, Routes, routes};

use crate::desk::Desk;
use crate::password::change;
use crate::{account, lock, reset, unlock, username};

const RESET: Guard = Guard::Open(
    "Who has forgotten the password cannot sign in; the code or link that went to the person decides.",
);
const UNLOCK: Guard =
    Guard::Open("Who is locked out cannot sign in; the one-time link that was mailed decides.");
const CHANGE_PASSWORD: Guard = Guard::Action(ChangePassword::NAME);
const CHANGE_USERNAME: Guard = Guard::Action(ChangeUsername::NAME);
const EDIT_ACCOUNT: Guard = Guard::Action(EditAccount::NAME);
const UNLOCK_MEMBER: Guard = Guard::Action(UnlockMember::NAME);
const VIEW_PLATFORM: Guard = Guard::Action(ViewPlatform::NAME);
const VIEW_SELF: Guard = Guard::Action(ViewSelf::NAME);

/// The pages about them.
pub fn screens() -> Routes<Desk> {
    use account::rules::screen as rules;
    Routes::new()
        .get("/password/forgotten", reset::screen::ask, RESET)
        .post("/password/forgotten", reset::screen::request, RESET)
        .post("/password/reset", reset::screen::set_by_code, RESET)
        .get("/password/reset/{link}", reset::screen::show, RESET)
        .post("/password/reset/{link}", reset::screen::set_by_link, RESET)
        .get("/unlock/{token}", unlock::screen::show, UNLOCK)
        .post("/unlock/{token}", unlock::screen::open, UNLOCK)
        .get("/me/password", change::screen::show, VIEW_SELF)
        .post("/me/password", change::screen::change, CHANGE_PASSWORD)
        .get("/me/username", username::screen::show, VIEW_SELF)
        .post("/me/username", username::screen::change, CHANGE_USERNAME)
        .get("/platform/locks", lock::screen::list, VIEW_PLATFORM)
        .post(
            "/platform/locks/{person}/removal",
            lock::screen::lift_anybodys,
            UNLOCK_MEMBER,
        )
        .post(
            "/accounts/{account}/people/{person}/lock/removal",
            lock::screen::lift,
            UNLOCK_MEMBER,
        )
        .get("/accounts/{account}/security", rules::show, EDIT_ACCOUNT)
        .post("/accounts/{account}/security", rules::set, EDIT_ACCOUNT)
}

/// The operations about them.
pub fn operations() -> Routes<Desk> {
    Routes::new()
        .api(routes!(change::api::change_password), CHANGE_PASSWORD)
        .api(routes!(username::api::list_usernames), VIEW_SELF)
        .api(routes!(username::api::change_username), CHANGE_USERNAME)
        .api(routes!(reset::api::request_password_reset), RESET)
        .api(routes!(reset::api::reset_password), RESET)
        .api(routes!(unlock::api::open_device), UNLOCK)
        .api(routes!(lock::api::unlock_member), UNLOCK_MEMBER)
        .api(
            routes!(account::rules::api::get_sign_in_rules),
            EDIT_ACCOUNT,
        )
        .api(
            routes!(account::rules::api::set_sign_in_rules),
            EDIT_ACCOUNT,
        )
}
