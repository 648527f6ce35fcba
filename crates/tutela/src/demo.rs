//! The demo: two small academies, made by the same rules that people use, each step as the person who may take it.

mod content;
mod manifest;
mod people;

use std::path::Path;

use anyhow::{Context as _, Result};
use tutela_core::{Secret, Username};
use tutela_identity::first_run::{self, First};
use tutela_identity::password::Hasher;
use tutela_identity::people::{Newcomer, PersonName};

use crate::house::Person;
use crate::installation::Parts;
use crate::refusal::refuse;
use manifest::Manifest;
use people::People;

/// Where the passwords of this installation's demo people are kept, for its owner alone to read.
const KEPT: &str = "demo-people.json";

/// Makes the academies at the first start; gives the people who are shown at every start.
///
/// # Errors
/// When the folder holds an installation that is not a finished demo.
pub async fn fill(parts: &Parts, folder: &Path) -> Result<Vec<Person>> {
    let kept = folder.join(KEPT);
    if kept.exists() {
        return people::read(&kept);
    }
    let hasher = Hasher::new(1, &parts.ambient);
    if !first_run::is_open(&parts.gate).await? {
        refuse!(
            "{} holds an installation that is not a finished demo. Remove it, or choose another folder with --data.",
            folder.display()
        );
    }
    let manifest = manifest::read()?;
    let shown = make(parts, &hasher, &manifest).await?;
    people::keep(&kept, &shown)?;
    Ok(shown)
}

async fn make(parts: &Parts, hasher: &Hasher, manifest: &Manifest) -> Result<Vec<Person>> {
    let mut people = People::new(parts, hasher);
    let administrator = manifest.holder("platform_administrator", "platform")?;
    let password = people.password();
    let first = First {
        newcomer: newcomer(administrator)?,
        password: Secret::new(password.clone()),
        language: administrator.language.clone(),
    };
    let id = first_run::create_administrator(&parts.gate, hasher, &first).await?;
    people.know(administrator, id, Some(password));
    for account in &manifest.accounts {
        let places = content::account(&mut people, manifest, account).await?;
        people.bring_in(manifest, account, &places).await?;
        people.remember_places(manifest, account, &places).await?;
    }
    people.shown(manifest).await
}

fn newcomer(person: &manifest::Person) -> Result<Newcomer> {
    let name = PersonName::parse(&person.name).with_context(|| person.name.clone())?;
    let username = Username::parse(&person.username).with_context(|| person.username.clone())?;
    Ok(Newcomer::new(name, username))
}
