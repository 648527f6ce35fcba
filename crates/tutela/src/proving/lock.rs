//! Three wrong passwords lock, and time opens again (UA7). What opens is seen at a later run: the clock is the real one.

use http::Method;
use serde_json::json;
use tutela_audit::probe::{Finding, Found};
use tutela_core::Time;

use super::Ground;
use super::own::Answer;

/// How many tries there are.
const TRIES: i64 = 3;

/// What an earlier run left: how often a lock was seen to open, and until when the last one is to last.
#[derive(Default)]
struct Before {
    opened: i64,
    until: Option<i64>,
}

impl Before {
    fn read(memo: Option<&str>) -> Self {
        let (opened, until) = memo
            .and_then(|memo| memo.split_once('|'))
            .unwrap_or_default();
        Self {
            opened: opened.parse().unwrap_or(0),
            until: until.parse().ok(),
        }
    }

    fn write(&self) -> String {
        let until = self
            .until
            .map(|until| until.to_string())
            .unwrap_or_default();
        format!("{}|{until}", self.opened)
    }
}

/// One run: while the lock of an earlier one lasts, it must hold; when its time is over, it must open and lock anew.
pub async fn lock(ground: Ground, memo: Option<String>) -> Found {
    let world = ground.world().await?;
    let typed = ground.new_password(&world.locked).await?;
    let mut before = Before::read(memo.as_deref());
    let first = sign_in(&ground, (&typed.0, &typed.1)).await?;
    match before.is_over(first.status, ground.parts.ambient.now().micros())? {
        true => {
            sign_out(&ground, &first).await;
            let refused = lock_anew(&ground, (&typed.0, &typed.1)).await?;
            before.until = Some(until(&refused, ground.parts.ambient.now()));
        }
        false => before.until = Some(until(&first, ground.parts.ambient.now())),
    }
    Ok(Finding::of([("tries", TRIES), ("opened", before.opened)]).remembering(before.write()))
}

impl Before {
    /// Whether the door is open, as an answer to the right password says, and may be by now.
    fn is_over(&mut self, status: u16, now: i64) -> Result<bool, String> {
        match (status, self.until) {
            (200, Some(until)) if now < until => Err("a lock opened before its time".to_owned()),
            (200, Some(_)) => {
                self.opened += 1;
                Ok(true)
            }
            (200, None) => Ok(true),
            (429, Some(until)) if now > until => {
                Err("a lock did not open when its time was over".to_owned())
            }
            (429, _) => Ok(false),
            (status, _) => Err(format!("the right password was answered with {status}")),
        }
    }
}

/// Three wrong passwords, and the right one: gives the answer that refuses it.
async fn lock_anew(ground: &Ground, (name, password): (&str, &str)) -> Result<Answer, String> {
    for _ in 0..TRIES {
        let wrong = sign_in(ground, (name, &ground.password())).await?;
        if wrong.is_good() {
            return Err("a wrong password signed in".to_owned());
        }
    }
    let right = sign_in(ground, (name, password)).await?;
    sign_out(ground, &right).await;
    match right.status {
        429 => Ok(right),
        status => Err(format!(
            "after three wrong passwords the next try was answered with {status}"
        )),
    }
}

async fn sign_in(ground: &Ground, (name, password): (&str, &str)) -> Result<Answer, String> {
    let typed = json!({"username": name, "password": password});
    let post = (Method::POST, "/api/v1/session");
    ground.own.send(post, None, &typed).await
}

/// When the lock ends, as the answer says, with a second for the way.
fn until(answer: &Answer, now: Time) -> i64 {
    let wait = answer
        .headers
        .get("retry-after")
        .and_then(|wait| wait.to_str().ok());
    let seconds: u64 = wait.and_then(|wait| wait.parse().ok()).unwrap_or(0);
    now.plus(std::time::Duration::from_secs(seconds + 1))
        .micros()
}

async fn sign_out(ground: &Ground, signed_in: &Answer) {
    if let Ok(token) = signed_in.text("token") {
        let end = ground
            .own
            .request(Method::DELETE, "/api/v1/session", Some(&token));
        let _ = end.send().await;
    }
}
