//! Passwords, names and blocks, tried on decoys (UA1, UA2, UA4, UA5, UA6).

use std::time::Instant;

use http::Method;
use serde_json::json;
use tutela_access::{OpenDoor, decoy};
use tutela_audit::probe::{Finding, Found};

use super::Ground;
use super::decoys::Decoy;
use super::own::Answer;

/// Five characters, which is one too few, in several guises.
const SHORT: [&str; 3] = ["x7-qV", "", "🦀🦀🦀🦀🦀"];

impl Ground {
    async fn change_password(
        &self,
        token: &str,
        (current, new): (&str, &str),
    ) -> Result<Answer, String> {
        let change = json!({"current": current, "password": new});
        let put = (Method::PUT, "/api/v1/me/password");
        self.own.send(put, Some(token), &change).await
    }

    async fn is_in(&self, token: &str) -> Result<bool, String> {
        Ok(self.own.get("/api/v1/me", Some(token)).await?.is_good())
    }
}

/// A password of five characters is refused, and one that fits is taken.
pub async fn floor(ground: Ground, _: Option<String>) -> Found {
    let decoy = ground.world().await?.changing;
    let (_, password) = ground.new_password(&decoy).await?;
    let token = ground.session(decoy.id).await?;
    for short in SHORT {
        let answer = ground.change_password(&token, (&password, short)).await?;
        if answer.is_good() {
            return Err("a password that is too short was taken".to_owned());
        }
        if answer.status != 422 {
            return Err(format!(
                "a short password was answered with {}",
                answer.status
            ));
        }
    }
    let fitting = ground
        .change_password(&token, (&password, &ground.password()))
        .await?;
    match fitting.is_good() {
        true => Ok(Finding::of([("tried", 3)])),
        false => Err(format!(
            "a fitting password was answered with {}",
            fitting.status
        )),
    }
}

/// A change takes the current password and ends the other sessions.
pub async fn change(ground: Ground, _: Option<String>) -> Found {
    let decoy = ground.world().await?.changing;
    let (_, password) = ground.new_password(&decoy).await?;
    let (here, elsewhere) = (
        ground.session(decoy.id).await?,
        ground.session(decoy.id).await?,
    );
    if !ground.is_in(&elsewhere).await? {
        return Err("a session that has just begun is not one".to_owned());
    }
    let new = ground.password();
    let wrong = ground
        .change_password(&here, (&ground.password(), &new))
        .await?;
    if wrong.is_good() {
        return Err("a wrong current password changed it".to_owned());
    }
    let right = ground.change_password(&here, (&password, &new)).await?;
    let changed = Instant::now();
    if !right.is_good() {
        return Err(format!(
            "the right current password was answered with {}",
            right.status
        ));
    }
    if ground.is_in(&elsewhere).await? {
        return Err("another session outlived the change of the password".to_owned());
    }
    Ok(Finding::of([("milliseconds", since(changed))]))
}

/// One name in several spellings is one person's, and nobody else gets it.
pub async fn names(ground: Ground, _: Option<String>) -> Found {
    let world = ground.world().await?;
    let (name, password) = ground.new_password(&world.changing).await?;
    let wide: String = name.chars().map(widened).collect();
    let mut spellings = 0;
    for spelled in [name.clone(), name.to_uppercase(), format!(" {name} "), wide] {
        let typed = json!({"username": spelled, "password": password});
        let answer = ground
            .own
            .send((Method::POST, "/api/v1/session"), None, &typed)
            .await?;
        let token = answer.text("token")?;
        let end = ground
            .own
            .request(Method::DELETE, "/api/v1/session", Some(&token));
        let _ = end.send().await;
        if answer.json()["person"]["id"].as_str() != Some(&world.changing.id.to_string()) {
            return Err("a spelling of a name signed somebody else in".to_owned());
        }
        spellings += 1;
    }
    let wish = json!({"username": name.to_uppercase()});
    let put = (Method::PUT, "/api/v1/me/username");
    let token = Some(world.learner.token.as_str());
    let answer = ground.own.send(put, token, &wish).await?;
    match answer.is_good() {
        true => Err("a name that somebody has was given to somebody else".to_owned()),
        false => Ok(Finding::of([("spellings", spellings)])),
    }
}

/// The full-width look of a sign, which is the same sign.
fn widened(sign: char) -> char {
    match sign {
        'a'..='z' => char::from_u32(u32::from(sign) - u32::from('a') + 0xff41).unwrap_or(sign),
        _ => sign,
    }
}

/// Somebody who is blocked is out at the next request.
pub async fn block(ground: Ground, _: Option<String>) -> Found {
    let decoy = ground.world().await?.changing;
    let token = ground.session(decoy.id).await?;
    if !ground.is_in(&token).await? {
        return Err("a session that has just begun is not one".to_owned());
    }
    set_blocked(&ground, &decoy, true).await?;
    let blocked = Instant::now();
    let in_while_blocked = ground.is_in(&token).await;
    let took = since(blocked);
    set_blocked(&ground, &decoy, false).await?;
    match (in_while_blocked?, ground.is_in(&token).await?) {
        (true, _) => Err("somebody who is blocked was let in".to_owned()),
        (false, false) => Err("somebody who is blocked no more stays out".to_owned()),
        (false, true) => Ok(Finding::of([("milliseconds", took)])),
    }
}

async fn set_blocked(ground: &Ground, decoy: &Decoy, blocked: bool) -> Result<(), String> {
    let ambient = &ground.parts.ambient;
    let since = blocked.then(|| ambient.now());
    let set = async {
        let mut tx = ground.parts.gate.enter(OpenDoor::OPERATOR).await?;
        decoy::set_blocked(&mut tx, decoy.id, since, ambient).await?;
        tx.commit().await
    };
    set.await.map_err(|error| error.to_string())
}

fn since(moment: Instant) -> i64 {
    i64::try_from(moment.elapsed().as_millis()).unwrap_or(i64::MAX)
}
