//! A bucket for the second place, on a double in this process: also one that keeps what it has and refuses to delete.

use std::path::Path;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;
use tutela_backup::Kind;
use tutela_backup::verify::Share;
use tutela_core::Secret;
use tutela_vault::{S3Config, Store};

use crate::world::{World, files, on_both};

/// A bucket in `folder`; a locked one answers 403 to whoever deletes.
async fn bucket(folder: &Path, is_locked: bool) -> Store {
    std::fs::create_dir_all(folder.join("second")).unwrap();
    let mut double = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    double.set_auth(SimpleAuth::from_single("key", "secret"));
    let double = double.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let double = double.clone();
            let answer = service_fn(move |request: Request<Incoming>| {
                let double = double.clone();
                async move {
                    if is_locked && request.method() == Method::DELETE {
                        let mut refusal = Response::new(s3s::Body::empty());
                        *refusal.status_mut() = StatusCode::FORBIDDEN;
                        return Ok(refusal);
                    }
                    hyper::service::Service::call(&double, request).await
                }
            });
            tokio::spawn(async move {
                let served = Builder::new(TokioExecutor::new());
                let _ = served.serve_connection(TokioIo::new(stream), answer).await;
            });
        }
    });
    let config = S3Config {
        bucket: "second".to_owned(),
        region: "eu-north-1".to_owned(),
        endpoint: Some(format!("http://{address}")),
        access_key: Some(("key".to_owned(), Secret::new("secret".to_owned()))),
    };
    Store::s3(&config).unwrap()
}

/// Three backups, of which the first need not be kept.
async fn three(w: &World) {
    for hours in [1, 30, 1] {
        w.backups().take(Kind::Daily).await.unwrap();
        w.clock.forward(Duration::from_secs(hours * 3600));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_br2_a_bucket_is_a_second_place() {
    on_both(async |mut world: World| {
        let folder = world.folder.path().join("s3");
        world.place = bucket(&folder, false).await;
        let w = &world;
        let day = w.backups().day(Share::Everything, None).await.unwrap();
        assert_eq!((day.proof.opened, day.refused), (3, 3));
        three(w).await;
        assert_eq!(
            w.backups().list().await.unwrap().len(),
            2,
            "of a day the last is kept"
        );
        assert!(files(&folder.join("second")).len() > 8);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn br1_a_bucket_that_refuses_to_delete_keeps_its_backups() {
    on_both(async |mut world: World| {
        let folder = world.folder.path().join("s3");
        world.place = bucket(&folder, true).await;
        let w = &world;
        three(w).await;
        let all = w.backups().list().await.unwrap();
        assert_eq!(all.len(), 3, "the first is still there");
        let backups = w.backups();
        backups
            .verify(&all[0], Share::Everything, None)
            .await
            .unwrap();
    })
    .await;
}
