//! E-mail addresses in their one canonical form.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Why a text cannot be an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    #[error("an e-mail address has a name, an @ and a domain")]
    Form,
    #[error("an e-mail address has at most 254 characters")]
    TooLong,
    #[error("the domain of the e-mail address cannot exist")]
    Domain,
}

/// An e-mail address that mail can be sent to: a plain local part, and a domain in the form of DNS (RFC 5321, UTS #46).
///
/// The canonical form folds case, so that two spellings of one mailbox are one name to sign in with. The address that mail
/// goes to keeps the local part as it was typed, since its host may tell case apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

impl EmailAddress {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`InvalidEmail`] says which rule the text breaks.
    pub fn parse(typed: &str) -> Result<Self, InvalidEmail> {
        if typed.len() > 1_000 {
            return Err(InvalidEmail::TooLong);
        }
        let plain: String = typed.trim().nfkc().collect();
        let (local, domain) = plain.rsplit_once('@').ok_or(InvalidEmail::Form)?;
        if !is_local(local) {
            return Err(InvalidEmail::Form);
        }
        let domain = idna::domain_to_ascii_strict(domain.trim_end_matches('.'))
            .map_err(|_| InvalidEmail::Domain)?;
        if !is_domain(&domain) {
            return Err(InvalidEmail::Domain);
        }
        if local.len() + 1 + domain.len() > 254 {
            return Err(InvalidEmail::TooLong);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The form in which two spellings of one address are one text.
    pub fn canonical(&self) -> String {
        format!("{}@{}", self.local.to_lowercase(), self.domain)
    }

    /// The address with its first letter and its domain alone, for those who may know that it is there and no more.
    pub fn masked(&self) -> String {
        let first: String = self.local.chars().take(1).collect();
        format!("{first}…@{}", self.domain)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// A dot-atom (RFC 5322) of at most 64 characters. Quoted local parts are of no use to anybody but attackers.
fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= 64
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(atom))
}

/// At least two labels of DNS, the last of which is no number: mail to a bare address or host name goes nowhere.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |label: &&str| (1..=63).contains(&label.len());
    let top = labels.last().copied().unwrap_or_default();
    labels.len() > 1 && labels.iter().all(label) && !top.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(typed: &str) -> Result<String, InvalidEmail> {
        EmailAddress::parse(typed).map(|address| address.canonical())
    }

    #[test]
    fn spellings_of_one_address_are_one_address() {
        for spelling in [
            "anna@example.org",
            " Anna@Example.ORG ",
            "ａｎｎａ＠example.org",
            "anna@example.org.",
            "anna@ＥＸＡＭＰＬＥ。org",
        ] {
            assert_eq!(
                canonical(spelling).as_deref(),
                Ok("anna@example.org"),
                "{spelling}"
            );
        }
        assert_eq!(canonical("bo@smør.dk").as_deref(), Ok("bo@xn--smr-1na.dk"));
        assert_eq!(canonical("bo@SMØR.dk"), canonical("bo@xn--smr-1na.dk"));
        let kept = EmailAddress::parse("Anna.Holm@example.org").map(|kept| kept.to_string());
        assert_eq!(kept.as_deref(), Ok("Anna.Holm@example.org"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "an na@example.org",
            "anna@example.org\r\nBcc: eve@example.org",
            "anna\r\nBcc: eve@example.org",
            "a@b@example.org",
            "\"anna\"@example.org",
            "anna@localhost",
            "anna@[192.0.2.1]",
            "anna@192.0.2.1",
            "anna@-a.org",
            "anna@a..org",
            ".anna@example.org",
            "<anna@example.org>",
            "an\u{200b}na@example.org",
        ] {
            assert!(EmailAddress::parse(wrong).is_err(), "{wrong:?}");
        }
        let long = format!("{0}@{0}.{0}.{0}.org", "a".repeat(62));
        assert_eq!(EmailAddress::parse(&long), Err(InvalidEmail::TooLong));
    }

    #[test]
    fn a_masked_address_tells_little() {
        let masked = EmailAddress::parse("anna@example.org").map(|anna| anna.masked());
        assert_eq!(masked.as_deref(), Ok("a…@example.org"));
    }
}
