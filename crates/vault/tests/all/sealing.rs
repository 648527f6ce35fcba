//! Sealing: nothing readable on disk, nothing half visible, nothing left of what did not end well.

use std::fs;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tutela_core::{ObjectId, Time};
use tutela_vault::{Error, NewObject};

use crate::world::{VIDEO, World, body, files, new, noise};

#[tokio::test]
async fn no_readable_byte_reaches_the_disk() {
    let world = World::new().await;
    let key = world.account().await;
    let canary = b"the canary sings in the coal mine";
    let plain = canary.repeat(20_000);
    world.seal(&key, &plain).await;
    let root = fs::read_to_string(world.folder.path().join("root.key")).unwrap();
    for path in files(world.folder.path()) {
        let stored = fs::read(&path).unwrap();
        assert!(!contains(&stored, &canary[..16]), "{path:?}");
        assert_eq!(
            contains(&stored, root.trim().as_bytes()),
            path.ends_with("root.key")
        );
    }
}

#[tokio::test]
async fn what_is_returned_describes_what_is_stored() {
    let world = World::new().await;
    let key = world.account().await;
    let object = world.ambient.id();
    let sealed = world
        .vault
        .seal(&key, new(object), body(&noise(1, 700_000)))
        .await
        .unwrap();
    let stored = fs::read(world.path(&key, object)).unwrap();
    assert_eq!(sealed.size, 700_000);
    assert_eq!(sealed.sealed_size, stored.len() as u64);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &stored);
    assert_eq!(&sealed.sha256, digest.as_ref());
}

#[tokio::test]
async fn a_stored_object_is_nobody_elses_to_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, b"words").await;
    let path = world.path(&key, meta.object);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        fs::metadata(path.parent().unwrap())
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o700
    );
}

#[tokio::test]
async fn an_object_is_written_once() {
    let world = World::new().await;
    let key = world.account().await;
    let meta = world.seal(&key, b"words").await;
    let again = world
        .vault
        .seal(&key, new(meta.object), body(b"other"))
        .await;
    assert!(matches!(again, Err(Error::Exists)));
    world.vault.verify(&key, &meta).await.unwrap();
}

#[tokio::test]
async fn a_broken_or_too_long_upload_leaves_nothing() {
    let world = World::new().await;
    let key = world.account().await;
    let whole = noise(2, 600_000);
    let broken = body(&whole).chain(stream::iter([Err(Error::Range)]));
    let result = world
        .vault
        .seal(&key, new(world.ambient.id()), broken)
        .await;
    assert!(matches!(result, Err(Error::Body(_))));
    world.assert_files(0).await;
    for (limit, taken) in [(599_999, false), (600_000, true)] {
        let new = NewObject {
            object: world.ambient.id(),
            purpose: VIDEO,
            limit,
        };
        let result = world.vault.seal(&key, new, body(&whole)).await;
        assert_eq!(result.is_ok(), taken, "{limit}");
        assert_eq!(
            matches!(result, Err(Error::TooLarge { limit: 599_999 })),
            !taken
        );
    }
    world.assert_files(1).await;
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_nothing() {
    let world = World::new().await;
    let key = world.account().await;
    let object: ObjectId = world.ambient.id();
    let endless = body(&noise(3, 3_000_000)).chain(stream::pending());
    let sealing = world.vault.seal(&key, new(object), endless);
    let ended = tokio::time::timeout(Duration::from_millis(100), sealing).await;
    assert!(ended.is_err(), "it was still waiting");
    world.assert_files(0).await;
}

/// Drops the future after every number of polls there can be, the ones that publish included.
#[tokio::test]
async fn whenever_it_is_dropped_the_object_is_whole_or_gone() {
    let world = World::new().await;
    let key = world.account().await;
    let plain = noise(4, 600_000);
    for polls in 1.. {
        let sealing = world
            .vault
            .seal(&key, new(world.ambient.id()), body(&plain));
        if poll_times(sealing, polls).await {
            break;
        }
        world.assert_files(0).await;
    }
    world.assert_files(1).await;
}

#[tokio::test]
async fn what_a_killed_process_left_is_swept() {
    let world = World::new().await;
    let unfinished = world.folder.path().join(".unfinished");
    fs::write(unfinished.join("of-a-killed-process.0"), b"sealed").unwrap();
    let long_ago = Time::from_micros(0);
    assert_eq!(world.vault.sweep_unfinished(long_ago).await.unwrap(), 0);
    let end_of_time = Time::from_micros(i64::MAX);
    assert_eq!(world.vault.sweep_unfinished(end_of_time).await.unwrap(), 1);
    world.assert_files(0).await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_an_error_and_no_object() {
    let world = World::new().await;
    let key = world.account().await;
    fs::remove_dir_all(world.folder.path().join(".unfinished")).unwrap();
    let result = world
        .vault
        .seal(&key, new(world.ambient.id()), body(b"words"))
        .await;
    assert!(result.is_err());
    world.assert_files(0).await;
}

#[tokio::test]
async fn objects_are_listed_and_deleted() {
    let world = World::new().await;
    let (anna, bo) = (world.account().await, world.account().await);
    let one = world.seal(&anna, b"one").await;
    let two = world.seal(&bo, b"two!").await;
    let all: Vec<_> = world
        .vault
        .list()
        .map(|entry| entry.unwrap())
        .collect()
        .await;
    let mut found: Vec<_> = all
        .iter()
        .map(|entry| (entry.object().unwrap(), entry.size))
        .collect();
    found.sort();
    let mut expected = vec![
        ((anna.account(), one.object), 75),
        ((bo.account(), two.object), 76),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(world.vault.list_account(anna.account()).count().await, 1);

    world
        .vault
        .delete(anna.account(), one.object)
        .await
        .unwrap();
    world
        .vault
        .delete(anna.account(), one.object)
        .await
        .unwrap();
    assert!(matches!(
        world.vault.open(&anna, &one).await,
        Err(Error::NotFound)
    ));
    world.vault.verify(&bo, &two).await.unwrap();
    assert_eq!(world.vault.list().count().await, 1);
}

#[tokio::test]
async fn plain_bytes_go_through_the_same_store() {
    let world = World::new().await;
    let name = "backup/2026-11-23".parse().unwrap();
    let plain = noise(5, 900_000);
    let stored = world.vault.store().put(&name, body(&plain)).await.unwrap();
    assert_eq!(stored.size, 900_000);
    assert_eq!(world.vault.store().size(&name).await.unwrap(), 900_000);
    let part = world
        .vault
        .store()
        .get_range(&name, 5..800_000)
        .await
        .unwrap();
    assert!(part == plain[5..800_000]);
    let outside = world.vault.store().get_range(&name, 5..900_001).await;
    assert!(matches!(outside, Err(Error::Range)));
}

/// Polls a future so many times, a while apart, and drops it; whether it came to its end.
async fn poll_times<F: Future<Output = Result<T, Error>>, T>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..times {
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(result) = polled {
            result.unwrap();
            return true;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    false
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn an_empty_stream_is_an_object_too() {
    let world = World::new().await;
    let key = world.account().await;
    let none = stream::iter(Vec::<Result<Bytes, Error>>::new());
    let object = world.ambient.id();
    let sealed = world.vault.seal(&key, new(object), none).await.unwrap();
    assert_eq!((sealed.size, sealed.sealed_size), (0, 72));
}
