//! Where letters leave the house, and under which names.

use std::fmt;
use std::str::FromStr;

use tutela_core::EmailAddress;

use super::Invalid;

/// Names of this very machine, to which nothing crosses a network.
fn is_near(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

/// Scheme, host with port, and the rest of an address on the web.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let letters = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    let plain = !authority.is_empty() && authority.chars().all(letters);
    plain.then_some((scheme, authority, path))
}

fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// TLS, or this machine alone.
fn is_safe(scheme: &str, authority: &str) -> bool {
    scheme == "https" || scheme == "http" && is_near(host(authority))
}

/// The address that people type, without a path: `https://academy.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteAddress(String);

impl FromStr for SiteAddress {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        match split(&text) {
            Some((scheme, authority, "")) if is_safe(scheme, authority) => Ok(Self(text)),
            _ => Err(Invalid(
                "the address of the house is needed, such as https://academy.example.org, without a path",
            )),
        }
    }
}

impl fmt::Display for SiteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A server and its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort {
    pub host: String,
    pub port: u16,
}

impl HostPort {
    /// Whether it is this very machine.
    pub fn is_near(&self) -> bool {
        is_near(&self.host)
    }
}

impl FromStr for HostPort {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let wrong = Invalid("a server and its port are needed, such as mail.example.org:587");
        let (host, port) = text.trim().rsplit_once(':').ok_or(wrong.clone())?;
        let letters = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        match port.parse() {
            Ok(port) if !host.is_empty() && host.chars().all(letters) => Ok(Self {
                host: host.trim_matches(['[', ']']).to_ascii_lowercase(),
                port,
            }),
            _ => Err(wrong),
        }
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

/// How the way to the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// Asked for before anything else is said; without it nothing is.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all.
    None,
}

impl FromStr for MailTls {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Tls),
            "none" => Ok(Self::None),
            _ => Err(Invalid("starttls, tls or none is needed")),
        }
    }
}

impl fmt::Display for MailTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        })
    }
}

/// Who mails come from: an address, or a name and an address in angle brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: Option<String>,
    pub address: EmailAddress,
}

impl FromStr for Sender {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(both) => both.split_once('<').unwrap_or((both, "")),
            None => ("", text),
        };
        let name = tutela_core::squeeze(name.trim().trim_matches('"'));
        let address = EmailAddress::parse(address).map_err(|_| {
            Invalid("an address is needed, such as Nordlys Academy <no-reply@example.org>")
        })?;
        Ok(Self {
            name: Some(name).filter(|name| !name.is_empty()),
            address,
        })
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => fmt::Display::fmt(&self.address, f),
        }
    }
}

/// The address of a service: by TLS, or on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The server alone.
    pub fn host(&self) -> &str {
        split(&self.0).map_or("", |(_, authority, _)| host(authority))
    }
}

impl FromStr for Endpoint {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        match split(text) {
            Some((scheme, authority, _)) if is_safe(scheme, authority) => Ok(Self(text.to_owned())),
            _ => Err(Invalid("an address that begins with https:// is needed")),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_house_is_a_site_and_no_page() {
        let read = |text: &str| text.parse().map(|site: SiteAddress| site.to_string());
        let site = "https://academy.example.org".to_owned();
        assert_eq!(read("https://Academy.example.org/"), Ok(site));
        assert!(read("http://localhost:8080").is_ok());
        for wrong in [
            "academy.example.org",
            "http://academy.example.org",
            "https://",
            "https://a.org/b",
            "https://a.org@evil.org",
            "javascript://a.org",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sender_is_a_name_and_an_address() {
        let read = |text: &str| text.parse().map(|sender: Sender| sender.to_string());
        let whole = "Nordlys Academy <no-reply@example.org>";
        assert_eq!(read(whole).as_deref(), Ok(whole));
        assert_eq!(
            read("\"Nordlys\r\nBcc: x\" <a@b.org>").as_deref(),
            Ok("Nordlys Bcc: x <a@b.org>")
        );
        assert_eq!(read("a@b.org").as_deref(), Ok("a@b.org"));
        assert!(read("Nordlys").is_err());
        assert!(read("<a@b.org").is_err());
    }

    #[test]
    fn servers_have_a_port_and_services_have_tls() {
        let server: HostPort = "Mail.example.org:587".parse().unwrap();
        assert_eq!(server.to_string(), "mail.example.org:587");
        assert!("[::1]:25".parse::<HostPort>().unwrap().is_near());
        assert!("mail.example.org".parse::<HostPort>().is_err());
        assert!("https://a.org/b?c".parse::<Endpoint>().is_ok());
        assert!("http://127.0.0.1:9/b".parse::<Endpoint>().is_ok());
        assert!("http://a.org/b".parse::<Endpoint>().is_err());
        let endpoint: Endpoint = "https://a.org:8443/b".parse().unwrap();
        assert_eq!(endpoint.host(), "a.org");
    }
}
