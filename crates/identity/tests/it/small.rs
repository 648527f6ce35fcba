//! Small things that a browser gets: cookies that are forgotten, sessions that are left behind, what was typed.

use http::{Method, StatusCode};
use tutela_db::{args, sql};
use tutela_identity::limiter::ALLOWED;

use crate::pages::{ask, cookie, house};
use crate::world::{PASSWORD, World, on_both};

#[tokio::test]
async fn ending_all_sessions_makes_the_browser_forget() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let olga = cookie(&w.owner);
        let path = "/api/v1/me/sessions";
        let others = ask(&house, Method::DELETE, path, &olga, "").await;
        assert!(others.headers.get("clear-site-data").is_none());
        let all = ask(
            &house,
            Method::DELETE,
            &format!("{path}?all=true"),
            &olga,
            "",
        )
        .await;
        assert_eq!(all.status, StatusCode::OK, "{}", all.text);
        assert!(all.headers.get("clear-site-data").is_some());
        assert!(all.cookie().starts_with("tutela_session=") && all.cookie().ends_with('='));
    })
    .await;
}

#[tokio::test]
async fn who_signs_in_anew_leaves_no_session_behind() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let form = format!("username=olga&password={}", PASSWORD.replace(' ', "+"));
        let before = sql!("SELECT COUNT(*) FROM sessions WHERE ended_at IS NULL");
        let open = w.count(before).await;
        let entered = ask(&house, Method::POST, "/sign-in", &cookie(&w.owner), &form).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text);
        assert_eq!(w.count(before).await, open, "one began, and one ended");
        let old = ask(&house, Method::GET, "/api/v1/me", &cookie(&w.owner), "").await;
        assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn ua7_a_lock_loses_nothing_that_was_typed() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let olga = cookie(&w.owner);
        let proof = "password=wrong&next=/accounts&form=name%3DKept";
        let address = "email=olga%40example.org&password=wrong";
        for _ in 0..ALLOWED {
            ask(&house, Method::POST, "/me/proof", &olga, proof).await;
        }
        let locked = ask(&house, Method::POST, "/me/proof", &olga, proof).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(locked.text.contains("name=Kept"), "{}", locked.text);
        assert!(locked.text.contains("Tried too often"), "{}", locked.text);
        let locked = ask(&house, Method::POST, "/me/contacts/email", &olga, address).await;
        assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(locked.text.contains("olga@example.org"), "{}", locked.text);
        assert!(locked.text.contains("Tried too often"), "{}", locked.text);
    })
    .await;
}

#[tokio::test]
async fn ua7_a_new_password_lifts_the_lock_on_the_password_alone() {
    on_both(async |world: World| {
        let w = &world;
        w.reach(w.manager.id, "email", "max@example.org").await;
        for guess in [
            tutela_identity::limiter::Guess::Password(w.manager.id),
            tutela_identity::limiter::Guess::OneTimeCode(w.manager.id),
        ] {
            for _ in 0..ALLOWED {
                let from = tutela_identity::limiter::Origin::Unknown;
                let attempt = tutela_identity::limiter::reserve(&w.gate, guess, from).await;
                attempt.unwrap().failed().await.unwrap();
            }
        }
        let ticket = tutela_identity::reset::request(&w.gate, "max")
            .await
            .unwrap();
        let letters = w.letters().await;
        let code = letters.iter().find_map(|letter| letter.words.get("code"));
        let code = code.unwrap().expose().clone();
        let proof = tutela_identity::reset::Proof::Code { ticket, code };
        let password = tutela_core::Secret::new("quite new sea legs".to_owned());
        tutela_identity::reset::set(&w.gate, &w.hasher, &proof, &password)
            .await
            .unwrap();
        let locks = sql!("SELECT COUNT(*) FROM tries WHERE locked_until IS NOT NULL");
        assert_eq!(w.count(locks).await, 1, "the codes stay counted");
    })
    .await;
}

#[tokio::test]
async fn ua2_a_number_counts_in_the_country_of_ones_account() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.db.write().await.unwrap();
        let denmark = sql!("UPDATE accounts SET country = 'DK' WHERE id = $1");
        tx.run(denmark, args![w.account]).await.unwrap();
        tx.commit().await.unwrap();
        let house = house(w.gate.clone(), None);
        let form = format!("phone=32+12+34+56&password={}", PASSWORD.replace(' ', "+"));
        let path = "/me/contacts/phone";
        let asked = ask(&house, Method::POST, path, &cookie(&w.owner), &form).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let sent = sql!("SELECT COUNT(*) FROM contact_changes WHERE canonical = '+4532123456'");
        assert_eq!(w.count(sent).await, 1);
        let elsewhere = ask(&house, Method::POST, path, &cookie(&w.stranger), &form).await;
        assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
