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

/// Signs in, on a device that a cookie says is known or on a new one; gives the cookie of the device.
async fn sign_in(address: String, device: Option<String>) -> String {
    let body = serde_json::json!({"username": "anna", "password": PASSWORD});
    let url = format!("{address}/api/v1/session");
    let mut request = reqwest::Client::new().post(url).json(&body);
    if let Some(device) = device {
        request = request.header("cookie", device);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let cookies = answer.headers().get_all("set-cookie").iter();
    let mut cookies = cookies.map(|line| line.to_str().unwrap().split(';').next().unwrap());
    let device = cookies.find(|cookie| cookie.contains("device="));
    device.unwrap().to_owned()
}

/// Each hash takes 19 MiB; without care each of the threads that hashed would keep as much.
#[tokio::test]
async fn what_sign_ins_take_is_given_back() {
    let ground = Ground::new();
    ground.create_administrator("anna", PASSWORD);
    let served = ground.serve(&["--metrics", "127.0.0.1:0"]);
    let mut devices = Vec::new();
    for _ in 0..8 {
        // Each device counts its tries for itself; on one alone, no more than three are looked at together.
        devices.push(sign_in(served.address().to_owned(), None).await);
    }
    let before = memory(&served).await;
    for _ in 0..6 {
        let sign_in = |device: &String| {
            let device = Some(device.clone());
            tokio::spawn(sign_in(served.address().to_owned(), device))
        };
        for one in devices.iter().map(sign_in).collect::<Vec<_>>() {
            one.await.unwrap();
        }
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let after = memory(&served).await;
    assert!(after - before < 30.0, "{before} MiB became {after} MiB");
}
