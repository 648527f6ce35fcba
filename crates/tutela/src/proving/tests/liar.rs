//! Somebody between a probe and the server, who tells one lie and hands everything else on.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::Method;
use serde_json::Value;

/// What is answered falsely, and when.
#[derive(Clone)]
pub struct Lie {
    method: Method,
    ending: &'static str,
    status: u16,
    body: Vec<u8>,
    kind: &'static str,
    without: Option<&'static str>,
    times: RangeInclusive<usize>,
    asked: Arc<AtomicUsize>,
}

impl Lie {
    pub fn of(method: Method, ending: &'static str, status: u16, body: Value) -> Self {
        Self {
            method,
            ending,
            status,
            body: serde_json::to_vec(&body).unwrap(),
            kind: "application/json",
            without: None,
            times: 1..=usize::MAX,
            asked: Arc::default(),
        }
    }

    /// Another page under the headers of the real one.
    pub fn page(ending: &'static str, body: &str) -> Self {
        Self {
            body: body.as_bytes().to_vec(),
            kind: "text/html",
            ..Self::of(Method::GET, ending, 200, Value::Null)
        }
    }

    pub fn without(self, header: &'static str) -> Self {
        Self {
            without: Some(header),
            ..self
        }
    }

    /// At these of the times that it is asked.
    pub fn at(self, times: RangeInclusive<usize>) -> Self {
        Self { times, ..self }
    }

    fn is_told(&self, request: &Request) -> bool {
        let fits = request.method() == self.method && request.uri().path().ends_with(self.ending);
        fits && self
            .times
            .contains(&(self.asked.fetch_add(1, Ordering::Relaxed) + 1))
    }
}

/// Serves at a free port; gives its address.
pub async fn serve(target: String, lie: Lie) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state((target, lie));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn answer(State((target, lie)): State<(String, Lie)>, request: Request) -> Response {
    let told = lie.is_told(&request);
    if told && lie.kind == "application/json" {
        let mut answer = Response::new(Body::from(lie.body.clone()));
        *answer.status_mut() = lie.status.try_into().unwrap();
        return answer;
    }
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().unwrap().as_str();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let mut onward = reqwest::Client::new().request(head.method, format!("{target}{path}"));
    for name in ["authorization", "content-type", "range"] {
        if let Some(value) = head.headers.get(name) {
            onward = onward.header(name, value);
        }
    }
    let real = onward.body(body).send().await.unwrap();
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = real.status();
    *answer.headers_mut() = real.headers().clone();
    answer.headers_mut().remove("transfer-encoding");
    if told {
        answer.headers_mut().remove("content-length");
        lie.without.map(|name| answer.headers_mut().remove(name));
        *answer.body_mut() = Body::from(lie.body.clone());
    } else {
        *answer.body_mut() = Body::from_stream(real.bytes_stream());
    }
    answer
}
