//! Every page of this feature as a browser gets it, and the few answers that the door alone cannot get right.

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use tutela_core::{Role, Secret};
use tutela_identity::first_run::FirstRunCode;
use tutela_identity::password::Hasher;
use tutela_identity::{MESSAGES, TEXTS, routes};
use tutela_web::{App, Settings};

use crate::world::{PASSWORD, Person, World, on_both};

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .map_or("", |to| to.to_str().unwrap())
    }

    pub fn cookie(&self) -> String {
        let cookie = self.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

pub fn house(gate: tutela_access::Gate, code: Option<&str>) -> Router {
    let settings = Settings {
        product: "Tutela".to_owned(),
        origin: None,
        secure: false,
        ways: tutela_web::Ways::default(),
    };
    let hasher = Hasher::new(2, gate.ambient());
    let code = FirstRunCode(code.map(|code| Secret::new(code.to_owned())));
    let app = App::new(gate, &[TEXTS, MESSAGES], settings).unwrap();
    routes(hasher, code).into_router(&app)
}

pub async fn ask(house: &Router, method: Method, path: &str, cookie: &str, form: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request
        .header("host", "learn.example")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()));
    let answer = house.clone().oneshot(request.unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

pub fn cookie(person: &Person) -> String {
    format!("tutela_session={}", person.token.reveal())
}

#[tokio::test]
async fn every_page_is_drawn_in_both_languages() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        w.add(&w.owner, w.account.into(), ("anna", None))
            .await
            .unwrap();
        let (owner, staff) = (cookie(&w.owner), cookie(&w.administrator));
        let (account, channel, course) = (w.account, w.channel, w.course);
        for (path, who) in [
            ("/sign-in".to_owned(), ""),
            ("/sign-in?next=/accounts".to_owned(), ""),
            ("/password/forgotten".to_owned(), ""),
            ("/me/password".to_owned(), &owner),
            ("/me/username".to_owned(), &staff),
            ("/platform/locks".to_owned(), &staff),
            (format!("/accounts/{account}/security"), &owner),
            ("/accounts".to_owned(), &staff),
            ("/accounts?q=nord".to_owned(), &staff),
            ("/accounts?q=nothing".to_owned(), &staff),
            ("/accounts/new".to_owned(), &staff),
            ("/platform/roles".to_owned(), &staff),
            ("/platform/invitations/new".to_owned(), &staff),
            (format!("/accounts/{account}/people"), &owner),
            (format!("/accounts/{account}/people?q=nothing"), &owner),
            (format!("/accounts/{account}/invitations/new"), &owner),
            (
                format!("/accounts/{account}/people/{}", w.manager.id),
                &owner,
            ),
            (format!("/accounts/{account}/security"), &owner),
            ("/me/security".to_owned(), &owner),
            ("/me/security?next=/accounts".to_owned(), &owner),
            ("/me/sessions".to_owned(), &owner),
            ("/me/tokens".to_owned(), &owner),
            ("/me/tokens/new".to_owned(), &staff),
            ("/me/proof?next=/accounts".to_owned(), &owner),
            ("/people".to_owned(), &staff),
            ("/people?q=nothing".to_owned(), &staff),
            (format!("/people/{}/block", w.manager.id), &staff),
            (format!("/accounts/{account}/roles"), &owner),
            (format!("/accounts/{account}/activities"), &owner),
            (format!("/accounts/{account}/ownership"), &owner),
            (format!("/accounts/{account}/review"), &owner),
            (format!("/accounts/{account}/review?mark=never"), &owner),
            (
                format!("/accounts/{account}/reach/{}", w.manager.id),
                &owner,
            ),
            (format!("/channels/{channel}/roles"), &owner),
            (format!("/channels/{channel}/invitations/new"), &owner),
            (format!("/courses/{course}/roles"), &owner),
            ("/notifications".to_owned(), &owner),
            ("/me/activities".to_owned(), &owner),
            ("/me/contacts".to_owned(), &owner),
            ("/me/contacts/email".to_owned(), &owner),
            ("/me/contacts/phone".to_owned(), &owner),
            (format!("/courses/{course}/invitations/new"), &owner),
        ] {
            let page = ask(&house, Method::GET, &path, who, "").await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
            assert!(!page.text.contains('⟦'), "{path} lacks a text");
            assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        }
        let danish = ask(&house, Method::GET, "/sign-in", "tutela_language=da", "").await;
        assert!(danish.text.contains("Adgangskode"), "{}", danish.text);
    })
    .await;
}

#[tokio::test]
async fn da5_strangers_find_no_page() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (account, channel, course) = (w.account, w.channel, w.course);
        let nothing: tutela_core::AccountId = w.ambient.id();
        let missing = format!("/accounts/{nothing}/people");
        let missing = ask(&house, Method::GET, &missing, &cookie(&w.stranger), "").await;
        for path in [
            format!("/accounts/{account}/people"),
            format!("/accounts/{account}/invitations/new"),
            format!("/accounts/{account}/people/{}", w.manager.id),
            format!("/accounts/{account}/security"),
            "/people".to_owned(),
            format!("/people/{}/block", w.manager.id),
            format!("/accounts/{account}/roles"),
            format!("/accounts/{account}/activities"),
            format!("/accounts/{account}/ownership"),
            format!("/accounts/{account}/review"),
            format!("/accounts/{account}/reach/{}", w.manager.id),
            format!("/channels/{channel}/reach/{}", w.manager.id),
            format!("/channels/{channel}/roles"),
            format!("/courses/{course}/roles"),
            format!("/courses/{course}/invitations/new"),
            format!("/api/v1/roles?level=course&scope_id={course}"),
            "/accounts".to_owned(),
            "/platform/roles".to_owned(),
            "/platform/locks".to_owned(),
            format!("/accounts/{account}/security"),
            format!("/api/v1/accounts/{account}/sign-in-rules"),
            "/accounts/not-an-id/people".to_owned(),
        ] {
            let page = ask(&house, Method::GET, &path, &cookie(&w.stranger), "").await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            if !path.starts_with("/api") {
                assert_eq!(page.text, missing.text, "{path}");
            }
        }
        let max = w.manager.id;
        for path in [
            format!("/accounts/{account}/roles"),
            format!("/accounts/{account}/people/{max}/lock/removal"),
            format!("/platform/locks/{max}/removal"),
            format!("/accounts/{account}/security"),
            format!("/accounts/{account}/invitations"),
        ] {
            let form = "username=olga&role=account_manager&name=x&password_floor=8";
            let answer = ask(&house, Method::POST, &path, &cookie(&w.stranger), form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_signs_in_and_out_in_a_browser() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let wrong = "username=Max%3Cb%3E&password=wrong&next=%2Faccounts";
        let page = ask(&house, Method::POST, "/sign-in", "", wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text.contains(r#"value="Max&#60;b&#62;""#),
            "{}",
            page.text
        );
        assert!(page.text.contains(r#"name="next" value="/accounts""#));
        assert!(
            !page.text.contains("wrong\""),
            "a password is never sent back"
        );

        for (next, to) in [
            ("%2Fcourses%2F1", "/courses/1"),
            ("%2F%2Fevil.example", "/"),
        ] {
            let form = format!(
                "username=max&password={}&next={next}",
                PASSWORD.replace(' ', "+")
            );
            let entered = ask(&house, Method::POST, "/sign-in", "", &form).await;
            assert_eq!(
                (entered.status, entered.location()),
                (StatusCode::SEE_OTHER, to)
            );
            let session = entered.cookie();
            let again = ask(&house, Method::GET, "/sign-in", &session, "").await;
            assert_eq!(again.location(), "/", "who is in goes on");
            let left = ask(&house, Method::POST, "/sign-out", &session, "").await;
            assert_eq!(
                (left.location(), left.cookie().as_str()),
                ("/sign-in", "tutela_session=")
            );
            let form = ask(&house, Method::GET, "/sign-in", &session, "").await;
            assert_eq!(form.status, StatusCode::OK);
        }
    })
    .await;
}

#[tokio::test]
async fn a_role_is_given_removed_and_given_back() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let (owner, manager) = (cookie(&w.owner), cookie(&w.manager));
        let roles = format!("/courses/{}/roles", w.course);
        for wrong in [
            "username=sten&role=course_learner",
            "username=max&role=",
            "username=max&role=king",
        ] {
            let page = ask(&house, Method::POST, &roles, &owner, wrong).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let given = ask(
            &house,
            Method::POST,
            &roles,
            &manager,
            "username=max&role=course_learner",
        )
        .await;
        assert_eq!(
            (given.status, given.location()),
            (StatusCode::SEE_OTHER, roles.as_str())
        );
        let page = ask(&house, Method::GET, &roles, &owner, "").await;
        let removal = page.text.split("action=\"/roles/").nth(1).unwrap();
        let removal = format!("/roles/{}", removal.split('"').next().unwrap());

        let stranger = ask(&house, Method::POST, &removal, &cookie(&w.stranger), "").await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        let removed = ask(&house, Method::POST, &removal, &owner, "").await;
        assert_eq!(removed.location(), roles);
        let flash = format!("{owner}; {}", removed.cookie());
        let page = ask(&house, Method::GET, &roles, &flash, "").await;
        assert!(
            page.text.contains("Max Lund is no longer Learner here."),
            "{}",
            page.text
        );
        let undo = format!("{removal}/undo");
        assert!(page.text.contains(&undo));
        let back = ask(&house, Method::POST, &undo, &owner, "").await;
        assert_eq!(
            (back.status, back.location()),
            (StatusCode::SEE_OTHER, roles.as_str())
        );
        let twice = ask(&house, Method::POST, &undo, &owner, "").await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_takes_his_own_role_goes_home() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let manager = cookie(&w.manager);
        let roles = format!("/channels/{}/roles", w.channel);
        let page = ask(&house, Method::GET, &roles, &manager, "").await;
        let removal = page.text.split("action=\"/roles/").nth(1).unwrap();
        let removal = format!("/roles/{}", removal.split('"').next().unwrap());
        let removed = ask(&house, Method::POST, &removal, &manager, "").await;
        assert_eq!(
            (removed.status, removed.location()),
            (StatusCode::SEE_OTHER, "/")
        );
        let gone = ask(&house, Method::GET, &roles, &manager, "").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_role_of_the_platform_is_given_by_administrators() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let role = Some(Role::PlatformSupport);
        let platform = tutela_core::Scope::Platform;
        w.add(&w.administrator, platform, ("sue", role))
            .await
            .unwrap();
        let form = "username=sue&role=platform_administrator";
        let given = ask(
            &house,
            Method::POST,
            "/platform/roles",
            &cookie(&w.administrator),
            form,
        )
        .await;
        assert_eq!(given.location(), "/platform/roles");
        let refused = ask(
            &house,
            Method::POST,
            "/platform/roles",
            &cookie(&w.owner),
            form,
        )
        .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    })
    .await;
}
