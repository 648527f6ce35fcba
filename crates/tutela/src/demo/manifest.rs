//! What the academies consist of: `demo/academy.json` and the files beside it, shipped in the program.

use anyhow::{Context as _, Result};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "demo/"]
#[include = "academy.json"]
#[include = "content/*"]
struct Files;

/// Everything there is.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    pub accounts: Vec<Account>,
    pub people: Vec<Person>,
}

/// A company that teaches.
#[derive(Debug, Deserialize)]
pub struct Account {
    pub key: String,
    pub name: String,
    pub channels: Vec<Channel>,
}

#[derive(Debug, Deserialize)]
pub struct Channel {
    pub key: String,
    pub name: String,
    pub summary: String,
    pub courses: Vec<Course>,
}

#[derive(Debug, Deserialize)]
pub struct Course {
    pub key: String,
    pub title: String,
    pub summary: String,
    pub published: bool,
    pub lessons: Vec<Lesson>,
}

#[derive(Debug, Deserialize)]
pub struct Lesson {
    pub key: String,
    pub kind: String,
    pub title: String,
    #[serde(default)]
    pub summary: String,
    pub file: Option<String>,
    pub poster: Option<String>,
    pub body: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Person {
    pub name: String,
    pub username: String,
    pub language: String,
    /// The role under which the demo prints this person.
    pub shown_as: Option<String>,
    pub grants: Vec<Grant>,
    #[serde(default)]
    pub places: Vec<Stopped>,
}

/// A role at a place, the place as a path of keys.
#[derive(Debug, Deserialize)]
pub struct Grant {
    pub role: String,
    pub scope: String,
}

/// Where somebody stopped in a lesson.
#[derive(Debug, Deserialize)]
pub struct Stopped {
    pub lesson: String,
    pub seconds: f64,
}

impl Manifest {
    /// The first person who holds a role at a place.
    pub fn holder(&self, role: &str, scope: &str) -> Result<&Person> {
        let holds = |person: &&Person| {
            person
                .grants
                .iter()
                .any(|grant| grant.role == role && grant.scope == scope)
        };
        self.people
            .iter()
            .find(holds)
            .with_context(|| format!("nobody is {role} of {scope}"))
    }
}

/// Reads the manifest.
pub fn read() -> Result<Manifest> {
    Ok(serde_json::from_slice(&file("academy.json")?)?)
}

/// A file that the manifest names.
pub fn file(path: &str) -> Result<Vec<u8>> {
    let file = Files::get(path).with_context(|| format!("{path} is not in the program"))?;
    Ok(file.data.into_owned())
}
