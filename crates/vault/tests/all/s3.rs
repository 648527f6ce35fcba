//! The S3 store against a double in this process: the s3s-fs server on a free loopback port.

mod pieces;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tutela_core::{Ambient, Secret};
use tutela_vault::{
    AccountKey, BoxError, Error, ObjectMeta, RootKey, RootSource, S3Config, Store, Vault,
    VaultConfig,
};

use crate::world::{VIDEO, ambient, body, files, new, noise};

struct Bucket {
    folder: TempDir,
    ambient: Ambient,
    vault: Vault,
    key: AccountKey,
}

#[tokio::test]
async fn sealed_in_one_request_or_in_parts_it_opens_by_range() {
    let bucket = bucket().await;
    for size in [0, 5, 300_000, 9_000_000] {
        let plain = noise(size as u64, size);
        let meta = bucket.seal(&plain).await;
        let object = bucket.vault.open(&bucket.key, &meta).await.unwrap();
        assert!(object.bytes(0..size as u64).await.unwrap() == plain);
        let (start, end) = (size / 3, size - size / 4);
        assert!(object.bytes(start as u64..end as u64).await.unwrap() == plain[start..end]);
        bucket.vault.verify(&bucket.key, &meta).await.unwrap();
    }
    assert_eq!(bucket.vault.list().count().await, 4);
}

#[tokio::test]
async fn no_readable_byte_reaches_the_bucket() {
    let bucket = bucket().await;
    let canary = b"the canary sings in the coal mine";
    bucket.seal(&canary.repeat(1000)).await;
    for path in files(bucket.folder.path()) {
        let stored = std::fs::read(path).unwrap();
        assert!(!stored.windows(16).any(|window| window == &canary[..16]));
    }
}

#[tokio::test]
async fn an_object_is_written_once_listed_and_deleted() {
    let bucket = bucket().await;
    let meta = bucket.seal(b"words").await;
    let again = bucket
        .vault
        .seal(&bucket.key, new(meta.object), body(b"other"))
        .await;
    assert!(matches!(again, Err(Error::Exists)));
    let account = bucket.key.account();
    let listed: Vec<_> = bucket
        .vault
        .list_account(account)
        .map(|entry| entry.unwrap())
        .collect()
        .await;
    assert_eq!(listed[0].object(), Some((account, meta.object)));
    assert_eq!((listed.len(), listed[0].size), (1, 77));
    bucket.vault.delete(account, meta.object).await.unwrap();
    bucket.vault.delete(account, meta.object).await.unwrap();
    let opened = bucket.vault.open(&bucket.key, &meta).await;
    assert!(matches!(opened, Err(Error::NotFound)));
}

#[tokio::test]
async fn an_upload_that_is_given_up_or_breaks_off_leaves_nothing() {
    let bucket = bucket().await;
    let before = files(bucket.folder.path()).len();
    let plain = noise(1, 9_000_000);
    let endless = body(&plain).chain(stream::pending());
    let sealing = bucket
        .vault
        .seal(&bucket.key, new(bucket.ambient.id()), endless);
    assert!(
        tokio::time::timeout(Duration::from_secs(1), sealing)
            .await
            .is_err()
    );
    bucket.assert_files(before).await;
    let broken = body(&plain).chain(stream::iter([Err(Error::Range)]));
    let result = bucket
        .vault
        .seal(&bucket.key, new(bucket.ambient.id()), broken)
        .await;
    assert!(matches!(result, Err(Error::Body(_))));
    bucket.assert_files(before).await;
}

#[tokio::test]
async fn a_wrong_root_key_is_told_at_the_start() {
    let bucket = bucket().await;
    let (_, other) = RootKey::generate(&bucket.ambient);
    let started = start(bucket.vault.store(), other, &bucket.ambient).await;
    assert!(matches!(started, Err(Error::WrongKey)));
}

#[tokio::test]
async fn a_wrong_secret_is_an_error_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&serve_double(folder.path()).await, "not the secret");
    let (_, root) = RootKey::generate(&ambient(1));
    let started = start(store, root, &ambient(1)).await;
    assert!(matches!(started, Err(Error::Store(_))), "{started:?}");
}

#[tokio::test]
async fn a_full_bucket_is_told_from_other_failures() {
    let endpoint = serve(|mut stream| async move {
        let mut request = [0; 4096];
        while matches!(stream.read(&mut request).await, Ok(1..)) {
            let answer = b"HTTP/1.1 507 Insufficient Storage\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    });
    let name = "backup/one".parse().unwrap();
    let put = store(&endpoint.await, "secret").size(&name).await;
    assert!(matches!(put, Err(Error::Full)), "{put:?}");
}

#[tokio::test]
async fn t26_a_bucket_that_is_slow_and_fails_now_and_then_loses_nothing() {
    let bucket = moody(Mood {
        fails_each: Some(4),
        waits: Duration::from_millis(30),
        lies: false,
    });
    let bucket = bucket.await;
    let mut sealed = Vec::new();
    for size in [5, 300_000, 9_000_000] {
        let plain = noise(size as u64, size);
        sealed.push((bucket.seal(&plain).await, plain));
    }
    for (meta, plain) in &sealed {
        let object = bucket.vault.open(&bucket.key, meta).await.unwrap();
        assert!(object.bytes(0..meta.size).await.unwrap() == *plain);
    }
    assert_eq!(bucket.vault.list().count().await, 3);
    println!("t26 lost answers: 0\nt26 wrong bytes: 0");
}

#[tokio::test]
async fn t26_a_bucket_that_lies_is_not_believed() {
    let bucket = moody(Mood {
        fails_each: None,
        waits: Duration::ZERO,
        lies: true,
    });
    let bucket = bucket.await;
    for size in [5, 9_000_000] {
        let (object, plain) = (bucket.ambient.id(), noise(1, size));
        let sealing = bucket.vault.seal(&bucket.key, new(object), body(&plain));
        let error = sealing.await.unwrap_err();
        assert!(error.to_string().contains("other bytes"), "{error}");
    }
    for _ in 0..200 {
        if bucket.vault.list().count().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("what nobody acknowledged was left");
}

#[tokio::test]
async fn t26_a_bucket_that_never_answers_rightly_is_an_error_within_the_limit() {
    let mood = Mood {
        fails_each: Some(1),
        waits: Duration::ZERO,
        lies: false,
    };
    let folder = tempfile::tempdir().unwrap();
    let store = store(&serve_moody(folder.path(), mood).await, "secret");
    let begun = std::time::Instant::now();
    let size = store.size(&"backup/one".parse().unwrap()).await;
    assert!(matches!(size, Err(Error::Store(_))), "{size:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(40),
        "{:?}",
        begun.elapsed()
    );
}

/// How a double behaves, once it was begun with.
#[derive(Clone, Copy)]
struct Mood {
    /// Each so many-eth request fails with 503.
    fails_each: Option<usize>,
    waits: Duration,
    /// It says yes, and keeps something else.
    lies: bool,
}

async fn moody(mood: Mood) -> Bucket {
    let folder = tempfile::tempdir().unwrap();
    let ambient = ambient(1);
    let endpoint = serve_moody(folder.path(), mood).await;
    let (_, root) = RootKey::generate(&ambient);
    let vault = start(store(&endpoint, "secret"), root, &ambient)
        .await
        .unwrap();
    let (key, _) = vault.keyring().create(ambient.id()).await.unwrap();
    Bucket {
        folder,
        ambient,
        vault,
        key,
    }
}

async fn serve_moody(folder: &Path, mood: Mood) -> String {
    std::fs::create_dir(folder.join("sealed")).unwrap();
    let mut double = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    double.set_auth(SimpleAuth::from_single("key", "secret"));
    let (double, objects) = (double.build(), folder.join("sealed/objects"));
    let count = Arc::new(AtomicUsize::new(0));
    serve(move |stream| {
        let (double, objects, count) = (double.clone(), objects.clone(), Arc::clone(&count));
        let answer = move |request: hyper::Request<hyper::body::Incoming>| {
            let (double, objects) = (double.clone(), objects.clone());
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            async move {
                tokio::time::sleep(mood.waits).await;
                if mood.fails_each.is_some_and(|each| number % each == 0) {
                    let mut busy = hyper::Response::new(s3s::Body::empty());
                    *busy.status_mut() = hyper::StatusCode::SERVICE_UNAVAILABLE;
                    return Ok(busy);
                }
                let writes = ["PUT", "POST"].contains(&request.method().as_str());
                let answer = hyper::service::Service::call(&double, request).await;
                if mood.lies && writes {
                    files(&objects).iter().for_each(|path| spoil(path));
                }
                answer
            }
        };
        async move {
            let served = Builder::new(TokioExecutor::new());
            let service = hyper::service::service_fn(answer);
            let ended: Result<(), BoxError> =
                served.serve_connection(TokioIo::new(stream), service).await;
            drop(ended);
        }
    })
    .await
}

fn spoil(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn plain_http_to_a_far_bucket_is_refused() {
    let config = config("http://s3.example", "secret");
    assert!(matches!(Store::s3(&config), Err(Error::Config(_))));
}

impl Bucket {
    async fn seal(&self, plain: &[u8]) -> ObjectMeta {
        let object = self.ambient.id();
        let sealed = self
            .vault
            .seal(&self.key, new(object), body(plain))
            .await
            .unwrap();
        let size = plain.len() as u64;
        ObjectMeta {
            object,
            purpose: VIDEO,
            size,
            wrapped_key: sealed.wrapped_key,
        }
    }

    async fn assert_files(&self, expected: usize) {
        for _ in 0..500 {
            if files(self.folder.path()).len() == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(
            files(self.folder.path()).len(),
            expected,
            "{:?}",
            files(self.folder.path())
        );
    }
}

async fn bucket() -> Bucket {
    let folder = tempfile::tempdir().unwrap();
    let ambient = ambient(1);
    let endpoint = serve_double(folder.path()).await;
    let (_, root) = RootKey::generate(&ambient);
    let vault = start(store(&endpoint, "secret"), root, &ambient)
        .await
        .unwrap();
    let (key, _) = vault.keyring().create(ambient.id()).await.unwrap();
    Bucket {
        folder,
        ambient,
        vault,
        key,
    }
}

async fn start(store: Store, root: Secret<String>, ambient: &Ambient) -> Result<Vault, Error> {
    let root = RootSource::Text(root);
    let config = VaultConfig {
        store,
        installation: "school".to_owned(),
        root,
    };
    Vault::start(config, ambient).await
}

fn store(endpoint: &str, secret: &str) -> Store {
    Store::s3(&config(endpoint, secret)).unwrap()
}

fn config(endpoint: &str, secret: &str) -> S3Config {
    S3Config {
        bucket: "sealed".to_owned(),
        region: "eu-north-1".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        access_key: Some(("key".to_owned(), Secret::new(secret.to_owned()))),
    }
}

async fn serve_double(folder: &Path) -> String {
    std::fs::create_dir(folder.join("sealed")).unwrap();
    let mut double = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    double.set_auth(SimpleAuth::from_single("key", "secret"));
    let double = double.build();
    serve(move |stream| {
        let double = double.clone();
        async move {
            let served = Builder::new(TokioExecutor::new());
            let ended: Result<(), BoxError> =
                served.serve_connection(TokioIo::new(stream), double).await;
            drop(ended);
        }
    })
    .await
}

/// Serves each connection on a free loopback port; gives its address.
async fn serve<H, F>(handle: H) -> String
where
    H: Fn(tokio::net::TcpStream) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(handle(stream));
        }
    });
    format!("http://{address}")
}
