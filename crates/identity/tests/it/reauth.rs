//! Proving once more who one is.

use std::time::Duration;

use tutela_access::{Caller, Error, GrantRole, Myself, ViewSelf, session};
use tutela_core::{Role, Scope, Secret};
use tutela_db::sql;
use tutela_identity::import::{self, CannotImport};
use tutela_identity::invitation::CannotInvite;
use tutela_identity::reauth::{CannotProve, Proof, prove};
use tutela_identity::roles::{self, CannotGrant};

use crate::imports::look;
use crate::invitations::{invite, link};
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
async fn offering_a_role_of_the_account_takes_a_fresh_proof_too() {
    on_both(async |world: World| {
        let w = &world;
        let offer = async |scope: Scope, role| invite(w, &w.owner, scope, &link(role, 1)).await;
        let head = b"name,email,role\nEva Dahl,eva@example.org,manager\n";
        let head = look(w, &w.owner, head).await.unwrap().import.unwrap();
        let learner = b"name,email\nBo Berg,bo@example.org\n";
        let learner = look(w, &w.owner, learner).await.unwrap().import.unwrap();
        w.clock.forward(session::PROOF + Duration::from_secs(1));
        let stale = offer(w.account.into(), Role::AccountManager).await;
        assert!(matches!(
            stale,
            Err(CannotInvite::Access(Error::ProofNeeded))
        ));
        let daily = offer(w.course.into(), Role::CourseLearner).await;
        assert!(daily.is_ok(), "daily work goes on");
        let by = (&w.gate, &w.owner.caller);
        let stale = import::run(by, w.account, head).await;
        assert!(matches!(
            stale,
            Err(CannotImport::Access(Error::ProofNeeded))
        ));
        assert_eq!(import::run(by, w.account, learner).await.unwrap(), 1);
        let invited = sql!("SELECT COUNT(*) FROM invitations WHERE role = 'account_manager'");
        assert_eq!(w.count(invited).await, 0);
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
