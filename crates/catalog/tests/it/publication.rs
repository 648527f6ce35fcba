//! From a draft to what learners see, and back.

use tutela_access::{Error, PublishCourse, ViewCourse, ViewLesson};
use tutela_catalog::course::{self, CannotPublish};
use tutela_catalog::lesson::{self, Kind};
use tutela_core::LessonId;
use tutela_db::sql;

use crate::world::{Person, World, on_both};

/// The titles that somebody sees in the course, or nothing where he finds no course.
async fn seen(w: &World, who: &Person) -> Option<Vec<String>> {
    let look = w.read(who, (ViewCourse, w.course), async |a| lesson::list(a).await);
    match look.await {
        Ok(entries) => Some(entries.into_iter().map(|one| one.lesson.title).collect()),
        Err(Error::NotFound) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn opens(w: &World, who: &Person, lesson: LessonId) -> bool {
    let look = w.read(who, (ViewLesson, lesson), async |a| lesson::get(a).await);
    match look.await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

fn titles(all: &[&str]) -> Option<Vec<String>> {
    Some(all.iter().map(|&title| title.to_owned()).collect())
}

#[tokio::test]
async fn learners_see_what_has_been_published_and_nothing_else() {
    on_both(async |w: World| {
        let film = w.make_film("Fog").await;
        let text = w.make_lesson(Kind::Text, "Clouds", "They are *wet*.").await;
        let empty = w.make_lesson(Kind::Document, "A chart", "").await;
        assert_eq!(seen(&w, &w.learner).await, None, "a draft");
        let all = titles(&["Fog", "Clouds", "A chart"]);
        for person in [&w.tutor, &w.editor, &w.manager, &w.owner] {
            assert_eq!(seen(&w, person).await, all, "a preview");
        }

        assert_eq!(w.publish().await.unwrap(), 2);
        assert_eq!(seen(&w, &w.learner).await, titles(&["Fog", "Clouds"]));
        assert_eq!(seen(&w, &w.tutor).await, all);
        assert!(opens(&w, &w.learner, film).await && opens(&w, &w.learner, text).await);
        assert!(!opens(&w, &w.learner, empty).await);

        let late = w.make_lesson(Kind::Text, "Wind", "It blows.").await;
        assert!(!opens(&w, &w.learner, late).await, "added later");
        assert_eq!(w.publish().await.unwrap(), 3);
        assert!(opens(&w, &w.learner, late).await);
    })
    .await;
}

#[tokio::test]
async fn taking_a_course_back_hides_it_with_all_its_lessons() {
    on_both(async |w: World| {
        let text = w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
        w.publish().await.unwrap();
        let back = (PublishCourse, w.course);
        w.write(&w.manager, back, async |a| course::unpublish(a).await)
            .await
            .unwrap();
        assert_eq!(seen(&w, &w.learner).await, None);
        assert!(!opens(&w, &w.learner, text).await);
        assert_eq!(seen(&w, &w.editor).await, titles(&["Clouds"]));
        w.publish().await.unwrap();
        assert!(opens(&w, &w.learner, text).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_empty_is_not_published() {
    on_both(async |w: World| {
        w.make_lesson(Kind::Text, "Clouds", "").await;
        w.make_lesson(Kind::Video, "Fog", "Only a note under it")
            .await;
        assert!(matches!(w.publish().await, Err(CannotPublish::Empty)));
        let published = sql!("SELECT COUNT(*) FROM scopes WHERE published_at IS NOT NULL");
        assert_eq!(w.count(published).await, 0);
    })
    .await;
}

#[tokio::test]
async fn learners_and_tutors_publish_nothing() {
    on_both(async |w: World| {
        w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
        w.publish().await.unwrap();
        for person in [&w.learner, &w.tutor] {
            let on = (PublishCourse, w.course);
            let done = w
                .write(person, on, async |a| course::publish(a).await)
                .await;
            assert!(matches!(done, Err(CannotPublish::Access(Error::Forbidden))));
        }
    })
    .await;
}

#[tokio::test]
async fn who_published_what_is_recorded() {
    on_both(async |w: World| {
        w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
        w.publish().await.unwrap();
        let recorded = sql!(
            "SELECT COUNT(*) FROM activities
             WHERE action = 'publishCourse' AND policy = 'editors-change-their-course'"
        );
        assert_eq!(w.count(recorded).await, 1);
    })
    .await;
}
