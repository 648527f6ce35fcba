//! A program that speaks the API as one person.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub struct Client {
    address: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}: {text}", self.status))
    }

    /// The document of an answer that must have gone well.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Client {
    pub fn anonymous(address: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            address: address.to_owned(),
            token: None,
            http,
        }
    }

    pub async fn sign_in(address: &str, username: &str, password: &str) -> Self {
        let mut client = Self::anonymous(address);
        let typed = json!({"username": username, "password": password});
        let signed_in = client.post("/api/v1/session", typed).await.ok();
        client.token = Some(signed_in["token"].as_str().unwrap().to_owned());
        client
    }

    /// The same person at another address, such as that of a server that was started again.
    pub fn at(&self, address: &str) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::anonymous(address)
        }
    }

    /// Somebody who has signed in already.
    pub fn bearer(address: &str, token: &str) -> Self {
        let mut client = Self::anonymous(address);
        client.token = Some(token.to_owned());
        client
    }

    /// The token of the session, for those who write their requests by hand.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask_with(Method::GET, path, headers).await
    }

    pub async fn ask_with(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, document: Value) -> Answer {
        answer(
            self.request(Method::POST, path)
                .json(&document)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn put(&self, path: &str, document: Value) -> Answer {
        answer(
            self.request(Method::PUT, path)
                .json(&document)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    pub async fn upload(&self, path: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", media_type);
        answer(request.body(bytes).send().await.unwrap()).await
    }
}

async fn answer(response: Response) -> Answer {
    Answer::of(response).await
}
