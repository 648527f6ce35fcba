//! The word that the house is open: for people on standard error, for programs as one line of JSON on standard output.

use std::io::Write as _;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// What is told once requests are answered.
#[derive(Debug, Serialize)]
pub struct Announcement {
    /// Where to go, such as `http://127.0.0.1:8080`.
    pub address: String,
    /// Where Prometheus goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<String>,
    /// Where plain HTTP is led to HTTPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Who may sign in to the demo.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
}

/// Somebody of the demo, with the password that was made for this installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// What the person is there, such as `channel_manager`.
    pub role: String,
    /// The account; nothing for the platform's own people.
    pub account: Option<String>,
    /// The name to sign in with.
    pub name: String,
    /// The password to sign in with.
    pub password: String,
}

impl Announcement {
    /// The address before links in letters: the declared one, or where this process answers.
    pub fn origin(&self, declared: Option<&str>) -> String {
        let origin = declared.unwrap_or(&self.address);
        origin.trim_end_matches('/').to_owned()
    }

    /// Prints it.
    ///
    /// # Errors
    /// When standard output is closed: whoever waits for the line would wait for ever.
    pub fn print(&self, json: bool) -> Result<()> {
        if json {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", serde_json::to_string(self)?)?;
            return Ok(out.flush()?);
        }
        eprintln!("\nTutela answers at {}", self.address);
        for person in &self.people {
            eprintln!("{}", person.line());
        }
        eprintln!("Ctrl-C ends it.\n");
        Ok(())
    }
}

impl Person {
    fn line(&self) -> String {
        let place = self.account.as_deref().unwrap_or("the platform");
        let role = self.role.replace('_', " ");
        format!(
            "  {:<24} {:<14} {}   ({place})",
            role, self.name, self.password
        )
    }
}
