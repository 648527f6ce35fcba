//! Captions over the API of the real program.

use reqwest::Method;
use serde_json::json;

use crate::main_job::client::Client;
use crate::main_job::house::on_both;
use crate::main_job::teach::Made;

const SUBRIP: &[u8] = b"1\n00:00:01,000 --> 00:00:02,000\n<b>Sm\xf8r!</b>\n";

async fn put(client: &Client, path: &str, body: &[u8]) -> (u16, String) {
    let request = client.request(Method::PUT, path).body(body.to_vec());
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn captions_are_put_listed_given_and_removed() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let base = format!("/api/v1/lessons/{}/captions", made.film);
        let (status, said) = put(&made.manager, &format!("{base}/da"), SUBRIP).await;
        assert_eq!(status, 204, "{said}");
        let listed = made.learner.get(&base).await.ok();
        assert_eq!(listed[0]["language"], "da");
        assert_eq!(listed[0]["is_default"], json!(true));
        let given = made.learner.get(listed[0]["path"].as_str().unwrap()).await;
        assert_eq!(given.header("content-type"), "text/vtt; charset=utf-8");
        assert_eq!(
            String::from_utf8(given.body).unwrap(),
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nSmør!\n"
        );
        let page = made
            .learner
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        assert!(!page["media"].to_string().contains("captions"), "{page}");

        let (status, said) = put(
            &made.manager,
            &format!("{base}/da"),
            b"1\n0:01 -> 0:02\nNo\n",
        )
        .await;
        assert!(
            status == 422 && said.contains("cue-time"),
            "{status}: {said}"
        );
        let large = vec![b'x'; 3 << 20];
        assert_eq!(
            put(&made.manager, &format!("{base}/da"), &large).await.0,
            413
        );
        assert_eq!(
            put(&made.manager, &format!("{base}/not a tag"), SUBRIP)
                .await
                .0,
            422
        );
        let paper = format!("/api/v1/lessons/{}/captions/da", made.paper);
        assert_eq!(put(&made.manager, &paper, SUBRIP).await.0, 422);
        assert_eq!(
            put(&made.learner, &format!("{base}/da"), SUBRIP).await.0,
            403
        );
        assert_eq!(
            put(&house.stranger(), &format!("{base}/da"), SUBRIP)
                .await
                .0,
            401
        );
        assert_eq!(made.learner.delete(&format!("{base}/da")).await.status, 403);
        assert_eq!(made.manager.delete(&format!("{base}/da")).await.status, 204);
        assert_eq!(made.manager.delete(&format!("{base}/da")).await.status, 404);
        assert_eq!(made.learner.get(&base).await.ok(), json!([]));
        let gone = made.learner.get(listed[0]["path"].as_str().unwrap()).await;
        assert_eq!(gone.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_film_is_kept_only_where_its_course_allows_it() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let film = format!("/media/{}/{}", made.film, made.film_object);
        let keep = format!("{film}?download");
        let course = format!("/api/v1/courses/{}/downloads", made.course);
        assert_eq!(made.learner.get(&keep).await.status, 403);
        assert!(
            made.learner
                .get(&film)
                .await
                .header("content-disposition")
                .starts_with("inline")
        );
        assert_eq!(made.learner.put(&course, json!({})).await.status, 403);
        assert_eq!(made.manager.put(&course, json!({})).await.status, 204);
        let kept = made.learner.get(&keep).await;
        assert_eq!(kept.status, 200);
        let said = kept.header("content-disposition");
        assert_eq!(said, "attachment; filename*=UTF-8''drum.mp4");
        assert_eq!(made.manager.delete(&course).await.status, 204);
        assert_eq!(made.learner.get(&keep).await.status, 403);
    })
    .await;
}
