//! Files that are taken out of their lesson or replaced: put back within 30 days, destroyed after it.

use std::time::Duration;

use tutela_access::{Error, RemoveLesson, RemoveMedia, RestoreLesson, UploadMedia, ViewLesson};
use tutela_catalog::lesson;
use tutela_catalog::removal::{self, KEPT};
use tutela_core::{LessonId, ObjectId, Role};
use tutela_db::sql;
use tutela_media::destroy::{Destroyed, destroy};
use tutela_media::removed;

use crate::world::{FILM, PAPER, Person, World, on_both};

async fn remove(w: &World, who: &Person, at: (LessonId, ObjectId)) -> Result<(), Error> {
    let on = (RemoveMedia, at.0);
    let removed = w.write(who, on, async |a| removed::remove(a, at.1).await);
    removed.await.map(drop)
}

async fn restore(w: &World, at: (LessonId, ObjectId)) -> Result<(), Error> {
    let on = (UploadMedia, at.0);
    let restored = w.write(&w.owner, on, async |a| removed::restore(a, at.1).await);
    restored.await.map(drop)
}

async fn listed(w: &World) -> Vec<removed::RemovedFile> {
    let look = w.read(&w.owner, (RestoreLesson, w.course), async |a| {
        removed::in_course(a).await
    });
    look.await.unwrap()
}

async fn is_filled(w: &World, lesson: LessonId) -> bool {
    let look = w.read(&w.owner, (ViewLesson, lesson), async |a| {
        lesson::get(a).await
    });
    look.await.unwrap().filled_at.is_some()
}

#[tokio::test]
async fn a_film_that_is_taken_out_is_gone_and_comes_back() {
    on_both(async |w: World| {
        let film = w.give(w.film, FILM).await;
        assert!(w.fetch(w.film, film).await.unwrap() == FILM);
        let learner = w.bring("Lena", Role::CourseLearner).await;
        assert!(remove(&w, &learner, (w.film, film)).await.is_err());
        assert!(
            remove(&w, &w.owner, (w.paper, film)).await.is_err(),
            "of another lesson"
        );

        remove(&w, &w.owner, (w.film, film)).await.unwrap();
        assert!(w.fetch(w.film, film).await.is_none());
        assert!(!is_filled(&w, w.film).await);
        let again = remove(&w, &w.owner, (w.film, film)).await;
        assert!(matches!(again, Err(Error::NotFound)));
        let list = listed(&w).await;
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].removed_by.as_deref(), Some("Olga"));
        assert_eq!((list[0].size, list[0].replaced), (FILM.len() as u64, false));

        restore(&w, (w.film, film)).await.unwrap();
        assert!(w.fetch(w.film, film).await.unwrap() == FILM);
        assert!(is_filled(&w, w.film).await && listed(&w).await.is_empty());
        assert!(
            restore(&w, (w.film, film)).await.is_err(),
            "it stands there already"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_that_was_replaced_changes_places_with_the_new_one() {
    on_both(async |w: World| {
        let old = w.give(w.paper, PAPER).await;
        w.clock.forward(Duration::from_secs(60));
        let new = w.give(w.paper, PAPER).await;
        let list = listed(&w).await;
        assert_eq!((list[0].object, list[0].replaced), (old, true));
        assert_eq!(
            list[0].removed_by.as_deref(),
            Some("Olga"),
            "who put another in its place"
        );
        w.clock.forward(Duration::from_secs(60));
        restore(&w, (w.paper, old)).await.unwrap();
        assert!(w.fetch(w.paper, old).await.is_some() && w.fetch(w.paper, new).await.is_none());
        let list = listed(&w).await;
        assert_eq!(list.len(), 1);
        w.clock.forward(Duration::from_secs(60));
        restore(&w, (w.paper, new)).await.unwrap();
        assert!(w.fetch(w.paper, new).await.is_some() && w.fetch(w.paper, old).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn after_thirty_days_row_key_and_bytes_are_gone() {
    on_both(async |w: World| {
        let (film, paper) = (w.give(w.film, FILM).await, w.give(w.paper, PAPER).await);
        remove(&w, &w.owner, (w.film, film)).await.unwrap();
        w.clock.forward(KEPT - Duration::from_secs(1));
        assert_eq!(
            destroy(&w.gate, &w.vault).await.unwrap(),
            Destroyed::default()
        );
        assert!(w.file(film).exists());
        w.clock.forward(Duration::from_secs(1));
        let done = destroy(&w.gate, &w.vault).await.unwrap();
        assert_eq!((done.objects, done.places, done.left_behind), (1, 0, 0));
        assert!(!w.file(film).exists() && w.file(paper).exists());
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM objects")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_removed_lesson_takes_its_objects_along_after_thirty_days() {
    on_both(async |w: World| {
        let mut w = w;
        let (film, paper) = (w.give(w.film, FILM).await, w.give(w.paper, PAPER).await);
        let on = (RemoveLesson, w.film);
        w.write(&w.owner, on, async |a| removal::remove_lesson(a).await)
            .await
            .unwrap();
        assert!(w.fetch(w.film, film).await.is_none());
        assert_eq!(
            destroy(&w.gate, &w.vault).await.unwrap(),
            Destroyed::default()
        );
        w.clock.forward(KEPT);
        w.sign_in_again().await;
        let lesson = w.film;
        let late = w.write(&w.owner, (RestoreLesson, w.course), async |a| {
            removal::restore_lesson(a, lesson).await
        });
        assert!(
            late.await.is_err(),
            "its time is over, whether the duty came or not"
        );
        let done = destroy(&w.gate, &w.vault).await.unwrap();
        assert_eq!((done.objects, done.places), (1, 1));
        assert!(!w.file(film).exists() && w.fetch(w.paper, paper).await.is_some());
        assert_eq!(
            destroy(&w.gate, &w.vault).await.unwrap(),
            Destroyed::default()
        );
        let noted = sql!("SELECT COUNT(*) FROM activities WHERE action = 'destroyRemoved'");
        assert_eq!(w.count(noted).await, 1);
    })
    .await;
}
