//! Where somebody who is not here yet can be written to. What is sent there and comes back proves that it is his.

use tutela_audit::To;
use tutela_core::{Country, InvalidUsername, Username};

/// By which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Mail,
    Phone,
}

/// An e-mail address or a phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    way: Way,
    written: String,
    canonical: Username,
}

impl Address {
    /// Reads an e-mail address.
    ///
    /// # Errors
    /// [`InvalidUsername`] when it is none.
    pub fn mail(typed: &str) -> Result<Self, InvalidUsername> {
        match Self::read(typed, None)? {
            Some(address) if address.way == Way::Mail => Ok(address),
            _ => Err(InvalidUsername::Character),
        }
    }

    /// Reads an e-mail address or a phone number, which counts in `home` when it names no country; nothing when the text
    /// is a user name of another kind.
    ///
    /// # Errors
    /// [`InvalidUsername`] when it is neither.
    pub fn read(typed: &str, home: Option<Country>) -> Result<Option<Self>, InvalidUsername> {
        let canonical = Username::parse_in(typed, home)?;
        let way = match canonical.as_str() {
            text if text.contains('@') => Way::Mail,
            text if text.starts_with('+') => Way::Phone,
            _ => return Ok(None),
        };
        let fits = match way {
            Way::Mail => is_mail(canonical.as_str()),
            Way::Phone => is_phone(canonical.as_str()),
        };
        let written = match Username::lacks_country(typed) {
            true => canonical.to_string(),
            false => typed.trim().to_owned(),
        };
        match fits {
            true => Ok(Some(Self::stored(written, canonical))),
            false => Err(InvalidUsername::Character),
        }
    }

    /// What was read before and kept.
    pub fn stored(written: String, canonical: Username) -> Self {
        let way = match canonical.as_str().starts_with('+') {
            true => Way::Phone,
            false => Way::Mail,
        };
        Self {
            way,
            written,
            canonical,
        }
    }

    /// By which way it is reached.
    pub const fn way(&self) -> Way {
        self.way
    }

    /// As it was typed.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The user name that it becomes when it is confirmed.
    pub const fn username(&self) -> &Username {
        &self.canonical
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        let text = self.canonical.as_str();
        text.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Where a letter to it goes.
    pub fn to(&self) -> To {
        match self.way {
            Way::Mail => To::Mail(self.written.clone()),
            Way::Phone => To::Phone(self.canonical.to_string()),
        }
    }
}

impl Way {
    /// The word for the kind of contact in the database.
    pub const fn contact(self) -> &'static str {
        match self {
            Self::Mail => "email",
            Self::Phone => "phone",
        }
    }
}

fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let labels = || domain.split('.');
    !local.is_empty()
        && !domain.contains('@')
        && labels().count() > 1
        && labels().all(|label| !label.is_empty())
}

fn is_phone(text: &str) -> bool {
    let digits = text.trim_start_matches('+');
    (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_mail_or_a_number() {
        let mail = Address::mail(" Anna@Example.org ").unwrap_or_else(|_| unreachable!());
        assert_eq!(mail.written(), "Anna@Example.org");
        assert_eq!(mail.username().as_str(), "anna@example.org");
        assert_eq!(mail.domain(), "example.org");
        for wrong in [
            "anna",
            "anna@",
            "@example.org",
            "anna@example",
            "a@b@c.org",
            "+45 1",
            "",
        ] {
            assert!(Address::mail(wrong).is_err(), "{wrong}");
        }
        let phone = Address::read("+4532123456", None).ok().flatten();
        assert_eq!(phone.map(|phone| phone.way()), Some(Way::Phone));
        assert_eq!(Address::read("anna", None), Ok(None));
    }

    #[test]
    fn a_number_without_a_country_counts_at_home() {
        assert!(Address::read("32 12 34 56", None).is_err());
        let home = "DK".parse().ok();
        let phone = Address::read("32 12 34 56", home).ok().flatten();
        let phone = phone.unwrap_or_else(|| unreachable!());
        assert_eq!(phone.username().as_str(), "+4532123456");
        assert_eq!(phone.written(), "+4532123456", "it is the same everywhere");
    }
}
