//! Roles are given downwards only (DA2, DA3): decoys try the other directions.

use tutela_audit::probe::{Finding, Found};

use super::Ground;
use super::decoys::{Decoy, World};

/// Who tries to give which role, at which level and place.
type Attempt<'w> = (&'w Decoy, (&'static str, &'static str, &'w str));

/// Attempts upwards and aside, which must fail, and one downwards, which must not.
pub async fn delegation(ground: Ground, _: Option<String>) -> Found {
    let world = ground.world().await?;
    let mut refused = 0;
    for (by, role) in attempts(&world) {
        let answer = ground.try_to_give(by, &world.learner, role).await?;
        if answer.is_good() {
            if let Ok(grant) = answer.text("id") {
                let _ = ground.take(&world.owner, &grant).await;
            }
            let (role, level, _) = role;
            return Err(format!("a {role} was made at the {level} by who may not"));
        }
        refused += 1;
    }
    let below = ("course_tutor", "course", world.course.as_str());
    let grant = ground.give(&world.manager, &world.learner, below).await?;
    ground.take(&world.manager, &grant).await?;
    Ok(Finding::of([("refused", refused), ("given", 1)]))
}

/// Upwards, as an owner, and in another account, from either side.
fn attempts(world: &World) -> [Attempt<'_>; 6] {
    let (here, beside) = (world.account.as_str(), world.neighbour_account.as_str());
    let channel = world.channel.as_str();
    [
        (&world.manager, ("account_manager", "account", here)),
        (&world.manager, ("account_auditor", "account", here)),
        (&world.manager, ("platform_auditor", "platform", "")),
        (&world.owner, ("account_owner", "account", here)),
        (&world.owner, ("account_manager", "account", beside)),
        (&world.neighbour, ("channel_manager", "channel", channel)),
    ]
}
