//! What the door lets in and how it lets out: guards, errors, headers, limits, foreign pages.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod house;

use axum::body::Body;
use house::House;
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use tutela_access::{Action as _, CreateAccount, Myself, Platform, ViewSelf};
use tutela_core::CourseId;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Guard, Inputs, Json, Page, Path, Redirect, Routes, Visit,
    routes,
};
use utoipa::ToSchema;

const ME: Guard = Guard::Action(ViewSelf::NAME);
const OPEN: Guard = Guard::Open("A test wants it so.");

/// The main part of a page, given as it is.
#[derive(askama::Template)]
#[template(
    source = "<h1>{{ title }}</h1>{{ inputs.summary() }}{{ inputs.line(\"name\", \"Name\", typed).required().max(9) }}",
    ext = "html"
)]
struct Room {
    title: &'static str,
    inputs: Inputs,
    typed: String,
}

async fn look(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let page = visit
        .page(authorized.somebody(), "Room")
        .crumb("House", "/");
    room(page, FieldErrors::default(), String::new())
}

fn room(page: Page, errors: FieldErrors, typed: String) -> Result<Page, Error> {
    let inputs = Inputs::with(page.words(), errors);
    page.fill(&Room {
        title: "Room",
        inputs,
        typed,
    })
}

/// Forgets to authorize.
async fn forgetful() -> &'static str {
    "a secret"
}

/// Authorizes, but not what its route declares.
async fn mistaken(visit: Visit) -> Result<&'static str, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    Ok("a secret")
}

async fn forgetful_redirect() -> Redirect {
    Redirect::to("/somewhere")
}

async fn staff(visit: Visit) -> Result<&'static str, Error> {
    visit
        .read()
        .await?
        .authorize(CreateAccount, Platform)
        .await?;
    Ok("staff")
}

async fn course(Path(_): Path<CourseId>) -> Result<&'static str, Error> {
    Err(Error::NotFound)
}

async fn panics() -> &'static str {
    panic!("a bug in one room")
}

#[derive(Deserialize)]
struct NewRoom {
    #[serde(default)]
    name: String,
}

async fn make(visit: Visit, Form(new): Form<NewRoom>) -> Result<Result<Redirect, Page>, Error> {
    let guarded = visit.write().await;
    let mut guarded = guarded?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &new.name, 9);
    match errors.settle(name) {
        Ok(name) => {
            let flash = Flash::new("room-made")
                .with("name", name)
                .undo("/rooms/1/removal");
            Ok(Ok(Redirect::to("/room").saying(&flash, &visit)))
        }
        Err(errors) => {
            let page = visit.page(authorized.somebody(), "Room");
            let page = page.crumb("House", "/").invalid();
            Ok(Err(room(page, errors, new.name)?))
        }
    }
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Thing {
    name: String,
}

/// Makes a thing.
#[utoipa::path(post, path = "/api/v1/things", operation_id = "makeThing", request_body = Thing,
    responses((status = 201, body = Thing)))]
async fn make_thing(
    visit: Visit,
    Json(thing): Json<Thing>,
) -> Result<(StatusCode, Json<Thing>), Error> {
    visit.write().await?.authorize(ViewSelf, Myself).await?;
    match thing.name.as_str() {
        "taken" => Err(Error::Conflict("room-taken")),
        "damaged" => Err(Error::Damaged("block 7".to_owned())),
        "busy" => Err(tutela_db::Error::Busy.into()),
        "full" => Err(tutela_db::Error::Full.into()),
        _ => Ok((StatusCode::CREATED, Json(thing))),
    }
}

/// Shows a thing.
#[utoipa::path(get, path = "/api/v1/things/{thing}", operation_id = "getThing", params(("thing" = String, Path)),
    responses((status = 200, body = Thing)))]
async fn get_thing(visit: Visit, Path(_thing): Path<CourseId>) -> Result<Json<Thing>, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    Err(Error::NotFound)
}

async fn swallow(visit: Visit, body: Body) -> Result<String, Error> {
    visit.read().await?.authorize(ViewSelf, Myself).await?;
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    Ok(bytes.unwrap().len().to_string())
}

fn rooms() -> Routes {
    Routes::new()
        .get("/room", look, ME)
        .post("/rooms", make, ME)
        .get("/forgetful", forgetful, ME)
        .get("/mistaken", mistaken, Guard::Action(CreateAccount::NAME))
        .get("/forgetful-redirect", forgetful_redirect, ME)
        .get("/staff", staff, Guard::Action(CreateAccount::NAME))
        .get("/open", forgetful, OPEN)
        .get("/panics", panics, OPEN)
        .get("/courses/{course}", course, OPEN)
        .put("/film", swallow, ME)
        .streaming()
        .api(routes!(make_thing), ME)
        .api(routes!(get_thing), ME)
        .and(tutela_web::health::routes())
        .and(tutela_web::assets::routes())
        .and(tutela_web::switch::routes())
        .with_document("1.2.3")
}

async fn house() -> House {
    House::with(rooms(), false).await
}

const PAGE: (&str, &str) = ("accept", "text/html");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn da1_a_route_that_forgets_to_authorize_answers_nothing() {
    let house = house().await;
    for path in ["/forgetful", "/mistaken", "/forgetful-redirect"] {
        let answer = house.ask_in(Method::GET, path, &[PAGE]).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(!answer.text().contains("a secret"), "{path}");
        assert_eq!(answer.header("location"), "", "{path}");
    }
    let open = house.ask(Method::GET, "/open", &[]).await;
    assert_eq!((open.status, open.text()), (StatusCode::OK, "a secret"));
}

#[tokio::test]
async fn a_page_comes_in_the_persons_language_with_the_shell() {
    let answer = house().await.ask_in(Method::GET, "/room", &[PAGE]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let html = answer.text();
    for part in [
        "<html lang=\"da\"",
        "Lena Lund",
        ">LL<",
        "Log ud",
        "<li><a href=\"/\">House</a></li>",
        "<span>Room</span>",
        "Gå til indholdet",
        "maxlength=\"9\"",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("⟦"), "{html}");
    assert!(!html.contains("/assets/missing"), "{html}");
    assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onclick"));
}

#[tokio::test]
async fn da5_what_one_may_not_know_of_looks_like_what_is_not_there() {
    let house = house().await;
    for lines in [
        &[PAGE][..],
        &[],
        &[("accept", "application/json")],
        &[PAGE, ("accept-language", "da")],
    ] {
        let nothing = house
            .ask_in(Method::GET, "/nowhere/at-all?x=1", lines)
            .await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
        for path in [
            "/staff",
            "/courses/not-an-id",
            "/courses/01890a5d-ac96-774b-bcce-b302099a8057",
        ] {
            let hidden = house.ask_in(Method::GET, path, lines).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(hidden.body, nothing.body, "{path}");
            let names = |answer: &house::Answer| {
                let mut lines: Vec<_> = answer
                    .headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect();
                lines.retain(|(name, _)| name != "x-request-id");
                lines
            };
            assert_eq!(names(&hidden), names(&nothing), "{path}");
        }
    }
    let api = |path: &'static str| house.ask_in(Method::GET, path, &[]);
    let nothing = api("/api/v1/nowhere").await;
    assert_eq!(nothing.header("content-type"), "application/problem+json");
    assert_eq!(api("/api/v1/things/x").await.body, nothing.body);
    assert_eq!(
        api("/api/v1/things/01890a5d-ac96-774b-bcce-b302099a8057")
            .await
            .body,
        nothing.body
    );
}

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_and_back() {
    let house = house().await;
    let answer = house.ask(Method::GET, "/room?a=b&c=%2F", &[PAGE]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/sign-in?next=%2Froom%3Fa%3Db%26c%3D%252F"
    );
    let posted = house
        .send(Method::POST, "/rooms", &[PAGE, FORM], "name=a")
        .await;
    assert_eq!(
        (posted.status, posted.header("location")),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    let api = house
        .send(Method::POST, "/api/v1/things", &[JSON], r#"{"name":"a"}"#)
        .await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.header("www-authenticate"), "Bearer");
    assert_eq!(api.json()["code"], "not-signed-in");
}

#[tokio::test]
async fn every_answer_bears_the_headers() {
    let house = House::with(rooms(), true).await;
    for (method, path) in [
        (Method::GET, "/open"),
        (Method::GET, "/nowhere"),
        (Method::DELETE, "/open"),
        (Method::GET, "/panics"),
        (Method::GET, "/room"),
        (Method::GET, "/healthz"),
        (Method::GET, "/api/v1/x"),
    ] {
        let answer = house.ask(method, path, &[PAGE]).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-store"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'; script-src 'self'")
        );
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
    }
}

#[tokio::test]
async fn a_panic_in_one_request_ends_no_other() {
    let house = house().await;
    let broken = house.ask(Method::GET, "/panics", &[PAGE]).await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!broken.text().contains("a bug in one room"));
    assert!(broken.text().contains(broken.header("x-request-id")));
    assert_eq!(
        house.ask(Method::GET, "/open", &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let house = house().await;
    for lines in [
        &[("sec-fetch-site", "cross-site"), FORM][..],
        &[("origin", "https://evil.example"), FORM],
    ] {
        let foreign = house
            .send(Method::POST, "/language", lines, "language=da")
            .await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert_eq!(foreign.header("set-cookie"), "");
    }
    let cookie = format!("tutela_session={}", house.token);
    let bare = [("cookie", cookie.as_str()), FORM];
    let answer = house.send(Method::POST, "/rooms", &bare, "name=a").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let bearer = format!("Bearer {}", house.token);
    let program = [("authorization", bearer.as_str()), JSON];
    let answer = house
        .send(Method::POST, "/api/v1/things", &program, r#"{"name":"a"}"#)
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_form_with_errors_comes_back_as_it_was_typed() {
    let house = house().await;
    let answer = house
        .send_in(
            Method::POST,
            "/rooms",
            &[PAGE, FORM],
            "name=%3Cb%3E+much+too+long",
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = answer.text();
    for part in [
        "<title>Fejl: Room",
        "value=\"&#60;b&#62; much too long\"",
        "<a href=\"#name\">Brug højst 9 tegn</a>",
        "id=\"name-error\"",
        "aria-invalid=\"true\"",
        "Én ting skal rettes",
        "<span>Room</span>",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[tokio::test]
async fn a_sentence_survives_one_redirect() {
    let house = house().await;
    let made = house
        .send_in(
            Method::POST,
            "/rooms",
            &[PAGE, FORM],
            "name=Bl%C3%A5+%3Cb%3E",
        )
        .await;
    assert_eq!(
        (made.status, made.header("location")),
        (StatusCode::SEE_OTHER, "/room")
    );
    let flash = made.header("set-cookie").split(';').next().unwrap();
    let cookies = format!("{flash}; tutela_session={}", house.token);
    let page = house
        .ask(Method::GET, "/room", &[PAGE, ("cookie", &cookies)])
        .await;
    assert!(
        page.text().contains("Rummet Blå &#60;b&#62; er lavet."),
        "{}",
        page.text()
    );
    assert!(page.text().contains("action=\"/rooms/1/removal\""));
    assert!(page.header("set-cookie").starts_with("tutela_flash=; "));
    assert!(page.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn the_api_says_what_is_wrong() {
    let house = house().await;
    let post = |lines: Vec<(&'static str, &'static str)>, body: String| {
        let house = &house;
        async move {
            house
                .send_in(Method::POST, "/api/v1/things", &lines, body)
                .await
        }
    };
    let missing = post(vec![JSON], "{}".to_owned()).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = missing.json();
    assert_eq!(problem["errors"][0]["field"], "name");
    assert_eq!(problem["errors"][0]["code"], "required");
    assert_eq!(problem["request_id"], missing.header("x-request-id"));
    for (lines, body, status, code) in [
        (vec![JSON], "{".to_owned(), 400, "malformed-json"),
        (
            vec![("content-type", "text/xml")],
            "<a/>".to_owned(),
            415,
            "media-type",
        ),
        (vec![], "{}".to_owned(), 415, "media-type"),
        (
            vec![JSON],
            format!("{{\"name\":\"{}\"}}", "a".repeat(70_000)),
            413,
            "too-large",
        ),
        (
            vec![JSON],
            r#"{"name":"taken"}"#.to_owned(),
            409,
            "room-taken",
        ),
        (
            vec![JSON],
            r#"{"name":"damaged"}"#.to_owned(),
            500,
            "damaged",
        ),
        (vec![JSON], r#"{"name":"full"}"#.to_owned(), 507, "full"),
        (vec![JSON], r#"{"name":"busy"}"#.to_owned(), 503, "busy"),
    ] {
        let answer = post(lines, body).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.json()["code"].as_str().unwrap()
            ),
            (status, code)
        );
        assert!(
            !answer.text().contains("block 7") && !answer.text().contains('⟦'),
            "{}",
            answer.text()
        );
        assert_eq!(!answer.header("retry-after").is_empty(), status == 503);
    }
    let method = house.ask_in(Method::DELETE, "/api/v1/things", &[]).await;
    assert_eq!(
        (method.status, method.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
}

#[tokio::test]
async fn bodies_are_limited_but_streams_are_not() {
    let house = house().await;
    let big = vec![b'a'; 200_000];
    let film = house.send_in(Method::PUT, "/film", &[], big.clone()).await;
    assert_eq!((film.status, film.text()), (StatusCode::OK, "200000"));
    let form = house
        .send_in(Method::POST, "/rooms", &[PAGE, FORM], big)
        .await;
    assert_eq!(form.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_document_has_every_operation_with_its_guard() {
    let document = house()
        .await
        .ask(Method::GET, "/api/openapi.json", &[])
        .await
        .json();
    let make = &document["paths"]["/api/v1/things"]["post"];
    assert_eq!(make["operationId"], "makeThing");
    assert_eq!(make["x-action"], ViewSelf::NAME);
    assert_eq!(make["security"][0]["bearer"], serde_json::json!([]));
    assert_eq!(
        make["responses"]["404"]["content"]["application/problem+json"]["schema"]["$ref"],
        "#/components/schemas/Problem"
    );
    assert!(document["components"]["schemas"]["Thing"].is_object());
    assert_eq!(document["info"]["version"], "1.2.3");
    for line in rooms()
        .list()
        .iter()
        .filter(|line| line.path.starts_with("/api/v1"))
    {
        let method = line.method.as_str().to_lowercase();
        assert!(
            document["paths"][&*line.path][&method].is_object(),
            "{line}"
        );
    }
}

#[tokio::test]
async fn health_is_open_and_says_little() {
    let house = house().await;
    assert_eq!(
        house.ask(Method::GET, "/healthz", &[]).await.text(),
        "alive\n"
    );
    assert_eq!(
        house.ask(Method::GET, "/readyz", &[]).await.text(),
        "ready\n"
    );
    house.db.close().await;
    let away = house.ask(Method::GET, "/readyz", &[]).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        house.ask(Method::GET, "/healthz", &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn choosing_a_language_leads_back() {
    let house = house().await;
    let lines = [
        ("sec-fetch-site", "same-origin"),
        FORM,
        ("referer", "http://localhost/courses/1?a=b"),
    ];
    let chosen = house
        .send(Method::POST, "/language", &lines, "language=da")
        .await;
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (StatusCode::SEE_OTHER, "/courses/1?a=b")
    );
    assert!(
        chosen
            .header("set-cookie")
            .starts_with("tutela_language=da; ")
    );
    let wrong = house
        .send(Method::POST, "/language", &lines, "language=xx")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_list_can_be_read() {
    let list = Routes::<()>::new()
        .get("/b", forgetful, ME)
        .get("/a", forgetful, OPEN)
        .to_string();
    assert_eq!(
        list,
        "GET    /a  open: A test wants it so.\nGET    /b  viewSelf\n"
    );
}
