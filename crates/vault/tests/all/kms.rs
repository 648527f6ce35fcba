//! A root key that a service keeps, against a double that checks every signature and binds what it closes to its context.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tutela_core::Secret;
use tutela_vault::{Error, KeyCopy, RootSource, Store, Vault, VaultConfig};

use crate::world::World;

const SECRET: &str = "the secret of the double";

#[derive(Default)]
struct Double {
    kept: Mutex<HashMap<String, Value>>,
    asked: AtomicUsize,
    /// So many answers are 500 first.
    fails: AtomicUsize,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

/// AWS Signature Version 4, computed again from what was sent.
fn is_signed(head: &http::request::Parts, body: &[u8]) -> bool {
    let of = |name: &str| head.headers[name].to_str().unwrap();
    let said = of("authorization")
        .strip_prefix("AWS4-HMAC-SHA256 ")
        .unwrap();
    let parts: HashMap<_, _> = said
        .split(", ")
        .map(|part| part.split_once('=').unwrap())
        .collect();
    let (_, scope) = parts["Credential"].split_once('/').unwrap();
    let names = parts["SignedHeaders"];
    let lines = names
        .split(';')
        .map(|name| format!("{name}:{}\n", of(name)));
    let canonical = format!(
        "POST\n/\n\n{}\n{names}\n{}",
        lines.collect::<String>(),
        hex(digest(&SHA256, body).as_ref())
    );
    let canonical = hex(digest(&SHA256, canonical.as_bytes()).as_ref());
    let text = format!(
        "AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}",
        of("x-amz-date")
    );
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in scope.split('/') {
        key = mac(&key, part);
    }
    scope.ends_with("/eu-north-1/kms/aws4_request") && hex(&mac(&key, &text)) == parts["Signature"]
}

impl Double {
    fn answer(&self, head: &http::request::Parts, body: &[u8]) -> (u16, Value) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.fails.load(Ordering::Relaxed) > 0 {
            self.fails.fetch_sub(1, Ordering::Relaxed);
            return (500, json!({"__type": "KMSInternalException"}));
        }
        if !is_signed(head, body) {
            return (
                400,
                json!({"__type": "com.amazon#InvalidSignatureException"}),
            );
        }
        let asked: Value = serde_json::from_slice(body).unwrap();
        if asked["KeyId"] != "alias/school" {
            return (400, json!({"__type": "NotFoundException"}));
        }
        let mut kept = self.kept.lock().unwrap();
        match head.headers["x-amz-target"].to_str().unwrap() {
            "TrentService.Encrypt" => {
                let blob = STANDARD.encode(format!("blob {}", kept.len()));
                kept.insert(blob.clone(), asked);
                (200, json!({"CiphertextBlob": blob}))
            }
            _ => match kept.get(asked["CiphertextBlob"].as_str().unwrap()) {
                Some(closed) if closed["EncryptionContext"] == asked["EncryptionContext"] => {
                    (200, json!({"Plaintext": closed["Plaintext"]}))
                }
                _ => (400, json!({"__type": "InvalidCiphertextException"})),
            },
        }
    }

    async fn serve(self: Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let double = Arc::clone(&self);
                let answer = hyper::service::service_fn(move |request: Request<Incoming>| {
                    let double = Arc::clone(&double);
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await?.to_bytes();
                        let (status, said) = double.answer(&head, &body);
                        let answer = Response::builder().status(status);
                        let body = Full::new(Bytes::from(said.to_string()));
                        Ok::<_, hyper::Error>(answer.body(body).unwrap())
                    }
                });
                tokio::spawn(async move {
                    let served = Builder::new(TokioExecutor::new());
                    drop(served.serve_connection(TokioIo::new(stream), answer).await);
                });
            }
        });
        format!("http://{address}")
    }
}

/// The double, and what names its key. The access key is looked for in the environment, so that these tests run in a process that
/// was given one; nothing in any other.
async fn service() -> Option<(Arc<Double>, String)> {
    if std::env::var("AWS_SECRET_ACCESS_KEY").as_deref() != Ok(SECRET) {
        return None;
    }
    let double = Arc::new(Double::default());
    let endpoint = Arc::clone(&double).serve().await;
    let address = format!("aws-kms://alias/school?region=eu-north-1&endpoint={endpoint}");
    Some((double, address))
}

async fn start(world: &World, root: &str) -> Result<Vault, Error> {
    let config = VaultConfig {
        store: Store::folder(world.folder.path()).unwrap(),
        installation: "school".to_owned(),
        root: RootSource::Text(Secret::new(root.to_owned())),
    };
    Vault::start(config, &world.ambient).await
}

/// Runs the tests below in a process that has the access key in its environment.
#[test]
fn in4_a_key_service_keeps_the_root_key() {
    let mut program = std::process::Command::new(std::env::current_exe().unwrap());
    program.args(["kms::with_access_key", "--ignored", "--test-threads", "1"]);
    program
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", SECRET);
    program.env_remove("AWS_SESSION_TOKEN");
    let output = program.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("3 passed"), "{said}");
}

#[tokio::test]
#[ignore = "run by in4_a_key_service_keeps_the_root_key alone"]
async fn with_access_key_the_root_moves_from_a_file_to_a_service() {
    let world = World::new().await;
    let Some((double, address)) = service().await else {
        return;
    };
    let file = world.folder.path().join("root.key");
    let account = world.ambient.id();
    let (key, wrapped) = world.vault.keyring().create(account).await.unwrap();
    let meta = world.seal(&key, b"words").await;

    let both = format!("{address} file:{}", file.display());
    let vault = start(&world, &both).await.unwrap();
    let keyring = vault.keyring();
    let renewed = keyring
        .renew_account(account, &wrapped)
        .await
        .unwrap()
        .unwrap();
    assert!(
        keyring
            .renew_account(account, &renewed)
            .await
            .unwrap()
            .is_none()
    );
    vault.forget_former_roots().await.unwrap();

    let vault = start(&world, &address).await.unwrap();
    let key = vault.keyring().account(account, &renewed).await.unwrap();
    vault.verify(&key, &meta).await.unwrap();
    assert!(
        vault
            .keyring()
            .account(world.ambient.id(), &renewed)
            .await
            .is_err(),
        "bound to its account"
    );
    let asked = double.asked.load(Ordering::Relaxed);
    vault.keyring().account(account, &renewed).await.unwrap();
    assert_eq!(
        double.asked.load(Ordering::Relaxed),
        asked,
        "it is remembered"
    );
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        matches!(start(&world, text.trim()).await, Err(Error::WrongKey)),
        "the file opens nothing"
    );
    let source = RootSource::Text(Secret::new(address));
    assert!(KeyCopy::of(&source).is_err(), "nobody gets a copy");
}

#[tokio::test]
#[ignore = "run by in4_a_key_service_keeps_the_root_key alone"]
async fn with_access_key_a_service_that_fails_now_and_then_is_asked_again() {
    let world = World::new().await;
    let Some((double, address)) = service().await else {
        return;
    };
    let both = format!(
        "{address} file:{}",
        world.folder.path().join("root.key").display()
    );
    let vault = start(&world, &both).await.unwrap();
    double.fails.store(2, Ordering::Relaxed);
    vault.keyring().create(world.ambient.id()).await.unwrap();
    double.fails.store(100, Ordering::Relaxed);
    let failed = vault.keyring().create(world.ambient.id()).await;
    assert!(matches!(failed, Err(Error::Store(_))));
}

#[tokio::test]
#[ignore = "run by in4_a_key_service_keeps_the_root_key alone"]
async fn with_access_key_what_cannot_be_asked_is_told() {
    let world = World::new().await;
    let Some((_, address)) = service().await else {
        return;
    };
    let other = address.replace("alias/school", "alias/elsewhere");
    for (wrong, says) in [
        (other.as_str(), "NotFoundException"),
        (
            &address.replace("eu-north-1", "eu-west-1"),
            "InvalidSignature",
        ),
        ("aws-kms://key", "REGION"),
        (
            "aws-kms://key?region=x&endpoint=http://kms.example",
            "https://",
        ),
    ] {
        let error = start(&world, wrong).await.unwrap_err();
        assert!(error.to_string().contains(says), "{wrong}: {error}");
    }
}
