//! What the bench does by the documented API: signing in, looking, making a lesson, sending a film.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::{Answer, Site, request};
use crate::film;

/// Zeros that stand for the pictures of a film that is only sent.
static PIECE: [u8; 64 * 1024] = [0; 64 * 1024];

/// A person who speaks to the API.
pub struct Api<'a> {
    pub site: &'a Site,
    pub token: &'a str,
}

/// Signs in; gives the token.
///
/// # Errors
/// When the server will not have it.
pub async fn sign_in(site: &Site, username: &str, password: &str) -> Result<String> {
    let credentials = json!({"username": username, "password": password});
    let answer = post(site, None, "/api/v1/session", &credentials).await;
    text(&answer.context("signing in")?, "token")
}

impl Api<'_> {
    /// The document at `path`.
    ///
    /// # Errors
    /// When there is none, or not for this person.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let request = request::get(path, self.token, request::ANYTHING);
        let answer = self.site.fetch(&request).await?.expect(200);
        Ok(serde_json::from_slice(
            &answer.with_context(|| format!("GET {path}"))?.body,
        )?)
    }

    /// Makes what the document says; gives its id.
    async fn make(&self, path: &str, document: &Value) -> Result<String> {
        let made = post(self.site, Some(self.token), path, document).await;
        text(&made.with_context(|| format!("POST {path}"))?, "id")
    }

    /// Invites so many people to an account; gives the path of the link.
    ///
    /// # Errors
    /// When the person may not.
    pub async fn invite(&self, account: &str, people: u32) -> Result<String> {
        let invitation = json!({"level": "account", "scope_id": account, "use_limit": people});
        let made = post(
            self.site,
            Some(self.token),
            "/api/v1/invitations",
            &invitation,
        )
        .await;
        text(&made.context("inviting")?, "path")
    }

    /// Sends a file of people; gives the id of what was looked through.
    ///
    /// # Errors
    /// When something in it is wrong.
    pub async fn send_file(&self, path: &str, file: &[u8]) -> Result<String> {
        let length = file.len() as u64;
        let mut request = request::post(path, Some(self.token), "text/csv", length);
        request.extend(file);
        let answer = self.site.fetch(&request).await?.expect(201)?;
        text(&serde_json::from_slice(&answer.body)?, "import")
    }

    /// Does what stands behind the path and needs no document.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn act(&self, path: &str) -> Result<()> {
        let request = request::post(path, Some(self.token), "application/json", 0);
        self.site.fetch(&request).await?.expect(200).map(drop)
    }

    /// A new lesson for a film in a new course of the account; gives its id.
    ///
    /// # Errors
    /// When the person may not, or a rule refuses it.
    pub async fn make_film_lesson(&self, account: &str) -> Result<String> {
        let path = format!("/api/v1/accounts/{account}/channels");
        let channel = self.make(&path, &json!({"name": "Measured"})).await?;
        let path = format!("/api/v1/channels/{channel}/courses");
        let course = self.make(&path, &json!({"title": "Measured"})).await?;
        let path = format!("/api/v1/courses/{course}/lessons");
        self.make(&path, &json!({"kind": "video", "title": "Measured"}))
            .await
    }

    /// Sends a film; gives the path under which it is fetched.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn upload(&self, lesson: &str, film: &[u8]) -> Result<String> {
        let mut connection = self.site.connect().await?;
        connection
            .send(&self.upload_head(lesson, film.len() as u64))
            .await?;
        connection.send(film).await?;
        path_of(connection.receive().await?)
    }

    /// Sends a film of `size` bytes whose pictures are zeros, made while they are sent.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn upload_zeros(&self, lesson: &str, size: u64) -> Result<()> {
        let front = film::front(size)?;
        let mut connection = self.site.connect().await?;
        connection.send(&self.upload_head(lesson, size)).await?;
        connection.send(&front).await?;
        let mut left = size - front.len() as u64;
        while left > 0 {
            let length = usize::try_from(left).map_or(PIECE.len(), |left| left.min(PIECE.len()));
            if connection.send(&PIECE[..length]).await.is_err() {
                // The server has said why before it closed.
                break;
            }
            left -= length as u64;
        }
        path_of(connection.receive().await?)?;
        if left > 0 {
            bail!("the server took a film of which it had not seen the end");
        }
        Ok(())
    }

    fn upload_head(&self, lesson: &str, size: u64) -> Vec<u8> {
        let path = format!("/api/v1/lessons/{lesson}/media?purpose=video&name=measured.mp4");
        request::post(&path, Some(self.token), "video/mp4", size)
    }
}

/// Posts a document.
///
/// # Errors
/// When no complete answer comes.
pub async fn send(
    site: &Site,
    token: Option<&str>,
    path: &str,
    document: &Value,
) -> Result<Answer> {
    let body = document.to_string().into_bytes();
    let mut request = request::post(path, token, "application/json", body.len() as u64);
    request.extend(body);
    site.fetch(&request).await
}

async fn post(site: &Site, token: Option<&str>, path: &str, document: &Value) -> Result<Value> {
    let answer = send(site, token, path, document).await?;
    let made = if answer.status == 201 { 201 } else { 200 };
    Ok(serde_json::from_slice(&answer.expect(made)?.body)?)
}

fn path_of(answer: Answer) -> Result<String> {
    let answer = answer.expect(201).context("sending a film")?;
    text(&serde_json::from_slice(&answer.body)?, "path")
}

/// The text under `key`.
///
/// # Errors
/// When there is none.
pub fn text(document: &Value, key: &str) -> Result<String> {
    let text = document[key].as_str().map(str::to_owned);
    text.with_context(|| format!("there is no {key} in {document}"))
}
