//! A root key that AWS KMS, or what speaks like it, keeps and gives to nobody. Requests are signed and sent by what already speaks to
//! buckets; what was opened is remembered for a while, so that a film is not a request for each of its ranges.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use object_store::ClientOptions;
use object_store::aws::{AmazonS3Builder, AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{HttpClient, HttpConnector as _, HttpRequestBody, ReqwestConnector};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::ordered::SERVICE;
use super::{Root, RootFuture};
use crate::key::KeyBytes;
use crate::store::is_loopback;
use crate::{Error, WrappedKey};

/// For how long an opened key is remembered: so long a service that takes its permission back is not noticed.
const REMEMBERED: Duration = Duration::from_secs(600);
/// More accounts than are watched at a time.
const MOST: usize = 4096;
/// How often a request is tried, with a pause in between that doubles.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(150);

/// A key of the service. Its address: `aws-kms://KEY?region=REGION&endpoint=URL`, the last one where it is not that of AWS.
pub(super) struct Kms {
    key: String,
    region: String,
    url: String,
    credentials: AwsCredentialProvider,
    client: HttpClient,
    opened: Mutex<HashMap<[u8; 32], (KeyBytes, Instant)>>,
}

impl Kms {
    /// The access key comes from the usual AWS variables or the role of the machine.
    pub(super) fn open(address: &str) -> Result<Self, Error> {
        let rest = address.strip_prefix(SERVICE).unwrap_or(address);
        let (key, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (mut region, mut endpoint) = (None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("region", value)) => region = Some(value.to_owned()),
                Some(("endpoint", value)) => endpoint = Some(value.to_owned()),
                _ => return Err(wrong(address)),
            }
        }
        let region = region
            .filter(|_| !key.is_empty())
            .ok_or_else(|| wrong(address))?;
        let url = endpoint.unwrap_or_else(|| format!("https://kms.{region}.amazonaws.com"));
        if !url.starts_with("https://") && !is_loopback(&url) {
            return Err(Error::config("the key service must be asked by https://"));
        }
        let options = ClientOptions::new()
            .with_allow_http(is_loopback(&url))
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_secs(10));
        // A bucket of no name: what is wanted of it is how it finds the access key.
        let asker = AmazonS3Builder::from_env()
            .with_bucket_name("none")
            .with_region(&region)
            .build()?;
        Ok(Self {
            key: key.to_owned(),
            url: format!("{}/", url.trim_end_matches('/')),
            credentials: asker.credentials().clone(),
            client: ReqwestConnector::default().connect(&options)?,
            opened: Mutex::default(),
            region,
        })
    }

    async fn close(&self, key: &KeyBytes, context: &str) -> Result<WrappedKey, Error> {
        let plain = Zeroizing::new(STANDARD.encode(&key[..]));
        let asked = json!({
            "KeyId": self.key, "Plaintext": *plain, "EncryptionContext": {"tutela": context},
        });
        let answer = self.ask("Encrypt", &asked).await?;
        let closed = field(&answer, "CiphertextBlob")?;
        Ok(WrappedKey(closed.to_vec()))
    }

    async fn uncover(&self, wrapped: &WrappedKey, context: &str) -> Result<KeyBytes, Error> {
        let name = self.name(wrapped, context);
        if let Some(known) = self.remembered(&name) {
            return Ok(known);
        }
        let asked = json!({
            "KeyId": self.key, "CiphertextBlob": STANDARD.encode(&wrapped.0),
            "EncryptionContext": {"tutela": context},
        });
        let answer = self.ask("Decrypt", &asked).await?;
        let plain = field(&answer, "Plaintext")?;
        let key = <[u8; 32]>::try_from(&plain[..]).map_err(|_| Error::WrongKey)?;
        let key = Zeroizing::new(key);
        self.remember(name, &key);
        Ok(key)
    }

    /// Asks a few times; what the service refuses is refused at once.
    async fn ask(&self, operation: &str, asked: &Value) -> Result<Value, Error> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            match self.ask_once(operation, asked).await {
                Err(Error::Store(error)) => {
                    tracing::warn!(%error, "the key service is asked again")
                }
                answered => return answered,
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.ask_once(operation, asked).await
    }

    async fn ask_once(&self, operation: &str, asked: &Value) -> Result<Value, Error> {
        let credential = self.credentials.get_credential().await?;
        let mut request = http::Request::post(&self.url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("TrentService.{operation}"))
            .body(HttpRequestBody::from(asked.to_string()))
            .map_err(|error| Error::config(error.to_string()))?;
        AwsAuthorizer::new(&credential, "kms", &self.region).try_authorize(&mut request, None)?;
        let failed = |error| Error::Store(Box::new(error));
        let answer = self.client.execute(request).await.map_err(failed)?;
        let status = answer.status();
        let body = answer.into_body().bytes().await.map_err(failed)?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| Error::Store(error.into()));
        }
        let said: Value = serde_json::from_slice(&body).unwrap_or_default();
        let what = said["__type"].as_str().unwrap_or_default();
        Err(refusal(what.rsplit('#').next().unwrap_or(what), status))
    }

    fn name(&self, wrapped: &WrappedKey, context: &str) -> [u8; 32] {
        let mut bytes = [0; 32];
        let all = [&wrapped.0[..], b"|", context.as_bytes()].concat();
        bytes.copy_from_slice(digest(&SHA256, &all).as_ref());
        bytes
    }

    fn remembered(&self, name: &[u8; 32]) -> Option<KeyBytes> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, at) = opened.get(name)?;
        (at.elapsed() < REMEMBERED).then(|| key.clone())
    }

    fn remember(&self, name: [u8; 32], key: &KeyBytes) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= MOST {
            opened.retain(|_, (_, at)| at.elapsed() < REMEMBERED);
        }
        if opened.len() < MOST {
            opened.insert(name, (key.clone(), Instant::now()));
        }
    }
}

impl Root for Kms {
    fn wrap<'a>(&'a self, key: &'a KeyBytes, context: &'a str) -> RootFuture<'a, WrappedKey> {
        Box::pin(self.close(key, context))
    }

    fn unwrap<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, KeyBytes> {
        Box::pin(self.uncover(wrapped, context))
    }
}

/// What the service says is told apart by what to do about it.
fn refusal(what: &str, status: http::StatusCode) -> Error {
    match what {
        "InvalidCiphertextException" | "IncorrectKeyException" => Error::WrongKey,
        _ if status.is_server_error() || what == "ThrottlingException" => {
            Error::Store(format!("the key service answers {status} {what}").into())
        }
        _ => Error::config(format!(
            "the key service refuses: {what} ({status}); look at its key, its region and the access key"
        )),
    }
}

fn field(answer: &Value, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let text = answer[name].as_str().unwrap_or_default();
    let bytes = STANDARD
        .decode(text)
        .map_err(|error| Error::Store(error.into()))?;
    Ok(Zeroizing::new(bytes))
}

fn wrong(address: &str) -> Error {
    Error::config(format!(
        "{address:?} is no address of a key service; write aws-kms://KEY?region=REGION"
    ))
}
