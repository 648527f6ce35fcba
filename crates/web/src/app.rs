//! What every request shares: the gate, the texts, and how the house is reached.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tutela_access::Gate;
use tutela_core::Token;

use crate::{Language, Locale, Texts, TextsError, Words, cookie, language};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How the house is called and reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name in the bar and in titles where no account gives its own.
    pub product: String,
    /// The address that people type, `https://learn.example`, where it is declared. Without one, the
    /// `Host` of each request counts.
    pub origin: Option<String>,
    /// Whether people reach the house by TLS, here or at the declared proxy.
    pub secure: bool,
    /// By which ways letters leave the house.
    pub ways: Ways,
}

/// By which ways letters leave the house; pages say so where one is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways {
    /// E-mail.
    pub mail: bool,
    /// Text messages to phones.
    pub phone: bool,
}

/// The state of the web part. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    gate: Gate,
    texts: Arc<Texts>,
    settings: Settings,
}

impl App {
    /// Joins the gate with the texts of all features.
    ///
    /// # Errors
    /// [`TextsError`] when the texts do not load; the program must not start then.
    pub fn new(gate: Gate, features: &[Locale], settings: Settings) -> Result<Self, TextsError> {
        Ok(Self(Arc::new(Inner {
            gate,
            texts: Arc::new(Texts::load(features)?),
            settings,
        })))
    }

    /// The one way to the database.
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// How the house is called and reached.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The texts in a language, with times as seen from now.
    pub fn words(&self, language: Language) -> Words {
        let now = self.0.gate.ambient().now();
        Words::new(Arc::clone(&self.0.texts), language, now)
    }

    /// The `Set-Cookie` line of a sign-in. Under TLS its name makes browsers insist on this very host.
    pub fn session_cookie(&self, token: &Token, keep: Option<Duration>) -> Option<HeaderValue> {
        let name = self.session_cookie_name();
        cookie::set(name, &token.reveal(), keep, self.0.settings.secure)
    }

    /// The `Set-Cookie` line of a sign-out.
    pub fn forget_session_cookie(&self) -> Option<HeaderValue> {
        cookie::clear(self.session_cookie_name(), self.0.settings.secure)
    }

    /// The `Set-Cookie` line that makes a device known, so that it counts its failed sign-ins for itself.
    pub fn device_cookie(&self, token: &Token) -> Option<HeaderValue> {
        let secure = self.0.settings.secure;
        let name = self.device_cookie_name();
        cookie::set(name, &token.reveal(), Some(YEAR), secure)
    }

    /// The `Set-Cookie` line that keeps a language for whoever is not signed in, and for the error pages of who is.
    pub fn language_cookie(&self, language: Language) -> Option<HeaderValue> {
        let secure = self.0.settings.secure;
        cookie::set(language::COOKIE, language.tag(), Some(YEAR), secure)
    }

    pub(crate) fn session_cookie_name(&self) -> &'static str {
        match self.0.settings.secure {
            true => "__Host-tutela_session",
            false => "tutela_session",
        }
    }

    pub(crate) fn device_cookie_name(&self) -> &'static str {
        match self.0.settings.secure {
            true => "__Host-tutela_device",
            false => "tutela_device",
        }
    }

    pub(crate) fn flash_cookie_name(&self) -> &'static str {
        match self.0.settings.secure {
            true => "__Host-tutela_flash",
            false => "tutela_flash",
        }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "App({:?})", self.0.settings)
    }
}
