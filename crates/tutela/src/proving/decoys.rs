//! The decoys and their places: two accounts, a channel with a course and a film in the first, six people. Made once, found
//! again at the next start; each person gets a session when it is first needed in this process.

use serde_json::{Value, json};
use tutela_access::{OpenDoor, decoy, session};
use tutela_core::{PersonId, Secret, Token};
use tutela_identity::decoy as people;
use tutela_identity::password::{FLOOR, NewPassword, Rules};

use super::{Ground, own};

/// The film, with a long box of marks behind it (ISO/IEC 14496-12, 8.1.2): more than any buffer between two programs.
const LONG: usize = 16 << 20;
/// What is looked for in the stored bytes.
pub const MARK: &[u8] = b"Tutela decoy: whoever reads this in a store has found an open object. ";

/// Who they are. Their names stand in the database, so they are found again by these.
const PEOPLE: [&str; 6] = [
    "Decoy owner",
    "Decoy manager",
    "Decoy learner",
    "Decoy for locks",
    "Decoy for passwords",
    "Decoy neighbour",
];

/// Somebody of them.
#[derive(Debug, Clone)]
pub struct Decoy {
    pub id: PersonId,
    pub token: String,
}

/// All of them, and their places.
#[derive(Debug, Clone)]
pub struct World {
    pub owner: Decoy,
    pub manager: Decoy,
    pub learner: Decoy,
    pub locked: Decoy,
    pub changing: Decoy,
    pub neighbour: Decoy,
    pub account: String,
    pub channel: String,
    pub course: String,
    /// The address of the film.
    pub film: String,
    pub neighbour_account: String,
}

impl Ground {
    /// The decoys, made where they are not there yet.
    pub async fn world(&self) -> Result<World, String> {
        let mut known = self.world.lock().await;
        if let Some(world) = &*known {
            return Ok(world.clone());
        }
        let made = self.make().await?;
        *known = Some(made.clone());
        Ok(made)
    }

    async fn make(&self) -> Result<World, String> {
        let ids = self.people().await.map_err(|error| error.to_string())?;
        let [owner, manager, learner, locked, changing, neighbour] = self.sessions(ids).await?;
        let accounts = self.accounts(&owner, &neighbour).await?;
        let shelf = format!("/api/v1/accounts/{}/channels", accounts.0);
        let (list, new) = (("channels", shelf.as_str()), json!({"name": "Decoy"}));
        let channel = self.find_or_make(&owner, list, new).await?;
        let shelf = format!("/api/v1/channels/{channel}/courses");
        let (list, new) = (("courses", shelf.as_str()), json!({"title": "Decoy"}));
        let course = self.find_or_make(&owner, list, new).await?;
        let film = self.film(&owner, &course).await?;
        self.give(&owner, &manager, ("channel_manager", "channel", &channel))
            .await?;
        Ok(World {
            owner,
            manager,
            learner,
            locked,
            changing,
            neighbour,
            account: accounts.0,
            neighbour_account: accounts.1,
            channel,
            course,
            film,
        })
    }

    /// The people, in the order of their names in the list.
    async fn people(&self) -> anyhow::Result<Vec<PersonId>> {
        let ambient = &self.parts.ambient;
        let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
        let known = decoy::people(&mut tx).await?;
        let mut ids = Vec::new();
        for name in PEOPLE {
            let found = known.iter().find(|(_, known)| known == name);
            ids.push(match found {
                Some((id, _)) => *id,
                None => people::person(&mut tx, name, ambient).await?,
            });
        }
        tx.commit().await?;
        Ok(ids)
    }

    /// Everybody with a session.
    async fn sessions(&self, ids: Vec<PersonId>) -> Result<[Decoy; 6], String> {
        let mut all = Vec::new();
        for id in ids {
            let token = self.session(id).await?;
            all.push(Decoy { id, token });
        }
        let all = all.try_into();
        all.map_err(|_| "there are not six decoys".to_owned())
    }

    /// A session for a decoy.
    pub async fn session(&self, decoy: PersonId) -> Result<String, String> {
        let begin = async {
            let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
            let begun = session::start(&mut tx, decoy, "decoy", &self.parts.ambient).await?;
            tx.commit().await?;
            Ok::<_, tutela_db::Error>(begun.token.reveal())
        };
        begin.await.map_err(|error| error.to_string())
    }

    async fn accounts(&self, owner: &Decoy, neighbour: &Decoy) -> Result<(String, String), String> {
        let ambient = &self.parts.ambient;
        let found = async {
            let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
            let mut known = decoy::accounts(&mut tx).await?;
            for (at, owner) in [owner.id, neighbour.id].into_iter().enumerate() {
                if known.len() <= at {
                    let name = ["Decoy", "Decoy neighbour"][at];
                    known.push(people::account(&mut tx, (name, owner), ambient).await?);
                }
            }
            tx.commit().await?;
            Ok::<_, anyhow::Error>((known[0].to_string(), known[1].to_string()))
        };
        found.await.map_err(|error| error.to_string())
    }

    /// The first thing of a list, or a new one.
    async fn find_or_make(
        &self,
        by: &Decoy,
        (list, path): (&str, &str),
        new: Value,
    ) -> Result<String, String> {
        let there = self.own.get(path, Some(&by.token)).await?.json();
        if let Some(id) = there[list][0]["id"].as_str() {
            return Ok(id.to_owned());
        }
        let post = (http::Method::POST, path);
        self.own.send(post, Some(&by.token), &new).await?.text("id")
    }

    /// The address of the film in the published lesson.
    async fn film(&self, owner: &Decoy, course: &str) -> Result<String, String> {
        let path = format!("/api/v1/courses/{course}/lessons");
        let token = Some(owner.token.as_str());
        let here = self
            .own
            .get(&format!("/api/v1/courses/{course}"), token)
            .await?
            .json();
        let lesson = match here["lessons"][0]["id"].as_str() {
            Some(id) => id.to_owned(),
            None => {
                let new = json!({"kind": "video", "title": "Decoy", "body": ""});
                let post = (http::Method::POST, path.as_str());
                self.own.send(post, token, &new).await?.text("id")?
            }
        };
        let object = self.object(owner, &lesson).await?;
        let publish = format!("/api/v1/courses/{course}/publication");
        let put = (http::Method::PUT, publish.as_str());
        self.own.send(put, token, &json!({})).await?;
        Ok(format!("/media/{lesson}/{object}"))
    }

    async fn object(&self, owner: &Decoy, lesson: &str) -> Result<String, String> {
        let here = self
            .own
            .get(&format!("/api/v1/lessons/{lesson}"), Some(&owner.token))
            .await?;
        let here = here.json();
        if let Some(id) = object_in(&here) {
            return Ok(id);
        }
        let path = format!("/api/v1/lessons/{lesson}/media?name=decoy.mp4");
        let request = self
            .own
            .request(http::Method::POST, &path, Some(&owner.token));
        let request = request.header("content-type", "video/mp4").body(film());
        own::whole(request.send().await).await?.text("id")
    }

    /// Gives a decoy a role; gives the id of the grant.
    pub async fn give(
        &self,
        by: &Decoy,
        to: &Decoy,
        (role, level, place): (&str, &str, &str),
    ) -> Result<String, String> {
        let answer = self.try_to_give(by, to, (role, level, place)).await?;
        match answer.is_good() {
            true => answer.text("id"),
            false => Err(format!("the role {role} was not given: {}", answer.status)),
        }
    }

    /// Tries to give a decoy a role.
    pub async fn try_to_give(
        &self,
        by: &Decoy,
        to: &Decoy,
        (role, level, place): (&str, &str, &str),
    ) -> Result<own::Answer, String> {
        let name = self.name(to).await?;
        let role = json!({"username": name, "role": role, "level": level, "scope_id": place});
        let post = (http::Method::POST, "/api/v1/roles");
        self.own.send(post, Some(&by.token), &role).await
    }

    /// The name by which a decoy signs in.
    async fn name(&self, of: &Decoy) -> Result<String, String> {
        let look = async {
            let mut tx = self.parts.gate.look(OpenDoor::OPERATOR).await?;
            people::username(&mut tx, of.id).await
        };
        look.await
            .map_err(|error: tutela_db::Error| error.to_string())
    }

    /// Takes a role.
    pub async fn take(&self, by: &Decoy, grant: &str) -> Result<(), String> {
        let path = format!("/api/v1/roles/{grant}/removal");
        let removed = self.own.request(http::Method::POST, &path, Some(&by.token));
        let answer = own::whole(removed.send().await).await?;
        match answer.is_good() {
            true => Ok(()),
            false => Err(format!("the role was not taken: {}", answer.status)),
        }
    }

    /// Gives a decoy a new password that nobody guesses; gives it and the name to sign in with.
    pub async fn new_password(&self, decoy: &Decoy) -> Result<(String, String), String> {
        let password = self.password();
        let typed = Secret::new(password.clone());
        let new =
            NewPassword::check(&typed, &Rules::new(FLOOR)).map_err(|weak| weak.to_string())?;
        let hash = self
            .parts
            .hasher
            .hash(new)
            .await
            .map_err(|busy| busy.to_string())?;
        let set = async {
            let mut tx = self.parts.gate.enter(OpenDoor::OPERATOR).await?;
            people::set_password(&mut tx, decoy.id, &hash, &self.parts.ambient).await?;
            let name = people::username(&mut tx, decoy.id).await?;
            tx.commit().await?;
            Ok::<_, tutela_db::Error>(name)
        };
        Ok((set.await.map_err(|error| error.to_string())?, password))
    }

    /// A password that nobody guesses.
    pub fn password(&self) -> String {
        Token::new(&self.parts.ambient).reveal()
    }
}

/// The film's object in the document of its lesson.
fn object_in(lesson: &Value) -> Option<String> {
    let objects = lesson["objects"]
        .as_array()
        .or_else(|| lesson["media"].as_array())?;
    let film = objects.iter().find(|object| object["purpose"] == "video")?;
    film["id"].as_str().map(str::to_owned)
}

/// A short film of the demo with marks behind it.
fn film() -> Vec<u8> {
    let mut film = crate::demo::SHORT_FILM.to_vec();
    let size = u32::try_from(LONG).unwrap_or(8);
    film.extend_from_slice(&size.to_be_bytes());
    film.extend_from_slice(b"free");
    let marks = MARK.iter().copied().cycle();
    film.extend(marks.take(LONG - 8));
    film
}
