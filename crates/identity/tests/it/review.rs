//! Whoever reviews the grants of an account sees what is not used, and signs for what he saw.

use std::time::Duration;

use http::{Method, StatusCode};
use tutela_access::{Error, ReviewAccess, ViewChannel, session};
use tutela_core::{PersonId, Role};
use tutela_db::{args, sql};
use tutela_identity::review::{self, CannotSign, Mark, Review, Wanted, look};
use tutela_identity::roles;

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn seen(world: &World, by: &Person, wanted: Wanted) -> Result<Review, Error> {
    let mut guarded = world.gate.read(&by.caller).await?;
    let mut authorized = guarded.authorize(ReviewAccess, world.account).await?;
    look(&mut authorized, wanted).await
}

async fn keep_signed_in(world: &World) {
    let mut tx = world.db.write().await.unwrap();
    let prove = sql!(
        "UPDATE sessions SET proved_at = $1, seen_at = $1, idle_until = $2, absolute_until = $2"
    );
    let now = world.ambient.now();
    tx.run(prove, args![now, now.plus(session::ABSOLUTE)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn marks(review: &Review) -> Vec<(PersonId, Role, Mark)> {
    let grants = review.grants.iter();
    let all = grants.map(|(grant, mark)| (grant.held.person, grant.held.role, *mark));
    all.collect()
}

#[tokio::test]
async fn dp3_what_is_not_used_is_found() {
    on_both(async |world: World| {
        let w = &world;
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let terms = Some(w.ambient.now().plus(100 * DAY));
        let tutor = Role::CourseTutor;
        let given = roles::grant(&mut guarded, w.course.into(), tutor, (w.manager.id, terms)).await;
        given.unwrap();
        guarded.commit().await.unwrap();
        let fresh = seen(w, &w.owner, Wanted::default()).await.unwrap();
        assert!(fresh.grants.iter().all(|(_, mark)| *mark == Mark::Fine));
        w.clock.forward(2 * DAY);
        keep_signed_in(w).await;
        let mut guarded = w.gate.read(&w.manager.caller).await.unwrap();
        guarded.authorize(ViewChannel, w.channel).await.unwrap();
        drop(guarded);
        w.gate.note_uses().await.unwrap();
        let early = seen(w, &w.owner, Wanted::default()).await.unwrap();
        let manages = (w.manager.id, Role::ChannelManager);
        assert!(marks(&early).contains(&(manages.0, manages.1, Mark::Fine)));
        assert!(marks(&early).contains(&(w.manager.id, tutor, Mark::Never)));
        w.clock.forward(90 * DAY);
        keep_signed_in(w).await;
        let late = seen(w, &w.owner, Wanted::default()).await.unwrap();
        assert!(marks(&late).contains(&(manages.0, manages.1, Mark::Unused)));
        assert_eq!(
            late.digest, fresh.digest,
            "a use changes nothing that is signed"
        );
        let wanted = Wanted {
            mark: Some(Mark::Unused),
            after: None,
        };
        let only = seen(w, &w.owner, wanted).await.unwrap();
        assert_eq!(only.counts, late.counts);
        assert!(only.grants.iter().all(|(_, mark)| *mark == Mark::Unused));
        for who in [&w.manager, &w.stranger, &w.administrator] {
            assert!(seen(w, who, Wanted::default()).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn dp3_a_review_is_signed_for_the_list_that_was_seen() {
    on_both(async |world: World| {
        let w = &world;
        let sign = async |digest: &str| {
            let mut guarded = w.gate.write(&w.owner.caller).await?;
            let mut authorized = guarded.authorize(ReviewAccess, w.account).await?;
            review::sign(&mut authorized, (digest, "All is needed")).await?;
            guarded.commit().await?;
            Ok::<_, CannotSign>(())
        };
        let seen = seen(w, &w.owner, Wanted::default()).await.unwrap();
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let learner = Role::CourseLearner;
        let given = roles::grant(&mut guarded, w.course.into(), learner, (w.manager.id, None));
        let grant = given.await.unwrap().grant;
        guarded.commit().await.unwrap();
        assert!(matches!(sign(&seen.digest).await, Err(CannotSign::Changed)));
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        roles::revoke(&mut guarded, grant).await.unwrap();
        guarded.commit().await.unwrap();
        sign(&seen.digest).await.unwrap();
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut authorized = guarded.authorize(ReviewAccess, w.account).await.unwrap();
        let signed = review::list(&mut authorized).await.unwrap();
        assert_eq!(signed.len(), 1);
        assert_eq!(
            (signed[0].counts, &signed[0].digest),
            (seen.counts, &seen.digest)
        );
        assert!(!signed[0].is_old(w.ambient.now()));
        assert!(signed[0].is_old(w.ambient.now().plus(91 * DAY)));
        drop(guarded);
        w.clock.forward(session::PROOF + Duration::from_secs(1));
        let stale = sign(&seen.digest).await;
        let asked = matches!(stale, Err(CannotSign::Access(Error::ProofNeeded)));
        assert!(asked, "nobody signs at an unlocked screen");
    })
    .await;
}

#[tokio::test]
async fn a_review_is_read_exported_and_signed_on_a_page() {
    on_both(async |world: World| {
        let w = &world;
        let (house, owner) = (house(w.gate.clone(), None), cookie(&w.owner));
        let here = format!("/accounts/{}/review", w.account);
        let mut tx = w.db.write().await.unwrap();
        let name = sql!("UPDATE persons SET name = '=HYPERLINK(1)' WHERE id = $1");
        tx.run(name, args![w.manager.id]).await.unwrap();
        tx.commit().await.unwrap();
        let page = ask(&house, Method::GET, &here, &owner, "").await;
        assert!(page.text.contains("one is due"), "{}", page.text);
        assert!(!page.text.contains('⟦'), "{}", page.text);
        let csv = ask(&house, Method::GET, &format!("{here}.csv"), &owner, "").await;
        assert!(
            csv.text.contains("\"'=HYPERLINK(1)\",\"channel_manager\""),
            "{}",
            csv.text
        );
        let at = page.text.find("name=\"digest\" value=\"").unwrap() + 21;
        let digest = &page.text[at..at + 64];
        let bare = format!("digest={digest}");
        let refused = ask(&house, Method::POST, &here, &owner, &bare).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let note = format!("digest={digest}&note=All+is+needed");
        let signed = ask(&house, Method::POST, &here, &owner, &note).await;
        assert_eq!(signed.location(), here, "{}", signed.text);
        let page = ask(&house, Method::GET, &here, &owner, "").await;
        assert!(page.text.contains("Last signed by"), "{}", page.text);
        assert!(!page.text.contains('⟦'), "{}", page.text);
        for path in [here.clone(), format!("{here}.csv")] {
            let hidden = ask(&house, Method::GET, &path, &cookie(&w.stranger), "").await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        }
        let at = page.text.find("/removal?back=").unwrap();
        let end = page.text[at..].find('"').unwrap();
        let removal = format!(
            "/roles/{}{}",
            &page.text[at - 36..at],
            &page.text[at..at + end]
        );
        let taken = ask(&house, Method::POST, &removal, &owner, "").await;
        assert_eq!(taken.location(), here, "{}", taken.text);
    })
    .await;
}
