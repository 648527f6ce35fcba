//! A small house with a few rooms to knock at: one person signed in, routes of each kind.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "a test world, of which each binary uses a part"
)]

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use tempfile::TempDir;
use tower::ServiceExt as _;
use tutela_access::{Gate, NewPerson, OpenDoor, create_person, session};
use tutela_core::Ambient;
use tutela_db::{Db, Place};
use tutela_web::{App, Locale, Routes, Settings};

/// The texts of the rooms.
pub const ROOMS: Locale = Locale {
    english: "error-room-taken = The room is taken\nroom-made = The room { $name } is made.\nroom-name = Name\n",
    danish: "error-room-taken = Rummet er optaget\nroom-made = Rummet { $name } er lavet.\nroom-name = Navn\n",
};

pub struct House {
    pub router: Router,
    pub token: String,
    pub db: Db,
    _folder: TempDir,
}

/// An answer, taken whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl House {
    pub async fn with(routes: Routes, secure: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ambient = Ambient::system();
        let place = Place::File(folder.path().join("house.db"));
        let db = Db::open(&place, ambient.now()).await.unwrap();
        let gate = Gate::new(db.clone(), ambient.clone()).unwrap();
        let token = somebody(&gate).await;
        let settings = Settings {
            product: "Tutela".to_owned(),
            origin: None,
            secure,
            ways: tutela_web::Ways::default(),
        };
        let app = App::new(gate, &[ROOMS], settings).unwrap();
        Self {
            router: routes.into_router(&app),
            token,
            db,
            _folder: folder,
        }
    }

    /// Knocks as nobody.
    pub async fn ask(&self, method: Method, path: &str, lines: &[(&str, &str)]) -> Answer {
        self.send(method, path, lines, Body::empty()).await
    }

    /// Knocks as the person who is signed in, from a page of our own.
    pub async fn ask_in(&self, method: Method, path: &str, lines: &[(&str, &str)]) -> Answer {
        self.send_in(method, path, lines, Body::empty()).await
    }

    pub async fn send_in(
        &self,
        method: Method,
        path: &str,
        lines: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let cookie = format!("tutela_session={}", self.token);
        let mut all = vec![
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        all.extend(lines);
        self.send(method, path, &all, body).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        lines: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in lines {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        take(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

async fn take(answer: Response<Body>) -> Answer {
    let (head, body) = answer.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

async fn somebody(gate: &Gate) -> String {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let new = NewPerson {
        name: "Lena Lund".to_owned(),
        language: "da".to_owned(),
    };
    let person = create_person(&mut tx, &new, gate.ambient()).await.unwrap();
    let started = session::start(&mut tx, person, "test", gate.ambient())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    started.token.reveal()
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
