//! Sessions: where one is signed in, and how that ends.

use std::time::Duration;

use tutela_access::session::Origin;
use tutela_access::{Authorized, Caller, Error, Myself, OpenDoor, ViewSelf, session};
use tutela_core::PersonId;
use tutela_db::{args, sql};
use tutela_identity::sessions;
use tutela_identity::sign_in::SignedIn;

use crate::world::{PASSWORD, Person, World, on_both};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NEWER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 \
                     (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1";

async fn as_self<T>(
    world: &World,
    caller: &Caller,
    act: impl AsyncFnOnce(&mut Authorized<'_, ViewSelf>) -> T,
) -> Result<T, Error> {
    let mut guarded = world.gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let done = act(&mut authorized).await;
    guarded.commit().await?;
    Ok(done)
}

async fn is_in(world: &World, caller: &Caller) -> bool {
    as_self(world, caller, async |_| ()).await.is_ok()
}

fn caller(signed_in: &SignedIn) -> Caller {
    Caller::with(signed_in.session.token.digest())
}

async fn notices(world: &World, person: PersonId, kind: &str) -> Vec<String> {
    let mut tx = world.db.read().await.unwrap();
    let list =
        sql!("SELECT detail FROM notifications WHERE person_id = $1 AND kind = $2 ORDER BY at, id");
    let rows = tx.rows(list, args![person, kind]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it() {
    on_both(async |world: World| {
        let w = &world;
        w.clock.forward(Duration::from_secs(60));
        let here = w.sign_in("max", PASSWORD).await.unwrap();
        let (here, elsewhere) = (caller(&here), here.session.id);
        let listed = as_self(w, &here, sessions::list).await.unwrap().unwrap();
        assert_eq!(listed.len(), 2);
        assert!(listed[0].is_this && listed[0].id == elsewhere);
        assert_eq!(listed[0].network.as_deref(), Some("192.0.2.0/24"));
        assert!(!listed[1].is_this);

        let other = listed[1].id;
        as_self(w, &here, async |me| sessions::end(me, other).await)
            .await
            .unwrap()
            .unwrap();
        assert!(!is_in(w, &w.manager.caller).await, "it ends at once");
        let again = as_self(w, &here, async |me| sessions::end(me, other).await).await;
        assert!(matches!(again.unwrap(), Err(Error::NotFound)));
        let stranger = as_self(w, &w.stranger.caller, async |me| {
            sessions::end(me, elsewhere).await
        });
        assert!(matches!(stranger.await.unwrap(), Err(Error::NotFound)));
        assert!(is_in(w, &here).await, "nobody ends another's");
    })
    .await;
}

#[tokio::test]
async fn all_others_end_or_all() {
    on_both(async |world: World| {
        let w = &world;
        let one = caller(&w.sign_in("max", PASSWORD).await.unwrap());
        let two = caller(&w.sign_in("max", PASSWORD).await.unwrap());
        let ended = as_self(w, &two, async |me| sessions::end_all(me, false).await).await;
        assert_eq!(ended.unwrap().unwrap(), 2);
        assert!(!is_in(w, &one).await && is_in(w, &two).await);
        let ended = as_self(w, &two, async |me| sessions::end_all(me, true).await).await;
        assert_eq!(ended.unwrap().unwrap(), 1);
        assert!(!is_in(w, &two).await);
        assert!(is_in(w, &w.owner.caller).await, "others stay");
    })
    .await;
}

#[tokio::test]
async fn those_who_run_an_account_sign_its_people_out() {
    on_both(async |world: World| {
        let w = &world;
        let end = async |by: &Person, person: PersonId| {
            let mut guarded = w.gate.write(&by.caller).await?;
            let done = sessions::end_of_member(&mut guarded, w.account, person).await?;
            guarded.commit().await?;
            Ok::<_, Error>(done)
        };
        let beneath = end(&w.manager, w.owner.id).await;
        assert!(
            matches!(beneath, Err(Error::Forbidden)),
            "he runs a channel alone"
        );
        let elsewhere = end(&w.owner, w.stranger.id).await;
        assert!(matches!(elsewhere, Err(Error::NotFound)));
        let unknown = end(&w.stranger, w.manager.id).await;
        assert!(matches!(unknown, Err(Error::NotFound)));

        let (name, ended) = end(&w.owner, w.manager.id).await.unwrap();
        assert_eq!((name.as_str(), ended), ("Max Lund", 1));
        assert!(!is_in(w, &w.manager.caller).await);
        assert_eq!(notices(w, w.manager.id, "sessions-ended").await.len(), 1);
        let (_, ended) = end(&w.owner, w.owner.id).await.unwrap();
        assert_eq!(
            ended, 0,
            "the one who does it keeps the session that does it"
        );
        assert!(is_in(w, &w.owner.caller).await);
        let told = sql!("SELECT COUNT(*) FROM activities WHERE action = 'endSessionsOfMember'");
        assert_eq!(w.count(told).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_manager_does_not_sign_the_owner_out() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(tutela_core::Role::AccountManager);
        let added = w.add(&w.owner, w.account.into(), ("anna", role)).await;
        let anna = crate::world::person(&w.gate, added.unwrap().person).await;
        let mut guarded = w.gate.write(&anna.caller).await.unwrap();
        let refused = sessions::end_of_member(&mut guarded, w.account, w.owner.id).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn a_device_that_is_new_is_told_of() {
    on_both(async |world: World| {
        let w = &world;
        let from = async |agent: &str| {
            w.clock.forward(Duration::from_secs(1));
            let attempt = tutela_identity::sign_in::Attempt {
                user_agent: agent.to_owned(),
                ..w.attempt("sten", PASSWORD)
            };
            let signed_in = tutela_identity::sign_in::sign_in(&w.gate, &w.hasher, attempt);
            signed_in.await.unwrap()
        };
        let told = || notices(w, w.stranger.id, "new-device");
        from("test").await;
        assert!(told().await.is_empty(), "it was known");
        from(FIREFOX).await;
        from(NEWER).await;
        assert_eq!(
            told().await,
            ["Firefox, Linux"],
            "an update is no new device"
        );
        from(PHONE).await;
        from(PHONE).await;
        assert_eq!(told().await, ["Firefox, Linux", "Safari, iPhone"]);
    })
    .await;
}

#[tokio::test]
async fn a_first_session_is_no_news_and_old_ones_are_forgotten() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let origin = Origin {
            user_agent: PHONE,
            network: "2001:db8:1::/48",
        };
        session::start(&mut tx, w.owner.id, origin, &w.ambient)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let all = sql!("SELECT COUNT(*) FROM sessions");
        let before = w.count(all).await;
        w.clock.forward(session::ABSOLUTE + session::KEPT);
        let forget = async || sessions::forget_old(&w.gate).await.unwrap();
        assert_eq!(forget().await, 0);
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(i64::try_from(forget().await).unwrap(), before);
        assert_eq!(w.count(all).await, 0);
    })
    .await;
}
