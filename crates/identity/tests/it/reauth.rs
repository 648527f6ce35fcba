//! Proving once more who one is.

use std::time::Duration;

use tutela_access::{Caller, Error, GrantRole, Myself, ViewSelf, session};
use tutela_core::{Role, Secret};
use tutela_identity::reauth::{CannotProve, Proof, prove};
use tutela_identity::roles::{self, CannotGrant};

use crate::world::{PASSWORD, World, on_both};

fn password(text: &str) -> Proof {
    Proof::Password(Secret::new(text.to_owned()))
}

async fn appoint(world: &World, caller: &Caller) -> Result<(), CannotGrant> {
    let mut guarded = world.gate.write(caller).await?;
    let whom = world.manager.id;
    let role = Role::AccountManager;
    roles::grant(&mut guarded, world.account.into(), role, (whom, None)).await?;
    Ok(guarded.commit().await?)
}

#[tokio::test]
async fn a_role_of_the_account_takes_a_fresh_proof() {
    on_both(async |world: World| {
        let w = &world;
        w.clock.forward(session::PROOF + Duration::from_secs(1));
        let stale = appoint(w, &w.owner.caller).await;
        assert!(matches!(
            stale,
            Err(CannotGrant::Access(Error::ProofNeeded))
        ));
        let course = async |caller: &Caller| {
            let mut guarded = w.gate.write(caller).await.unwrap();
            let allowed = guarded.authorize(GrantRole(Role::CourseTutor), w.course.into());
            allowed.await.is_ok()
        };
        assert!(course(&w.owner.caller).await, "daily work goes on");

        let by = (&w.gate, &w.owner.caller);
        let wrong = prove(by, &w.hasher, password("wrong horse")).await;
        assert!(matches!(wrong, Err(CannotProve::Wrong)));
        let code = prove(by, &w.hasher, Proof::Code("123456".to_owned())).await;
        assert!(matches!(code, Err(CannotProve::Wrong)), "he has no app");
        let proved = prove(by, &w.hasher, password(PASSWORD)).await.unwrap();
        let caller = Caller::with(proved.session.token.digest());
        assert_eq!(proved.person, w.owner.id);
        appoint(w, &caller).await.unwrap();

        // The session is the same, its token another one: what was copied before opens nothing.
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let old = guarded.authorize(ViewSelf, Myself).await.err();
        assert!(matches!(old, Some(Error::NotSignedIn)));
        drop(guarded);
        let mut guarded = w.gate.read(&caller).await.unwrap();
        let same = guarded.authorize(ViewSelf, Myself).await.unwrap();
        assert_eq!(same.somebody().session, proved.session.id);
    })
    .await;
}

#[tokio::test]
async fn a_proof_runs_out_and_guesses_are_counted() {
    on_both(async |world: World| {
        let w = &world;
        w.clock.forward(session::PROOF);
        assert!(appoint(w, &w.owner.caller).await.is_ok(), "to the second");
        w.clock.forward(Duration::from_secs(1));
        assert!(appoint(w, &w.owner.caller).await.is_err());
        let by = (&w.gate, &w.owner.caller);
        let mut locked = false;
        for _ in 0..6 {
            match prove(by, &w.hasher, password("wrong horse")).await {
                Err(CannotProve::Wrong) => assert!(!locked),
                Err(CannotProve::Locked(_)) => locked = true,
                other => panic!("{other:?}"),
            }
        }
        assert!(locked);
        let right = prove(by, &w.hasher, password(PASSWORD)).await;
        assert!(matches!(right, Err(CannotProve::Locked(_))));
    })
    .await;
}
