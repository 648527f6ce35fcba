//! This server, asked at its own address by itself.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use http::Method;
use reqwest::tls::TlsInfo;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How this server is reached from this machine. Cheap to clone.
#[derive(Clone)]
pub struct Own {
    client: Client,
    base: String,
    /// Whether it speaks TLS here itself.
    pub tls: bool,
    /// Whether anybody but this machine reaches it.
    pub is_public: bool,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
    /// The certificate that was shown, in DER.
    pub certificate: Option<Vec<u8>>,
}

impl Answer {
    /// The document in it, or nothing.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A text of the document.
    pub fn text(&self, name: &str) -> Result<String, String> {
        let document = self.json();
        let text = document[name].as_str().map(str::to_owned);
        text.ok_or_else(|| format!("the answer {} has no {name}", self.status))
    }

    /// Whether it went well.
    pub const fn is_good(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

impl Own {
    /// The server that listens at `address`. With TLS it is asked under `name`, and whatever certificate it shows is taken:
    /// the way does not leave this machine, and a probe of its own looks at the certificate.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(
        address: SocketAddr,
        name: Option<&str>,
        (tls, is_public): (bool, bool),
    ) -> Result<Self> {
        let mut client = Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_info(true)
            .tls_danger_accept_invalid_certs(true);
        let base = match (tls, name) {
            (true, Some(name)) => {
                client = client.resolve(name, address);
                format!("https://{name}:{}", address.port())
            }
            (true, None) => format!("https://{address}"),
            (false, _) => format!("http://{address}"),
        };
        Ok(Self {
            client: client
                .build()
                .context("a client for this server cannot be made")?,
            base,
            tls,
            is_public,
        })
    }

    /// Asks as somebody, or as nobody.
    pub fn request(&self, method: Method, path: &str, token: Option<&str>) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Looks at something.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Result<Answer, String> {
        let sent = self.request(Method::GET, path, token).send().await;
        whole(sent).await
    }

    /// Sends a document.
    pub async fn send(
        &self,
        (method, path): (Method, &str),
        token: Option<&str>,
        document: &Value,
    ) -> Result<Answer, String> {
        let request = self.request(method, path, token);
        whole(request.json(document).send().await).await
    }
}

/// The whole answer.
pub async fn whole(sent: Result<Response, reqwest::Error>) -> Result<Answer, String> {
    let response = sent.map_err(|error| error.without_url().to_string())?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let shown = response.extensions().get::<TlsInfo>();
    let certificate = shown
        .and_then(TlsInfo::peer_certificate)
        .map(<[u8]>::to_vec);
    let body = response.bytes().await;
    Ok(Answer {
        status,
        headers,
        body: body
            .map_err(|error| error.without_url().to_string())?
            .to_vec(),
        certificate,
    })
}
