//! Signals, and what else a served program answers around its features.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::program::{Ground, PATIENCE, get};

#[tokio::test]
async fn it_answers_and_ends_in_order() {
    let ground = Ground::new();
    for signal in ["TERM", "INT"] {
        let served = ground.serve(&[]);
        let client = reqwest::Client::new();
        let url = |path: &str| format!("{}{path}", served.address());
        assert_eq!(get(&client, &url("/healthz")).await.0, 200);
        assert_eq!(get(&client, &url("/readyz")).await.0, 200);
        assert_eq!(get(&client, &url("/no-such-page")).await.0, 404);
        // The client's connection rests now, and must not hold up the end.
        let begun = Instant::now();
        served.signal(signal);
        let (status, said) = served.end();
        assert_eq!(status.code(), Some(0), "{said}");
        assert!(said.contains("\"stopped\""), "{said}");
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn a_second_signal_waits_for_nobody() {
    let ground = Ground::new();
    let mut served = ground.serve(&[]);
    // A request whose head is not finished is one that runs: the end waits for it.
    let mut slow = TcpStream::connect(served.socket()).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_secs(1));
    served.signal("TERM");
    let begun = Instant::now();
    while TcpStream::connect(served.socket()).is_ok() {
        assert!(begun.elapsed() < PATIENCE, "new connections are taken");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(served.is_running());
    served.signal("TERM");
    let (status, _) = served.end();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_running_request_is_finished_after_the_signal() {
    let ground = Ground::new();
    let served = ground.serve(&[]);
    let mut slow = TcpStream::connect(served.socket()).unwrap();
    slow.set_read_timeout(Some(PATIENCE)).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_secs(1));
    served.signal("TERM");
    std::thread::sleep(Duration::from_secs(1));
    slow.write_all(b"\r\n").unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(served.end().0.code(), Some(0));
}

#[test]
fn a_head_without_end_is_refused() {
    let ground = Ground::new();
    let served = ground.serve(&[]);
    let mut stream = TcpStream::connect(served.socket()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: ".to_vec();
    head.resize(100_000, b'a');
    let _ = stream.write_all(&head);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(
        answer.starts_with(b"HTTP/1.1 431"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
}

#[tokio::test]
async fn metrics_are_served_beside() {
    let ground = Ground::new();
    let served = ground.serve(&["--metrics", "127.0.0.1:0"]);
    let client = reqwest::Client::new();
    let (status, text) = get(&client, served.line["metrics"].as_str().unwrap()).await;
    assert_eq!(status, 200);
    let memory = text
        .lines()
        .find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
    assert!(
        memory.unwrap().parse::<f64>().unwrap() > 1_000_000.0,
        "{text}"
    );
    assert_eq!(
        get(&client, &format!("{}/metrics", served.address()))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn a_proxy_is_believed_only_where_it_is_declared() {
    let ground = Ground::new();
    let served = ground.serve(&["--behind-proxy", "127.0.0.1"]);
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let ask = |protocol: &str| {
        let request = client.get(format!("{}/healthz", served.address()));
        request
            .header("X-Forwarded-Proto", protocol)
            .header("Host", "academy.example.org")
            .send()
    };
    assert_eq!(ask("https").await.unwrap().status(), 200);
    let plain = ask("http").await.unwrap();
    assert_eq!(plain.status(), 308);
    assert_eq!(
        plain.headers()["location"],
        "https://academy.example.org/healthz"
    );
}
