//! The addresses of this feature, each with what guards it.

mod delegation;
mod passkeys;
mod secrets;

use tutela_access::{
    Action, AddPerson, BlockUser, CreateAccount, EditAccount, EndSessionsOfMember, FindPeople,
    GrantRole, ListRoles, ResetSecondFactor, UnblockUser, ViewActivities, ViewPeople, ViewPlatform,
    ViewSelf,
};
use tutela_core::{AccountId, ChannelId, CourseId};
use tutela_web::{Guard, Routes, routes};

use crate::desk::Desk;
use crate::{
    account, activities, blocking, contact, everybody, factor, first_run, import, invitation, me,
    member, notifications, people, place, reauth, registration, roles, sessions, sign_in,
};

const SIGN_IN: Guard = Guard::Open("Nobody is signed in before signing in; the password decides.");
const SIGN_OUT: Guard = Guard::Open("Ending a session takes its own token and nothing else.");
const FIRST_RUN: Guard =
    Guard::Open("An empty installation has nobody who could allow anything; then it is shut.");
const INVITATION: Guard =
    Guard::Open("Who is invited cannot sign in yet; the invitation and who made it decide.");

const REGISTRATION: Guard = Guard::Open(
    "Where an account is open to newcomers, anybody may ask for a letter to his own address.",
);

const HALF: Guard = Guard::Open(
    "Nobody is signed in before the second factor is shown; the half sign-in and the code decide.",
);
const UNDO_CONTACT: Guard =
    Guard::Open("Whoever took over a sign-in must not stop its owner; the link decides.");

const ADD_PERSON: Guard = Guard::Action(AddPerson::NAME);
const CREATE_ACCOUNT: Guard = Guard::Action(CreateAccount::NAME);
const EDIT_ACCOUNT: Guard = Guard::Action(EditAccount::NAME);
const GRANT_ROLE: Guard = Guard::Action(GrantRole::NAME);
const LIST_ROLES: Guard = Guard::Action(ListRoles::NAME);
const VIEW_ACTIVITIES: Guard = Guard::Action(ViewActivities::NAME);
const VIEW_PEOPLE: Guard = Guard::Action(ViewPeople::NAME);
const VIEW_SELF: Guard = Guard::Action(ViewSelf::NAME);
const VIEW_PLATFORM: Guard = Guard::Action(ViewPlatform::NAME);
const BLOCK_USER: Guard = Guard::Action(BlockUser::NAME);
const UNBLOCK_USER: Guard = Guard::Action(UnblockUser::NAME);
const FIND_PEOPLE: Guard = Guard::Action(FindPeople::NAME);
const END_SESSIONS: Guard = Guard::Action(EndSessionsOfMember::NAME);
const RESET_FACTOR: Guard = Guard::Action(ResetSecondFactor::NAME);

/// The pages.
pub fn screens() -> Routes<Desk> {
    Routes::new()
        .get("/sign-in", sign_in::screen::show, SIGN_IN)
        .post("/sign-in", sign_in::screen::sign_in, SIGN_IN)
        .post("/sign-out", sign_in::screen::sign_out, SIGN_OUT)
        .get("/first-run", first_run::screen::show, FIRST_RUN)
        .post("/first-run", first_run::screen::begin, FIRST_RUN)
        .get("/accounts", account::screen::list, VIEW_PLATFORM)
        .get("/accounts/new", account::screen::ask, CREATE_ACCOUNT)
        .post("/accounts", account::screen::make, CREATE_ACCOUNT)
        .get(
            "/accounts/{account}/people",
            people::screen::list,
            VIEW_PEOPLE,
        )
        .post(
            "/accounts/{account}/people/{person}/link",
            people::screen::link_again,
            ADD_PERSON,
        )
        .and(delegation::screens())
        .and(secrets::screens())
        .and(screens_of_records())
        .and(screens_of_invitations())
        .and(screens_of_files())
        .and(screens_of_newcomers())
        .and(screens_of_places())
        .and(screens_of_mine())
        .and(own_screens())
        .and(screens_about_sign_ins())
        .and(passkeys::routes())
}

/// How I sign in, and where.
fn screens_of_mine() -> Routes<Desk> {
    use factor::screen as own;
    Routes::new()
        .get("/sign-in/code", own::owe, HALF)
        .post("/sign-in/code", own::finish, HALF)
        .get("/me/proof", reauth::screen::show, VIEW_SELF)
        .post("/me/proof", reauth::screen::accept, VIEW_SELF)
        .get("/me/security", own::show, VIEW_SELF)
        .post("/me/security/app", own::offer, VIEW_SELF)
        .post("/me/security/app/confirmation", own::confirm, VIEW_SELF)
        .post("/me/security/app/removal", own::remove, VIEW_SELF)
        .post("/me/security/recovery-codes", own::renew, VIEW_SELF)
        .get("/me/sessions", sessions::screen::show, VIEW_SELF)
        .post("/me/sessions/end", sessions::screen::end_all, VIEW_SELF)
        .post(
            "/me/sessions/{session}/end",
            sessions::screen::end,
            VIEW_SELF,
        )
}

/// What others do about somebody's sign-in.
fn screens_about_sign_ins() -> Routes<Desk> {
    Routes::new()
        .get("/people", everybody::screen::list, FIND_PEOPLE)
        .get("/people/{person}/block", blocking::screen::ask, BLOCK_USER)
        .post(
            "/people/{person}/block",
            blocking::screen::block,
            BLOCK_USER,
        )
        .post(
            "/people/{person}/block/removal",
            blocking::screen::unblock,
            UNBLOCK_USER,
        )
        .post(
            "/people/{person}/second-factor/removal",
            blocking::screen::reset_factor,
            RESET_FACTOR,
        )
        .and(screens_about_members())
}

/// What those who run an account do about the sign-ins of its people.
fn screens_about_members() -> Routes<Desk> {
    Routes::new()
        .get(
            "/accounts/{account}/people/{person}",
            member::screen::show,
            VIEW_PEOPLE,
        )
        .post(
            "/accounts/{account}/people/{person}/sign-out",
            sessions::screen::end_of_member,
            END_SESSIONS,
        )
        .post(
            "/accounts/{account}/people/{person}/second-factor/removal",
            member::screen::reset_factor,
            RESET_FACTOR,
        )
        .post(
            "/accounts/{account}/security/factor",
            factor::screen::ask,
            EDIT_ACCOUNT,
        )
}

/// The pages about what is one's own.
fn own_screens() -> Routes<Desk> {
    use notifications::screen;
    Routes::new()
        .get("/notifications", screen::show, VIEW_SELF)
        .post("/notifications/reading", screen::read_all, VIEW_SELF)
        .post("/notifications/mail", screen::choose, VIEW_SELF)
        .post(
            "/notifications/{notification}/reading",
            screen::read,
            VIEW_SELF,
        )
        .get("/me/activities", activities::own::show, VIEW_SELF)
        .and(contact_screens())
}

/// The pages about where one can be reached.
fn contact_screens() -> Routes<Desk> {
    use contact::screen;
    Routes::new()
        .get("/me/contacts", screen::show, VIEW_SELF)
        .post("/me/contacts/confirmation", screen::confirm_code, VIEW_SELF)
        .get("/me/contacts/{kind}", screen::show_form, VIEW_SELF)
        .post("/me/contacts/{kind}", screen::ask, VIEW_SELF)
        .get("/contact/{token}", screen::show_confirm, VIEW_SELF)
        .post("/contact/{token}", screen::confirm, VIEW_SELF)
        .get("/contact/undo/{token}", screen::show_undo, UNDO_CONTACT)
        .post("/contact/undo/{token}", screen::take_back, UNDO_CONTACT)
}

/// The pages of the record.
fn screens_of_records() -> Routes<Desk> {
    use activities::{csv, screen};
    Routes::new()
        .get(
            "/accounts/{account}/activities",
            screen::show,
            VIEW_ACTIVITIES,
        )
        .get(
            "/accounts/{account}/activities.csv",
            csv::export,
            VIEW_ACTIVITIES,
        )
}

/// The pages behind an invitation.
fn screens_of_invitations() -> Routes<Desk> {
    use invitation::screen::list::take_back;
    use invitation::screen::{show, take};
    Routes::new()
        .get("/invitations/{invitation}", show, INVITATION)
        .post("/invitations/{invitation}", take, INVITATION)
        .post(
            "/invitations/{invitation}/revocation",
            take_back,
            ADD_PERSON,
        )
}

/// The pages by which many come in at once.
fn screens_of_files() -> Routes<Desk> {
    Routes::new()
        .get(
            "/accounts/{account}/imports",
            import::screen::show,
            ADD_PERSON,
        )
        .post(
            "/accounts/{account}/imports",
            import::screen::look,
            ADD_PERSON,
        )
        .streaming()
        .post(
            "/accounts/{account}/imports/{import}/run",
            import::screen::bring_in,
            ADD_PERSON,
        )
        .streaming()
        .post(
            "/accounts/{account}/imports/{import}/undo",
            import::screen::take_back,
            ADD_PERSON,
        )
        .streaming()
}

/// The pages by which somebody comes in who asks.
fn screens_of_newcomers() -> Routes<Desk> {
    Routes::new()
        .get(
            "/accounts/{account}/register",
            registration::screen::ask,
            REGISTRATION,
        )
        .post(
            "/accounts/{account}/register",
            registration::screen::send,
            REGISTRATION,
        )
        .get(
            "/accounts/{account}/registration",
            registration::screen::show,
            EDIT_ACCOUNT,
        )
        .post(
            "/accounts/{account}/registration",
            registration::screen::change,
            EDIT_ACCOUNT,
        )
}

/// The pages that every kind of place has alike.
fn screens_of_places() -> Routes<Desk> {
    use invitation::screen::list::show as invited;
    use invitation::screen::new::{ask, make};
    use place::Everywhere;
    use roles::screen::{grant, show};
    macro_rules! at {
        ($routes:ident, $($here:literal is $kind:ty,)+) => {
            $routes$(
                .get(concat!($here, "/roles"), show::<$kind>, LIST_ROLES)
                .post(concat!($here, "/roles"), grant::<$kind>, GRANT_ROLE)
                .get(concat!($here, "/invitations"), invited::<$kind>, ADD_PERSON)
                .get(concat!($here, "/invitations/new"), ask::<$kind>, ADD_PERSON)
                .post(concat!($here, "/invitations"), make::<$kind>, ADD_PERSON)
            )+
        };
    }
    let routes = Routes::new();
    at!(
        routes,
        "/platform" is Everywhere,
        "/accounts/{account}" is AccountId,
        "/channels/{channel}" is ChannelId,
        "/courses/{course}" is CourseId,
    )
}

/// The operations of the API.
pub fn operations() -> Routes<Desk> {
    Routes::new()
        .and(secrets::operations())
        .api(routes!(sign_in::api::sign_in), SIGN_IN)
        .api(routes!(sign_in::api::sign_out), SIGN_OUT)
        .api(routes!(me::api::who_am_i), VIEW_SELF)
        .api(routes!(first_run::api::create_administrator), FIRST_RUN)
        .api(routes!(invitation::api::create_invitation), ADD_PERSON)
        .api(routes!(invitation::api::list_invitations), ADD_PERSON)
        .api(routes!(invitation::api::revoke_invitation), ADD_PERSON)
        .api(routes!(invitation::api::accept_invitation), INVITATION)
        .api(routes!(invitation::api::accept_welcome), INVITATION)
        .api(routes!(account::api::create_account), CREATE_ACCOUNT)
        .api(routes!(account::api::list_accounts), VIEW_PLATFORM)
        .api(routes!(people::api::add_person), ADD_PERSON)
        .api(routes!(import::api::import_members), ADD_PERSON)
        .streaming()
        .api(routes!(import::api::run_import), ADD_PERSON)
        .streaming()
        .api(routes!(import::api::undo_import), ADD_PERSON)
        .streaming()
        .api(routes!(registration::api::register), REGISTRATION)
        .api(routes!(registration::api::get_registration), EDIT_ACCOUNT)
        .api(routes!(registration::api::set_registration), EDIT_ACCOUNT)
        .api(routes!(people::api::list_people), VIEW_PEOPLE)
        .api(routes!(activities::api::list_activities), VIEW_ACTIVITIES)
        .and(delegation::operations())
        .and(operations_about_sign_ins())
}

/// The operations about sessions, second factors and blocks.
fn operations_about_sign_ins() -> Routes<Desk> {
    use factor::api as own;
    Routes::new()
        .api(routes!(reauth::api::reauthenticate), VIEW_SELF)
        .api(routes!(sessions::api::list_sessions), VIEW_SELF)
        .api(routes!(sessions::api::end_session), VIEW_SELF)
        .api(routes!(sessions::api::end_all_sessions), VIEW_SELF)
        .api(routes!(sessions::api::end_sessions_of_member), END_SESSIONS)
        .api(routes!(own::list_second_factors), VIEW_SELF)
        .api(routes!(own::enroll_totp), VIEW_SELF)
        .api(routes!(own::confirm_totp), VIEW_SELF)
        .api(routes!(own::remove_totp), VIEW_SELF)
        .api(routes!(own::renew_recovery_codes), VIEW_SELF)
        .api(routes!(own::verify_second_factor), HALF)
        .api(routes!(own::reset_second_factor), RESET_FACTOR)
        .api(routes!(own::reset_second_factor_of_member), RESET_FACTOR)
        .api(routes!(own::ask_second_factor), EDIT_ACCOUNT)
        .api(routes!(everybody::api::find_people), FIND_PEOPLE)
        .api(routes!(blocking::api::block_user), BLOCK_USER)
        .api(routes!(blocking::api::unblock_user), UNBLOCK_USER)
        .and(own_operations())
}

/// The operations about what is one's own.
fn own_operations() -> Routes<Desk> {
    use notifications::api;
    Routes::new()
        .api(routes!(api::list_notifications), VIEW_SELF)
        .api(routes!(api::read_notification), VIEW_SELF)
        .api(routes!(api::read_all_notifications), VIEW_SELF)
        .api(routes!(activities::own::list_own_activities), VIEW_SELF)
        .api(routes!(contact::api::list_contacts), VIEW_SELF)
        .api(routes!(contact::api::change_email), VIEW_SELF)
        .api(routes!(contact::api::change_phone), VIEW_SELF)
        .api(routes!(contact::api::confirm_contact), VIEW_SELF)
        .api(routes!(contact::api::undo_contact_change), UNDO_CONTACT)
        .api(
            routes!(api::get_mail_choices, api::set_mail_choices),
            VIEW_SELF,
        )
}
