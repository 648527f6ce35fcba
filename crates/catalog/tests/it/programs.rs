//! The operations of the API: what they answer, and how they refuse.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::House;
use crate::world::{Person, World, on_both};

async fn done(
    house: &House,
    who: &Person,
    (method, path): (Method, String),
    body: Option<Value>,
) -> Value {
    let answer = house.call(Some(who), method, &path, body.as_ref()).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text);
    match answer.text.is_empty() {
        true => Value::Null,
        false => answer.json(),
    }
}

#[tokio::test]
async fn a_course_is_made_ordered_published_and_learned() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let post = |path| (Method::POST, path);
        let (put, get) = (|path| (Method::PUT, path), |path| (Method::GET, path));
        let new = json!({"name": " Galley ", "summary": "Cook."});
        let path = format!("/accounts/{}/channels", w.school);
        let channel = done(&house, &w.owner, post(path.clone()), Some(new)).await;
        assert_eq!(
            (&channel["name"], &channel["courses"]),
            (&json!("Galley"), &json!(0))
        );
        let channels = done(&house, &w.owner, get(path), None).await;
        assert_eq!(channels["channels"].as_array().unwrap().len(), 2);

        let path = format!("/channels/{}/courses", channel["id"].as_str().unwrap());
        let course = done(
            &house,
            &w.owner,
            post(path.clone()),
            Some(json!({"title": "Soup"})),
        )
        .await;
        assert_eq!(course["published_at"], Value::Null);
        let listed = done(&house, &w.owner, get(path), None).await;
        assert_eq!(listed["courses"][0]["lesson_count"], 0);
        let at = format!("/courses/{}", course["id"].as_str().unwrap());
        let mut ids = Vec::new();
        for (kind, body) in [("video", ""), ("text", "Salt *late*.")] {
            let new = json!({"kind": kind, "title": kind, "body": body});
            let made = done(&house, &w.owner, post(format!("{at}/lessons")), Some(new)).await;
            assert_eq!(
                (&made["published"], &made["filled"]),
                (&json!(false), &json!(kind == "text"))
            );
            ids.push(made["id"].clone());
        }
        let order = json!({"lessons": [ids[1], ids[0]]});
        done(
            &house,
            &w.owner,
            put(format!("{at}/lessons/order")),
            Some(order),
        )
        .await;
        let shown = done(&house, &w.owner, put(format!("{at}/publication")), None).await;
        assert_eq!(
            shown,
            json!({"published_at": "2027-01-15T08:00:00Z", "lessons": 1})
        );

        let course: tutela_core::CourseId = course["id"].as_str().unwrap().parse().unwrap();
        w.give(
            &w.owner,
            &w.learner,
            tutela_core::Role::CourseLearner,
            course,
        )
        .await;
        let seen = done(&house, &w.learner, get(at.clone()), None).await;
        assert_eq!(seen["lessons"].as_array().unwrap().len(), 1);
        assert_eq!(seen["lessons"][0]["id"], ids[1]);
        assert_eq!(seen["lessons"][0]["place"], Value::Null);
        let place = format!("/lessons/{}/place", ids[1].as_str().unwrap());
        done(&house, &w.learner, put(place), Some(json!({"seconds": 0}))).await;
        let mine = done(&house, &w.learner, get("/me/courses".to_owned()), None).await;
        assert_eq!(mine["courses"][0]["title"], "Soup");
        assert_eq!(mine["courses"][0]["place"]["lesson"], ids[1]);
        assert_eq!(
            mine["courses"][0]["place"]["seen_at"],
            "2027-01-15T08:00:00Z"
        );

        let gone = (Method::DELETE, format!("{at}/publication"));
        done(&house, &w.owner, gone, None).await;
        let lost = house.call(Some(&w.learner), Method::GET, &at, None).await;
        assert_eq!(lost.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_said_can_be_said_anew() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let path = format!("/channels/{}", w.channel);
        let anew = json!({"name": "At sea", "summary": "Far out."});
        let put = (Method::PUT, path.clone());
        done(&house, &w.manager, put, Some(anew)).await;
        let read = done(&house, &w.manager, (Method::GET, path), None).await;
        assert_eq!(
            (&read["name"], &read["summary"]),
            (&json!("At sea"), &json!("Far out."))
        );
        let path = format!("/courses/{}", w.course);
        let put = (Method::PUT, path.clone());
        done(&house, &w.editor, put, Some(json!({"title": "Skies"}))).await;
        let read = done(&house, &w.tutor, (Method::GET, path), None).await;
        assert_eq!(
            (&read["title"], &read["channel_name"]),
            (&json!("Skies"), &json!("At sea"))
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_field() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let lessons = format!("/courses/{}/lessons", w.course);
        let order = format!("{lessons}/order");
        let channels = format!("/accounts/{}/channels", w.school);
        for (method, path, body, field) in [
            (Method::POST, &channels, json!({}), "name"),
            (
                Method::POST,
                &channels,
                json!({"name": "x", "summary": "y".repeat(1_001)}),
                "summary",
            ),
            (
                Method::POST,
                &channels,
                json!({"name": "x", "owner": "me"}),
                "owner",
            ),
            (Method::POST, &lessons, json!({"title": "x"}), "kind"),
            (
                Method::POST,
                &lessons,
                json!({"title": "x", "kind": "dance"}),
                "kind",
            ),
            (
                Method::POST,
                &lessons,
                json!({"title": "x", "kind": "text", "body": "y".repeat(40_001)}),
                "body",
            ),
            (
                Method::PUT,
                &order,
                json!({"lessons": [w.course]}),
                "lessons",
            ),
            (Method::PUT, &order, json!({"lessons": ["none"]}), "lessons"),
            (Method::PUT, &order, json!({}), "lessons"),
        ] {
            let answer = house.call(Some(&w.owner), method, path, Some(&body)).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{path}: {}",
                answer.text
            );
            assert_eq!(answer.json()["errors"][0]["field"], field, "{path}");
        }
        let empty = format!("/courses/{}/publication", w.course);
        let refused = house.call(Some(&w.owner), Method::PUT, &empty, None).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (StatusCode::CONFLICT, &json!("course-empty"))
        );
    })
    .await;
}

#[tokio::test]
async fn da5_strangers_are_answered_alike_whatever_they_send() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let film = w.make_film("Fog").await;
        w.publish().await.unwrap();
        let (school, channel, course) = (w.school, w.channel, w.course);
        for (method, path) in [
            (Method::POST, format!("/accounts/{school}/channels")),
            (Method::GET, format!("/accounts/{school}/channels")),
            (Method::GET, format!("/channels/{channel}")),
            (Method::PUT, format!("/channels/{channel}")),
            (Method::POST, format!("/channels/{channel}/courses")),
            (Method::GET, format!("/channels/{channel}/courses")),
            (Method::GET, format!("/courses/{course}")),
            (Method::PUT, format!("/courses/{course}")),
            (Method::PUT, format!("/courses/{course}/publication")),
            (Method::DELETE, format!("/courses/{course}/publication")),
            (Method::POST, format!("/courses/{course}/lessons")),
            (Method::PUT, format!("/courses/{course}/lessons/order")),
            (Method::PUT, format!("/lessons/{film}/place")),
        ] {
            for body in [None, Some(json!({"seconds": "soon"}))] {
                let nobody = house.call(None, method.clone(), &path, body.as_ref()).await;
                assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{method} {path}");
                for stranger in [&w.stranger, &w.administrator] {
                    let answer = house.call(Some(stranger), method.clone(), &path, body.as_ref());
                    let answer = answer.await;
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                }
            }
        }
        let title = w.count(tutela_db::sql!(
            "SELECT COUNT(*) FROM courses WHERE title = 'Weather'"
        ));
        assert_eq!(title.await, 1);
    })
    .await;
}
