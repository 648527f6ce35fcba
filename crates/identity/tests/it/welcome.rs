//! The link by which a new person sets the password: once, and in time.

use std::time::Duration;

use tutela_access::{AddPerson, Error};
use tutela_core::{Ambient, Role, Secret, Token};
use tutela_db::sql;
use tutela_identity::password::{Context, WeakPassword};
use tutela_identity::people::{CannotAdd, link_again};
use tutela_identity::welcome::{CannotWelcome, LASTS, accept, find};

use crate::world::{Person, World, on_both, person};

async fn invited(world: &World, username: &str) -> (Person, Token) {
    let role = Some(Role::ChannelManager);
    let added = world.add(&world.owner, world.channel.into(), (username, role));
    let added = added.await.unwrap();
    (
        person(&world.gate, added.person).await,
        added.welcome.unwrap(),
    )
}

#[tokio::test]
async fn a_link_works_once() {
    on_both(async |world: World| {
        let w = &world;
        let (anna, link) = invited(w, "anna").await;
        let welcome = find(&w.gate, &link).await.unwrap();
        assert_eq!(welcome.person, anna.id);
        assert_eq!(
            (welcome.username.as_str(), welcome.rules.floor()),
            ("anna", 6)
        );
        assert_eq!(welcome.account.as_deref(), Some("Nordlys"));
        assert_eq!(welcome.from.as_deref(), Some("olga the owner"));

        let typed = |text: &str| Secret::new(text.to_owned());
        for (weak, why) in [
            ("short", WeakPassword::TooShort(6)),
            ("The new anna", WeakPassword::Context(Context::Own)),
        ] {
            let refused = accept(
                &w.gate,
                &w.hasher,
                &link,
                (&typed(weak), ("test".into(), None)),
            )
            .await;
            assert!(
                matches!(refused, Err(CannotWelcome::Weak(found)) if found == why),
                "{weak}"
            );
        }
        let signed_in = accept(
            &w.gate,
            &w.hasher,
            &link,
            (&typed("sea legs"), ("test".into(), None)),
        )
        .await;
        assert_eq!(signed_in.unwrap().person, anna.id);
        assert_eq!(w.sign_in("anna", "sea legs").await.unwrap().person, anna.id);

        let again = accept(
            &w.gate,
            &w.hasher,
            &link,
            (&typed("other legs"), ("test".into(), None)),
        )
        .await;
        assert!(matches!(again, Err(CannotWelcome::Gone)));
        assert!(matches!(
            find(&w.gate, &link).await,
            Err(CannotWelcome::Gone)
        ));
        assert!(w.sign_in("anna", "other legs").await.is_err());
        let unknown = Token::new(&Ambient::system());
        assert!(matches!(
            find(&w.gate, &unknown).await,
            Err(CannotWelcome::Gone)
        ));
    })
    .await;
}

#[tokio::test]
async fn of_fifty_at_once_one_gets_in() {
    on_both(async |world: World| {
        let w = &world;
        let (_, link) = invited(w, "anna").await;
        let all = (0..50).map(|at| {
            let (gate, hasher, link) = (w.gate.clone(), w.hasher.clone(), link.clone());
            tokio::spawn(async move {
                let password = Secret::new(format!("the password {at}"));
                accept(&gate, &hasher, &link, (&password, ("test".into(), None))).await
            })
        });
        let mut entered = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => entered += 1,
                Err(CannotWelcome::Gone | CannotWelcome::TooBusy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(entered, 1);
        let set = sql!("SELECT COUNT(*) FROM activities WHERE action = 'setPassword'");
        assert_eq!(w.count(set).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_runs_out() {
    on_both(async |world: World| {
        let w = &world;
        let (_, link) = invited(w, "anna").await;
        w.clock.forward(LASTS - Duration::from_secs(1));
        assert!(find(&w.gate, &link).await.is_ok());
        w.clock.forward(Duration::from_secs(1));
        assert!(matches!(
            find(&w.gate, &link).await,
            Err(CannotWelcome::Gone)
        ));
        let password = Secret::new("sea legs".to_owned());
        let late = accept(
            &w.gate,
            &w.hasher,
            &link,
            (&password, ("test".into(), None)),
        )
        .await;
        assert!(matches!(late, Err(CannotWelcome::Gone)));
    })
    .await;
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    on_both(async |world: World| {
        let w = &world;
        let (anna, link) = invited(w, "anna").await;
        let renewed = async |by: &Person, whose| {
            let mut guarded = w.gate.write(&by.caller).await?;
            let mut authorized = guarded.authorize(AddPerson, w.account.into()).await?;
            let (_, link) = link_again(&mut authorized, whose).await?;
            guarded.commit().await?;
            Ok::<_, CannotAdd>(link)
        };
        let second = renewed(&w.owner, anna.id).await.unwrap();
        assert!(matches!(
            find(&w.gate, &link).await,
            Err(CannotWelcome::Gone)
        ));
        assert!(find(&w.gate, &second).await.is_ok());

        // Whoever has a password keeps it: a link would let its reader take over what he has elsewhere.
        let ready = renewed(&w.owner, w.manager.id).await;
        assert!(matches!(ready, Err(CannotAdd::Ready)));
        let elsewhere = renewed(&w.owner, w.stranger.id).await;
        assert!(matches!(elsewhere, Err(CannotAdd::Access(Error::NotFound))));
        let beneath = renewed(&w.manager, anna.id).await;
        assert!(matches!(beneath, Err(CannotAdd::Access(Error::Forbidden))));
    })
    .await;
}

#[tokio::test]
async fn staff_need_longer_passwords() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::PlatformSupport);
        let platform = tutela_core::Scope::Platform;
        let added = w.add(&w.administrator, platform, ("sue", role)).await;
        let link = added.unwrap().welcome.unwrap();
        assert_eq!(find(&w.gate, &link).await.unwrap().rules.floor(), 12);
    })
    .await;
}
