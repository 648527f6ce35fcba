//! Passwords, locks and names as browsers and programs reach them.

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tutela_audit::outbox::Due;
use tutela_audit::{LetterKind, NoticeKind};
use tutela_identity::limiter::ALLOWED;

use crate::pages::house;
use crate::world::{PASSWORD, Person, World, link, on_both};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn location(&self) -> &str {
        let to = self.headers.get(LOCATION);
        to.map_or("", |to| to.to_str().unwrap())
    }

    /// The cookies that it sets, as the next request sends them.
    fn cookies(&self) -> String {
        let set = self.headers.get_all(SET_COOKIE).iter();
        let pairs = set.map(|line| line.to_str().unwrap().split(';').next().unwrap());
        pairs.collect::<Vec<_>>().join("; ")
    }
}

fn session(person: &Person) -> String {
    format!("tutela_session={}", person.token.reveal())
}

async fn send(house: &Router, request: Request<Body>) -> Answer {
    let answer = house.clone().oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn post(house: &Router, path: &str, cookies: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header("host", "learn.example")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, cookies)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from(form.to_owned()));
    send(house, request.unwrap()).await
}

async fn get(house: &Router, path: &str, cookies: &str) -> Answer {
    let request = Request::get(path).header(COOKIE, cookies);
    send(house, request.body(Body::empty()).unwrap()).await
}

async fn call(
    house: &Router,
    (method, path): (Method, &str),
    person: Option<&Person>,
    document: Value,
) -> (StatusCode, Value) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(person) = person {
        let bearer = format!("Bearer {}", person.token.reveal());
        request = request.header("authorization", bearer);
    }
    let request = request
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(document.to_string()));
    let answer = send(house, request.unwrap()).await;
    let read = serde_json::from_str(&answer.text).unwrap_or(Value::Null);
    (answer.status, read)
}

/// The letter of a kind, among all that went out.
async fn letter(w: &World, kind: LetterKind) -> Due {
    let letters = w.letters().await.into_iter();
    let mut wanted = letters.filter(|letter| letter.kind == kind);
    wanted.next().unwrap()
}

const ENTER: &str = "username=max&password=correct+horse+battery";

#[tokio::test]
async fn a_browser_that_signed_in_before_gets_in_while_others_are_locked() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let house = house(w.gate.clone(), None);
        let known = post(&house, "/sign-in", "", ENTER).await.cookies();
        assert!(known.contains("tutela_device="), "{known}");
        for _ in 0..ALLOWED {
            let wrong = post(&house, "/sign-in", "", "username=max&password=guess").await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let locked = post(&house, "/sign-in", "", ENTER).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(
            locked.text.contains("Try again in 15 min"),
            "{}",
            locked.text
        );
        let entered = post(&house, "/sign-in", &known, ENTER).await;
        assert_eq!(
            (entered.status, entered.location()),
            (StatusCode::SEE_OTHER, "/")
        );

        // The mailed link opens another device; looking at it changes nothing.
        let told = letter(&w, LetterKind::Notice(NoticeKind::Locked)).await;
        let path = format!("/unlock/{}", link(&told).reveal());
        for _ in 0..2 {
            let page = get(&house, &path, "").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text.contains("Max Lund"), "{}", page.text);
        }
        let opened = post(&house, &path, "", "").await;
        assert_eq!(opened.location(), "/sign-in");
        let entered = post(&house, "/sign-in", &opened.cookies(), ENTER).await;
        assert_eq!(entered.location(), "/");
        let gone = post(&house, &path, "", "").await;
        let never = post(&house, "/unlock/nothing", "", "").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert_eq!((never.status, never.text), (gone.status, gone.text));

        // Who looks after the account sees the lock and lifts it.
        let people = format!("/accounts/{}/people", w.account);
        let page = get(&house, &people, &session(&w.owner)).await;
        let lift = format!("{people}/{}/lock/removal", w.manager.id);
        assert!(page.text.contains(&lift), "{}", page.text);
        let lifted = post(&house, &lift, &session(&w.owner), "").await;
        assert_eq!(lifted.location(), people);
        let page = get(&house, &people, &session(&w.owner)).await;
        assert!(!page.text.contains(&lift));
        let entered = post(&house, "/sign-in", "", ENTER).await;
        assert_eq!(entered.location(), "/");
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_in_a_browser() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let house = house(w.gate.clone(), None);
        let page = post(&house, "/password/forgotten", "", "username=MAX").await;
        let ticket = page.text.split("name=\"ticket\" value=\"").nth(1).unwrap();
        let ticket = ticket.split('"').next().unwrap();
        let sent = letter(&w, LetterKind::PasswordReset).await;
        let code = sent.words["code"].expose();
        let wrong = format!("ticket={ticket}&code=0000-0000&password=new+sea+legs");
        let wrong = post(&house, "/password/reset", "", &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let short = format!("ticket={ticket}&code={code}&password=short");
        let short = post(&house, "/password/reset", "", &short).await;
        assert!(
            short.text.contains("Use at least 6 characters"),
            "{}",
            short.text
        );
        let right = format!("ticket={ticket}&code={code}&password=new+sea+legs");
        let done = post(&house, "/password/reset", "", &right).await;
        assert_eq!(done.location(), "/sign-in", "{}", done.text);

        post(&house, "/password/forgotten", "", "username=max").await;
        let path = letter(&w, LetterKind::PasswordReset).await.words["path"]
            .expose()
            .clone();
        let page = get(&house, &path, "").await;
        assert!(page.text.contains("max"), "{}", page.text);
        let common = post(&house, &path, "", "password=iloveyou").await;
        assert_eq!(common.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(common.text.contains("everybody takes"), "{}", common.text);
        let done = post(&house, &path, "", "password=newer+sea+legs").await;
        assert_eq!(done.location(), "/sign-in");
        let gone = get(&house, &path, "").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        w.sign_in("max", "newer sea legs").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_changes_password_and_name_in_a_browser() {
    on_both(async |w: World| {
        let house = house(w.gate.clone(), None);
        let max = session(&w.manager);
        let wrong = "current=no&password=new+sea+legs";
        let wrong = post(&house, "/me/password", &max, wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text.contains("not your password of now"),
            "{}",
            wrong.text
        );
        let right = "current=correct+horse+battery&password=new+sea+legs";
        let done = post(&house, "/me/password", &max, right).await;
        assert_eq!(done.location(), "/me/password", "{}", done.text);
        let taken = post(&house, "/me/username", &max, "username=STEN").await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.text.contains("value=\"STEN\""), "{}", taken.text);
        let done = post(&house, "/me/username", &max, "username=Max.Lund").await;
        assert_eq!(done.location(), "/me/username");
        w.sign_in("max.lund", "new sea legs").await.unwrap();

        let rules = format!("/accounts/{}/security", w.account);
        let owner = session(&w.owner);
        let refused = post(&house, &rules, &owner, "password_floor=5&country=zz").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let set = post(&house, &rules, &owner, "password_floor=12&country=dk").await;
        assert_eq!(set.location(), rules);
        let page = get(&house, "/me/password", &max).await;
        assert!(
            page.text.contains("At least 12 characters"),
            "the policy in force"
        );
    })
    .await;
}

#[tokio::test]
async fn programs_do_the_same_by_the_same_rules() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let house = house(w.gate.clone(), None);
        let max = Some(&w.manager);
        let change = |current: &str| json!({"current": current, "password": "new sea legs"});
        let path = (Method::PUT, "/api/v1/me/password");
        let (status, why) = call(&house, path.clone(), max, change("no")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(why["errors"][0]["code"], "wrong-password");
        let (status, _) = call(&house, path, max, change(PASSWORD)).await;
        assert_eq!(status, StatusCode::NO_CONTENT);

        let path = (Method::PUT, "/api/v1/me/username");
        let (status, _) = call(&house, path, max, json!({"username": "Max.Lund"})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let path = (Method::GET, "/api/v1/me/usernames");
        let (_, own) = call(&house, path, max, json!({})).await;
        assert_eq!(own["usernames"][0]["name"], "max.lund");

        let path = (Method::POST, "/api/v1/password-resets");
        let wish = json!({"username": "max.lund"});
        let (status, ticket) = call(&house, path, None, wish).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let code = letter(&w, LetterKind::PasswordReset).await.words["code"]
            .expose()
            .clone();
        let reset = json!({"ticket": ticket["ticket"], "code": code, "password": "newer sea legs"});
        for expected in [StatusCode::NO_CONTENT, StatusCode::CONFLICT] {
            let path = (Method::POST, "/api/v1/password-resets/redemption");
            let (status, _) = call(&house, path, None, reset.clone()).await;
            assert_eq!(status, expected);
        }
        let path = (Method::POST, "/api/v1/password-resets/redemption");
        let (status, _) = call(&house, path, None, json!({"password": "newer sea legs"})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        for _ in 0..ALLOWED {
            assert!(w.sign_in("max.lund", "a guess").await.is_err());
        }
        let people = format!("/api/v1/accounts/{}/people", w.account);
        let path = (Method::GET, people.as_str());
        let (_, list) = call(&house, path, Some(&w.owner), json!({})).await;
        let locked = list["people"].as_array().unwrap().iter();
        assert_eq!(
            locked.filter(|one| !one["locked_until"].is_null()).count(),
            1
        );
        let lock = format!("/api/v1/people/{}/lock?account={}", w.manager.id, w.account);
        let whole = format!("/api/v1/people/{}/lock", w.manager.id);
        for (path, who, expected) in [
            (&lock, &w.stranger, StatusCode::NOT_FOUND),
            (&whole, &w.owner, StatusCode::NOT_FOUND),
            (&lock, &w.owner, StatusCode::NO_CONTENT),
            (&lock, &w.owner, StatusCode::NO_CONTENT),
            (&whole, &w.administrator, StatusCode::NO_CONTENT),
        ] {
            let (status, _) = call(&house, (Method::DELETE, path), Some(who), json!({})).await;
            assert_eq!(status, expected, "{path}");
        }
        w.sign_in("max.lund", "newer sea legs").await.unwrap();

        let rules = format!("/api/v1/accounts/{}/sign-in-rules", w.account);
        let path = || (Method::PUT, rules.as_str());
        let set = json!({"password_floor": 7, "country": null});
        let (status, _) = call(&house, path(), Some(&w.owner), set).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let set = json!({"password_floor": 8, "country": "dk"});
        let (status, _) = call(&house, path(), Some(&w.owner), set).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        let path = (Method::GET, rules.as_str());
        let (_, get) = call(&house, path, Some(&w.owner), json!({})).await;
        assert_eq!(get, json!({"password_floor": 8, "country": "DK"}));
        let add = json!({"level": "account", "scope_id": w.account, "name": "Anna Lind",
            "username": "32 12 34 56", "password": "7 chars"});
        let path = (Method::POST, "/api/v1/people");
        let (status, why) = call(&house, path, Some(&w.owner), add).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(why["errors"][0]["code"], "too-short", "{why}");
    })
    .await;
}
