//! Mail by SMTP (RFC 5321): plain text and HTML side by side, to one address at a time.

use std::time::Duration;

use anyhow::{Context as _, Result};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tutela_audit::outbox::{Due, Outcome};
use tutela_core::squeeze;
use tutela_identity::letters::Mail;

use crate::config::{Loaded, MailTls, Sender};

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server that takes mail.
pub struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl Server {
    /// The server that the settings name.
    ///
    /// # Errors
    /// When its name cannot be one.
    pub fn of(loaded: &Loaded) -> Result<Option<Self>> {
        let smtp = &loaded.settings.smtp;
        let (Some(server), Some(sender)) = (&smtp.address, &smtp.sender) else {
            return Ok(None);
        };
        let tls = || TlsParameters::new(server.host.clone()).context("TLS to the mail server");
        let tls = match smtp.tls {
            MailTls::StartTls => Tls::Required(tls()?),
            MailTls::Tls => Tls::Wrapper(tls()?),
            MailTls::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (&smtp.user, &loaded.secrets.smtp_password) {
            let password = password.expose().clone();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Some(Self {
            transport: builder.build(),
            sender: mailbox(sender)?,
        }))
    }

    /// Sends one mail.
    pub async fn send(&self, due: &Due, address: &str, mail: Mail) -> Outcome {
        let message = match self.message(due, address, mail) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(format!("{error:#}")),
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Sent,
            Err(error) if is_final(&error) => Outcome::Refused(chain(&error)),
            Err(error) => Outcome::Failed(chain(&error)),
        }
    }

    /// The id stays the same at every attempt, so that a mail that went twice is shown once. No line break of a name or a
    /// subject reaches a header.
    fn message(&self, due: &Due, address: &str, mail: Mail) -> Result<Message> {
        let address: Address = address.parse().context("it is not an address")?;
        let id = format!("<{}@{}>", due.id, self.sender.email.domain());
        let by_machine = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        let parts = MultiPart::alternative_plain_html(mail.text, mail.html);
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(due.name.as_deref().map(squeeze), address))
            .subject(squeeze(&mail.subject))
            .message_id(Some(id))
            .raw_header(by_machine)
            .multipart(parts);
        message.context("it cannot be put together")
    }
}

/// Whether the server will say the same tomorrow: it refuses this letter, and not us.
fn is_final(error: &Error) -> bool {
    let status = error.status().map(u16::from);
    error.is_permanent() && status.is_some_and(|status| !(530..540).contains(&status))
}

fn mailbox(sender: &Sender) -> Result<Mailbox> {
    let address = sender.address.to_string().parse();
    let address: Address = address.context("the sender of mails is not an address")?;
    Ok(Mailbox::new(sender.name.clone(), address))
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// Whether the server answers, takes the password and would take mail; nothing is sent.
///
/// # Errors
/// What is in the way.
pub async fn look(loaded: &Loaded) -> Result<()> {
    let Some(server) = Server::of(loaded)? else {
        return Ok(());
    };
    match server.transport.test_connection().await {
        Ok(true) => Ok(()),
        Ok(false) => anyhow::bail!("the server does not answer as one"),
        Err(error) => anyhow::bail!("{}", chain(&error)),
    }
}
