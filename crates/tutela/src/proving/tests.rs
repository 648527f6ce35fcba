//! Every control is seen failing on purpose: it holds, it is broken, and at the next look its row is red. What cannot be
//! broken from outside is broken by a liar between the probe and the server.

#![allow(clippy::unwrap_used)]

mod liar;
mod town;

use http::Method;
use serde_json::json;
use tutela_access::{OpenDoor, decoy};
use tutela_audit::outbound;
use tutela_core::ObjectId;
use tutela_db::{args, sql};
use tutela_trust::build::Advisories;
use tutela_vault::Name;

use super::decoys::MARK;
use liar::Lie;
use town::Town;

#[tokio::test]
async fn a_film_that_plays_on_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("removal").await;
    let swallowed = Lie::of(Method::POST, "/removal", 204, json!(null));
    town.lied_to(swallowed).await.fails("removal").await;
}

#[tokio::test]
async fn a_short_password_that_is_taken_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("password-floor").await;
    let taken = Lie::of(Method::PUT, "/me/password", 204, json!(null));
    town.lied_to(taken).await.fails("password-floor").await;
}

#[tokio::test]
async fn a_session_that_survives_a_new_password_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("password-change").await;
    let alive = Lie::of(Method::GET, "/api/v1/me", 200, json!({}));
    town.lied_to(alive).await.fails("password-change").await;
}

#[tokio::test]
async fn a_name_that_two_can_take_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("names").await;
    let given = Lie::of(Method::PUT, "/me/username", 204, json!(null));
    town.lied_to(given).await.fails("names").await;
}

#[tokio::test]
async fn a_blocked_person_who_gets_in_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("block").await;
    let let_in = Lie::of(Method::GET, "/api/v1/me", 200, json!({}));
    town.lied_to(let_in).await.fails("block").await;
}

#[tokio::test]
async fn a_lock_that_does_not_hold_turns_its_row_red() {
    let town = Town::open().await;
    let uncounted = Lie::of(Method::POST, "/session", 401, json!({})).at(2..=4);
    town.lied_to(uncounted).await.fails("lock").await;
    town.holds("lock").await;
    // While it lasts it must hold, and when its time is over it must open.
    town.holds("lock").await;
    assert_eq!(town.figure("lock", "opened").await, 0);
    town.run("UPDATE tries SET locked_until = 1 WHERE locked_until IS NOT NULL")
        .await;
    town.fails("lock").await;
    let past = format!("0|{}", 1);
    town.remember("lock", &past).await;
    town.holds("lock").await;
    assert_eq!(town.figure("lock", "opened").await, 1);
}

#[tokio::test]
async fn a_door_that_stands_open_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("closed-doors").await;
    let open = Lie::of(Method::GET, "/api/v1/people", 200, json!({"people": []}));
    town.lied_to(open).await.fails("closed-doors").await;
}

#[tokio::test]
async fn a_role_that_is_given_upwards_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("delegation").await;
    let given = Lie::of(Method::POST, "/api/v1/roles", 201, json!({"id": "none"}));
    town.lied_to(given).await.fails("delegation").await;
}

#[tokio::test]
async fn a_place_that_a_neighbour_reads_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("neighbour").await;
    let readable = Lie::of(Method::GET, "/channels", 200, json!({"channels": []}));
    town.lied_to(readable).await.fails("neighbour").await;
}

#[tokio::test]
async fn an_object_that_lies_open_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("sealed").await;
    let account = town.world().await.account.parse().unwrap();
    let object: ObjectId = town.ground.parts.ambient.id();
    let bare = futures_util::stream::iter([Ok(bytes::Bytes::from_static(MARK))]);
    let store = town.ground.parts.vault.store();
    store
        .put(&Name::object(account, object), bare)
        .await
        .unwrap();
    town.fails("sealed").await;
}

#[tokio::test]
async fn a_page_that_loads_from_elsewhere_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("own-pages").await;
    let page = Lie::page(
        "/sign-in",
        "<script src=\"https://elsewhere.example/a.js\"></script>",
    );
    town.lied_to(page).await.fails("own-pages").await;
    let lax = Lie::page("/sign-in", "<p>").without("content-security-policy");
    town.lied_to(lax).await.fails("own-pages").await;
}

#[tokio::test]
async fn a_social_sign_in_turns_its_row_red() {
    let mut town = Town::open().await;
    town.holds("no-social").await;
    town.ground.routes = vec!["/sign-in/oauth/callback".to_owned()].into();
    town.fails("no-social").await;
}

#[tokio::test]
async fn a_certificate_that_has_ended_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("own-address").await;
    town.over_tls(-30).await.fails("own-address").await;
    town.over_tls(30).await.holds("own-address").await;
}

#[tokio::test]
async fn a_change_of_address_that_nobody_recorded_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("contact-told").await;
    let (person, now) = (
        town.world().await.learner.id,
        town.ground.parts.ambient.now(),
    );
    let mut tx = town.ground.parts.db.write().await.unwrap();
    let add = sql!(
        "INSERT INTO contacts (id, person_id, kind, address, canonical, confirmed_at)
         VALUES ('c', $1, 'email', 'a@example.org', 'a@example.org', $2)"
    );
    let long = std::time::Duration::from_secs(7 * 24 * 3600);
    tx.run(add, args![person, now.minus(long)]).await.unwrap();
    tx.commit().await.unwrap();
    town.fails("contact-told").await;
}

#[tokio::test]
async fn a_destination_outside_the_list_turns_its_row_red() {
    let town = Town::open().await;
    town.holds("destinations").await;
    let parts = &town.ground.parts;
    let mut tx = parts.db.write().await.unwrap();
    let stranger = ("statistics", "elsewhere.example");
    outbound::note(&mut tx, stranger, 12, parts.ambient.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.fails("destinations").await;
}

#[tokio::test]
async fn a_known_vulnerability_turns_its_row_red() {
    let mut town = Town::open().await;
    let today = &town.ground.parts.ambient.now().to_string()[..10];
    let looked = |known: &str, day: &str| {
        let packages = town.ground.trust.build.packages.iter();
        let packages: String = packages
            .map(|package| format!("package = {package}\n"))
            .collect();
        let text = format!("database = {day}\nchecked = {day}\n{known}{packages}");
        Advisories::of(Box::leak(text.into_boxed_str()))
    };
    let (clean, old) = (looked("", today), looked("", "2020-01-01"));
    let first = town.ground.trust.build.packages[0];
    let known = format!("known = RUSTSEC-2026-0001 {first} vulnerability\n");
    let known = looked(&known, today);
    for (advisories, holds) in [
        (clean, true),
        (known, false),
        (old, false),
        (Advisories::of("checked = 2026-01-01"), false),
    ] {
        town.ground.trust.build.advisories = advisories;
        match holds {
            true => town.holds("advisories").await,
            false => town.fails("advisories").await,
        }
    }
}

#[tokio::test]
async fn a_card_number_in_a_text_turns_its_row_red() {
    let town = Town::open().await;
    town.world().await;
    town.holds("card-numbers").await;
    town.run("UPDATE accounts SET name = 'Pay with 4111 1111 1111 1111'")
        .await;
    town.remember("card-numbers", "").await;
    town.fails("card-numbers").await;
}

#[tokio::test]
async fn a_grant_that_nobody_uses_turns_its_row_red() {
    let town = Town::open().await;
    town.staff().await;
    town.holds("staff-count").await;
    town.run("UPDATE grants SET granted_at = 1, used_at = 1 WHERE role = 'platform_administrator'")
        .await;
    town.fails("staff-count").await;
}

#[tokio::test]
async fn an_old_password_of_staff_turns_its_row_red() {
    let town = Town::open().await;
    town.staff().await;
    town.holds("staff-passwords").await;
    town.run("UPDATE passwords SET changed_at = 1").await;
    town.fails("staff-passwords").await;
}

#[tokio::test]
async fn every_probe_of_the_register_is_in_the_build_and_none_beside() {
    let town = Town::open().await;
    let mut built: Vec<_> = super::probes(&town.ground)
        .iter()
        .map(|probe| probe.name)
        .collect();
    let mut named: Vec<_> = tutela_trust::register::probes()
        .map(|(name, _)| name)
        .collect();
    built.sort_unstable();
    named.sort_unstable();
    assert_eq!(built, named);
}

#[tokio::test]
async fn no_list_shows_a_decoy() {
    let town = Town::open().await;
    let administrator = town.staff().await;
    town.holds("lock").await;
    let mut tx = town
        .ground
        .parts
        .gate
        .look(OpenDoor::OPERATOR)
        .await
        .unwrap();
    let people = decoy::people(&mut tx).await.unwrap();
    assert_eq!(people.len(), 6);
    drop(tx);
    for path in [
        "/accounts",
        "/people",
        "/platform/locks",
        "/platform/roles",
        "/notifications",
        "/",
        "/trust",
        "/trust/records",
    ] {
        let answer = town
            .ground
            .own
            .get(path, Some(&administrator))
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&answer.body).to_lowercase();
        assert_eq!(answer.status, 200, "{path}");
        let names = people
            .iter()
            .map(|(id, name)| (id.to_string(), name.to_lowercase()));
        for (id, name) in names {
            assert!(
                !text.contains(&id) && !text.contains(&name),
                "{path} shows {name}"
            );
        }
    }
    let found = town
        .ground
        .own
        .get("/api/v1/people?name=decoy", Some(&administrator))
        .await
        .unwrap();
    assert!(
        !String::from_utf8_lossy(&found.body)
            .to_lowercase()
            .contains("decoy")
    );
}
