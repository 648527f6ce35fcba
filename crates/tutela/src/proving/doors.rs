//! Every guarded address is asked by nobody (DA1).

use tutela_audit::probe::{Finding, Found};
use uuid::Uuid;

use super::Ground;

/// None of them opens.
pub async fn closed_doors(ground: Ground, _: Option<String>) -> Found {
    let mut doors = 0;
    for path in ground.guarded.iter() {
        let path = filled(path, &ground);
        let answer = ground.own.get(&path, None).await?;
        // 422: it was refused before it was looked at, for want of something to look at.
        if !matches!(answer.status, 303 | 401 | 403 | 404 | 422) {
            return Err(format!("{path} answered nobody with {}", answer.status));
        }
        doors += 1;
    }
    Ok(Finding::of([("doors", doors)]))
}

/// An address with ids in it that nothing has.
fn filled(path: &str, ground: &Ground) -> String {
    let part = |part: &str| match part.starts_with('{') {
        true => ground.parts.ambient.id::<Uuid>().to_string(),
        false => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
