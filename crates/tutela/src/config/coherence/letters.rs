//! Mail and text messages: all that they need, or none of it, and no password in the clear.

use anyhow::Result;

use crate::config::{MailTls, Settings};
use crate::refusal::refuse;

/// Checks all of it.
///
/// # Errors
/// A refusal that says what to change.
pub fn check(settings: &Settings) -> Result<()> {
    check_mail(settings)?;
    check_text_messages(settings)?;
    let sends = settings.smtp.address.is_some() || settings.sms.endpoint.is_some();
    let near = settings.listen.0.ip().to_canonical().is_loopback();
    if sends && settings.origin().is_none() && !(near && settings.behind_proxy.is_empty()) {
        refuse!(
            "Letters hold links, and nobody said under which address people reach this house. \
             Name it with --origin, such as https://academy.example.org."
        );
    }
    Ok(())
}

fn check_mail(settings: &Settings) -> Result<()> {
    let smtp = &settings.smtp;
    let Some(server) = &smtp.address else {
        return Ok(());
    };
    if smtp.sender.is_none() {
        refuse!("Mail needs somebody whom it comes from. Name the address with --smtp-sender.");
    }
    if smtp.tls == MailTls::None && !server.is_near() {
        refuse!(
            "Without TLS, the network reads every mail on its way to {server}, with its codes and links. \
             Take --smtp-tls starttls or tls."
        );
    }
    Ok(())
}

fn check_text_messages(settings: &Settings) -> Result<()> {
    let sms = &settings.sms;
    if sms.endpoint.is_some() && (sms.sender.is_none() || sms.user.is_none()) {
        refuse!(
            "Text messages need a number that they come from and a name to sign in with. \
             Give --sms-sender and --sms-user, and the password in TUTELA_SMS_PASSWORD."
        );
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use confique::{Config as _, Layer as _};

    use super::*;
    use crate::config::Layer;

    fn says(toml: &str) -> String {
        let layer: Layer = toml::from_str(toml).unwrap();
        let layer = layer.with_fallback(Layer::default_values());
        let checked = check(&Settings::from_layer(layer).unwrap());
        checked.map_or_else(|refusal| refusal.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn mail_has_a_sender_an_address_for_its_links_and_tls() {
        let sender = "sender = 'a@example.org'";
        let near = format!("[smtp]\naddress = 'localhost:25'\ntls = 'none'\n{sender}");
        assert_eq!(says(&near), "fine");
        let open = "listen = '0.0.0.0:443'\n";
        assert!(says(&format!("{open}{near}")).contains("--origin"));
        let named = format!("{open}origin = 'https://a.org'\n{near}");
        assert_eq!(says(&named), "fine");
        let far = "[smtp]\naddress = 'mail.example.org:25'\n";
        assert!(says(far).contains("--smtp-sender"));
        assert!(says(&format!("{far}{sender}\ntls = 'none'")).contains("--smtp-tls"));
        assert_eq!(says(&format!("{far}{sender}")), "fine");
        assert!(says("[sms]\nendpoint = 'https://a.org/b'").contains("--sms-sender"));
    }
}
