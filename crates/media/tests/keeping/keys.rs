//! New keys for old while everything is served, broken off anywhere; and the end of a key.

use std::time::Duration;

use tutela_access::{Error, Platform, RotateKeys};
use tutela_db::sql;
use tutela_media::rotate::{self, KEPT};
use tutela_media::upload::CannotUpload;
use tutela_media::{destroy_key, verify};
use tutela_vault::HeldRoot;

use crate::world::{FILM, PAPER, World, on_both, start};

async fn begin(w: &World) {
    let (vault, school) = (&w.vault, w.school);
    let begun = w.write(&w.administrator, (RotateKeys, Platform), async |a| {
        rotate::begin(a, vault, school)
            .await
            .map_err(|_| Error::NotFound)
    });
    begun.await.unwrap();
}

async fn all_open(w: &World) -> bool {
    let done = verify::all(&w.gate, &w.vault, None, |_, _| {});
    done.await.unwrap().damaged == 0
}

#[tokio::test]
async fn in4_an_account_gets_a_new_key_while_its_films_play() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        let sealed = std::fs::read(w.file(film)).unwrap();
        begin(&w).await;
        assert!(
            w.fetch(w.film, film).await.unwrap() == FILM,
            "before anything is wrapped anew"
        );
        let paper = w.give(w.paper, PAPER).await;
        let done = rotate::go_on(&w.gate, &w.vault).await.unwrap();
        assert_eq!(
            (done.accounts, done.objects, done.dropped),
            (1, 1, 0),
            "the new one is under it"
        );
        let again = rotate::go_on(&w.gate, &w.vault).await.unwrap();
        assert_eq!(again.objects, 0);
        assert!(
            std::fs::read(w.file(film)).unwrap() == sealed,
            "no byte was touched"
        );
        // What began under the former key still arrives; then the former key goes.
        w.clock.forward(KEPT - Duration::from_secs(1));
        assert_eq!(rotate::go_on(&w.gate, &w.vault).await.unwrap().dropped, 0);
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(rotate::go_on(&w.gate, &w.vault).await.unwrap().dropped, 1);
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM account_keys")).await, 1);
        assert!(all_open(&w).await);
        let _ = paper;
    })
    .await;
}

#[tokio::test]
async fn in4_an_upload_that_began_before_a_rotation_opens_after_it() {
    on_both(async |w: World| {
        w.give(w.film, FILM).await;
        begin(&w).await;
        rotate::go_on(&w.gate, &w.vault).await.unwrap();
        // Sealed under a version that is then replaced, and not wrapped anew before that version's time is over.
        begin(&w).await;
        let late = w.give(w.paper, PAPER).await;
        begin(&w).await;
        w.clock.forward(KEPT);
        let done = rotate::go_on(&w.gate, &w.vault).await.unwrap();
        assert_eq!(done.dropped, 3);
        let _ = late;
        assert!(all_open(&w).await);
    })
    .await;
}

#[tokio::test]
async fn in4_a_new_root_key_reaches_every_account_and_the_old_one_opens_nothing() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        let root = w.folder.path().join("root.key");
        let old = std::fs::read(&root).unwrap();
        HeldRoot::prepend(&root, w.gate.ambient()).unwrap();
        w.vault.confirm_root().await.unwrap();
        // Killed here, it is simply begun again: both keys are in the file, and both open.
        let restarted = start(&w.folder, w.gate.ambient()).await;
        assert!(w.fetch_from(&restarted, w.film, film).await.is_some());
        assert_eq!(rotate::renew_roots(&w.gate, &w.vault).await.unwrap(), 1);
        assert_eq!(rotate::renew_roots(&w.gate, &w.vault).await.unwrap(), 0);
        w.vault.forget_former_roots().await.unwrap();
        HeldRoot::retire(&root, &w.folder.path().join("former")).unwrap();
        assert!(w.fetch(w.film, film).await.unwrap() == FILM);
        let restarted = start(&w.folder, w.gate.ambient()).await;
        assert!(w.fetch_from(&restarted, w.film, film).await.unwrap() == FILM);
        assert_eq!(std::fs::read(w.folder.path().join("former")).unwrap(), old);
        assert_ne!(std::fs::read(&root).unwrap(), old);
    })
    .await;
}

#[tokio::test]
async fn in4_a_destroyed_key_makes_everything_unreadable_for_good() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        let (name, lost) = destroy_key::look(&w.gate, w.school).await.unwrap().unwrap();
        assert_eq!((name.as_str(), lost.objects), ("Nordlys", 1));
        assert_eq!(
            destroy_key::destroy(&w.gate, w.school).await.unwrap(),
            Some(1)
        );
        assert!(w.fetch(w.film, film).await.is_none());
        let refused = w.try_give(w.paper, PAPER).await;
        let destroyed = |error: &CannotUpload| {
            matches!(error, CannotUpload::Vault(tutela_vault::Error::Destroyed))
        };
        assert!(
            refused.as_ref().is_err_and(destroyed),
            "no new key is made: {refused:?}"
        );
        assert_eq!(
            destroy_key::destroy(&w.gate, w.school).await.unwrap(),
            None,
            "once"
        );
        assert_eq!(destroy_key::look(&w.gate, w.school).await.unwrap(), None);
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM account_keys")).await, 0);
        let keys = sql!("SELECT COUNT(*) FROM objects WHERE LENGTH(wrapped_key) > 0");
        assert_eq!(w.count(keys).await, 0);
        let noted = sql!("SELECT COUNT(*) FROM activities WHERE action = 'destroyKey'");
        assert_eq!(w.count(noted).await, 1);
    })
    .await;
}
