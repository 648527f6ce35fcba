//! What programs meet: problems, limits, the document, the list of routes.

use http::{Method, StatusCode};
use tutela_access::{Action as _, ViewSelf};
use tutela_web::Routes;

use crate::rooms::*;

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
