//! The people of the demo: how they come in, what they hold, and the passwords of the four who are shown.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use tutela_access::{Caller, OpenDoor, SavePlace, add_member, session};
use tutela_catalog::place;
use tutela_core::{PersonId, Role, Scope, Secret, Token};
use tutela_identity::password::{self, FLOOR, Hasher, NewPassword, Rules};
use tutela_identity::people;
use tutela_identity::roles;

use super::content::Places;
use super::manifest::{self, Account, Manifest};
use super::newcomer;
use crate::house::Person;
use crate::installation::Parts;

/// How many characters of a token make a password: 72 random bits.
const PASSWORD: usize = 12;

/// The people who exist already, by what they sign in with.
pub struct People<'p> {
    pub parts: &'p Parts,
    hasher: &'p Hasher,
    known: HashMap<String, Known>,
}

struct Known {
    id: PersonId,
    password: Option<String>,
    session: Option<Token>,
}

impl<'p> People<'p> {
    /// Nobody yet.
    pub fn new(parts: &'p Parts, hasher: &'p Hasher) -> Self {
        Self {
            parts,
            hasher,
            known: HashMap::new(),
        }
    }

    /// Somebody exists from now on.
    pub fn know(&mut self, person: &manifest::Person, id: PersonId, password: Option<String>) {
        let known = Known {
            id,
            password,
            session: None,
        };
        self.known.insert(person.username.clone(), known);
    }

    /// A password that nobody can guess and anybody can type.
    pub fn password(&self) -> String {
        let mut text = Token::new(&self.parts.ambient).reveal();
        text.truncate(PASSWORD);
        text
    }

    /// Somebody's own session, begun when it is first needed and ended when the academies are made.
    pub async fn caller(&mut self, username: &str) -> Result<Caller> {
        let known = self
            .known
            .get_mut(username)
            .with_context(|| format!("{username} does not exist yet"))?;
        if let Some(token) = &known.session {
            return Ok(Caller::with(token.digest()));
        }
        let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
        let started = session::start(&mut tx, known.id, "", &self.parts.ambient).await?;
        tx.commit().await?;
        let caller = Caller::with(started.token.digest());
        known.session = Some(started.token);
        Ok(caller)
    }

    /// Gives everybody who has a role in this account that role, as its owner.
    pub async fn bring_in(
        &mut self,
        manifest: &Manifest,
        account: &Account,
        places: &Places,
    ) -> Result<()> {
        let owner = manifest.holder("account_owner", &account.key)?;
        let caller = self.caller(&owner.username).await?;
        self.introduce(manifest, account, places).await?;
        for person in &manifest.people {
            for grant in &person.grants {
                let Some(scope) = places.get(&grant.scope) else {
                    continue;
                };
                let role: Role = grant.role.parse().with_context(|| grant.role.clone())?;
                if role != Role::AccountOwner {
                    self.give(&caller, person, *scope, role).await?;
                }
            }
        }
        Ok(())
    }

    /// Who belongs to another account already becomes a member of this one too; nobody is given a role where he
    /// is not a member.
    async fn introduce(
        &self,
        manifest: &Manifest,
        account: &Account,
        places: &Places,
    ) -> Result<()> {
        let Some(Scope::Account(id)) = places.get(&account.key) else {
            anyhow::bail!("{} is no account", account.key);
        };
        let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
        for person in &manifest.people {
            let here = person
                .grants
                .iter()
                .any(|grant| places.contains_key(&grant.scope));
            if let (true, Some(known)) = (here, self.known.get(&person.username)) {
                add_member(&mut tx, *id, known.id, self.parts.ambient.now()).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn give(
        &mut self,
        owner: &Caller,
        person: &manifest::Person,
        scope: Scope,
        role: Role,
    ) -> Result<()> {
        let mut guarded = self.parts.gate.write(owner).await?;
        if let Some(known) = self.known.get(&person.username) {
            roles::grant(&mut guarded, scope, role, (known.id, None)).await?;
            return Ok(guarded.commit().await?);
        }
        let added = people::add(&mut guarded, scope, &newcomer(person)?, Some(role)).await?;
        guarded.commit().await?;
        self.know(person, added.person, None);
        Ok(())
    }

    /// Lets people find the places again where they stopped.
    pub async fn remember_places(
        &mut self,
        manifest: &Manifest,
        account: &Account,
        places: &Places,
    ) -> Result<()> {
        let inside = format!("{}/", account.key);
        for person in &manifest.people {
            for stopped in person
                .places
                .iter()
                .filter(|stopped| stopped.lesson.starts_with(&inside))
            {
                let Some(Scope::Lesson(lesson)) = places.get(&stopped.lesson) else {
                    anyhow::bail!("{} is no lesson", stopped.lesson);
                };
                let caller = self.caller(&person.username).await?;
                let mut guarded = self.parts.gate.write(&caller).await?;
                let mut authorized = guarded.authorize(SavePlace, *lesson).await?;
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "a film lasts less than 2^63 seconds"
                )]
                place::save(&mut authorized, stopped.seconds as i64).await?;
                guarded.commit().await?;
            }
        }
        Ok(())
    }

    /// Those who are shown, each with a password; all sessions that were needed end.
    pub async fn shown(mut self, manifest: &Manifest) -> Result<Vec<Person>> {
        let mut shown = Vec::new();
        for person in &manifest.people {
            if let Some(role) = &person.shown_as {
                let password = self.let_sign_in(person).await?;
                shown.push(Person {
                    role: role.clone(),
                    account: account_of(manifest, person),
                    name: person.username.clone(),
                    password,
                });
            }
        }
        self.end_sessions().await?;
        Ok(shown)
    }

    async fn let_sign_in(&mut self, person: &manifest::Person) -> Result<String> {
        let known = self
            .known
            .get(&person.username)
            .with_context(|| person.username.clone())?;
        if let Some(password) = &known.password {
            return Ok(password.clone());
        }
        let (id, password) = (known.id, self.password());
        let new = NewPassword::check(&Secret::new(password.clone()), &Rules::new(FLOOR))?;
        let hash = self.hasher.hash(new).await?;
        let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
        password::store(&mut tx, id, &hash, self.parts.ambient.now()).await?;
        tx.commit().await?;
        Ok(password)
    }

    async fn end_sessions(&self) -> Result<()> {
        let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
        for token in self
            .known
            .values()
            .filter_map(|known| known.session.as_ref())
        {
            session::end(&mut tx, token.digest(), &self.parts.ambient).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn account_of(manifest: &Manifest, person: &manifest::Person) -> Option<String> {
    let key = person.grants.first()?.scope.split('/').next()?;
    let account = manifest
        .accounts
        .iter()
        .find(|account| account.key == key)?;
    Some(account.name.clone())
}

/// Reads what [`keep`] wrote.
pub fn read(path: &Path) -> Result<Vec<Person>> {
    let wrong = || {
        format!(
            "{} cannot be read; remove the folder to make the demo anew",
            path.display()
        )
    };
    let text = std::fs::read(path).with_context(wrong)?;
    serde_json::from_slice(&text).with_context(wrong)
}

/// Writes the people down for the next start, for the owner of the folder alone to read. It is written last: the
/// demo is finished when it is there.
pub fn keep(path: &Path, people: &[Person]) -> Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&serde_json::to_vec_pretty(people)?)?;
    Ok(file.sync_all()?)
}
