//! Accounts that are open to newcomers, and those that are not.

use std::time::Duration;

use tutela_access::{EditAccount, Error};
use tutela_core::{Role, Secret};
use tutela_db::sql;
use tutela_identity::invitation::{Address, CannotAccept, Chosen, accept, find as find_offer};
use tutela_identity::people::PersonName;
use tutela_identity::registration::{CannotRegister, Registration, close, find, open, register};

use crate::invitations::{letter_path, token_of};
use crate::world::{Person, World, on_both};

async fn opened(w: &World, by: &Person, registration: &Registration) -> Result<(), Error> {
    let mut guarded = w.gate.write(&by.caller).await?;
    open(&mut guarded, w.account, registration).await?;
    guarded.commit().await
}

async fn ask(w: &World, address: &str) -> Result<(), CannotRegister> {
    let address = Address::mail(address).unwrap();
    register(&w.gate, w.account, (&address, "en")).await
}

fn for_all(w: &World) -> Registration {
    Registration {
        domains: Vec::new(),
        courses: vec![w.course],
    }
}

#[tokio::test]
async fn an_account_is_shut_until_a_head_of_it_opens_it() {
    on_both(async |world: World| {
        let w = &world;
        assert_eq!(find(&w.gate, w.account).await.unwrap(), None);
        let shut = ask(w, "anna@example.org").await;
        assert!(matches!(shut, Err(CannotRegister::Closed)));
        for by in [&w.manager, &w.stranger, &w.administrator] {
            assert!(opened(w, by, &for_all(w)).await.is_err());
        }
        opened(w, &w.owner, &for_all(w)).await.unwrap();
        assert_eq!(find(&w.gate, w.account).await.unwrap(), Some(for_all(w)));
        ask(w, "anna@example.org").await.unwrap();

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let mut authorized = guarded.authorize(EditAccount, w.account).await.unwrap();
        close(&mut authorized).await.unwrap();
        guarded.commit().await.unwrap();
        let token = token_of(&letter_path(w, "registration").await);
        assert!(matches!(
            find_offer(&w.gate, &token).await,
            Err(CannotAccept::Gone)
        ));
        let shut = ask(w, "bo@example.org").await;
        assert!(matches!(shut, Err(CannotRegister::Closed)));
    })
    .await;
}

#[tokio::test]
async fn ua2_a_newcomer_exists_when_his_address_is_confirmed_and_not_before() {
    on_both(async |world: World| {
        let w = &world;
        opened(w, &w.owner, &for_all(w)).await.unwrap();
        let people = sql!("SELECT COUNT(*) FROM persons");
        let before = w.count(people).await;
        ask(w, "Anna@example.org").await.unwrap();
        assert_eq!(w.count(people).await, before);
        let token = token_of(&letter_path(w, "registration").await);
        let password = Secret::new("sea legs".to_owned());
        let chosen = Chosen {
            name: PersonName::parse("Anna Lind").ok(),
            username: None,
            password: &password,
            language: "en",
            from: ("test".into(), None),
        };
        let entered = accept(&w.gate, &w.hasher, &token, &chosen).await.unwrap();
        let signed_in = w.sign_in("anna@example.org", "sea legs").await.unwrap();
        assert_eq!(signed_in.person, entered.person);
        let learner = sql!(
            "SELECT COUNT(*) FROM effective_grant g JOIN persons p ON p.id = g.person_id
             WHERE p.name = 'Anna Lind' AND g.role = 'course_learner'"
        );
        assert_eq!(w.count(learner).await, 1);
        let again = accept(&w.gate, &w.hasher, &token, &chosen).await;
        assert!(matches!(again, Err(CannotAccept::Gone)));

        // The same answer for somebody who is here, and for one who asks twice in a moment.
        w.clock.forward(Duration::from_secs(3600));
        let letters = sql!("SELECT COUNT(*) FROM outbox");
        let sent = w.count(letters).await;
        ask(w, "anna@example.org").await.unwrap();
        assert_eq!(letter_path(w, "already-here").await, "/sign-in");
        ask(w, "anna@example.org").await.unwrap();
        assert_eq!(
            w.count(letters).await,
            sent + 1,
            "nobody is buried in letters"
        );
    })
    .await;
}

#[tokio::test]
async fn only_the_domains_that_are_let_in() {
    on_both(async |world: World| {
        let w = &world;
        let some = Registration {
            domains: vec!["example.org".to_owned()],
            courses: Vec::new(),
        };
        opened(w, &w.owner, &some).await.unwrap();
        ask(w, "anna@Example.org").await.unwrap();
        for other in [
            "anna@example.com",
            "anna@sub.example.org",
            "anna@evil-example.org",
        ] {
            let refused = ask(w, other).await;
            assert!(matches!(refused, Err(CannotRegister::Domain)), "{other}");
        }
    })
    .await;
}

#[tokio::test]
async fn da4_an_account_shuts_with_the_role_of_who_opened_it() {
    on_both(async |world: World| {
        let w = &world;
        let role = Some(Role::AccountManager);
        let added = w
            .add(&w.owner, w.account.into(), ("mia", role))
            .await
            .unwrap();
        let mia = crate::world::person(&w.gate, added.person).await;
        opened(w, &mia, &for_all(w)).await.unwrap();
        ask(w, "anna@example.org").await.unwrap();
        let token = token_of(&letter_path(w, "registration").await);
        assert!(find_offer(&w.gate, &token).await.is_ok());
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        tutela_identity::roles::revoke(&mut guarded, added.grant.unwrap())
            .await
            .unwrap();
        guarded.commit().await.unwrap();
        assert!(matches!(
            find_offer(&w.gate, &token).await,
            Err(CannotAccept::Gone)
        ));
        assert_eq!(find(&w.gate, w.account).await.unwrap(), None);
        let shut = ask(w, "bo@example.org").await;
        assert!(matches!(shut, Err(CannotRegister::Closed)));
    })
    .await;
}
