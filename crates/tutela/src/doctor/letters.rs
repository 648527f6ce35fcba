//! The ways by which letters leave: whether there are any, and whether the mail server takes what it is given.

use super::Check;
use crate::config::Loaded;
use crate::post;

/// Mail, text messages, and everything else that is spoken to outside.
pub async fn check(loaded: &Loaded) -> Vec<Check> {
    vec![mail(loaded).await, phone(loaded), outside(loaded)]
}

async fn mail(loaded: &Loaded) -> Check {
    const NAME: &str = "mail";
    let Some(server) = &loaded.settings.smtp.address else {
        return Check::warning(
            NAME,
            "no server takes mail, so nobody is told anything outside the pages",
            "Name one with --smtp-address and --smtp-sender, and put its password into TUTELA_SMTP_PASSWORD.",
        );
    };
    match post::look_at_mail(loaded).await {
        Ok(()) => Check::ok(NAME, format!("{server} answers and lets Tutela in")),
        Err(error) => Check::wrong(
            NAME,
            format!("{server} cannot be used ({error:#})"),
            "Check its address, --smtp-tls, --smtp-user and TUTELA_SMTP_PASSWORD. Letters wait meanwhile.",
        ),
    }
}

/// To try it would cost a message.
fn phone(loaded: &Loaded) -> Check {
    const NAME: &str = "text messages";
    let settings = &loaded.settings.sms;
    match (&settings.endpoint, &loaded.secrets.sms_password) {
        (None, _) => Check::ok(NAME, "none are sent; nobody can be reached by phone"),
        (Some(service), Some(_)) => Check::ok(NAME, format!("sent by {}", service.host())),
        (Some(service), None) => Check::warning(
            NAME,
            format!("{} is given no password", service.host()),
            "Put it into TUTELA_SMS_PASSWORD.",
        ),
    }
}

/// The whole list of what data is sent to (PC4).
fn outside(loaded: &Loaded) -> Check {
    const NAME: &str = "outside";
    let servers: Vec<String> = post::destinations(&loaded.settings)
        .into_iter()
        .map(|to| format!("{} ({}: {})", to.host, to.purpose, to.receives))
        .collect();
    match servers.is_empty() {
        true => Check::ok(NAME, "no server outside is spoken to"),
        false => Check::ok(NAME, format!("spoken to: {}", servers.join("; "))),
    }
}
