//! What an account asks of the passwords of its people, and the country of phone numbers that name none.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, EditAccount};
use tutela_audit::{Activity, record};
use tutela_core::Country;
use tutela_db::{args, sql};
use tutela_web::FieldErrors;

use crate::password::{FLOOR, FLOORS};

/// The rules of an account about signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRules {
    /// The fewest characters of a password: one of [`FLOORS`].
    pub floor: usize,
    /// Two letters (ISO 3166-1), or none.
    pub country: Option<String>,
}

impl SignInRules {
    /// Reads what was typed; whatever is wrong is noted at its field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn read(floor: &str, country: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let floor = floor.parse().ok().filter(|floor| FLOORS.contains(floor));
        if floor.is_none() {
            errors.add("password_floor", "choice");
        }
        let country = country.trim().to_uppercase();
        if !country.is_empty() && country.parse::<Country>().is_err() {
            errors.add("country", "country");
        }
        errors.settle(Self {
            floor: floor.unwrap_or(FLOOR),
            country: Some(country).filter(|country| !country.is_empty()),
        })
    }
}

/// The rules in force.
pub async fn get(
    authorized: &mut Authorized<'_, EditAccount>,
) -> Result<SignInRules, tutela_db::Error> {
    let account = authorized.on();
    let get = sql!("SELECT password_floor, country FROM accounts WHERE id = $1");
    let row = authorized.tx().get(get, args![account]).await?;
    Ok(SignInRules {
        floor: usize::try_from(row.int(0)?).unwrap_or(FLOOR),
        country: row.opt_text(1)?,
    })
}

/// Puts rules in force. A password that is set already stays; the next one must keep to them.
pub async fn set(
    authorized: &mut Authorized<'_, EditAccount>,
    rules: &SignInRules,
) -> Result<(), tutela_db::Error> {
    let account = authorized.on();
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let floor = i64::try_from(rules.floor).unwrap_or(0);
    let set = sql!("UPDATE accounts SET password_floor = $2, country = $3 WHERE id = $1");
    let tx = authorized.tx();
    tx.run(set, args![account, floor, rules.country.clone()])
        .await?;
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "editAccount",
        policy: &policy,
        subject: account.to_string(),
        detail: &format!("{}", rules.floor),
    };
    record(tx, activity, ambient).await
}
