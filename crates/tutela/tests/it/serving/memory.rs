//! Memory: what a sign-in takes is given back.

use std::time::Duration;

use super::program::{Ground, Served, get};

const PASSWORD: &str = "a long enough one";

async fn memory(served: &Served) -> f64 {
    let url = served.line["metrics"].as_str().unwrap();
    let (_, text) = get(&reqwest::Client::new(), url).await;
    let held = text
        .lines()
        .find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
    held.unwrap().parse::<f64>().unwrap() / f64::from(1 << 20)
}

async fn sign_in(address: String) -> u16 {
    let body = serde_json::json!({"username": "anna", "password": PASSWORD});
    let url = format!("{address}/api/v1/session");
    let answer = reqwest::Client::new()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap();
    answer.status().as_u16()
}

/// Each hash takes 19 MiB; without care each of the threads that hashed would keep as much.
#[tokio::test]
async fn what_sign_ins_take_is_given_back() {
    let ground = Ground::new();
    ground.create_administrator("anna", PASSWORD);
    let served = ground.serve(&["--metrics", "127.0.0.1:0"]);
    assert_eq!(sign_in(served.address().to_owned()).await, 200);
    let before = memory(&served).await;
    for _ in 0..6 {
        let many: Vec<_> = (0..8)
            .map(|_| tokio::spawn(sign_in(served.address().to_owned())))
            .collect();
        for one in many {
            assert_eq!(one.await.unwrap(), 200);
        }
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let after = memory(&served).await;
    assert!(after - before < 30.0, "{before} MiB became {after} MiB");
}
