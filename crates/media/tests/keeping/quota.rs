//! How much is kept and how much may be.

use std::time::Duration;

use tutela_access::{Error, OpenDoor, Platform, RemoveMedia, SetQuota, ViewStorage, ViewVault};
use tutela_media::storage::{OfAccount, by_account, in_account};
use tutela_media::{quota, removed};

use crate::world::{FILM, PAPER, World, on_both};

async fn left(w: &World) -> Option<u64> {
    let mut tx = w.gate.look(OpenDoor::OPERATOR).await.unwrap();
    quota::left(&mut tx, w.school).await.unwrap()
}

async fn set(w: &World, bytes: Option<u64>) -> Result<(), Error> {
    let school = w.school;
    let on = (SetQuota, Platform);
    w.write(&w.administrator, on, async |a| {
        quota::set(a, school, bytes).await
    })
    .await
}

async fn kept(w: &World) -> OfAccount {
    let look = w.read(&w.owner, (ViewStorage, w.school), async |a| {
        in_account(a).await
    });
    look.await.unwrap().0
}

#[tokio::test]
async fn each_byte_is_counted_once_by_what_it_is() {
    on_both(async |w: World| {
        assert_eq!(kept(&w).await.usage.total(), 0);
        let film = w.give(w.film, FILM).await;
        w.give(w.paper, PAPER).await;
        w.clock.forward(Duration::from_secs(1));
        w.give(w.paper, PAPER).await;
        let usage = kept(&w).await.usage;
        let (films, papers) = (FILM.len() as u64, PAPER.len() as u64);
        assert_eq!(
            (usage.films, usage.documents, usage.removed),
            (films, papers, papers)
        );
        let on = (RemoveMedia, w.film);
        w.write(&w.owner, on, async |a| removed::remove(a, film).await)
            .await
            .unwrap();
        let usage = kept(&w).await.usage;
        assert_eq!(
            (usage.films, usage.removed),
            (0, films + papers),
            "it counts until it is destroyed"
        );
        let all = w.read(&w.administrator, (ViewVault, Platform), async |a| {
            by_account(a).await
        });
        assert_eq!(all.await.unwrap()[0].usage, usage);
    })
    .await;
}

#[tokio::test]
async fn a_quota_is_set_lowered_and_lifted_by_the_administrator_alone() {
    on_both(async |w: World| {
        w.give(w.paper, PAPER).await;
        assert_eq!(left(&w).await, None);
        set(&w, Some(1_000_000_000)).await.unwrap();
        assert_eq!(left(&w).await, Some(1_000_000_000 - PAPER.len() as u64));
        set(&w, Some(10)).await.unwrap();
        assert_eq!(left(&w).await, Some(0), "what is there stays");
        assert!(kept(&w).await.percent().unwrap() > 100);
        set(&w, None).await.unwrap();
        assert_eq!(left(&w).await, None);
        let school = w.school;
        let by_owner = w.write(&w.owner, (SetQuota, Platform), async |a| {
            quota::set(a, school, None).await
        });
        assert!(matches!(by_owner.await, Err(Error::NotFound)));
        let elsewhere = w.gate.ambient().id();
        let nowhere = w.write(&w.administrator, (SetQuota, Platform), async |a| {
            quota::set(a, elsewhere, Some(1)).await
        });
        assert!(matches!(nowhere.await, Err(Error::NotFound)));
    })
    .await;
}
