//! Removing lessons and courses, bringing them back, and the end of what nobody brings back.

use std::time::Duration;

use tutela_access::{
    Error, OpenDoor, RemoveCourse, RemoveLesson, RestoreCourse, RestoreLesson, ViewChannel,
    ViewCourse, ViewLesson, ViewSelf,
};
use tutela_catalog::removal::{self, CannotRestore, KEPT, Loss};
use tutela_catalog::{course, lesson, place};
use tutela_core::{CourseId, LessonId};
use tutela_db::sql;

use crate::world::{Person, World, on_both};

async fn remove_lesson(w: &World, who: &Person, lesson: LessonId) -> Result<(), Error> {
    let on = (RemoveLesson, lesson);
    w.write(who, on, async |a| removal::remove_lesson(a).await)
        .await
}

async fn restore_lesson(w: &World, who: &Person, lesson: LessonId) -> Result<(), CannotRestore> {
    let on = (RestoreLesson, w.course);
    w.write(who, on, async |a| removal::restore_lesson(a, lesson).await)
        .await
}

async fn remove_course(w: &World, who: &Person, course: CourseId) -> Result<(), Error> {
    let on = (RemoveCourse, course);
    w.write(who, on, async |a| removal::remove_course(a).await)
        .await
}

async fn restore_course(w: &World, who: &Person, course: CourseId) -> Result<(), Error> {
    let on = (RestoreCourse, w.channel);
    w.write(who, on, async |a| removal::restore_course(a, course).await)
        .await
}

async fn titles(w: &World, who: &Person) -> Vec<String> {
    let look = w.read(who, (ViewCourse, w.course), async |a| lesson::list(a).await);
    match look.await {
        Ok(entries) => entries.into_iter().map(|one| one.lesson.title).collect(),
        Err(Error::NotFound) => vec!["nothing".to_owned()],
        Err(error) => panic!("{error}"),
    }
}

async fn destroy_due(w: &World) -> usize {
    let now = w.gate.ambient().now();
    let mut tx = w.gate.enter(OpenDoor::OPERATOR).await.unwrap();
    let due = removal::due(&mut tx, now, 10).await.unwrap();
    for one in &due {
        assert!(removal::destroyed(&mut tx, one, now).await.unwrap());
        assert!(
            !removal::destroyed(&mut tx, one, now).await.unwrap(),
            "once"
        );
    }
    tx.commit().await.unwrap();
    due.len()
}

#[tokio::test]
async fn a_removed_lesson_is_gone_at_once_and_comes_back_where_it_stood() {
    on_both(async |w: World| {
        let fog = w.make_film("Fog").await;
        w.make_film("Wind").await;
        w.publish().await.unwrap();
        let on = (tutela_access::SavePlace, fog);
        w.write(&w.learner, on, async |a| place::save(a, 30).await)
            .await
            .unwrap();
        let look = w.read(&w.editor, (RemoveLesson, fog), async |a| {
            removal::lesson_loss(a).await
        });
        let loss = Loss {
            lessons: 1,
            duration: Duration::from_secs(60),
            learners: 1,
        };
        assert_eq!(look.await.unwrap(), loss);

        remove_lesson(&w, &w.editor, fog).await.unwrap();
        for person in [&w.learner, &w.tutor, &w.editor, &w.owner] {
            assert_eq!(titles(&w, person).await, ["Wind"]);
            let opened = w.read(person, (ViewLesson, fog), async |a| lesson::get(a).await);
            assert!(matches!(opened.await, Err(Error::NotFound)));
        }
        let stops = w.read(&w.learner, (ViewSelf, tutela_access::Myself), async |a| {
            place::latest(a).await
        });
        assert!(stops.await.unwrap().is_empty(), "nobody goes on with it");
        let again = remove_lesson(&w, &w.editor, fog).await;
        assert!(matches!(again, Err(Error::NotFound)));

        let list = w.read(&w.editor, (RestoreLesson, w.course), async |a| {
            removal::lessons(a).await
        });
        let list = list.await.unwrap();
        assert_eq!(
            (list[0].title.as_str(), list[0].removed_by.as_deref()),
            ("Fog", Some("Edda"))
        );
        assert_eq!(list[0].until_at, list[0].removed_at.plus(KEPT));

        restore_lesson(&w, &w.editor, fog).await.unwrap();
        assert_eq!(titles(&w, &w.learner).await, ["Fog", "Wind"]);
        let twice = restore_lesson(&w, &w.editor, fog).await;
        assert!(matches!(twice, Err(CannotRestore::Access(Error::NotFound))));
    })
    .await;
}

#[tokio::test]
async fn a_removed_course_takes_its_people_along_and_brings_them_back() {
    on_both(async |w: World| {
        let early = w.make_film("Fog").await;
        w.make_film("Wind").await;
        w.publish().await.unwrap();
        remove_lesson(&w, &w.editor, early).await.unwrap();
        w.clock.forward(Duration::from_secs(60));
        let refused = remove_course(&w, &w.editor, w.course).await;
        assert!(
            matches!(refused, Err(Error::Forbidden)),
            "editors remove lessons"
        );

        remove_course(&w, &w.manager, w.course).await.unwrap();
        for person in [&w.learner, &w.tutor, &w.editor, &w.manager, &w.owner] {
            assert_eq!(titles(&w, person).await, ["nothing"]);
        }
        let shelf = w.read(&w.manager, (ViewChannel, w.channel), async |a| {
            course::list(a).await
        });
        assert!(shelf.await.unwrap().is_empty());
        let mine = w.read(&w.learner, (ViewSelf, tutela_access::Myself), async |a| {
            course::learning(a).await
        });
        assert!(mine.await.unwrap().is_empty());
        let of_lesson = restore_lesson(&w, &w.editor, early).await;
        assert!(matches!(
            of_lesson,
            Err(CannotRestore::Access(Error::NotFound))
        ));

        restore_course(&w, &w.manager, w.course).await.unwrap();
        assert_eq!(
            titles(&w, &w.learner).await,
            ["Wind"],
            "what was removed before stays so"
        );
        restore_lesson(&w, &w.editor, early).await.unwrap();
        assert_eq!(titles(&w, &w.learner).await, ["Fog", "Wind"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_removes_or_restores_in_another_place() {
    on_both(async |w: World| {
        let fog = w.make_film("Fog").await;
        w.publish().await.unwrap();
        for person in [&w.learner, &w.tutor] {
            let refused = remove_lesson(&w, person, fog).await;
            assert!(matches!(refused, Err(Error::Forbidden)));
        }
        let refused = remove_lesson(&w, &w.stranger, fog).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        remove_lesson(&w, &w.owner, fog).await.unwrap();
        let other = w.make_course(&w.manager, w.channel, "Tides").await;
        let on = (RestoreLesson, other);
        let moved = w
            .write(&w.manager, on, async |a| {
                removal::restore_lesson(a, fog).await
            })
            .await;
        assert!(matches!(moved, Err(CannotRestore::Access(Error::NotFound))));
        assert_eq!(titles(&w, &w.editor).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn after_thirty_days_nothing_of_it_is_left() {
    on_both(async |w: World| {
        let kept = w.make_lesson(lesson::Kind::Text, "Clouds", "Wet.").await;
        let gone = w.make_lesson(lesson::Kind::Text, "Wind", "It blows.").await;
        w.publish().await.unwrap();
        let on = (tutela_access::SavePlace, gone);
        w.write(&w.learner, on, async |a| place::save(a, 0).await)
            .await
            .unwrap();
        remove_lesson(&w, &w.editor, gone).await.unwrap();
        w.clock.forward(KEPT - Duration::from_secs(1));
        assert_eq!(destroy_due(&w).await, 0);
        w.clock.forward(Duration::from_secs(1));
        assert_eq!(destroy_due(&w).await, 1);
        let texts = sql!("SELECT COUNT(*) FROM lessons WHERE body = 'It blows.'");
        assert_eq!(w.count(texts).await, 0);
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM places")).await, 0);
        assert_eq!(
            w.count(sql!("SELECT COUNT(*) FROM lessons WHERE body = 'Wet.'"))
                .await,
            1
        );
        let late = restore_lesson(&w, &w.editor, gone).await;
        assert!(
            matches!(late, Err(CannotRestore::Access(Error::NotFound)))
                || matches!(late, Err(CannotRestore::Access(Error::NotSignedIn)))
        );
        let _ = kept;
    })
    .await;
}
