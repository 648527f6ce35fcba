//! T13: who asks learns nothing about who is known. Status and size here; the time in the nightly run.

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use tutela_identity::reset;
use tutela_identity::sign_in::sign_in;

use crate::pages::house;
use crate::world::{World, attempt, on_both};

async fn ask(
    house: &Router,
    path: &str,
    form: Option<&str>,
    json: Option<&str>,
) -> (StatusCode, HeaderMap, String) {
    let (kind, body) = match (form, json) {
        (Some(form), _) => ("application/x-www-form-urlencoded", form),
        (_, Some(json)) => ("application/json", json),
        _ => ("", ""),
    };
    let request = Request::post(path)
        .header("host", "learn.example")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, kind)
        .body(Body::from(body.to_owned()));
    let answer = house.clone().oneshot(request.unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (head.status, head.headers, text)
}

/// The names in the answer are the ones that were typed; ids of requests and tickets are of one length.
fn blank(text: &str, name: &str) -> String {
    let text = text.replace(name, "NAME");
    let long = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut words = Vec::new();
    for word in text.split_inclusive(|c| !long(c)) {
        let bare = word.trim_end_matches(|c| !long(c));
        words.push(match bare.len() {
            36 | 43 => word.replace(bare, "RANDOM"),
            _ => word.to_owned(),
        });
    }
    words.concat()
}

#[tokio::test]
async fn ua7_known_and_unknown_names_get_one_answer() {
    on_both(async |w: World| {
        w.reach(w.owner.id, "email", "olga@example.org").await;
        let house = house(w.gate.clone(), None);
        for at in 0..5 {
            let mut answers = Vec::new();
            for name in ["olga", "agol"] {
                let form = format!("username={name}&password=guess");
                let json = format!(r#"{{"username":"{name}","password":"guess"}}"#);
                // Screen and API take turns at one count.
                let answer = match at % 2 {
                    0 => ask(&house, "/sign-in", Some(&form), None).await,
                    _ => ask(&house, "/api/v1/session", None, Some(&json)).await,
                };
                let after = answer.1.get(RETRY_AFTER).cloned();
                assert_eq!(
                    answer.0 == StatusCode::TOO_MANY_REQUESTS,
                    at >= 3,
                    "{at} {name}"
                );
                assert_eq!(after.is_some(), at >= 3);
                answers.push((answer.0, after, blank(&answer.2, name)));
            }
            assert_eq!(answers[0], answers[1], "try {at}");
        }
        for path in ["/password/forgotten", "/api/v1/password-resets"] {
            let mut answers = Vec::new();
            for name in ["olga", "agol"] {
                let form = format!("username={name}");
                let json = format!(r#"{{"username":"{name}"}}"#);
                let api = path.starts_with("/api");
                let answer = match api {
                    true => ask(&house, path, None, Some(&json)).await,
                    false => ask(&house, path, Some(&form), None).await,
                };
                assert!(answer.0.is_success(), "{}", answer.2);
                answers.push((answer.0, blank(&answer.2, name)));
            }
            assert_eq!(answers[0], answers[1], "{path}");
        }
    })
    .await;
}

/// The middle of the times of many tries, and the share of pairs in which the known name took longer: one half, when
/// nothing can be told apart.
#[tokio::test]
#[ignore = "2,000 samples: the nightly run"]
async fn ua7_the_time_tells_nothing() {
    on_both(async |w: World| {
        w.reach(w.owner.id, "email", "olga@example.org").await;
        let samples = std::env::var("TUTELA_SAMPLES").map_or(2_000, |text| text.parse().unwrap());
        let mut known = Vec::with_capacity(samples);
        let mut unknown = Vec::with_capacity(samples);
        for at in 0..samples {
            // Every other time the unknown one comes first.
            for first in [at % 2 == 0, at % 2 != 0] {
                let name = if first { "olga" } else { "agol" };
                let begun = tokio::time::Instant::now();
                let refused = sign_in(&w.gate, &w.hasher, attempt(name, "guess", None)).await;
                let took = begun.elapsed();
                assert!(refused.is_err());
                if first {
                    known.push(took)
                } else {
                    unknown.push(took)
                }
            }
            if at % 3 == 2 {
                w.clock.forward(std::time::Duration::from_secs(25 * 3600));
            }
        }
        let longer = known
            .iter()
            .zip(&unknown)
            .filter(|(known, unknown)| known > unknown);
        let share = longer.count() as f64 / samples as f64;
        known.sort();
        unknown.sort();
        let (known, unknown) = (known[samples / 2], unknown[samples / 2]);
        println!("sign-in known median: {known:?}");
        println!("sign-in unknown median: {unknown:?}");
        println!("share of pairs in which the known one took longer: {share:.3}");
        let begun = tokio::time::Instant::now();
        reset::request(&w.gate, "olga").await.unwrap();
        let with = begun.elapsed();
        reset::request(&w.gate, "agol").await.unwrap();
        println!("reset: {with:?} and {:?}", begun.elapsed() - with);
        assert!((0.45..0.55).contains(&share), "{share}");
    })
    .await;
}
