//! The ends of roles, and an account that changes hands.

use std::time::Duration;

use tutela_access::{
    AcceptOwnership, EditAccount, EditChannel, Error, GrantRole, Terms, ViewChannel, change, grant,
    hand_over, reviewed,
};
use tutela_core::{GrantId, Role, Scope, Time};
use tutela_db::{args, sql};

use crate::gate_agrees::word;
use crate::world::{Person, World, on_both};

const DAY: Duration = Duration::from_secs(24 * 3600);

macro_rules! says {
    ($world:expr, $who:expr, $action:expr, $on:expr) => {{
        let mut guarded = $world.gate.read(&$who.caller).await.unwrap();
        word(guarded.authorize($action, $on).await)
    }};
}

async fn give(
    world: &World,
    by: &Person,
    (role, scope): (Role, Scope),
    (to, until): (&Person, Option<Time>),
) -> Result<GrantId, Error> {
    let mut guarded = world.gate.write(&by.caller).await?;
    guarded.removing_from(to.id);
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    let given = grant(&mut authorized, to.id, until).await?;
    guarded.commit().await?;
    Ok(given)
}

async fn set_end(
    world: &World,
    by: &Person,
    (grant, until): (GrantId, Option<Time>),
) -> Result<(), Error> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let terms = Terms {
        until,
        reason: Some("for the summer".to_owned()),
    };
    change(&mut guarded, grant, &terms).await?;
    guarded.commit().await
}

#[tokio::test]
async fn da4_when_an_end_date_passes_nothing_has_to_run_for_access_to_end() {
    on_both(async |world: World| {
        let w = &world;
        let manager = (Role::ChannelManager, w.other_channel.into());
        let until = Some(w.ambient.now().plus(DAY));
        let first = give(w, &w.owner, manager, (&w.learner, until))
            .await
            .unwrap();
        assert_eq!(says!(w, w.learner, EditChannel, w.other_channel), "yes");
        w.clock
            .forward(DAY.checked_sub(Duration::from_micros(1)).unwrap());
        assert_eq!(says!(w, w.learner, EditChannel, w.other_channel), "yes");
        w.clock.forward(Duration::from_micros(1));
        assert_eq!(
            says!(w, w.learner, EditChannel, w.other_channel),
            "not found"
        );
        let over = set_end(w, &w.owner, (first, None)).await;
        assert!(
            matches!(over, Err(Error::NotFound)),
            "what is over is given anew"
        );
        let again = give(w, &w.owner, manager, (&w.learner, None))
            .await
            .unwrap();
        assert_ne!(again, first, "a new decision is a new grant");
        assert_eq!(says!(w, w.learner, EditChannel, w.other_channel), "yes");
    })
    .await;
}

#[tokio::test]
async fn da4_an_earlier_end_takes_away_at_once() {
    on_both(async |world: World| {
        let w = &world;
        let (now, manager) = (w.ambient.now(), w.manager_grant);
        let removals = async || {
            let mut tx = w.db.read().await.unwrap();
            let count = sql!("SELECT COUNT(*) FROM removals");
            tx.get(count, args![]).await.unwrap().int(0).unwrap()
        };
        let before = removals().await;
        set_end(w, &w.owner, (manager, Some(now.plus(DAY))))
            .await
            .unwrap();
        assert_eq!(removals().await, before + 1, "it is told as a removal is");
        set_end(w, &w.owner, (manager, Some(now.plus(2 * DAY))))
            .await
            .unwrap();
        assert_eq!(removals().await, before + 1, "a later end takes nothing");
        let again = (Role::ChannelManager, w.channel.into());
        let soon = Some(now.plus(Duration::from_secs(1)));
        give(w, &w.owner, again, (&w.manager, soon)).await.unwrap();
        assert_eq!(
            removals().await,
            before + 2,
            "given again with an earlier end"
        );
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "not found");
    })
    .await;
}

#[tokio::test]
async fn da3_nobody_lengthens_a_role_of_his_own() {
    on_both(async |world: World| {
        let w = &world;
        let (now, here) = (w.ambient.now(), (Role::ChannelManager, w.channel.into()));
        set_end(w, &w.owner, (w.manager_grant, Some(now.plus(DAY))))
            .await
            .unwrap();
        for until in [None, Some(now.plus(2 * DAY))] {
            let changed = set_end(w, &w.manager, (w.manager_grant, until)).await;
            assert!(matches!(changed, Err(Error::Forbidden)), "{changed:?}");
            let given = give(w, &w.manager, here, (&w.manager, until)).await;
            assert!(matches!(given, Err(Error::Forbidden)), "{given:?}");
        }
        let sooner = Some(now.plus(DAY / 2));
        set_end(w, &w.manager, (w.manager_grant, sooner))
            .await
            .unwrap();
        let stranger = set_end(w, &w.stranger, (w.manager_grant, None)).await;
        assert!(matches!(stranger, Err(Error::NotFound)));
        set_end(w, &w.owner, (w.manager_grant, None)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn da2_an_account_has_an_owner_whatever_happens() {
    on_both(async |world: World| {
        let w = &world;
        let here = Scope::Account(w.account);
        give(
            w,
            &w.owner,
            (Role::AccountManager, here),
            (&w.manager, None),
        )
        .await
        .unwrap();
        let take = async |who: &Person, from: &Person, keeps| {
            let mut guarded = w.gate.write(&who.caller).await?;
            guarded.removing_from(from.id);
            let mut authorized = guarded.authorize(AcceptOwnership, here).await?;
            hand_over(&mut authorized, from.id, keeps).await?;
            guarded.commit().await
        };
        let other = take(&w.manager, &w.learner, None).await;
        assert!(
            matches!(other, Err(Error::NotFound)),
            "who owns nothing gives nothing"
        );
        let own = take(&w.owner, &w.owner, None).await;
        assert!(matches!(own, Err(Error::Forbidden)));
        take(&w.manager, &w.owner, Some(Role::AccountManager))
            .await
            .unwrap();
        let offers = tutela_access::OfferOwnership;
        assert_eq!(says!(w, w.manager, offers, here), "yes");
        assert_eq!(says!(w, w.owner, offers, here), "forbidden");
        assert_eq!(says!(w, w.owner, EditAccount, w.account), "yes");
        take(&w.owner, &w.manager, None).await.unwrap();
        assert_eq!(says!(w, w.owner, offers, here), "yes");
        assert_eq!(says!(w, w.manager, EditAccount, w.account), "forbidden");
        let mut tx = w.db.read().await.unwrap();
        let owners = sql!("SELECT COUNT(*) FROM effective_grant WHERE role = $1 AND scope_id = $2");
        let row = tx.get(owners, args![Role::AccountOwner, here]).await;
        assert_eq!(row.unwrap().int(0).unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_use_is_noted_once_a_day_and_apart_from_the_request() {
    on_both(async |world: World| {
        let w = &world;
        let used = async || {
            let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
            let review = tutela_access::ReviewAccess;
            let mut authorized = guarded.authorize(review, w.account).await.unwrap();
            let all = reviewed(&mut authorized, None, 50).await.unwrap();
            let mut grants = all.grants.into_iter();
            let found = grants.find(|one| one.held.grant == w.manager_grant);
            found.unwrap().used_at
        };
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");
        assert_eq!(used().await, None, "a request that reads writes nothing");
        w.gate.note_uses().await.unwrap();
        let first = w.ambient.now();
        assert_eq!(used().await, Some(first));
        w.clock.forward(DAY / 2);
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");
        w.gate.note_uses().await.unwrap();
        assert_eq!(used().await, Some(first), "once a day is enough");
        w.clock.forward(DAY / 2);
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");
        w.gate.note_uses().await.unwrap();
        assert_eq!(used().await, Some(w.ambient.now()));
    })
    .await;
}
