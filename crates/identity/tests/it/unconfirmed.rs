//! Promise UA2: an address becomes a user name by a letter that was answered, and by nothing else; and whoever tries
//! another way learns nothing about whose it is (T13).

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tutela_core::Role;
use tutela_db::sql;
use tutela_identity::people::CannotAdd;

use crate::invitations::{enter, invite, letter_path, link, token_of};
use crate::pages::{ask, cookie, house};
use crate::world::{PASSWORD, Person, World, on_both};

async fn post(
    house: &Router,
    who: Option<&Person>,
    path: &str,
    body: &Value,
) -> (StatusCode, Value) {
    let mut request = Request::post(path)
        .header("host", "learn.example")
        .header(CONTENT_TYPE, "application/json");
    if let Some(who) = who {
        request = request.header(AUTHORIZATION, format!("Bearer {}", who.token.reveal()));
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let answer = house.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Olga can be reached at, and signs in with, an address; nobody has the other one.
const KNOWN: &str = "olga@example.org";
const UNKNOWN: &str = "agol@example.org";

async fn make_known(w: &World) {
    w.reach(w.owner.id, "email", KNOWN).await;
    let mut tx = w.db.write().await.unwrap();
    let name = tutela_core::Username::parse(KNOWN).unwrap();
    tutela_identity::username::claim(&mut tx, w.owner.id, &name, w.clock_now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn ua2_a_link_gives_nobody_an_address() {
    on_both(async |world: World| {
        let w = &world;
        make_known(w).await;
        let house = house(w.gate.clone(), None);
        let made = invite(
            w,
            &w.manager,
            w.course.into(),
            &link(Role::CourseLearner, 9),
        )
        .await;
        let token = made.unwrap().token.unwrap();
        let mut answers = Vec::new();
        for name in [KNOWN, UNKNOWN, "+4532123456", "32 12 34 56"] {
            let path = format!("/api/v1/invitations/{}/acceptance", token.reveal());
            let typed = json!({"name": "Anna Lind", "username": name, "password": PASSWORD});
            let (status, mut told) = post(&house, None, &path, &typed).await;
            told.as_object_mut().unwrap().remove("request_id");
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {told}");
            answers.push(told.to_string());
            let form = format!(
                "name=Anna&username={}&password=sea+legs",
                name.replace('+', "%2B")
            );
            let path = format!("/invitations/{}", token.reveal());
            let page = ask(&house, http::Method::POST, &path, "", &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(
                enter(w, &token, ("Anna Lind", name, PASSWORD))
                    .await
                    .is_err()
            );
        }
        assert_eq!(answers[0], answers[1], "T13: known and unknown are alike");
        let addresses = sql!("SELECT COUNT(*) FROM usernames WHERE kind <> 'id'");
        assert_eq!(w.count(addresses).await, 1);
    })
    .await;
}

#[tokio::test]
async fn ua2_who_is_added_with_an_address_is_written_to_and_nobody_learns_whose_it_is() {
    on_both(async |world: World| {
        let w = &world;
        make_known(w).await;
        let house = house(w.gate.clone(), None);
        let mut answers = Vec::new();
        for name in [KNOWN, UNKNOWN] {
            let person = json!({"level": "account", "scope_id": w.account, "name": "Anna Lind",
                "username": name, "role": "account_auditor"});
            let (status, told) = post(&house, Some(&w.stranger), "/api/v1/people", &person).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
            let mut mine = person.clone();
            mine["scope_id"] = json!(w.account);
            let (status, told) = post(&house, Some(&w.owner), "/api/v1/people", &mine).await;
            assert_eq!(status, StatusCode::CREATED, "{told}");
            assert!(
                told["id"].is_null() && told["welcome_path"].is_null(),
                "{told}"
            );
            assert!(told["invitation"].is_string(), "{told}");
            answers.push(status);
            mine["password"] = json!(PASSWORD);
            let (status, told) = post(&house, Some(&w.owner), "/api/v1/people", &mine).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        }
        let outside = w.add(&w.owner, w.account.into(), (UNKNOWN, None)).await;
        assert!(matches!(outside, Err(CannotAdd::Unconfirmed)));
        let addresses = sql!("SELECT COUNT(*) FROM usernames WHERE kind <> 'id'");
        assert_eq!(w.count(addresses).await, 1, "nothing is claimed by asking");
        let token = token_of(&letter_path(w, "invitation").await);
        let anna = enter(w, &token, ("Anna Lind", "", PASSWORD)).await.unwrap();
        assert_eq!(
            w.sign_in(UNKNOWN, PASSWORD).await.unwrap().person,
            anna.person
        );
    })
    .await;
}

#[tokio::test]
async fn ua2_an_owner_with_an_address_is_there_at_once_and_signs_in_when_he_has_answered() {
    on_both(async |world: World| {
        let w = &world;
        make_known(w).await;
        let house = house(w.gate.clone(), None);
        let account = |username: &str, password: Option<&str>| {
            json!({"name": "Elsewhere",
                "owner": {"name": "Odd Lie", "username": username, "password": password}})
        };
        let make = async |username, password| {
            let account = account(username, password);
            post(&house, Some(&w.administrator), "/api/v1/accounts", &account).await
        };
        assert_eq!(make("odd@example.org", Some(PASSWORD)).await.0, 422);
        assert_eq!(make(KNOWN, None).await.0, 422);
        let script = make("odd.lie", Some(PASSWORD)).await;
        assert_eq!(
            script.0,
            StatusCode::CREATED,
            "a script makes an owner who signs in: {}",
            script.1
        );
        assert!(w.sign_in("odd.lie", PASSWORD).await.is_ok());

        let (status, made) = make("odd@example.org", None).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        assert!(
            made["welcome_path"].is_null(),
            "the letter alone has it: {made}"
        );
        let owner = made["owner"]["id"].as_str().unwrap().to_owned();
        let token = token_of(&letter_path(w, "invitation").await);
        let path = format!("/invitations/{}", token.reveal());
        let page = ask(&house, http::Method::GET, &path, "", "").await;
        assert!(page.text.contains("odd@example.org"), "{}", page.text);
        let welcome = format!("/api/v1/welcome/{}", token.reveal());
        let (status, told) = post(&house, None, &welcome, &json!({"password": PASSWORD})).await;
        assert_eq!(status, StatusCode::CREATED, "{told}");
        let odd = w.sign_in("odd@example.org", PASSWORD).await.unwrap();
        assert_eq!(odd.person.to_string(), owner);
        let reached = sql!("SELECT COUNT(*) FROM contacts WHERE canonical = 'odd@example.org'");
        assert_eq!(w.count(reached).await, 1);
    })
    .await;
}

#[tokio::test]
async fn ua2_an_owner_whose_address_somebody_else_has_by_then_chooses_an_id() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let form = "name=Elsewhere&owner.name=Odd+Lie&owner.username=olga%40example.org";
        let staff = cookie(&w.administrator);
        let made = ask(&house, http::Method::POST, "/accounts", &staff, form).await;
        assert_eq!(made.location(), "/accounts", "{}", made.text);
        let token = token_of(&letter_path(w, "invitation").await);
        make_known(w).await;
        let path = format!("/invitations/{}", token.reveal());
        let page = ask(&house, http::Method::GET, &path, "", "").await;
        assert!(
            page.text.contains("name=\"username\" type=\"text\"")
                || page.text.contains("id=\"username\""),
            "{}",
            page.text
        );
        for (username, status) in [("", 422), ("olga", 422), (UNKNOWN, 422), ("odd.lie", 303)] {
            let form = format!("username={username}&password=sea+legs");
            let answer = ask(&house, http::Method::POST, &path, "", &form).await;
            assert_eq!(answer.status, status, "{username}: {}", answer.text);
        }
        assert!(w.sign_in("odd.lie", "sea legs").await.is_ok());
    })
    .await;
}
