//! Passkeys, as far as they go without a device: what is asked for, and what is refused. The browser walk does the rest.

use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::authenticator::Authenticator;
use crate::pages::{cookie, house};
use crate::world::{Person, World, on_both};

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

const HERE: &str = "localhost:8080";
const ORIGIN: &str = "http://localhost:8080";

/// Sets a passkey up for somebody.
async fn enrol(house: &axum::Router, who: &Person) -> Authenticator {
    let who = cookie(who);
    let here = (HERE, who.as_str());
    let (status, made) = post(house, here, "/api/v1/me/passkeys/challenge", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (authenticator, answer) = Authenticator::make(ORIGIN, &made["options"]);
    let document = json!({"token": made["token"], "name": "Phone", "credential": answer});
    let (status, refused) = post(house, here, "/api/v1/me/passkeys", document.clone()).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{refused}");
    let (status, _) = post(house, here, "/api/v1/me/passkeys", document).await;
    assert_eq!(
        status,
        StatusCode::UNAUTHORIZED,
        "a challenge is answered once"
    );
    authenticator
}

async fn challenge(house: &axum::Router, who: &str, path: &str) -> Value {
    let (status, asked) = post(house, (HERE, who), path, json!({})).await;
    assert_eq!(status, StatusCode::OK, "{asked}");
    asked
}

const ENTER: &str = "/api/v1/session/passkey";
const ASK: &str = "/api/v1/session/passkey/challenge";
const PROVE: &str = "/api/v1/session/proof/passkey";
const ASK_PROOF: &str = "/api/v1/session/proof/passkey/challenge";

#[tokio::test]
async fn ua6_a_passkey_lets_its_owner_in_once_for_each_challenge() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let mut phone = enrol(&house, &w.owner).await;
        let asked = challenge(&house, "", ASK).await;
        let credential = phone.answer(&asked["options"]);
        let answer = json!({"token": asked["token"], "credential": credential});
        let (status, entered) = post(&house, (HERE, ""), ENTER, answer.clone()).await;
        assert_eq!(status, StatusCode::OK, "{entered}");
        assert_eq!(entered["person"]["id"], w.owner.id.to_string());
        let (status, _) = post(&house, (HERE, ""), ENTER, answer).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "the challenge was used");

        // The answer to one challenge is none to another.
        let (one, other) = (
            challenge(&house, "", ASK).await,
            challenge(&house, "", ASK).await,
        );
        let crossed = json!({"token": other["token"], "credential": phone.answer(&one["options"])});
        assert_eq!(post(&house, (HERE, ""), ENTER, crossed).await.0, 401);

        // A copy of the key is known by its count, which stood still.
        let asked = challenge(&house, "", ASK).await;
        phone.count = 0;
        let copied =
            json!({"token": asked["token"], "credential": phone.answer(&asked["options"])});
        assert_eq!(post(&house, (HERE, ""), ENTER, copied).await.0, 401);
        phone.count = 9;

        w.clock.forward(std::time::Duration::from_secs(301));
        let late = challenge(&house, "", ASK).await;
        let credential = phone.answer(&late["options"]);
        w.clock.forward(std::time::Duration::from_secs(301));
        let late = json!({"token": late["token"], "credential": credential});
        assert_eq!(post(&house, (HERE, ""), ENTER, late).await.0, 401);

        w.block(w.owner.id).await;
        let asked = challenge(&house, "", ASK).await;
        let blocked =
            json!({"token": asked["token"], "credential": phone.answer(&asked["options"])});
        assert_eq!(post(&house, (HERE, ""), ENTER, blocked).await.0, 401);
    })
    .await;
}

#[tokio::test]
async fn ua6_a_passkey_is_a_fresh_proof_of_its_own_person_alone() {
    on_both(async |world: World| {
        let w = &world;
        let house = house(w.gate.clone(), None);
        let none = cookie(&w.stranger);
        let (status, told) = post(&house, (HERE, &none), ASK_PROOF, json!({})).await;
        assert_eq!(
            (status, &told["code"]),
            (StatusCode::CONFLICT, &json!("passkey-none"))
        );
        let mut olgas = enrol(&house, &w.owner).await;
        let mut stens = enrol(&house, &w.stranger).await;
        w.clock.forward(std::time::Duration::from_secs(16 * 60));
        let (olga, sten) = (cookie(&w.owner), cookie(&w.stranger));
        let stale = post(
            &house,
            (HERE, &olga),
            "/api/v1/me/passkeys/challenge",
            json!({}),
        )
        .await;
        assert_eq!(stale.0, StatusCode::FORBIDDEN);

        // Another's key, another's challenge, and the challenge of a sign-in prove nothing.
        let asked = challenge(&house, &olga, ASK_PROOF).await;
        let other = json!({"token": asked["token"], "credential": stens.answer(&asked["options"])});
        assert_eq!(post(&house, (HERE, &olga), PROVE, other).await.0, 401);
        let theirs = challenge(&house, &sten, ASK_PROOF).await;
        let other =
            json!({"token": theirs["token"], "credential": olgas.answer(&theirs["options"])});
        assert_eq!(post(&house, (HERE, &olga), PROVE, other).await.0, 401);
        let open = challenge(&house, "", ASK).await;
        let other = json!({"token": open["token"], "credential": olgas.answer(&open["options"])});
        assert_eq!(post(&house, (HERE, &olga), PROVE, other).await.0, 401);

        let asked = challenge(&house, &olga, ASK_PROOF).await;
        let right = json!({"token": asked["token"], "credential": olgas.answer(&asked["options"])});
        let (status, proved) = post(&house, (HERE, &olga), PROVE, right).await;
        assert_eq!(status, StatusCode::OK, "{proved}");
        let old = post(&house, (HERE, &olga), ASK_PROOF, json!({})).await;
        assert_eq!(
            old.0,
            StatusCode::UNAUTHORIZED,
            "the token of the session is another one"
        );
        let fresh = format!("tutela_session={}", proved["token"].as_str().unwrap());
        let again = post(
            &house,
            (HERE, &fresh),
            "/api/v1/me/passkeys/challenge",
            json!({}),
        )
        .await;
        assert_eq!(again.0, StatusCode::OK, "{}", again.1);
    })
    .await;
}
