//! API tokens as their persons, their programs and those who run the account meet them.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tutela_core::{Role, Scope};
use tutela_db::{args, sql};

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both};

const TOKENS: &str = "/api/v1/me/tokens";
const PATIENCE: Duration = Duration::from_secs(20);

struct Told {
    status: StatusCode,
    bytes: Vec<u8>,
}

impl Told {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    fn code(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), code)
    }
}

async fn call(
    house: &Router,
    bearer: &str,
    (method, path): (Method, &str),
    document: Option<Value>,
) -> Told {
    let body = document.map_or_else(Body::empty, |document| Body::from(document.to_string()));
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "learn.example")
        .header("authorization", format!("Bearer {bearer}"))
        .header("content-type", "application/json")
        .body(body);
    let answer = house.clone().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let bytes = bytes.to_vec();
    Told { status, bytes }
}

async fn get(house: &Router, bearer: &str, path: &str) -> Told {
    call(house, bearer, (Method::GET, path), None).await
}

fn wanted(scope: Scope, allows: &[&str]) -> Value {
    let (level, id) = (scope.level().as_str(), scope.id());
    json!({"name": "Nightly", "purpose": "Copies", "level": level, "scope_id": id, "allows": allows})
}

/// Makes a token; gives its id and its text.
async fn make(house: &Router, who: &Person, scope: Scope, allows: &[&str]) -> (String, String) {
    let document = Some(wanted(scope, allows));
    let made = call(house, &who.token.reveal(), (Method::POST, TOKENS), document).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    assert!(text("token").starts_with("tutela_"), "{made}");
    (text("id"), text("token"))
}

async fn notices(w: &World, person: &Person) -> Vec<(String, String)> {
    let mut tx = w.db.read().await.unwrap();
    let list = sql!("SELECT kind, detail FROM notifications WHERE person_id = $1 ORDER BY at, id");
    let rows = tx.rows(list, args![person.id]).await.unwrap();
    let read = |row: &tutela_db::Row| (row.text(0).unwrap(), row.text(1).unwrap());
    rows.iter().map(read).collect()
}

#[tokio::test]
async fn da4_a_program_does_what_its_token_is_for_and_is_never_its_person() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (account, course) = (w.account, w.course);
        let (id, token) = make(&house, &w.owner, account.into(), &["record"]).await;
        let people = format!("/api/v1/accounts/{account}/people");
        assert_eq!(get(&house, &token, &people).await.status, StatusCode::OK);
        let session = get(&house, &w.owner.token.reveal(), &people).await;
        assert_eq!(session.status, StatusCode::OK, "the other kind of bearer works on");

        for (method, path, document) in [
            (Method::GET, "/api/v1/me", Value::Null),
            (Method::GET, TOKENS, Value::Null),
            (Method::POST, TOKENS, wanted(account.into(), &["record"])),
            (Method::DELETE, &format!("{TOKENS}/{id}"), Value::Null),
            (Method::GET, "/api/v1/me/sessions", Value::Null),
            (Method::DELETE, "/api/v1/me/sessions?all=true", Value::Null),
            (Method::POST, "/api/v1/me/totp", json!({})),
            (Method::GET, "/api/v1/me/contacts", Value::Null),
        ] {
            let document = (!document.is_null()).then_some(document);
            let said = call(&house, &token, (method, path), document).await;
            assert_eq!(said.code(), (403, "not-by-token".to_owned()), "{path}");
        }
        for path in ["/me/tokens", "/", &format!("/accounts/{account}/people")] {
            let page = get(&house, &token, path).await;
            assert!(!page.status.is_success(), "{path}: {}", page.status);
        }
        let give = |role: &str, level: &str, id: String| {
            json!({"username": "max", "role": role, "level": level, "scope_id": id})
        };
        let (_, people) = make(&house, &w.owner, account.into(), &["people"]).await;
        let learner = give("course_learner", "course", course.to_string());
        let given = call(&house, &people, (Method::POST, "/api/v1/roles"), Some(learner)).await;
        assert_eq!(given.status, StatusCode::CREATED, "{}", given.json());
        let recorded = sql!(
            "SELECT COUNT(*) FROM activities a
             JOIN api_tokens t ON a.policy = 'channel-heads-delegate-in-its-courses by token ' || t.id
             WHERE a.action = 'grantRole'"
        );
        assert_eq!(w.count(recorded).await, 1, "the record names the token");
        let manager = give("account_manager", "account", account.to_string());
        let given = call(&house, &people, (Method::POST, "/api/v1/roles"), Some(manager)).await;
        assert_eq!(given.status, StatusCode::NOT_FOUND, "{}", given.json());
    })
    .await;
}

/// The list of tokens when the first of them is said to have been used, which is noted after the answer.
async fn once_used(house: &Router, who: &str) -> Value {
    let begun = Instant::now();
    loop {
        let mine = get(house, who, TOKENS).await.json();
        if !mine["tokens"][0]["last_used_at"].is_null() {
            return mine;
        }
        assert!(begun.elapsed() < PATIENCE, "{mine}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_token_is_told_of_recorded_and_ended() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (id, token) = make(&house, &w.manager, w.channel.into(), &["read", "people"]).await;
        let told = notices(w, &w.manager).await;
        assert!(
            told.contains(&("token-made".to_owned(), "Nightly".to_owned())),
            "{told:?}"
        );
        let roles = format!("/api/v1/roles?level=course&scope_id={}", w.course);
        assert_eq!(get(&house, &token, &roles).await.status, StatusCode::OK);

        let mine = once_used(&house, &w.manager.token.reveal()).await;
        let listed = &mine["tokens"][0];
        assert_eq!(listed["id"], json!(id));
        assert_eq!(listed["allows"], json!(["read", "people"]));
        assert_eq!(listed["scope_id"], json!(w.channel.to_string()));
        assert_eq!(listed["active"], json!(true));
        assert_eq!(listed["last_used_at"], json!(w.ambient.now().to_string()));
        assert!(!mine.to_string().contains(&token[7..]), "{mine}");

        let revoke = format!("{TOKENS}/{id}");
        let gone = call(
            &house,
            &w.manager.token.reveal(),
            (Method::DELETE, &revoke),
            None,
        )
        .await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        let (dead, unknown) = (
            get(&house, &token, &roles).await,
            get(&house, &format!("tutela_{}", "A".repeat(43)), &roles).await,
        );
        assert_eq!(dead.status, StatusCode::UNAUTHORIZED);
        assert_eq!(dead.code(), unknown.code());
        let again = call(
            &house,
            &w.manager.token.reveal(),
            (Method::DELETE, &revoke),
            None,
        )
        .await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let recorded = sql!(
            "SELECT COUNT(*) FROM activities
             WHERE action IN ('createApiToken', 'revokeApiToken') AND account_id IS NOT NULL"
        );
        assert_eq!(w.count(recorded).await, 2);
    })
    .await;
}

#[tokio::test]
async fn making_one_takes_a_fresh_proof_a_role_and_a_limit() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let bearer = w.manager.token.reveal();
        let make = async |document: Value| {
            call(&house, &bearer, (Method::POST, TOKENS), Some(document)).await
        };
        let wrong = make(wanted(w.ambient.id::<tutela_core::AccountId>().into(), &["read"])).await;
        let mut tx = w.db.read().await.unwrap();
        let find = sql!("SELECT account_id FROM members WHERE person_id = $1");
        let foreign = tx.get(find, args![w.stranger.id]).await.unwrap();
        let foreign: tutela_core::AccountId = foreign.id(0).unwrap();
        drop(tx);
        let other = make(wanted(foreign.into(), &["read"])).await;
        let errors = |told: &Told| (told.status.as_u16(), told.json()["errors"].clone());
        assert_eq!(errors(&wrong), errors(&other), "one learns nothing of other accounts");
        assert_eq!(other.json()["errors"][0]["code"], "no-role-there");
        let mut empty = wanted(w.channel.into(), &[]);
        empty["days"] = json!(366);
        empty["name"] = json!(" ");
        let fields = make(empty).await.json();
        let fields: Vec<_> = fields["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
        assert_eq!(fields, ["days", "name", "allows"]);

        w.clock.forward(Duration::from_secs(16 * 60));
        let stale = make(wanted(w.channel.into(), &["read"])).await;
        assert_eq!(stale.code(), (403, "proof-needed".to_owned()));
        let mut tx = w.db.write().await.unwrap();
        for number in 0_i64..50 {
            let insert = sql!(
                "INSERT INTO api_tokens (id, person_id, digest, name, purpose, scope_id, allows, made_at, expires_at)
                 VALUES ($1, $2, $3, 'x', '', $4, 'read', 0, $5)"
            );
            let (id, digest) = (format!("t{number}"), format!("{number}").into_bytes());
            let until = w.ambient.now().plus(Duration::from_secs(60));
            let values = args![id, w.owner.id, digest.as_slice(), w.account, until];
            tx.run(insert, values).await.unwrap();
        }
        tx.commit().await.unwrap();
        let fresh = crate::world::person(&w.gate, w.owner.id).await;
        let document = Some(wanted(w.account.into(), &["read"]));
        let full = call(&house, &fresh.token.reveal(), (Method::POST, TOKENS), document).await;
        assert_eq!(full.code(), (409, "tokens-too-many".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn da5_tokens_of_others_are_not_there() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (id, token) = make(&house, &w.owner, w.account.into(), &["read", "people"]).await;
        let nothing: tutela_core::ApiTokenId = w.ambient.id();
        let same = async |bearer: &str, method: Method, (there, not_there): (String, String)| {
            let there = call(&house, bearer, (method.clone(), &there), None).await;
            let not_there = call(&house, bearer, (method, &not_there), None).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{}", there.json());
            assert_eq!(there.bytes, not_there.bytes);
        };
        let mine = |id: &str| format!("{TOKENS}/{id}");
        let paths = (mine(&id), mine(&nothing.to_string()));
        same(&w.manager.token.reveal(), Method::DELETE, paths).await;
        let of = |account: String, person: String, id: &str| {
            format!("/api/v1/accounts/{account}/people/{person}/tokens/{id}")
        };
        let (account, owner) = (w.account.to_string(), w.owner.id.to_string());
        let paths = (
            of(account.clone(), owner.clone(), &id),
            of(account.clone(), owner.clone(), &nothing.to_string()),
        );
        same(&w.stranger.token.reveal(), Method::DELETE, paths).await;
        let list = |account: &str, person: &str| {
            format!("/api/v1/accounts/{account}/people/{person}/tokens")
        };
        let paths = (list(&account, &owner), list(&nothing.to_string(), &owner));
        same(&w.stranger.token.reveal(), Method::GET, paths).await;
        let stranger = w.stranger.id.to_string();
        let paths = (
            list(&account, &stranger),
            list(&account, &nothing.to_string()),
        );
        same(&w.owner.token.reveal(), Method::GET, paths).await;

        let (_, narrow) = make(&house, &w.owner, w.course.into(), &["people"]).await;
        let roles = |level: &str, id: String| format!("/api/v1/roles?level={level}&scope_id={id}");
        let outside = (
            roles("channel", w.channel.to_string()),
            roles("channel", nothing.to_string()),
        );
        same(&narrow, Method::GET, outside).await;
        assert_eq!(
            get(&house, &token, &roles("channel", w.channel.to_string()))
                .await
                .status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn those_who_run_an_account_see_and_end_its_tokens() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let add = async |name: &str, role: Role| {
            let added = w.add(&w.owner, w.account.into(), (name, Some(role))).await;
            crate::world::person(&w.gate, added.unwrap().person).await
        };
        let (head, auditor) = (
            add("anna", Role::AccountManager).await,
            add("bo-l", Role::AccountAuditor).await,
        );
        let (id, token) = make(&house, &w.manager, w.channel.into(), &["read"]).await;
        let (owners, _) = make(&house, &w.owner, w.account.into(), &["read"]).await;
        let list = format!(
            "/api/v1/accounts/{}/people/{}/tokens",
            w.account, w.manager.id
        );
        let one = format!("{list}/{id}");
        for who in [&head, &auditor] {
            let listed = get(&house, &who.token.reveal(), &list).await.json();
            assert_eq!(listed["tokens"][0]["name"], "Nightly", "{listed}");
        }
        let end = async |who: &Person, path: &str| {
            call(&house, &who.token.reveal(), (Method::DELETE, path), None)
                .await
                .status
        };
        assert_eq!(end(&auditor, &one).await, StatusCode::FORBIDDEN);
        let of_owner = list.replace(&w.manager.id.to_string(), &w.owner.id.to_string());
        assert_eq!(
            end(&head, &format!("{of_owner}/{owners}")).await,
            StatusCode::FORBIDDEN
        );

        let member = format!("/accounts/{}/people/{}", w.account, w.manager.id);
        let page = ask(&house, Method::GET, &member, &cookie(&head), "").await;
        assert!(
            page.text.contains("Nightly") && page.text.contains("/revocation"),
            "{}",
            page.text
        );
        let page = ask(&house, Method::GET, &member, &cookie(&auditor), "").await;
        assert!(page.text.contains("Nightly") && !page.text.contains("/revocation"));
        let form = format!("{member}/tokens/{id}/revocation");
        let ended = ask(&house, Method::POST, &form, &cookie(&head), "").await;
        assert_eq!(ended.location(), member);
        let roles = format!("/api/v1/roles?level=course&scope_id={}", w.course);
        assert_eq!(
            get(&house, &token, &roles).await.status,
            StatusCode::UNAUTHORIZED
        );
        let told = notices(w, &w.manager).await;
        assert!(
            told.contains(&("token-ended".to_owned(), "Nightly".to_owned())),
            "{told:?}"
        );
        assert_eq!(end(&head, &one).await, StatusCode::NOT_FOUND);
    })
    .await;
}
