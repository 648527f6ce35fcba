//! Second factors: set up, asked for, used up, lost.

use std::time::Duration;

use totp_rs::{Builder, Secret as Shared};
use tutela_access::{
    Authorized, CreateChannel, EditAccount, EnterAccount, Error, Myself, OpenDoor, Platform,
    ViewPlatform, ViewSelf, ask_for_factor, session,
};
use tutela_core::{PersonId, Role, Scope, Token};
use tutela_db::{args, sql};
use tutela_identity::factor::half::{self, CannotFinish};
use tutela_identity::factor::totp::{self, CannotSetUp};
use tutela_identity::factor::{self, CannotAsk, ask_managers, codes};
use tutela_identity::sign_in::{CannotSignIn, SignedIn};

use crate::world::{PASSWORD, Person, World, on_both};

/// Half a minute: after it the app shows other digits.
const STEP: Duration = Duration::from_secs(30);

/// An authenticator app.
struct App(totp_rs::Totp);

impl App {
    fn of(secret: &str) -> Self {
        let secret = Shared::try_from_base32(secret.replace(' ', "")).unwrap();
        Self(
            Builder::new()
                .with_secret(secret)
                .with_account_name("x")
                .build()
                .unwrap(),
        )
    }

    fn shows(&self, world: &World) -> String {
        let now = u64::try_from(world.ambient.now().seconds()).unwrap();
        self.0.generate(now).to_string()
    }
}

async fn myself<T, E: From<Error>>(
    world: &World,
    person: &Person,
    act: impl AsyncFnOnce(&mut Authorized<'_, ViewSelf>) -> Result<T, E>,
) -> Result<T, E> {
    let mut guarded = world.gate.write(&person.caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let done = act(&mut authorized).await?;
    guarded.commit().await?;
    Ok(done)
}

/// Shows a code on a device that nobody knows.
async fn finish(world: &World, half: &Token, typed: &str) -> Result<SignedIn, CannotFinish> {
    half::finish(&world.gate, (half, None), typed).await
}

/// Sets an app up; gives it with the recovery codes.
async fn set_up(world: &World, person: &Person) -> (App, Vec<String>) {
    let offer = myself(world, person, async |me| {
        totp::offer(me, ("Tutela", "max")).await
    });
    let offer = offer.await.unwrap();
    assert!(offer.uri.starts_with("otpauth://totp/"), "{}", offer.uri);
    let app = App::of(&offer.secret);
    let code = app.shows(world);
    let made = myself(world, person, async |me| totp::confirm(me, &code).await).await;
    (app, made.unwrap().unwrap().0)
}

async fn half_way(world: &World, username: &str) -> Token {
    match world.sign_in(username, PASSWORD).await {
        Err(CannotSignIn::HalfWay(half)) => half.token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn ua6_an_app_is_set_up_and_then_asked_for() {
    on_both(async |world: World| {
        let w = &world;
        let offer = myself(w, &w.manager, async |me| {
            totp::offer(me, ("Tutela", "max")).await
        });
        let offer = offer.await.unwrap();
        assert!(
            w.sign_in("max", PASSWORD).await.is_ok(),
            "an offer asks for nothing yet"
        );
        let wrong = myself(w, &w.manager, async |me| totp::confirm(me, "000000").await).await;
        assert!(matches!(wrong, Err(CannotSetUp::WrongCode)));
        let app = App::of(&offer.secret);
        let code = app.shows(w);
        let made = myself(w, &w.manager, async |me| totp::confirm(me, &code).await).await;
        assert_eq!(made.unwrap().unwrap().0.len(), codes::COUNT);

        let half = half_way(w, "max").await;
        let replayed = finish(w, &half, &code).await;
        assert!(
            matches!(replayed, Err(CannotFinish::Wrong)),
            "it was shown before"
        );
        w.clock.forward(STEP);
        let code = app.shows(w);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let signed_in = finish(w, &half, &spaced).await.unwrap();
        assert_eq!(signed_in.person, w.manager.id);
        let again = finish(w, &half, &code).await;
        assert!(
            matches!(again, Err(CannotFinish::Gone)),
            "a half is good once"
        );

        let mut tx = w.db.read().await.unwrap();
        let sealed = tx
            .get(sql!("SELECT sealed FROM totps"), args![])
            .await
            .unwrap();
        let secret = Shared::try_from_base32(offer.secret.replace(' ', "")).unwrap();
        let (sealed, secret) = (sealed.blob(0).unwrap(), secret.as_ref().to_vec());
        assert!(!sealed.windows(secret.len()).any(|window| window == secret));
    })
    .await;
}

#[tokio::test]
async fn half_a_sign_in_opens_nothing_and_ends() {
    on_both(async |world: World| {
        let w = &world;
        let (app, _) = set_up(w, &w.manager).await;
        w.clock.forward(STEP);
        let half = half_way(w, "max").await;
        let caller = tutela_access::Caller::with(half.digest());
        let mut guarded = w.gate.read(&caller).await.unwrap();
        let refused = guarded.authorize(ViewSelf, Myself).await.err();
        assert!(matches!(refused, Some(Error::NotSignedIn)));
        drop(guarded);
        w.clock.forward(half::LASTS);
        let late = finish(w, &half, &app.shows(w)).await;
        assert!(matches!(late, Err(CannotFinish::Gone)));

        let half = half_way(w, "max").await;
        w.block(w.manager.id).await;
        let blocked = finish(w, &half, &app.shows(w)).await;
        assert!(matches!(blocked, Err(CannotFinish::Gone)));
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_counted_and_then_none_is_looked_at() {
    on_both(async |world: World| {
        let w = &world;
        let (app, _) = set_up(w, &w.manager).await;
        w.clock.forward(STEP);
        let half = half_way(w, "max").await;
        let mut locked = false;
        for _ in 0..6 {
            match finish(w, &half, "000000").await {
                Err(CannotFinish::Wrong) => assert!(!locked),
                Err(CannotFinish::Locked(_)) => locked = true,
                other => panic!("{other:?}"),
            }
        }
        assert!(locked);
        let right = finish(w, &half, &app.shows(w)).await;
        assert!(matches!(right, Err(CannotFinish::Locked(_))));
        w.clock.forward(Duration::from_secs(24 * 3600));
        let half = half_way(w, "max").await;
        assert!(finish(w, &half, &app.shows(w)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn of_many_at_once_a_code_lets_one_in() {
    on_both(async |world: World| {
        let w = &world;
        let (_, codes) = set_up(w, &w.manager).await;
        let mut all = Vec::new();
        for _ in 0..4 {
            let (gate, half, code) = (w.gate.clone(), half_way(w, "max").await, codes[0].clone());
            all.push(tokio::spawn(async move {
                half::finish(&gate, (&half, None), &code).await.is_ok()
            }));
        }
        let mut entered = 0;
        for one in all {
            entered += u32::from(one.await.unwrap());
        }
        assert_eq!(entered, 1);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_is_told_of() {
    on_both(async |world: World| {
        let w = &world;
        let (_, codes) = set_up(w, &w.manager).await;
        let typed = codes[3].to_uppercase().replace('-', " ");
        let half = half_way(w, "max").await;
        assert!(finish(w, &half, &typed).await.is_ok());
        let half = half_way(w, "max").await;
        let twice = finish(w, &half, &codes[3]).await;
        assert!(matches!(twice, Err(CannotFinish::Wrong)));
        let told = sql!(
            "SELECT COUNT(*) FROM notifications WHERE kind = 'recovery-code-used' AND detail = '9'"
        );
        assert_eq!(w.count(told).await, 1);

        let new = myself(w, &w.manager, codes::renew_mine).await.unwrap();
        let old = finish(w, &half, &codes[4]).await;
        assert!(matches!(old, Err(CannotFinish::Wrong)));
        assert!(finish(w, &half, &new.0[0]).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn ua6_taking_a_factor_away_takes_a_fresh_proof() {
    on_both(async |world: World| {
        let w = &world;
        set_up(w, &w.manager).await;
        w.clock.forward(session::PROOF + Duration::from_secs(1));
        let stale = myself(w, &w.manager, totp::remove).await;
        assert!(matches!(stale, Err(Error::ProofNeeded)));
        let stale = myself(w, &w.manager, async |me| {
            totp::offer(me, ("T", "max")).await
        })
        .await;
        assert!(matches!(stale, Err(Error::ProofNeeded)));
        let fresh = crate::world::person(&w.gate, w.manager.id).await;
        myself(w, &fresh, totp::remove).await.unwrap();
        assert!(w.sign_in("max", PASSWORD).await.is_ok());
        let left = sql!("SELECT COUNT(*) FROM recovery_codes");
        assert_eq!(w.count(left).await, 0, "codes go with the last factor");
    })
    .await;
}

#[tokio::test]
async fn another_phone_takes_the_place_of_the_first() {
    on_both(async |world: World| {
        let w = &world;
        let (old, codes) = set_up(w, &w.manager).await;
        let offer = myself(w, &w.manager, async |me| {
            totp::offer(me, ("T", "max")).await
        });
        let new = App::of(&offer.await.unwrap().secret);
        w.clock.forward(STEP);
        let half = half_way(w, "max").await;
        assert!(
            finish(w, &half, &old.shows(w)).await.is_ok(),
            "until then the old one counts"
        );
        let code = new.shows(w);
        let made = myself(w, &w.manager, async |me| totp::confirm(me, &code).await).await;
        assert_eq!(made.unwrap(), None, "the recovery codes stay");
        w.clock.forward(STEP);
        let half = half_way(w, "max").await;
        assert!(finish(w, &half, &old.shows(w)).await.is_err());
        assert!(finish(w, &half, &new.shows(w)).await.is_ok());
        let half = half_way(w, "max").await;
        assert!(finish(w, &half, &codes[0]).await.is_ok());
    })
    .await;
}

async fn reset(world: &World, by: &Person, scope: Scope, whom: PersonId) -> Result<String, Error> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let name = factor::reset(&mut guarded, scope, whom).await?;
    guarded.commit().await?;
    Ok(name)
}

#[tokio::test]
async fn a_lost_factor_is_reset_by_those_who_may() {
    on_both(async |world: World| {
        let w = &world;
        set_up(w, &w.manager).await;
        let here = Scope::Account(w.account);
        let beneath = reset(w, &w.manager, here, w.manager.id).await;
        assert!(matches!(beneath, Err(Error::Forbidden)));
        let stranger = reset(w, &w.stranger, here, w.manager.id).await;
        assert!(matches!(stranger, Err(Error::NotFound)));
        reset(w, &w.owner, here, w.manager.id).await.unwrap();
        let mut guarded = w.gate.read(&w.manager.caller).await.unwrap();
        let ended = guarded.authorize(ViewSelf, Myself).await.err();
        assert!(matches!(ended, Some(Error::NotSignedIn)));
        drop(guarded);
        assert!(w.sign_in("max", PASSWORD).await.is_ok());
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'factor-removed'");
        assert_eq!(w.count(told).await, 1);

        // Who also belongs elsewhere has something to lose there.
        let mut tx = w.db.write().await.unwrap();
        let join =
            sql!("INSERT INTO members (account_id, person_id, joined_at) VALUES ($1, $2, 0)");
        tx.run(join, args![w.account, w.stranger.id]).await.unwrap();
        tx.commit().await.unwrap();
        let elsewhere = reset(w, &w.owner, here, w.stranger.id).await;
        assert!(matches!(elsewhere, Err(Error::Forbidden)));
        let platform = reset(w, &w.administrator, Scope::Platform, w.stranger.id).await;
        assert!(platform.is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_account_asks_its_managers_and_learners_learn_on() {
    on_both(async |world: World| {
        let w = &world;
        let ask = async |by: &Person, ask: bool| {
            let mut guarded = w.gate.write(&by.caller).await?;
            let mut authorized = guarded.authorize(EditAccount, w.account).await?;
            ask_managers(&mut authorized, ask).await?;
            guarded.commit().await?;
            Ok::<_, CannotAsk>(())
        };
        assert!(matches!(
            ask(&w.owner, true).await,
            Err(CannotAsk::OwnFirst)
        ));
        set_up(w, &w.owner).await;
        ask(&w.owner, true).await.unwrap();

        let says = async |by: &Person| {
            let mut guarded = w.gate.read(&by.caller).await.unwrap();
            guarded
                .authorize(tutela_access::ViewChannel, w.channel)
                .await
                .err()
        };
        assert!(says(&w.owner).await.is_none());
        assert!(matches!(says(&w.manager).await, Some(Error::FactorNeeded)));
        assert!(
            matches!(says(&w.stranger).await, Some(Error::NotFound)),
            "strangers learn nothing"
        );
        let mut guarded = w.gate.read(&w.manager.caller).await.unwrap();
        assert!(guarded.authorize(EnterAccount, w.account).await.is_ok());
        let above = guarded.authorize(CreateChannel, w.account).await.err();
        assert!(matches!(above, Some(Error::Forbidden)), "he never could");
        drop(guarded);

        let learner = async || {
            let role = (w.manager.id, Role::CourseLearner);
            let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
            let whom = role.0;
            let given =
                tutela_identity::roles::grant(&mut guarded, w.course.into(), role.1, (whom, None));
            given.await.unwrap();
            guarded.commit().await.unwrap();
        };
        learner().await;
        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        tutela_access::publish(&mut tx, w.course.into(), w.ambient.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut guarded = w.gate.read(&w.manager.caller).await.unwrap();
        let learns = guarded.authorize(tutela_access::ViewCourse, w.course).await;
        assert!(learns.is_ok(), "what he may do as a learner stays");
        drop(learns);
        drop(guarded);

        set_up(w, &w.manager).await;
        assert!(says(&w.manager).await.is_none());
        ask(&w.owner, false).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn ua1_the_platforms_staff_needs_a_second_factor() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
        let now = Some(w.ambient.now());
        ask_for_factor(&mut tx, Scope::Platform, now, &w.ambient)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let runs = async || {
            let mut guarded = w.gate.read(&w.administrator.caller).await.unwrap();
            guarded.authorize(ViewPlatform, Platform).await.err()
        };
        assert!(matches!(runs().await, Some(Error::FactorNeeded)));
        set_up(w, &w.administrator).await;
        assert!(runs().await.is_none());
    })
    .await;
}
