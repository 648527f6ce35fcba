//! A learner watches by ranges, reads, and finds his place again.

use reqwest::Method;
use serde_json::json;

use super::house::on_both;
use super::teach::{FILM, Made, PAPER};

#[tokio::test]
async fn films_are_given_by_ranges() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let l = &made.learner;
        let path = format!("/media/{}/{}", made.film, made.film_object);
        let whole = l.get(&path).await;
        assert_eq!((whole.status, whole.body.as_slice()), (200, FILM));
        assert_eq!(whole.header("content-type"), "video/mp4");
        assert_eq!(whole.header("accept-ranges"), "bytes");
        let (size, etag) = (FILM.len(), whole.header("etag").to_owned());

        for (range, first, last) in [
            ("bytes=0-0", 0, 0),
            ("bytes=16383-16384", 16_383, 16_384),
            ("bytes=100000-200000", 100_000, 200_000),
            ("bytes=-7", size - 7, size - 1),
            ("bytes=270000-", 270_000, size - 1),
            ("bytes=5-99999999999999999999", 5, size - 1),
        ] {
            let part = l.get_with(&path, &[("range", range)]).await;
            assert_eq!(
                (part.status, part.body.as_slice()),
                (206, &FILM[first..=last]),
                "{range}"
            );
            assert_eq!(
                part.header("content-range"),
                format!("bytes {first}-{last}/{size}"),
                "{range}"
            );
        }
        for range in [
            "bytes=9999999-",
            "bytes=0-1,5-6",
            "bytes=2-1",
            "bytes=-0",
            "bytes=x",
        ] {
            let part = l.get_with(&path, &[("range", range)]).await;
            assert_eq!(part.status, 416, "{range}");
            assert_eq!(
                part.header("content-range"),
                format!("bytes */{size}"),
                "{range}"
            );
        }
        let same = l
            .get_with(&path, &[("range", "bytes=0-9"), ("if-range", &etag)])
            .await;
        let other = l
            .get_with(&path, &[("range", "bytes=0-9"), ("if-range", "\"other\"")])
            .await;
        assert_eq!((same.status, other.status), (206, 200));
        let known = l.get_with(&path, &[("if-none-match", &etag)]).await;
        assert_eq!((known.status, known.body.len()), (304, 0));
        let head = l.ask_with(Method::HEAD, &path, &[]).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), size.to_string());
    })
    .await;
}

#[tokio::test]
async fn documents_and_texts_are_given_and_kept_in_their_box() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let path = format!("/api/v1/lessons/{}/media/{}", made.paper, made.paper_object);
        let paper = made.learner.get(&path).await;
        assert_eq!((paper.status, paper.body.as_slice()), (200, PAPER));
        assert_eq!(paper.header("content-type"), "application/pdf");
        assert_eq!(paper.header("x-content-type-options"), "nosniff");
        assert!(
            paper
                .header("content-security-policy")
                .contains("default-src 'none'")
        );
        let text = made.learner.get(&format!("/lessons/{}", made.text)).await;
        let page = String::from_utf8(text.body).unwrap();
        assert!(page.contains("<em>cracks</em>"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_learner_finds_his_place_again() {
    on_both(async |house| {
        let made = Made::by(&house).await;
        let place = format!("/api/v1/lessons/{}/place", made.film);
        for seconds in [3, 17, 9] {
            made.learner
                .put(&place, json!({"seconds": seconds}))
                .await
                .ok();
        }
        let film = made
            .learner
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        assert_eq!(film["place_seconds"], 9);
        let page = made.learner.get(&format!("/lessons/{}", made.film)).await;
        assert!(
            String::from_utf8(page.body)
                .unwrap()
                .contains("data-seconds=\"9\"")
        );
        let wrong = made.learner.put(&place, json!({"seconds": "soon"})).await;
        assert_eq!(wrong.status, 422);
        let manager = made
            .manager
            .get(&format!("/api/v1/lessons/{}", made.film))
            .await
            .ok();
        assert_eq!(
            manager["place_seconds"],
            serde_json::Value::Null,
            "a place is one's own"
        );
    })
    .await;
}
