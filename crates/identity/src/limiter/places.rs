//! Every address that takes a secret, with what bounds the guesses there. A test of the program fails when one is missing.

/// What keeps somebody from guessing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The limiter counts the tries.
    Counted,
    /// There is nothing to guess at; the reason.
    Unguessable(&'static str),
    /// The secret is chosen there, and not compared with anything; the reason.
    Chosen(&'static str),
}

use Bound::{Chosen, Counted, Unguessable};

const TOKEN: Bound = Unguessable("256 random bits");
const SIGNATURE: Bound = Unguessable("the signature of a key that never leaves its device");
const SET: Bound = Chosen("a password is set for somebody who has none");

/// Method, address, and what bounds the guesses there.
pub const PLACES: &[(&str, &str, Bound)] = &[
    ("POST", "/sign-in", Counted),
    ("POST", "/sign-in/code", Counted),
    ("POST", "/me/proof", Counted),
    ("POST", "/me/password", Counted),
    ("POST", "/me/contacts/{kind}", Counted),
    ("POST", "/me/contacts/confirmation", Counted),
    ("POST", "/me/security/app/confirmation", Counted),
    ("POST", "/password/reset", Counted),
    ("GET", "/password/reset/{link}", TOKEN),
    ("POST", "/password/reset/{link}", TOKEN),
    ("GET", "/unlock/{token}", TOKEN),
    ("POST", "/unlock/{token}", TOKEN),
    ("GET", "/contact/{token}", TOKEN),
    ("POST", "/contact/{token}", TOKEN),
    ("GET", "/contact/undo/{token}", TOKEN),
    ("POST", "/contact/undo/{token}", TOKEN),
    ("GET", "/invitations/{invitation}", TOKEN),
    ("POST", "/invitations/{invitation}", TOKEN),
    ("POST", "/first-run", TOKEN),
    ("POST", "/api/v1/session", Counted),
    ("POST", "/api/v1/session/second-factor", Counted),
    ("POST", "/api/v1/session/proof", Counted),
    ("POST", "/api/v1/session/passkey", SIGNATURE),
    ("POST", "/api/v1/session/proof/passkey", SIGNATURE),
    ("POST", "/api/v1/me/passkeys", SIGNATURE),
    ("PUT", "/api/v1/me/password", Counted),
    ("POST", "/api/v1/me/email", Counted),
    ("POST", "/api/v1/me/phone", Counted),
    ("POST", "/api/v1/me/contacts/confirmation", Counted),
    ("POST", "/api/v1/me/totp/confirmation", Counted),
    ("POST", "/api/v1/password-resets/redemption", Counted),
    ("POST", "/api/v1/unlockings/{token}", TOKEN),
    ("POST", "/api/v1/contact-undos", TOKEN),
    ("POST", "/api/v1/invitations/{invitation}/acceptance", TOKEN),
    ("POST", "/api/v1/welcome/{invitation}", TOKEN),
    ("POST", "/api/v1/first-run", TOKEN),
    ("POST", "/api/v1/accounts", SET),
    ("POST", "/api/v1/people", SET),
];
