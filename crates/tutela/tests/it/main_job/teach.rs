//! An owner makes a channel and a course, appoints a manager, who fills and publishes it; a learner is enrolled.

use serde_json::json;

use super::client::Client;
use super::house::{House, id, on_both};

/// A real film of the demo.
pub const FILM: &[u8] = include_bytes!("../../../demo/content/the-wand-every-time.mp4");
/// A real document of the demo.
pub const PAPER: &[u8] = include_bytes!("../../../demo/content/cleaning-schedule.pdf");
/// A real picture of the demo.
pub const POSTER: &[u8] = include_bytes!("../../../demo/content/the-wand-every-time.jpg");

/// What was made, for those who want to find it, or must not.
pub struct Made {
    pub account: String,
    pub channel: String,
    pub course: String,
    pub film: String,
    pub paper: String,
    pub text: String,
    pub film_object: String,
    pub poster_object: String,
    pub paper_object: String,
    pub manager: Client,
    pub learner: Client,
    pub learner_grant: String,
}

impl Made {
    /// Does all of it by the API.
    pub async fn by(house: &House) -> Self {
        let owner = house.sign_in("account_owner").await;
        let me = owner.get("/api/v1/me").await.ok();
        let roles = me["roles"].as_array().unwrap();
        let owned = roles
            .iter()
            .find(|role| role["role"] == "account_owner")
            .unwrap();
        let account = owned["scope_id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/accounts/{account}/channels");
        let channel = id(&owner
            .post(
                &path,
                json!({"name": "Roasting", "summary": "Heat and time."}),
            )
            .await
            .ok());
        let manager = bring_in(
            house,
            &owner,
            ("channel", &channel),
            ("rosa", "channel_manager"),
        )
        .await
        .0;

        let path = format!("/api/v1/channels/{channel}/courses");
        let course = id(&manager
            .post(&path, json!({"title": "First crack"}))
            .await
            .ok());
        let lesson = async |kind: &str, title: &str, body: &str| {
            let path = format!("/api/v1/courses/{course}/lessons");
            let new = json!({"kind": kind, "title": title, "body": body});
            id(&manager.post(&path, new).await.ok())
        };
        let text = lesson("text", "Listen", "## Listen\n\nThe bean *cracks* once.").await;
        let film = lesson("video", "The drum", "").await;
        let paper = lesson("document", "The log", "").await;
        let send = async |lesson: &str, query: &str, media_type: &str, bytes: &[u8]| {
            let path = format!("/api/v1/lessons/{lesson}/media?{query}");
            id(&manager.upload(&path, media_type, bytes.to_vec()).await.ok())
        };
        let film_object = send(&film, "name=drum.mp4", "video/mp4", FILM).await;
        let poster_object = send(&film, "purpose=poster&name=drum.jpg", "image/jpeg", POSTER).await;
        let paper_object = send(&paper, "name=log.pdf", "application/pdf", PAPER).await;
        let order = json!({"lessons": [film, text, paper]});
        manager
            .put(&format!("/api/v1/courses/{course}/lessons/order"), order)
            .await
            .ok();
        manager
            .put(&format!("/api/v1/courses/{course}/publication"), json!({}))
            .await
            .ok();
        let (learner, learner_grant) = bring_in(
            house,
            &manager,
            ("course", &course),
            ("lars", "course_learner"),
        )
        .await;
        Self {
            account,
            channel,
            course,
            film,
            paper,
            text,
            film_object,
            poster_object,
            paper_object,
            manager,
            learner,
            learner_grant,
        }
    }
}

/// Brings somebody in by invitation, who sets a password of his own and signs in with it.
async fn bring_in(
    house: &House,
    by: &Client,
    (level, scope): (&str, &str),
    (username, role): (&str, &str),
) -> (Client, String) {
    let newcomer = json!({
        "level": level, "scope_id": scope, "role": role, "username": username, "name": username,
    });
    let added = by.post("/api/v1/people", newcomer).await.ok();
    let token = added["welcome_path"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let password = format!("{username} likes it dark");
    let welcome = format!("/api/v1/welcome/{token}");
    house
        .stranger()
        .post(&welcome, json!({"password": password}))
        .await
        .ok();
    let again = house
        .stranger()
        .post(&welcome, json!({"password": "somebody else"}))
        .await;
    assert!(
        (400..500).contains(&again.status),
        "a link works once, not {}",
        again.status
    );
    let list = by
        .get(&format!("/api/v1/roles?level={level}&scope_id={scope}"))
        .await
        .ok();
    let list = list
        .as_array()
        .or_else(|| list["roles"].as_array())
        .unwrap()
        .clone();
    let grant = list
        .iter()
        .find(|held| held["role"] == role && held["person_id"] == added["id"])
        .unwrap();
    (
        Client::sign_in(house.served.address(), username, &password).await,
        id(grant),
    )
}

#[tokio::test]
async fn a_course_is_made_published_and_found() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let mine = made.learner.get("/api/v1/me/courses").await.ok();
        let mine = mine
            .as_array()
            .or_else(|| mine["courses"].as_array())
            .unwrap()
            .clone();
        assert_eq!(mine.len(), 1, "on {}", house.engine);
        assert_eq!(mine[0]["title"], "First crack");
        let course = made
            .learner
            .get(&format!("/api/v1/courses/{}", made.course))
            .await
            .ok();
        let titles: Vec<_> = course["lessons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l["title"].clone())
            .collect();
        assert_eq!(titles, ["The drum", "Listen", "The log"]);
        let film = made
            .learner
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        let media = film["media"].as_array().unwrap();
        assert_eq!(media.len(), 2, "film and poster");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let lessons = format!("/api/v1/courses/{}/lessons", made.course);
        let media = format!("/api/v1/lessons/{}/media", made.film);
        let m = &made.manager;
        for (what, answer, status, field) in [
            (
                "no title",
                m.post(&lessons, json!({"kind": "text", "title": "  "}))
                    .await,
                422,
                "title",
            ),
            (
                "odd kind",
                m.post(&lessons, json!({"kind": "dance", "title": "x"}))
                    .await,
                422,
                "kind",
            ),
            (
                "wrong type",
                m.post(&lessons, json!({"kind": "text", "title": 7})).await,
                422,
                "title",
            ),
            (
                "long title",
                m.post(&lessons, json!({"kind": "text", "title": "x".repeat(161)}))
                    .await,
                422,
                "title",
            ),
            (
                "no film",
                m.upload(&media, "video/mp4", b"<html>".to_vec()).await,
                422,
                "file",
            ),
            (
                "half a film",
                m.upload(&media, "video/mp4", FILM[..FILM.len() / 2].to_vec())
                    .await,
                422,
                "file",
            ),
            (
                "nothing",
                m.upload(&media, "video/mp4", Vec::new()).await,
                422,
                "file",
            ),
            (
                "a paper as film",
                m.upload(&media, "video/mp4", PAPER.to_vec()).await,
                422,
                "file",
            ),
        ] {
            assert_eq!(
                answer.status,
                status,
                "{what}: {}",
                String::from_utf8_lossy(&answer.body)
            );
            let problem = answer.json();
            assert_eq!(problem["errors"][0]["field"], field, "{what}: {problem}");
        }
        let broken = m
            .request(reqwest::Method::POST, &lessons)
            .header("content-type", "application/json");
        let broken = broken.body("{\"kind\": ").send().await.unwrap();
        assert_eq!(broken.status(), 400);
        let still = made
            .learner
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        let ids: Vec<_> = still["media"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["id"].clone())
            .collect();
        assert!(
            ids.contains(&json!(made.film_object)),
            "what was there is still there"
        );
    })
    .await;
}
