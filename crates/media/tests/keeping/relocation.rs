//! A move from one store to another, broken off, gone on with, and believed only by digest.

use tutela_media::relocation::{self, Wanted, carry};
use tutela_vault::Store;

use crate::world::{FILM, PAPER, World, on_both};

fn wanted() -> Wanted {
    Wanted {
        source: "here".to_owned(),
        target: "there".to_owned(),
        region: "eu-north-1".to_owned(),
        endpoint: None,
    }
}

#[tokio::test]
async fn in4_objects_move_while_they_are_served() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        let (from, to) = (
            w.vault.store(),
            Store::folder(&w.folder.path().join("to")).unwrap(),
        );
        let begun = relocation::begin(&w.gate, &wanted())
            .await
            .unwrap()
            .unwrap();
        let again = relocation::begin(&w.gate, &wanted()).await.unwrap();
        assert_eq!(again, Some(begun.clone()), "the same goes on");
        let other = Wanted {
            target: "elsewhere".to_owned(),
            ..wanted()
        };
        assert_eq!(relocation::begin(&w.gate, &other).await.unwrap(), None);
        let node = w.gate.ambient().id();
        for _ in 0..2 {
            relocation::learned(&w.gate, begun.id, node).await.unwrap();
        }
        assert_eq!(relocation::known_by(&w.gate, begun.id).await.unwrap(), 1);

        w.vault.change_store(Store::pair(to.clone(), from.clone()));
        let paper = w.give(w.paper, PAPER).await;
        assert!(!w.file(paper).exists(), "what is new goes to the new place");
        let done = carry(&w.gate, (&to, &from), |_| {}).await.unwrap();
        assert_eq!((done.objects, done.without_row, done.damaged), (1, 0, 0));
        assert!(!w.file(film).exists());
        assert!(w.fetch(w.film, film).await.unwrap() == FILM);
        relocation::end(&w.gate, begun.id).await.unwrap();
        w.vault.change_store(to);
        assert!(w.fetch(w.film, film).await.unwrap() == FILM);
        assert!(w.fetch(w.paper, paper).await.unwrap() == PAPER);
    })
    .await;
}

#[tokio::test]
async fn in4_a_copy_that_is_not_what_was_sealed_is_not_believed() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        let (from, to) = (
            w.vault.store(),
            Store::folder(&w.folder.path().join("to")).unwrap(),
        );
        // What a move that was killed, or a bucket that lies, left in the new place.
        let copy = w
            .folder
            .path()
            .join("to/objects")
            .join(w.school.to_string());
        std::fs::create_dir_all(&copy).unwrap();
        let mut bytes = std::fs::read(w.file(film)).unwrap();
        bytes[100] ^= 1;
        std::fs::write(copy.join(film.to_string()), bytes).unwrap();
        let done = carry(&w.gate, (&to, &from), |_| {}).await.unwrap();
        assert_eq!((done.objects, done.damaged), (0, 1));
        assert!(w.file(film).exists() && w.fetch(w.film, film).await.is_some());
        let done = carry(&w.gate, (&to, &from), |_| {}).await.unwrap();
        assert_eq!(
            (done.objects, done.damaged),
            (1, 0),
            "the next pass brings it over"
        );
    })
    .await;
}
