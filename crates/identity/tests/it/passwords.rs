//! The policy in force, and changing one's own password.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use tutela_access::{Caller, EditAccount, Error, Gate, Myself, ViewSelf};
use tutela_core::Secret;
use tutela_db::{args, sql};
use tutela_identity::account::rules::{SignInRules, set};
use tutela_identity::invitation;
use tutela_identity::password::change::{CannotChange, Change, change, rules};
use tutela_identity::password::{Context, WeakPassword};

use crate::world::{PASSWORD, World, on_both, person};

fn typed(current: &str, new: &str) -> Change {
    Change {
        current: Secret::new(current.to_owned()),
        new: Secret::new(new.to_owned()),
    }
}

async fn is_in(gate: &Gate, caller: &Caller) -> bool {
    let mut guarded = gate.read(caller).await.unwrap();
    match guarded.authorize(ViewSelf, Myself).await {
        Ok(_) => true,
        Err(Error::NotSignedIn) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn ask_for(w: &World, floor: &str) {
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    let mut authorized = guarded.authorize(EditAccount, w.account).await.unwrap();
    let rules = SignInRules::read(floor, "dk").unwrap();
    set(&mut authorized, &rules).await.unwrap();
    guarded.commit().await.unwrap();
}

#[tokio::test]
async fn ua4_ua6_a_change_ends_other_sessions_and_is_recorded_and_told() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let other = person(&w.gate, w.manager.id).await;
        let wrong = change(
            &w.gate,
            &w.hasher,
            &w.manager.caller,
            &typed("no", "new sea legs"),
        )
        .await;
        assert!(matches!(wrong, Err(CannotChange::Wrong)));
        assert!(is_in(&w.gate, &other.caller).await);

        let new = typed(PASSWORD, "new sea legs");
        change(&w.gate, &w.hasher, &w.manager.caller, &new)
            .await
            .unwrap();
        assert!(is_in(&w.gate, &w.manager.caller).await, "this one stays");
        assert!(!is_in(&w.gate, &other.caller).await);
        assert!(
            is_in(&w.gate, &w.owner.caller).await,
            "others are not touched"
        );
        assert!(w.sign_in("max", PASSWORD).await.is_err());
        w.sign_in("max", "new sea legs").await.unwrap();
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'changePassword'");
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'password-changed'");
        assert_eq!((w.count(recorded).await, w.count(told).await), (1, 1));
        assert_eq!(w.letters().await.len(), 1);
        let nobody = change(&w.gate, &w.hasher, &other.caller, &new).await;
        assert!(matches!(
            nobody,
            Err(CannotChange::Access(Error::NotSignedIn))
        ));
    })
    .await;
}

async fn alter(w: &World, statement: tutela_db::Sql) {
    let mut tx = w.db.write().await.unwrap();
    tx.run(statement, args![]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn ua4_what_is_not_recorded_is_not_changed() {
    on_both(async |w: World| {
        let other = person(&w.gate, w.manager.id).await;
        alter(&w, sql!("ALTER TABLE activities RENAME TO hidden")).await;
        let new = typed(PASSWORD, "new sea legs");
        let failed = change(&w.gate, &w.hasher, &w.manager.caller, &new).await;
        assert!(failed.is_err());
        alter(&w, sql!("ALTER TABLE hidden RENAME TO activities")).await;
        assert!(is_in(&w.gate, &other.caller).await, "nothing has happened");
        w.sign_in("max", PASSWORD).await.unwrap();
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'changePassword'");
        assert_eq!(w.count(recorded).await, 0);
    })
    .await;
}

#[tokio::test]
async fn ua1_an_account_raises_the_floor_and_never_lowers_it() {
    on_both(async |w: World| {
        let floor = async |caller: &Caller| rules(&w.gate, caller).await.unwrap().floor();
        assert_eq!(floor(&w.manager.caller).await, 6);
        assert_eq!(floor(&w.administrator.caller).await, 12, "staff");
        for lower in ["5", "0", "7", "-6", "", "lots"] {
            assert!(SignInRules::read(lower, "").is_err(), "{lower}");
        }
        ask_for(&w, "15").await;
        assert_eq!(floor(&w.manager.caller).await, 15);
        assert_eq!(floor(&w.stranger.caller).await, 6, "another account");

        // Who belongs to both keeps to the strictest.
        let mut tx = w.db.write().await.unwrap();
        let now = w.ambient.now();
        tutela_access::add_member(&mut tx, w.account, w.stranger.id, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(floor(&w.stranger.caller).await, 15);
        let short = change(
            &w.gate,
            &w.hasher,
            &w.stranger.caller,
            &typed(PASSWORD, "fourteen chars"),
        )
        .await;
        assert!(matches!(
            short,
            Err(CannotChange::Weak(WeakPassword::TooShort(15)))
        ));
        let context = typed(PASSWORD, "Nordlys-Harbour-2026");
        let context = change(&w.gate, &w.hasher, &w.stranger.caller, &context).await;
        let account = WeakPassword::Context(Context::Account);
        assert!(matches!(context, Err(CannotChange::Weak(weak)) if weak == account));

        let link = w.add(&w.owner, w.account.into(), ("anna", None)).await;
        let link = link.unwrap().welcome.unwrap();
        let found = invitation::find(&w.gate, &link).await.unwrap();
        assert_eq!(found.rules.floor(), 15, "newcomers, too");
    })
    .await;
}

#[tokio::test]
async fn ua1_old_parameters_are_renewed_when_their_owner_signs_in() {
    on_both(async |w: World| {
        let cost = async || {
            let mut tx = w.db.read().await.unwrap();
            let get = sql!("SELECT hash FROM passwords WHERE person_id = $1");
            let row = tx.get(get, args![w.manager.id]).await.unwrap();
            row.text(0).unwrap().split('$').nth(3).unwrap().to_owned()
        };
        assert_eq!(cost().await, "m=19456,t=2,p=1");
        let peppered = w.ambient.digest("password", PASSWORD.as_bytes());
        let cheap = Params::new(8 * 1024, 1, 1, None).unwrap();
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
        let hash = cheap.hash_password_with_salt(&peppered, b"sixteen bytes of");
        let mut tx = w.db.write().await.unwrap();
        let old = sql!("UPDATE passwords SET hash = $2 WHERE person_id = $1");
        let args = args![w.manager.id, hash.unwrap().to_string()];
        tx.run(old, args).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(cost().await, "m=8192,t=1,p=1");
        for _ in 0..2 {
            w.sign_in("max", PASSWORD).await.unwrap();
            assert_eq!(cost().await, "m=19456,t=2,p=1");
        }
    })
    .await;
}
