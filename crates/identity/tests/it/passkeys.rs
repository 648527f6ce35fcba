//! Passkeys, as far as they go without a device: what is asked for, and what is refused. The browser walk does the rest.

use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::pages::{cookie, house};
use crate::world::{World, on_both};

async fn post(
    house: &axum::Router,
    (host, cookie): (&str, &str),
    path: &str,
    document: Value,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", host)
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .header("content-type", "application/json")
        .body(axum::body::Body::from(document.to_string()));
    let answer = house.clone().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

#[tokio::test]
async fn a_passkey_is_asked_for_by_name_and_with_its_owner_there() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let owner = cookie(&w.owner);
        let here = ("localhost:8080", owner.as_str());
        let (status, made) = post(&house, here, "/api/v1/me/passkeys/challenge", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        let options = &made["options"]["publicKey"];
        assert_eq!(options["rp"]["id"], "localhost");
        let choice = &options["authenticatorSelection"];
        assert_eq!(choice["residentKey"], "preferred");
        assert_eq!(choice["userVerification"], "required");

        let anybody = ("localhost:8080", "");
        let path = "/api/v1/session/passkey/challenge";
        let (status, asked) = post(&house, anybody, path, json!({})).await;
        assert_eq!(status, StatusCode::OK, "{asked}");
        let options = &asked["options"]["publicKey"];
        assert_eq!(options["userVerification"], "required");
        assert_eq!(
            options["allowCredentials"],
            json!([]),
            "no names are given away"
        );

        let number = ("127.0.0.1:8080", owner.as_str());
        let (status, refused) =
            post(&house, number, "/api/v1/me/passkeys/challenge", json!({})).await;
        assert_eq!(status, StatusCode::CONFLICT, "{refused}");
        assert_eq!(refused["code"], "passkey-no-name");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_answer_lets_nobody_in() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let anybody = ("localhost", "");
        let path = "/api/v1/session/passkey/challenge";
        let (_, asked) = post(&house, anybody, path, json!({})).await;
        let shown = json!({
            "id": "AAAA", "rawId": "AAAA", "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA",
                "userHandle": "AAAA",
            },
        });
        for (token, credential) in [
            (asked["token"].clone(), shown.clone()),
            (asked["token"].clone(), json!({})),
            (json!("no token"), shown),
        ] {
            let answer = json!({"token": token, "credential": credential});
            let (status, refused) = post(&house, anybody, "/api/v1/session/passkey", answer).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{refused}");
        }
        w.clock.forward(std::time::Duration::from_secs(16 * 60));
        let owner = cookie(&w.owner);
        let stale = ("localhost", owner.as_str());
        let (status, refused) =
            post(&house, stale, "/api/v1/me/passkeys/challenge", json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(refused["code"], "proof-needed");
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .contains("reauthenticate")
        );
    })
    .await;
}
