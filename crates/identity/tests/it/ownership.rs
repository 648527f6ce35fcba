//! An account changes hands when two agree, and has an owner at every moment.

use http::{Method, StatusCode};
use tutela_access::{Error, OfferOwnership, session};
use tutela_core::{OfferId, PersonId, Role, Scope};
use tutela_db::sql;
use tutela_identity::ownership::{
    self, CannotOffer, CannotSettle, LASTS, accept, decline, withdraw,
};
use tutela_identity::{blocking, roles};

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both};

async fn appoint(world: &World, person: PersonId) {
    let mut guarded = world.gate.write(&world.owner.caller).await.unwrap();
    let (here, role) = (world.account.into(), Role::AccountManager);
    roles::grant(&mut guarded, here, role, (person, None))
        .await
        .unwrap();
    guarded.commit().await.unwrap();
}

async fn offer(
    world: &World,
    by: &Person,
    (to, keeps): (PersonId, Option<Role>),
) -> Result<OfferId, CannotOffer> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let id = ownership::offer(&mut guarded, world.account, (to, keeps)).await?;
    guarded.commit().await?;
    Ok(id)
}

async fn owns(world: &World, who: &Person) -> bool {
    let mut guarded = world.gate.read(&who.caller).await.unwrap();
    let here = Scope::Account(world.account);
    guarded.authorize(OfferOwnership, here).await.is_ok()
}

async fn owners(world: &World) -> i64 {
    let count = sql!(
        "SELECT COUNT(*) FROM effective_grant g JOIN accounts a ON a.id = g.scope_id
         WHERE g.role = 'account_owner' AND a.name = 'Nordlys'"
    );
    world.count(count).await
}

#[tokio::test]
async fn da2_an_account_changes_hands_when_both_agree() {
    on_both(async |world: World| {
        let w = &world;
        let (max, keeps) = (w.manager.id, Some(Role::AccountManager));
        let early = offer(w, &w.owner, (max, keeps)).await;
        assert!(matches!(early, Err(CannotOffer::NoManager)), "{early:?}");
        appoint(w, max).await;
        let own = offer(w, &w.owner, (w.owner.id, keeps)).await;
        assert!(matches!(own, Err(CannotOffer::NoManager)));
        for (who, expected) in [(&w.manager, "forbidden"), (&w.stranger, "not found")] {
            let refused = offer(w, who, (max, keeps)).await.unwrap_err();
            let said = match refused {
                CannotOffer::Access(Error::Forbidden) => "forbidden",
                CannotOffer::Access(Error::NotFound) => "not found",
                other => panic!("{other}"),
            };
            assert_eq!(said, expected);
        }
        let id = offer(w, &w.owner, (max, keeps)).await.unwrap();
        let twice = offer(w, &w.owner, (max, keeps)).await;
        assert!(matches!(twice, Err(CannotOffer::Already)));
        let caller = |who: &Person| who.caller.clone();
        for who in [&w.owner, &w.stranger] {
            let taken = accept((&w.gate, &caller(who)), id).await.unwrap_err();
            assert!(matches!(taken, CannotSettle::Access(_)), "{taken}");
        }
        accept((&w.gate, &caller(&w.manager)), id).await.unwrap();
        assert!(owns(w, &w.manager).await && !owns(w, &w.owner).await);
        assert_eq!(owners(w).await, 1);
        let managers = sql!("SELECT COUNT(*) FROM effective_grant WHERE role = 'account_manager'");
        assert_eq!(w.count(managers).await, 1, "the old owner, and no longer the new one");
        let again = accept((&w.gate, &caller(&w.manager)), id).await;
        assert!(matches!(again, Err(CannotSettle::Access(Error::Forbidden))));
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind IN ('ownership-offered', 'ownership-accepted')");
        assert_eq!(w.count(told).await, 2);
        let recorded = sql!(
            "SELECT COUNT(*) FROM activities WHERE action IN ('offerOwnership', 'acceptOwnership')"
        );
        assert_eq!(w.count(recorded).await, 2);
    })
    .await;
}

#[tokio::test]
async fn da4_an_offer_dies_with_what_it_rests_on() {
    on_both(async |world: World| {
        let w = &world;
        let max = w.manager.id;
        appoint(w, max).await;
        let manager = w.manager.caller.clone();
        let gone = async |id| {
            let taken = accept((&w.gate, &manager), id).await;
            matches!(taken, Err(CannotSettle::Gone))
        };
        let expired = offer(w, &w.owner, (max, None)).await.unwrap();
        w.clock.forward(LASTS);
        let proof = async |who: &Person| {
            let mut tx = w.db.write().await.unwrap();
            let prove = sql!("UPDATE sessions SET proved_at = $1, seen_at = $1, idle_until = $2");
            let (now, later) = (w.ambient.now(), w.ambient.now().plus(session::IDLE));
            tx.run(prove, tutela_db::args![now, later]).await.unwrap();
            tx.commit().await.unwrap();
            let _ = who;
        };
        proof(&w.owner).await;
        assert!(gone(expired).await, "after a week");
        let withdrawn = offer(w, &w.owner, (max, None)).await.unwrap();
        withdraw((&w.gate, &w.owner.caller), withdrawn)
            .await
            .unwrap();
        assert!(gone(withdrawn).await, "taken back");
        let declined = offer(w, &w.owner, (max, None)).await.unwrap();
        decline((&w.gate, &manager), declined).await.unwrap();
        assert!(gone(declined).await, "declined");
        let blocked = offer(w, &w.owner, (max, None)).await.unwrap();
        w.block(w.owner.id).await;
        assert!(gone(blocked).await, "the owner is blocked");
        assert_eq!(owners(w).await, 0, "who is blocked holds nothing");
    })
    .await;
}

#[tokio::test]
async fn ua5_a_block_ends_the_offers_of_both_for_good() {
    on_both(async |world: World| {
        let w = &world;
        appoint(w, w.manager.id).await;
        for person in [w.owner.id, w.manager.id] {
            let id = offer(w, &w.owner, (w.manager.id, None)).await.unwrap();
            let mut guarded = w.gate.write(&w.administrator.caller).await.unwrap();
            blocking::block(&mut guarded, person, "a test")
                .await
                .unwrap();
            blocking::unblock(&mut guarded, person).await.unwrap();
            guarded.commit().await.unwrap();
            let open = sql!("SELECT COUNT(*) FROM ownership_offers WHERE ended_at IS NULL");
            assert_eq!(w.count(open).await, 0, "{id}");
            let mut tx = w.db.write().await.unwrap();
            let wake = sql!("UPDATE sessions SET ended_at = NULL");
            tx.run(wake, &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn da2_of_all_who_answer_at_once_one_gets_through() {
    on_both(async |world: World| {
        let w = &world;
        appoint(w, w.manager.id).await;
        for round in 0..6 {
            let keeps = Some(Role::AccountManager);
            let (from, to) = match round % 2 {
                0 => (&w.owner, &w.manager),
                _ => (&w.manager, &w.owner),
            };
            let now_owns = owns(w, from).await;
            let (from, to) = if now_owns { (from, to) } else { (to, from) };
            let id = offer(w, from, (to.id, keeps)).await.unwrap();
            let tries = (0..6).map(|number| {
                let (gate, from, to) = (w.gate.clone(), from.caller.clone(), to.caller.clone());
                tokio::spawn(async move {
                    match (number + round) % 3 {
                        0 => withdraw((&gate, &from), id).await.map(|_| "withdrawn"),
                        _ => accept((&gate, &to), id).await.map(|_| "accepted"),
                    }
                })
            });
            let mut won = Vec::new();
            for one in tries.collect::<Vec<_>>() {
                match one.await.unwrap() {
                    Ok(word) => won.push(word),
                    Err(CannotSettle::Gone | CannotSettle::Access(Error::Forbidden)) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            assert_eq!(won.len(), 1, "round {round}: {won:?}");
            assert_eq!(owns(w, to).await, won == ["accepted"]);
            assert_eq!(owners(w).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn ownership_is_handed_over_on_pages() {
    on_both(async |world: World| {
        let w = &world;
        let (house, owner, max) = (
            house(w.gate.clone(), None),
            cookie(&w.owner),
            cookie(&w.manager),
        );
        let here = format!("/accounts/{}/ownership", w.account);
        let page = ask(&house, Method::GET, &here, &owner, "").await;
        assert!(page.text.contains("There is no manager"), "{}", page.text);
        appoint(w, w.manager.id).await;
        let empty = ask(&house, Method::POST, &here, &owner, "").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("person_id={}&keeps=manager", w.stranger.id);
        let wrong = ask(&house, Method::POST, &here, &owner, &form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("person_id={}&keeps=manager", w.manager.id);
        let made = ask(&house, Method::POST, &here, &owner, &form).await;
        assert_eq!(made.location(), here);
        for who in [&owner, &max] {
            let page = ask(&house, Method::GET, &here, who, "").await;
            assert!(!page.text.contains('⟦'), "{}", page.text);
        }
        let page = ask(&house, Method::GET, &here, &max, "").await;
        let at = page.text.find("/acceptance").unwrap();
        let path = format!("/ownership/{}/acceptance", &page.text[at - 36..at]);
        let stranger = ask(&house, Method::POST, &path, &cookie(&w.stranger), "").await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let taken = ask(&house, Method::POST, &path, &max, "").await;
        assert_eq!(taken.location(), here, "{}", taken.text);
        assert!(owns(w, &w.manager).await);
    })
    .await;
}
