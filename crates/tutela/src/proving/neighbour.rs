//! Somebody of another account tries real places (DA5), some at each run, until all were tried; then again.

use tutela_access::{OpenDoor, decoy};
use tutela_audit::probe::{Finding, Found};
use tutela_core::{AccountId, Scope};

use super::Ground;

/// How many places one run tries.
const PLACES: u32 = 40;

/// None of them is there for him.
pub async fn neighbour(ground: Ground, memo: Option<String>) -> Found {
    let world = ground.world().await?;
    let own: AccountId = world
        .neighbour_account
        .parse()
        .map_err(|_| "no account".to_owned())?;
    let found = async {
        let mut tx = ground.parts.gate.look(OpenDoor::OPERATOR).await?;
        decoy::places_of_others(&mut tx, own, memo.as_deref(), PLACES).await
    };
    let places = found.await.map_err(|error| error.to_string())?;
    let token = Some(world.neighbour.token.as_str());
    for place in &places {
        let path = address(*place);
        let answer = ground.own.get(&path, token).await?;
        if answer.status != 404 {
            return Err(format!(
                "a neighbour asked {path} and got {}",
                answer.status
            ));
        }
    }
    let film = ground.own.get(&world.film, token).await?;
    if film.status != 404 {
        return Err(format!(
            "a neighbour asked for a film and got {}",
            film.status
        ));
    }
    let tried = i64::try_from(places.len()).unwrap_or(0) + 1;
    let finding = Finding::of([("tried", tried), ("readable", 0)]);
    let is_whole = places.len() == PLACES as usize;
    Ok(match places.last().filter(|_| is_whole) {
        Some(last) => finding.remembering(last.id().to_string()),
        None => finding,
    })
}

/// Where a place is looked at.
fn address(place: Scope) -> String {
    match place {
        Scope::Platform => "/api/v1/accounts".to_owned(),
        Scope::Account(id) => format!("/api/v1/accounts/{id}/channels"),
        Scope::Channel(id) => format!("/api/v1/channels/{id}"),
        Scope::Course(id) => format!("/api/v1/courses/{id}"),
        Scope::Lesson(id) => format!("/api/v1/lessons/{id}"),
    }
}
