//! The routes of the catalog behind the door, to be knocked at by browsers and by programs.

use axum::Router;
use axum::body::Body;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use tutela_catalog::{TEXTS, routes};
use tutela_web::{App, Settings};

use crate::world::{Person, World};

pub struct House(Router);

pub struct Answer {
    pub status: StatusCode,
    headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .map_or("", |to| to.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

impl House {
    pub fn of(world: &World) -> Self {
        let settings = Settings {
            product: "Tutela".to_owned(),
            origin: None,
            secure: false,
            ways: tutela_web::Ways::default(),
        };
        let app = App::new(world.gate.clone(), &[TEXTS], settings).unwrap();
        Self(routes().into_router(&app))
    }

    /// A browser opens a page.
    pub async fn open(&self, who: &Person, path: &str) -> Answer {
        self.browse(who, (Method::GET, path), "", "en").await
    }

    /// The same in Danish.
    pub async fn open_in_danish(&self, who: &Person, path: &str) -> Answer {
        self.browse(who, (Method::GET, path), "", "da").await
    }

    /// A browser sends a form.
    pub async fn send(&self, who: &Person, path: &str, form: &str) -> Answer {
        self.browse(who, (Method::POST, path), form, "en").await
    }

    async fn browse(
        &self,
        who: &Person,
        (method, path): (Method, &str),
        form: &str,
        language: &str,
    ) -> Answer {
        let cookie = format!("tutela_session={}", who.token.reveal());
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header("host", "learn.example")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookie)
            .header(ACCEPT_LANGUAGE, language)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    /// A program asks, with a token where somebody is given.
    pub async fn call(
        &self,
        who: Option<&Person>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"));
        if let Some(who) = who {
            request = request.header(AUTHORIZATION, format!("Bearer {}", who.token.reveal()));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.0.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}
