//! What was typed about an address, and what is wrong with it.

use tutela_core::{Country, InvalidEmail, InvalidPhone};
use tutela_web::FieldErrors;

use crate::contact::{Address, Kind};

/// Reads an address; what is wrong is noted at the field of its kind.
///
/// # Errors
/// The field that is wrong.
pub fn read(kind: Kind, typed: &str, country: Option<&str>) -> Result<Address, FieldErrors> {
    if typed.trim().is_empty() {
        return Err(FieldErrors::one(kind.as_str(), "required"));
    }
    match kind {
        Kind::Email => Address::email(typed).map_err(|error| {
            let code = match error {
                InvalidEmail::Form | InvalidEmail::TooLong => "no-email",
                InvalidEmail::Domain => "no-domain",
            };
            FieldErrors::one("email", code)
        }),
        Kind::Phone => {
            let country = country.filter(|country| !country.is_empty());
            let home = country.map(str::parse::<Country>).transpose();
            let home = home.map_err(|_| FieldErrors::one("country", "choice"))?;
            Address::phone(typed, home).map_err(|error| {
                let code = match error {
                    InvalidPhone::Form => "no-phone",
                    InvalidPhone::Unknown => "unknown-phone",
                };
                FieldErrors::one("phone", code)
            })
        }
    }
}
