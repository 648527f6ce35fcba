//! A film is watched while the role is taken (DA4), and fetched past the application (IN4).

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use http::Method;
use tutela_audit::probe::{Finding, Found};
use tutela_core::AccountId;

use super::Ground;
use super::decoys::{MARK, World};

/// How long the cut may take that is promised on the same node, with room for a machine that does much else.
const SOON: Duration = Duration::from_secs(2);
/// Pieces that are taken slowly before the role is taken, and the pause between them.
const PIECES: usize = 8;
const PAUSE: Duration = Duration::from_millis(20);
/// How many stored bytes are looked at.
const LOOKED_AT: u64 = 4 << 20;

/// A role is taken from somebody who watches a film.
pub async fn removal(ground: Ground, _: Option<String>) -> Found {
    let world = ground.world().await?;
    let role = ("course_learner", "course", world.course.as_str());
    let grant = ground.give(&world.owner, &world.learner, role).await?;
    let watched = watch(&ground, &world, &grant).await;
    if watched.is_err() {
        // Whatever went wrong, the decoy keeps nothing.
        let _ = ground.take(&world.owner, &grant).await;
    }
    let (took, bytes) = watched?;
    let again = ground
        .own
        .get(&world.film, Some(&world.learner.token))
        .await?;
    if again.is_good() {
        return Err("the film opened again after the role was taken".to_owned());
    }
    let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    if took > SOON {
        return Err(format!(
            "the film was cut only {milliseconds} ms after the removal"
        ));
    }
    Ok(Finding::of([
        ("milliseconds", milliseconds),
        ("bytes", bytes),
    ]))
}

/// How long the film goes on after the removal is answered, and how many bytes came in all.
async fn watch(ground: &Ground, world: &World, grant: &str) -> Result<(Duration, i64), String> {
    let token = Some(world.learner.token.as_str());
    let sent = ground
        .own
        .request(Method::GET, &world.film, token)
        .send()
        .await;
    let answer = sent.map_err(|error| error.without_url().to_string())?;
    if !answer.status().is_success() {
        return Err(format!(
            "the film does not play for a learner: {}",
            answer.status()
        ));
    }
    let whole = answer.content_length().unwrap_or(0);
    let (mut pieces, mut taken) = (Box::pin(answer.bytes_stream()), 0_usize);
    for _ in 0..PIECES {
        taken += pieces
            .next()
            .await
            .and_then(Result::ok)
            .map_or(0, |piece| piece.len());
        tokio::time::sleep(PAUSE).await;
    }
    ground.take(&world.owner, grant).await?;
    let removed = Instant::now();
    while let Some(Ok(piece)) = pieces.next().await {
        taken += piece.len();
    }
    let took = removed.elapsed();
    match u64::try_from(taken).unwrap_or(u64::MAX) >= whole {
        true => Err("the film went on to its end after the role was taken".to_owned()),
        false => Ok((took, i64::try_from(taken).unwrap_or(i64::MAX))),
    }
}

/// A stored film is fetched past the application.
pub async fn sealed(ground: Ground, _: Option<String>) -> Found {
    let world = ground.world().await?;
    let account: AccountId = world.account.parse().map_err(|_| "no account".to_owned())?;
    let vault = &ground.parts.vault;
    let mut objects = vault.list_account(account);
    let mut searched = 0_i64;
    while let Some(entry) = objects.next().await {
        let entry = entry.map_err(|error| error.to_string())?;
        let size = entry.size.min(LOOKED_AT);
        let bytes = vault.store().get_range(&entry.name, 0..size).await;
        let bytes = bytes.map_err(|error| error.to_string())?;
        let found = bytes.windows(16).any(|window| window == &MARK[..16]);
        if found || bytes.windows(8).any(|window| window == b"ftypisom") {
            return Err("a stored film lies open in the store".to_owned());
        }
        searched += i64::try_from(size).unwrap_or(0);
    }
    if searched == 0 {
        return Err("the decoy's film is not in the store".to_owned());
    }
    let range = ground
        .own
        .request(Method::GET, &world.film, Some(&world.owner.token));
    let opened = super::own::whole(range.header("range", "bytes=-4096").send().await).await?;
    match opened.body.windows(MARK.len()).any(|window| window == MARK) {
        true => Ok(Finding::of([("bytes", searched)])),
        false => Err(format!(
            "the application does not open the film: {}",
            opened.status
        )),
    }
}
