//! Text messages to phones, by a service that takes a form over HTTPS (Twilio's, and those that speak like it).

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::redirect::Policy;
use tutela_audit::outbox::Outcome;
use tutela_core::Secret;

use crate::config::{Endpoint, Loaded};

/// How long the service may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What becomes of a message.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Whoever takes text messages.
pub trait TextMessages: Send + Sync {
    /// Sends one.
    fn send<'a>(&'a self, number: &'a str, text: &'a str) -> Sending<'a>;
}

/// A service behind one address that takes `To`, `From` and `Body`.
pub struct HttpService {
    client: reqwest::Client,
    endpoint: Endpoint,
    user: String,
    password: Secret<String>,
    sender: String,
}

impl HttpService {
    /// The service that the settings name.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn of(loaded: &Loaded) -> Result<Option<Self>> {
        let sms = &loaded.settings.sms;
        let (Some(endpoint), Some(user), Some(sender)) = (&sms.endpoint, &sms.user, &sms.sender)
        else {
            return Ok(None);
        };
        let password = loaded.secrets.sms_password.clone();
        Ok(Some(Self {
            client: client()?,
            endpoint: endpoint.clone(),
            user: user.clone(),
            password: password.unwrap_or_else(|| Secret::new(String::new())),
            sender: sender.clone(),
        }))
    }

    async fn post(&self, number: &str, text: &str) -> Outcome {
        let form = [("To", number), ("From", &self.sender), ("Body", text)];
        let answer = self
            .client
            .post(self.endpoint.as_str())
            .basic_auth(&self.user, Some(self.password.expose()))
            .form(&form)
            .send()
            .await;
        match answer.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Outcome::Sent,
            Ok(status) if status.as_u16() == 400 || status.as_u16() == 422 => {
                Outcome::Refused(format!("the service answered {status}"))
            }
            Ok(status) => Outcome::Failed(format!("the service answered {status}")),
            Err(error) => Outcome::Failed(error.without_url().to_string()),
        }
    }
}

impl TextMessages for HttpService {
    fn send<'a>(&'a self, number: &'a str, text: &'a str) -> Sending<'a> {
        Box::pin(self.post(number, text))
    }
}

/// It goes to the address it is given, by no proxy, and follows nobody elsewhere.
fn client() -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .context("a client for text messages cannot be made")
}
