//! The screens and the operations about passkeys, where this build knows them.

use tutela_web::Routes;

use crate::desk::Desk;

/// Setting passkeys up and signing in with them.
#[cfg(feature = "passkeys")]
pub fn routes() -> Routes<Desk> {
    use tutela_access::{Action, ViewSelf};
    use tutela_web::{Guard, routes};

    use crate::factor::passkey::{api, screen};

    const VIEW_SELF: Guard = Guard::Action(ViewSelf::NAME);
    const PASSKEY: Guard =
        Guard::Open("Nobody is signed in before signing in; the passkey's signature decides.");
    Routes::new()
        .post(
            "/me/security/passkeys/{passkey}/removal",
            screen::remove,
            VIEW_SELF,
        )
        .api(routes!(api::begin_passkey), VIEW_SELF)
        .api(routes!(api::add_passkey), VIEW_SELF)
        .api(routes!(api::remove_passkey), VIEW_SELF)
        .api(routes!(api::begin_passkey_sign_in), PASSKEY)
        .api(routes!(api::sign_in_with_passkey), PASSKEY)
}

/// This build knows no passkeys.
#[cfg(not(feature = "passkeys"))]
pub fn routes() -> Routes<Desk> {
    Routes::new()
}
