//! Keeping people out: at once, everywhere, for a reason.

use std::time::Duration;

use tutela_access::{Caller, Error, FindPeople, Gate, Myself, Platform, ViewSelf, session};
use tutela_core::{PersonId, Role, Scope};
use tutela_db::{args, sql};
use tutela_identity::blocking::{CannotBlock, block, unblock};
use tutela_identity::everybody;
use tutela_identity::invitation::{self, CannotAccept};
use tutela_identity::sign_in::CannotSignIn;

use crate::invitations::enter;
use crate::world::{PASSWORD, Person, World, on_both, person};

async fn keep_out(world: &World, by: &Person, whom: PersonId) -> Result<String, CannotBlock> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let name = block(&mut guarded, whom, "Sells what is not his").await?;
    guarded.commit().await?;
    Ok(name)
}

async fn let_in(world: &World, by: &Person, whom: PersonId) -> Result<String, Error> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let name = unblock(&mut guarded, whom).await?;
    guarded.commit().await?;
    Ok(name)
}

async fn is_in(gate: &Gate, caller: &Caller) -> Result<(), Error> {
    let mut guarded = gate.read(caller).await?;
    guarded.authorize(ViewSelf, Myself).await?;
    Ok(())
}

#[tokio::test]
async fn ua5_a_blocked_person_is_out_at_once_and_may_come_back() {
    on_both(async |world: World| {
        let w = &world;
        let added = w.add(
            &w.manager,
            w.course.into(),
            ("lena", Some(Role::CourseLearner)),
        );
        let made_by_him = added.await.unwrap().welcome.unwrap();
        let second = w.sign_in("max", PASSWORD).await.unwrap();
        let second = Caller::with(second.session.token.digest());

        let name = keep_out(w, &w.administrator, w.manager.id).await.unwrap();
        assert_eq!(name, "Max Lund");
        for caller in [&w.manager.caller, &second] {
            let refused = is_in(&w.gate, caller).await;
            assert!(matches!(refused, Err(Error::NotSignedIn)));
        }
        let wrong = w.sign_in("max", PASSWORD).await;
        assert!(
            matches!(wrong, Err(CannotSignIn::Wrong)),
            "strangers learn nothing"
        );
        let link = invitation::find(&w.gate, &made_by_him).await;
        assert!(
            matches!(link, Err(CannotAccept::Gone)),
            "links he made are dead"
        );
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'blocked'");
        let done = sql!("SELECT COUNT(*) FROM activities WHERE action = 'blockUser'");
        assert_eq!((w.count(told).await, w.count(done).await), (1, 1));

        let twice = keep_out(w, &w.administrator, w.manager.id).await;
        assert!(matches!(twice, Err(CannotBlock::Already)));
        let_in(w, &w.administrator, w.manager.id).await.unwrap();
        let twice = let_in(w, &w.administrator, w.manager.id).await;
        assert!(matches!(twice, Err(Error::NotFound)));
        assert!(is_in(&w.gate, &second).await.is_err(), "sessions stay dead");
        let back = w.sign_in("max", PASSWORD).await.unwrap();
        let back = Caller::with(back.session.token.digest());
        assert!(is_in(&w.gate, &back).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ua5_a_link_for_a_blocked_person_is_dead_for_good() {
    on_both(async |world: World| {
        let w = &world;
        let added = w.add(&w.owner, w.account.into(), ("anna", None)).await;
        let (anna, link) = added
            .map(|added| (added.person, added.welcome.unwrap()))
            .unwrap();
        keep_out(w, &w.administrator, anna).await.unwrap();
        let_in(w, &w.administrator, anna).await.unwrap();
        let used = enter(w, &link, ("", "", "sea legs")).await;
        assert!(matches!(used, Err(CannotAccept::Gone)));
    })
    .await;
}

#[tokio::test]
async fn ua5_nobody_blocks_himself_or_without_the_right() {
    on_both(async |world: World| {
        let w = &world;
        let oneself = keep_out(w, &w.administrator, w.administrator.id).await;
        assert!(matches!(oneself, Err(CannotBlock::Oneself)));
        let other = keep_out(w, &w.owner, w.manager.id).await;
        assert!(matches!(other, Err(CannotBlock::Access(Error::NotFound))));
        let nobody: PersonId = w.ambient.id();
        let nobody = keep_out(w, &w.administrator, nobody).await;
        assert!(matches!(nobody, Err(CannotBlock::Access(Error::NotFound))));

        w.clock.forward(session::PROOF + Duration::from_secs(1));
        let stale = keep_out(w, &w.administrator, w.manager.id).await;
        assert!(matches!(
            stale,
            Err(CannotBlock::Access(Error::ProofNeeded))
        ));
        assert!(is_in(&w.gate, &w.manager.caller).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ua5_an_administrator_whose_own_role_ends_leaves_the_last_one_alone() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::PlatformAdministrator);
        let added = w
            .add(&w.administrator, Scope::Platform, ("sue", role))
            .await;
        let sue = person(&w.gate, added.unwrap().person).await;
        let mut tx = w.db.write().await.unwrap();
        let ends = sql!("UPDATE grants SET until_at = $2 WHERE person_id = $1");
        let soon = w.ambient.now().plus(Duration::from_secs(60));
        tx.run(ends, args![sue.id, soon]).await.unwrap();
        tx.commit().await.unwrap();
        let last = keep_out(w, &sue, w.administrator.id).await;
        assert!(matches!(last, Err(CannotBlock::LastAdministrator)));
        assert!(keep_out(w, &w.administrator, sue.id).await.is_ok());
    })
    .await;
}

/// Two nodes on one database: what one answers, the other knows with its next request.
#[tokio::test]
async fn ua5_a_block_counts_on_every_node() {
    on_both(async |w: World| {
        let (other, _) = w.node().await;
        assert!(is_in(&other, &w.manager.caller).await.is_ok());
        keep_out(&w, &w.administrator, w.manager.id).await.unwrap();
        let refused = is_in(&other, &w.manager.caller).await;
        assert!(matches!(refused, Err(Error::NotSignedIn)));
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_a_part_of_a_name() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.db.write().await.unwrap();
        let rename = sql!("UPDATE persons SET name = 'Åse 100% Østergaard' WHERE id = $1");
        tx.run(rename, args![w.manager.id]).await.unwrap();
        tx.commit().await.unwrap();
        let find = async |by: &Person, text: &str| {
            let mut guarded = w.gate.read(&by.caller).await?;
            let mut authorized = guarded.authorize(FindPeople, Platform).await?;
            let (found, pages) = everybody::find(&mut authorized, text, None).await?;
            assert_eq!(found.len(), pages.total());
            let names = found.into_iter().map(|one| one.username);
            Ok::<_, Error>(names.collect::<Vec<_>>())
        };
        for (text, found) in [
            ("ØSTER", vec!["max"]),
            ("åse", vec!["max"]),
            ("100%", vec!["max"]),
            ("0_%", vec![]),
            ("%", vec!["max"]),
            ("st", vec!["max", "sten"]),
            ("nobody", vec![]),
        ] {
            let mut names = find(&w.administrator, text).await.unwrap();
            names.sort_unstable();
            assert_eq!(names, found, "{text}");
        }
        let everybody = find(&w.administrator, " ").await.unwrap();
        assert_eq!(everybody.len(), 4);
        assert!(matches!(find(&w.owner, "max").await, Err(Error::NotFound)));
    })
    .await;
}
