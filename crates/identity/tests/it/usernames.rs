//! T11: all spellings of a name are one name, one person and one count.

use tutela_access::{ChangeUsername, Myself};
use tutela_core::{InvalidUsername, NameKind, Username};
use tutela_db::{args, sql};
use tutela_identity::limiter::ALLOWED;
use tutela_identity::sign_in::CannotSignIn;
use tutela_identity::username::{self, CannotClaim};

use crate::world::{PASSWORD, Person, World, on_both};

async fn claim(w: &World, person: &Person, name: &str) -> Result<(), CannotClaim> {
    let mut tx = w.db.write().await.unwrap();
    let name = Username::parse(name).unwrap();
    username::claim(&mut tx, person.id, &name, w.ambient.now()).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn change(w: &World, person: &Person, typed: &str) -> Result<(), CannotClaim> {
    let mut guarded = w.gate.write(&person.caller).await.unwrap();
    let mut authorized = guarded.authorize(ChangeUsername, Myself).await.unwrap();
    username::change(&mut authorized, typed).await?;
    guarded.commit().await.unwrap();
    Ok(())
}

/// Spellings by kind: of the id `ines`, of an address, of a number.
const SPELLINGS: [&[&str]; 3] = [
    &["ines", " INES ", "ｉｎｅｓ", "ıneſ", "İnes", "i\u{307}nes"],
    &[
        "ines@example.org",
        "Ines@EXAMPLE.org",
        "ines@example.org.",
        "ｉｎｅｓ＠example.org",
        "ines@ｅxample。org",
    ],
    &[
        "+45 32 12 34 56",
        "+4532123456",
        "0045 32123456",
        "32 12 34 56",
        "(32) 12-34-56",
        "+４５３２１２３４５６",
    ],
];

#[tokio::test]
async fn ua2_any_of_three_names_signs_in_however_it_is_spelled() {
    on_both(async |w: World| {
        let mut tx = w.db.write().await.unwrap();
        let denmark = sql!("UPDATE accounts SET country = 'DK' WHERE id = $1");
        tx.run(denmark, args![w.account]).await.unwrap();
        tx.commit().await.unwrap();
        for name in ["ines", "ines@example.org", "+4532123456"] {
            claim(&w, &w.manager, name).await.unwrap();
        }
        for spelling in SPELLINGS.concat() {
            let entered = w.sign_in(spelling, PASSWORD).await;
            assert_eq!(entered.unwrap().person, w.manager.id, "{spelling}");
        }
        assert!(
            w.sign_in("max", PASSWORD).await.is_err(),
            "the id before is gone"
        );

        let counts = sql!("SELECT COUNT(*) FROM tries WHERE person_id IS NOT NULL");
        // All spellings of all three names are one count.
        for (at, spelling) in SPELLINGS.concat().into_iter().enumerate() {
            let refused = w.sign_in(spelling, "a guess").await;
            match refused {
                Err(CannotSignIn::Wrong) => assert!(at < usize::try_from(ALLOWED).unwrap()),
                Err(CannotSignIn::Locked(_)) => assert!(at >= usize::try_from(ALLOWED).unwrap()),
                other => panic!("{spelling}: {other:?}"),
            }
        }
        assert_eq!(w.count(counts).await, 1);
    })
    .await;
}

#[tokio::test]
async fn ua2_a_name_is_of_one_person_across_all_kinds() {
    on_both(async |w: World| {
        for name in ["ines", "ines@example.org", "+4532123456"] {
            claim(&w, &w.manager, name).await.unwrap();
            claim(&w, &w.manager, name).await.expect("his own, again");
            let taken = claim(&w, &w.stranger, name).await;
            assert!(matches!(taken, Err(CannotClaim::Taken)), "{name}");
        }
        claim(&w, &w.owner, "milla").await.unwrap();
        for alike in ["INES", "MILLA", "mi11a", "rnilla"] {
            let taken = change(&w, &w.stranger, alike).await;
            assert!(matches!(taken, Err(CannotClaim::Taken)), "{alike}");
        }
        for (typed, why) in [
            ("\u{456}nes", InvalidUsername::Confusable),
            ("in", InvalidUsername::TooShort),
            ("sten@example.org", InvalidUsername::Character),
            ("+4532123457", InvalidUsername::Character),
            ("in\u{200b}es", InvalidUsername::Character),
        ] {
            let refused = change(&w, &w.stranger, typed).await;
            assert!(
                matches!(refused, Err(CannotClaim::Invalid(found)) if found == why),
                "{typed}"
            );
        }
        change(&w, &w.stranger, "Sten.Havn").await.unwrap();
        assert!(w.sign_in("sten", PASSWORD).await.is_err());
        w.sign_in("sten.havn", PASSWORD).await.unwrap();
        claim(&w, &w.manager, "sten")
            .await
            .expect("a name that was given up is free");
    })
    .await;
}

#[tokio::test]
async fn ua2_the_last_name_stays() {
    on_both(async |w: World| {
        claim(&w, &w.manager, "max@example.org").await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let own = username::of(&mut tx, w.manager.id).await.unwrap();
        let own: Vec<_> = own.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(own, ["max", "max@example.org"]);
        username::release(&mut tx, w.manager.id, NameKind::Id)
            .await
            .unwrap();
        let last = username::release(&mut tx, w.manager.id, NameKind::Email).await;
        assert!(matches!(last, Err(CannotClaim::Last)));
    })
    .await;
}

/// One number can be of two countries; then it is nobody's without one.
#[tokio::test]
async fn ua2_a_number_of_two_people_is_nobodys() {
    on_both(async |w: World| {
        let mut tx = w.db.write().await.unwrap();
        let denmark = sql!("UPDATE accounts SET country = 'DK' WHERE name = 'Nordlys'");
        tx.run(denmark, args![]).await.unwrap();
        let norway = sql!("UPDATE accounts SET country = 'NO' WHERE name = 'Harbour'");
        tx.run(norway, args![]).await.unwrap();
        tx.commit().await.unwrap();
        claim(&w, &w.manager, "+4522334455").await.unwrap();
        assert_eq!(
            w.sign_in("22 33 44 55", PASSWORD).await.unwrap().person,
            w.manager.id
        );
        claim(&w, &w.stranger, "+4722334455").await.unwrap();
        let both = w.sign_in("22 33 44 55", PASSWORD).await;
        assert!(matches!(both, Err(CannotSignIn::Wrong)));
        let one = w.sign_in("+47 22 33 44 55", PASSWORD).await;
        assert_eq!(one.unwrap().person, w.stranger.id);
    })
    .await;
}
