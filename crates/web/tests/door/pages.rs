//! What people meet: pages, forms, the way to the sign-in, headers on everything.

use http::{Method, StatusCode};

use crate::house::{self, House};
use crate::rooms::*;

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
