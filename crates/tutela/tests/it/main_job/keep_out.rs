//! Who may not know of a thing gets the very answer that he gets for what does not exist.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::house::on_both;
use super::teach::Made;

/// An id that names nothing.
const NOTHING: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn addresses(made: &Made) -> Vec<String> {
    let Made {
        channel,
        course,
        film,
        paper,
        text,
        ..
    } = made;
    let mut all = vec![
        format!("/media/{film}/{}", made.film_object),
        format!("/media/{film}/{}", made.poster_object),
        format!("/media/{paper}/{}", made.paper_object),
        format!("/lessons/{film}/poster"),
        format!("/api/v1/lessons/{film}/media/{}", made.film_object),
        format!("/channels/{channel}"),
        format!("/api/v1/channels/{channel}"),
        format!("/api/v1/channels/{channel}/courses"),
        format!("/courses/{course}"),
        format!("/courses/{course}/edit"),
        format!("/api/v1/courses/{course}"),
        format!("/api/v1/roles?level=course&scope_id={course}"),
    ];
    for lesson in [film, paper, text] {
        all.push(format!("/lessons/{lesson}"));
        all.push(format!("/lessons/{lesson}/edit"));
        all.push(format!("/api/v1/lessons/{lesson}"));
    }
    all
}

/// The same address with every id replaced by one that names nothing.
fn elsewhere(address: &str) -> String {
    let is_id = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let swap = |part: &str| {
        if is_id(part) {
            NOTHING.to_owned()
        } else {
            part.to_owned()
        }
    };
    let whole: Vec<_> = address
        .split('/')
        .map(|part| match part.split_once("scope_id=") {
            Some((before, _)) => format!("{before}scope_id={NOTHING}"),
            None => swap(part),
        })
        .collect();
    whole.join("/")
}

/// All that a caller can see of an answer, but for what differs between any two.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.body.clone())
}

#[tokio::test]
async fn da5_others_get_what_does_not_exist_byte_for_byte() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let others = [
            house.sign_in("platform_administrator").await,
            house.sign_in("channel_manager").await,
            house.sign_in("course_learner").await,
        ];
        for address in addresses(&made) {
            for other in &others {
                let theirs = seen(&other.get(&address).await);
                assert_eq!(theirs.0, 404, "{address} on {}", house.engine);
                assert_eq!(
                    theirs,
                    seen(&other.get(&elsewhere(&address)).await),
                    "{address}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_let_in_without_signing_in() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        for address in addresses(&made) {
            let answer = house.stranger().get(&address).await;
            let expected: &[u16] = if address.starts_with("/api") {
                &[401]
            } else {
                &[303, 401]
            };
            assert!(
                expected.contains(&answer.status),
                "{address}: {}",
                answer.status
            );
            assert_eq!(
                answer.status,
                house.stranger().get(&elsewhere(&address)).await.status,
                "{address}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn others_change_nothing() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let other = house.sign_in("channel_manager").await;
        let Made { account, channel, course, film, .. } = &made;
        for (method, path, body) in [
            (Method::POST, format!("/api/v1/accounts/{account}/channels"), json!({"name": "x"})),
            (Method::POST, format!("/api/v1/channels/{channel}/courses"), json!({"title": "x"})),
            (Method::PUT, format!("/api/v1/courses/{course}/publication"), json!({})),
            (Method::DELETE, format!("/api/v1/courses/{course}/publication"), Value::Null),
            (Method::POST, format!("/api/v1/courses/{course}/lessons"), json!({"kind": "text", "title": "x"})),
            (Method::PUT, format!("/api/v1/lessons/{film}"), json!({"title": "x"})),
            (Method::PUT, format!("/api/v1/lessons/{film}/place"), json!({"seconds": 1})),
            (Method::POST, format!("/api/v1/roles/{}/removal", made.learner_grant), Value::Null),
            (Method::POST, "/api/v1/roles".to_owned(), json!({"username": "tomas", "role": "course_editor", "level": "course", "scope_id": course})),
        ] {
            let request = other.request(method.clone(), &path).json(&body);
            let status = request.send().await.unwrap().status().as_u16();
            assert!([403, 404].contains(&status), "{method} {path}: {status} on {}", house.engine);
        }
        let upload = other.upload(&format!("/api/v1/lessons/{film}/media"), "video/mp4", vec![0; 64]).await;
        assert_eq!(upload.status, 404);
        let course = made.learner.get(&format!("/api/v1/courses/{course}")).await.ok();
        assert_eq!(course["lessons"].as_array().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn da4_a_removed_learner_keeps_nothing_but_his_session() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = format!("/media/{}/{}", made.film, made.film_object);
        assert_eq!(made.learner.get(&film).await.status, 200);
        let removal = format!("/api/v1/roles/{}/removal", made.learner_grant);
        let removed = made
            .manager
            .request(Method::POST, &removal)
            .send()
            .await
            .unwrap();
        assert!(removed.status().is_success(), "{}", removed.status());
        assert_eq!(made.learner.get(&film).await.status, 404);
        let course = format!("/api/v1/courses/{}", made.course);
        assert_eq!(made.learner.get(&course).await.status, 404);
        assert_eq!(
            made.learner.get("/api/v1/me").await.status,
            200,
            "still signed in"
        );
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    on_both(async |house| {
        let learner: Client = house.sign_in("course_learner").await;
        learner.get("/api/v1/me").await.ok();
        learner.delete("/api/v1/session").await.ok();
        assert_eq!(learner.get("/api/v1/me").await.status, 401);
    })
    .await;
}
