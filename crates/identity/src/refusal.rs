//! What the rules refuse, as the one error door wants it: at which field, under which code.

use tutela_web::{Error, Fact, FieldErrors};

use crate::account::InvalidAccountName;
use crate::blocking::CannotBlock;
use crate::contact::{self, CannotAsk as CannotAskContact, CannotConfirm, CannotUndo};
use crate::factor::CannotAsk;
use crate::factor::half::CannotFinish;
use crate::factor::totp::CannotSetUp;
use crate::first_run::CannotBegin;
use crate::import::{self, CannotImport};
use crate::invitation::{CannotAccept, CannotInvite};
use crate::limiter::Locked;
use crate::ownership::{CannotOffer, CannotSettle};
use crate::password::change::CannotChange;
use crate::password::{CEILING, CannotHash, Context, TooBusy, WeakPassword};
use crate::people::{CannotAdd, InvalidName, typed};
use crate::reauth::CannotProve;
use crate::registration::CannotRegister;
use crate::reset::CannotReset;
use crate::review::CannotSign;
use crate::roles::CannotGrant;
use crate::sign_in::CannotSignIn;
use crate::tokens::CannotMake;
use crate::unlock::CannotOpen;
use crate::username::CannotClaim;

impl From<TooBusy> for Error {
    fn from(error: TooBusy) -> Self {
        Self::Busy(error.to_string())
    }
}

impl From<CannotHash> for Error {
    fn from(error: CannotHash) -> Self {
        match error {
            CannotHash::Weak(weak) => weak_password(weak),
            CannotHash::TooBusy(error) => error.into(),
            CannotHash::Access(error) => error.into(),
        }
    }
}

impl From<CannotSignIn> for Error {
    fn from(error: CannotSignIn) -> Self {
        match error {
            CannotSignIn::Wrong => Self::WrongProof("wrong-sign-in"),
            CannotSignIn::HalfWay(_) => Self::WrongProof("second-factor-owed"),
            CannotSignIn::Locked(lock) => lock.into(),
            CannotSignIn::TooBusy(error) => error.into(),
            CannotSignIn::Db(error) => error.into(),
        }
    }
}

impl From<Locked> for Error {
    fn from(lock: Locked) -> Self {
        let seconds = lock.wait.as_secs();
        Self::TooMany { seconds }
    }
}

impl From<CannotFinish> for Error {
    fn from(error: CannotFinish) -> Self {
        match error {
            CannotFinish::Wrong => Self::WrongProof("wrong-code-typed"),
            CannotFinish::Gone => Self::WrongProof("sign-in-anew"),
            CannotFinish::Locked(lock) => lock.into(),
            CannotFinish::Db(error) => error.into(),
        }
    }
}

impl From<CannotProve> for Error {
    fn from(error: CannotProve) -> Self {
        match error {
            CannotProve::Wrong => Self::WrongProof("wrong-proof"),
            CannotProve::Locked(lock) => lock.into(),
            CannotProve::TooBusy(error) => error.into(),
            CannotProve::Access(error) => error.into(),
        }
    }
}

impl From<CannotSetUp> for Error {
    fn from(error: CannotSetUp) -> Self {
        match error {
            CannotSetUp::WrongCode => FieldErrors::one("code", "wrong-app-code").into(),
            CannotSetUp::Access(error) => error.into(),
        }
    }
}

impl From<CannotAsk> for Error {
    fn from(error: CannotAsk) -> Self {
        match error {
            CannotAsk::OwnFirst => Self::Conflict("own-factor-first"),
            CannotAsk::Access(error) => error.into(),
        }
    }
}

impl From<CannotBlock> for Error {
    fn from(error: CannotBlock) -> Self {
        match error {
            CannotBlock::Oneself => Self::Conflict("block-oneself"),
            CannotBlock::LastAdministrator => Self::Conflict("last-administrator"),
            CannotBlock::Already => Self::Conflict("blocked-already"),
            CannotBlock::Access(error) => error.into(),
        }
    }
}

#[cfg(feature = "passkeys")]
impl From<crate::factor::passkey::CannotUse> for Error {
    fn from(error: crate::factor::passkey::CannotUse) -> Self {
        use crate::factor::passkey::CannotUse;
        match error {
            CannotUse::Wrong => Self::WrongProof("wrong-passkey"),
            CannotUse::NoName => Self::Conflict("passkey-no-name"),
            CannotUse::TooMany => Self::Conflict("passkeys-too-many"),
            CannotUse::Access(error) => error.into(),
        }
    }
}

impl From<CannotChange> for Error {
    fn from(error: CannotChange) -> Self {
        match error {
            CannotChange::Wrong => FieldErrors::one("current", "wrong-password").into(),
            CannotChange::Locked(lock) => lock.into(),
            CannotChange::Weak(weak) => weak_password(weak),
            CannotChange::TooBusy(error) => error.into(),
            CannotChange::Access(error) => error.into(),
        }
    }
}

impl From<CannotReset> for Error {
    fn from(error: CannotReset) -> Self {
        match error {
            CannotReset::Wrong => Self::Conflict("reset-gone"),
            CannotReset::Locked(lock) => lock.into(),
            CannotReset::Weak(weak) => weak_password(weak),
            CannotReset::TooBusy(error) => error.into(),
            CannotReset::Db(error) => error.into(),
        }
    }
}

impl From<CannotOpen> for Error {
    fn from(error: CannotOpen) -> Self {
        match error {
            CannotOpen::Gone => Self::NotFound,
            CannotOpen::Db(error) => error.into(),
        }
    }
}

impl From<CannotClaim> for Error {
    fn from(error: CannotClaim) -> Self {
        match error {
            CannotClaim::Taken => FieldErrors::one("username", "taken").into(),
            CannotClaim::Last => Self::Conflict("last-username"),
            CannotClaim::Invalid(invalid) => {
                let mut errors = FieldErrors::default();
                typed::invalid_username(&mut errors, "username", invalid);
                errors.into()
            }
            CannotClaim::Db(error) => error.into(),
        }
    }
}

/// Why no token was made; where the place is wrong, at its field.
pub fn of_token(error: CannotMake, place: &'static str) -> Error {
    match error {
        CannotMake::NoRole => FieldErrors::one(place, "no-role-there").into(),
        CannotMake::TooMany => Error::Conflict("tokens-too-many"),
        CannotMake::Access(error) => error.into(),
    }
}

impl From<CannotBegin> for Error {
    fn from(error: CannotBegin) -> Self {
        match error {
            CannotBegin::Over => Self::Conflict("set-up-already"),
            CannotBegin::Weak(weak) => weak_password(weak),
            CannotBegin::TooBusy(error) => error.into(),
            CannotBegin::Add(error) => error.into(),
            CannotBegin::Db(error) => error.into(),
        }
    }
}

impl From<CannotAccept> for Error {
    fn from(error: CannotAccept) -> Self {
        match error {
            CannotAccept::Gone => Self::NotFound,
            CannotAccept::NameNeeded => FieldErrors::one("name", "required").into(),
            CannotAccept::Taken => FieldErrors::one("username", "taken").into(),
            CannotAccept::Known => Self::Conflict("sign-in-to-accept"),
            CannotAccept::Apart => Self::Conflict("invitation-apart"),
            CannotAccept::Weak(weak) => weak_password(weak),
            CannotAccept::TooBusy(error) => error.into(),
            CannotAccept::Access(error) => error.into(),
        }
    }
}

impl From<CannotInvite> for Error {
    fn from(error: CannotInvite) -> Self {
        match error {
            CannotInvite::Lasting => at("days", between(1, 90)).into(),
            CannotInvite::Uses => at("uses", between(1, 10_000)).into(),
            CannotInvite::RoleNeeded => FieldErrors::one("role", "required").into(),
            CannotInvite::Grant(error) => error.into(),
            CannotInvite::Access(error) => error.into(),
        }
    }
}

impl From<CannotImport> for Error {
    fn from(error: CannotImport) -> Self {
        match error {
            CannotImport::TooLarge => Self::TooLarge {
                limit: import::MOST_BYTES,
            },
            CannotImport::BrokeOff => Self::Malformed,
            CannotImport::TooLate => Self::Conflict("too-late-to-undo"),
            CannotImport::Access(error) => error.into(),
        }
    }
}

impl From<CannotRegister> for Error {
    fn from(error: CannotRegister) -> Self {
        match error {
            CannotRegister::Closed => Self::NotFound,
            CannotRegister::Domain => FieldErrors::one("email", "mail-domain").into(),
            CannotRegister::Db(error) => error.into(),
        }
    }
}

impl From<CannotAdd> for Error {
    fn from(error: CannotAdd) -> Self {
        match error {
            CannotAdd::Taken => FieldErrors::one("username", "taken").into(),
            CannotAdd::RoleNeeded => FieldErrors::one("role", "required").into(),
            CannotAdd::Ready => Self::Conflict("has-password"),
            CannotAdd::Grant(error) => error.into(),
            CannotAdd::Access(error) => error.into(),
        }
    }
}

impl From<CannotGrant> for Error {
    fn from(error: CannotGrant) -> Self {
        match error {
            CannotGrant::WrongLevel => FieldErrors::one("role", "role-level").into(),
            CannotGrant::Nobody => FieldErrors::one("username", "nobody").into(),
            CannotGrant::Over => FieldErrors::one("until", "past").into(),
            CannotGrant::Own => Self::Conflict("own-role-longer"),
            CannotGrant::Access(error) => error.into(),
        }
    }
}

impl From<CannotOffer> for Error {
    fn from(error: CannotOffer) -> Self {
        match error {
            CannotOffer::NoManager => FieldErrors::one("person_id", "no-manager").into(),
            CannotOffer::Already => Self::Conflict("ownership-offered"),
            CannotOffer::Access(error) => error.into(),
        }
    }
}

impl From<CannotSettle> for Error {
    fn from(error: CannotSettle) -> Self {
        match error {
            CannotSettle::Gone => Self::Conflict("ownership-gone"),
            CannotSettle::Access(error) => error.into(),
        }
    }
}

impl From<CannotSign> for Error {
    fn from(error: CannotSign) -> Self {
        match error {
            CannotSign::Changed => Self::Conflict("review-changed"),
            CannotSign::Access(error) => error.into(),
        }
    }
}

impl From<CannotAskContact> for Error {
    fn from(error: CannotAskContact) -> Self {
        match error {
            CannotAskContact::Wrong => FieldErrors::one("password", "not-your-password").into(),
            CannotAskContact::Same => Self::Conflict("same-address"),
            CannotAskContact::TooMany => Self::TooMany {
                seconds: contact::LASTS.as_secs(),
            },
            CannotAskContact::Locked(lock) => lock.into(),
            CannotAskContact::TooBusy(error) => error.into(),
            CannotAskContact::Access(error) => error.into(),
        }
    }
}

impl From<CannotConfirm> for Error {
    fn from(error: CannotConfirm) -> Self {
        match error {
            CannotConfirm::Gone => Self::NotFound,
            CannotConfirm::Wrong => FieldErrors::one("code", "wrong-contact-code").into(),
            CannotConfirm::Taken => Self::Conflict("address-taken"),
            CannotConfirm::Locked(lock) => lock.into(),
            CannotConfirm::Access(error) => error.into(),
        }
    }
}

impl From<CannotUndo> for Error {
    fn from(error: CannotUndo) -> Self {
        match error {
            CannotUndo::Gone => Self::NotFound,
            CannotUndo::Taken => Self::Conflict("address-taken"),
            CannotUndo::Db(error) => error.into(),
        }
    }
}

fn weak_password(weak: WeakPassword) -> Error {
    let mut errors = FieldErrors::default();
    self::weak(&mut errors, "password", weak);
    errors.into()
}

/// Notes what is wrong with a password.
pub fn weak(errors: &mut FieldErrors, field: &'static str, weak: WeakPassword) {
    match weak {
        WeakPassword::TooShort(min) => errors.add_with(field, "too-short", number("min", min)),
        WeakPassword::TooLong => errors.add_with(field, "too-long", number("max", CEILING)),
        WeakPassword::Common => errors.add(field, "common-password"),
        WeakPassword::Context(Context::Own) => errors.add(field, "own-name"),
        WeakPassword::Context(Context::Account) => errors.add(field, "name-of-account"),
        WeakPassword::Context(Context::Product) => errors.add(field, "name-of-product"),
    }
}

/// Notes what is wrong with the name of a person.
pub fn name(errors: &mut FieldErrors, field: &'static str, invalid: InvalidName) {
    match invalid {
        InvalidName::Empty => errors.add(field, "required"),
        InvalidName::TooLong => errors.add_with(field, "too-long", number("max", 120)),
    }
}

/// Notes what is wrong with the name of an account.
pub fn account_name(errors: &mut FieldErrors, field: &'static str, invalid: InvalidAccountName) {
    match invalid {
        InvalidAccountName::Empty => errors.add(field, "required"),
        InvalidAccountName::TooLong => errors.add_with(field, "too-long", number("max", 120)),
    }
}

/// What was read, when nothing was wrong.
///
/// # Errors
/// The fields that were.
pub fn settle<T>(errors: FieldErrors, read: Option<T>) -> Result<T, FieldErrors> {
    match read {
        Some(read) if errors.is_empty() => Ok(read),
        _ => Err(errors),
    }
}

/// A number that a sentence names.
pub fn number(name: &'static str, number: usize) -> Vec<(&'static str, Fact)> {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    vec![(name, Fact::Number(number))]
}

/// The two ends that a sentence names.
pub fn between(min: usize, max: usize) -> Vec<(&'static str, Fact)> {
    let mut ends = number("min", min);
    ends.extend(number("max", max));
    ends
}

/// One number that lies outside its ends.
fn at(field: &'static str, ends: Vec<(&'static str, Fact)>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add_with(field, "between", ends);
    errors
}
