//! Where people stopped, and where they go on.

use std::time::Duration;

use tutela_access::{Error, Myself, SavePlace, ViewCourse, ViewLesson, ViewSelf};
use tutela_catalog::lesson::{self, Kind};
use tutela_catalog::{course, place};
use tutela_core::LessonId;

use crate::world::{Person, World, on_both};

async fn save(w: &World, who: &Person, lesson: LessonId, seconds: i64) -> Result<(), Error> {
    let on = (SavePlace, lesson);
    w.write(who, on, async |a| place::save(a, seconds).await)
        .await
}

async fn found(w: &World, who: &Person, lesson: LessonId) -> Option<u64> {
    let look = w.read(who, (ViewLesson, lesson), async |a| place::find(a).await);
    look.await.unwrap().map(|place| place.seconds)
}

#[tokio::test]
async fn a_place_is_kept_for_its_person_and_found_again() {
    on_both(async |w: World| {
        let film = w.make_film("Fog").await;
        w.publish().await.unwrap();
        assert_eq!(found(&w, &w.learner, film).await, None);
        for (seconds, kept) in [(33, 33), (12, 12), (-5, 0), (i64::MAX, 86_400)] {
            save(&w, &w.learner, film, seconds).await.unwrap();
            assert_eq!(found(&w, &w.learner, film).await, Some(kept));
        }
        assert_eq!(found(&w, &w.tutor, film).await, None, "his own");
    })
    .await;
}

#[tokio::test]
async fn da5_nobody_keeps_a_place_where_he_may_not_be() {
    on_both(async |w: World| {
        let film = w.make_film("Fog").await;
        assert!(matches!(
            save(&w, &w.learner, film, 1).await,
            Err(Error::NotFound)
        ));
        w.publish().await.unwrap();
        for person in [&w.stranger, &w.administrator] {
            assert!(matches!(
                save(&w, person, film, 1).await,
                Err(Error::NotFound)
            ));
        }
        let nothing = w.gate.ambient().id();
        assert!(matches!(
            save(&w, &w.learner, nothing, 1).await,
            Err(Error::NotFound)
        ));
    })
    .await;
}

#[tokio::test]
async fn a_learner_finds_his_latest_lesson_in_each_course() {
    on_both(async |w: World| {
        let [fog, clouds] = [
            w.make_film("Fog").await,
            w.make_lesson(Kind::Text, "Clouds", "Wet.").await,
        ];
        w.publish().await.unwrap();
        let latest = async || {
            let look = w.read(&w.learner, (ViewSelf, Myself), async |a| {
                course::learning(a).await
            });
            let mut mine = look.await.unwrap();
            assert_eq!(mine.len(), 1);
            mine.remove(0).stop
        };
        assert_eq!(latest().await, None, "not begun");

        save(&w, &w.learner, clouds, 0).await.unwrap();
        let stop = latest().await.unwrap();
        assert_eq!((stop.lesson, stop.number, stop.next), (clouds, 2, None));
        w.clock.forward(Duration::from_secs(1));
        save(&w, &w.learner, fog, 30).await.unwrap();
        let stop = latest().await.unwrap();
        assert_eq!(
            (stop.lesson, stop.number, stop.next),
            (fog, 1, Some(clouds))
        );
        assert_eq!((stop.title.as_str(), stop.place.seconds), ("Fog", 30));
        assert!(!stop.place.is_over(stop.duration));
        save(&w, &w.learner, fog, 52).await.unwrap();
        let stop = latest().await.unwrap();
        assert!(stop.place.is_over(stop.duration), "the last ten of sixty");
    })
    .await;
}

#[tokio::test]
async fn two_lessons_opened_at_one_moment_are_one_place() {
    on_both(async |w: World| {
        let (fog, wind) = (w.make_film("Fog").await, w.make_film("Wind").await);
        w.publish().await.unwrap();
        save(&w, &w.learner, fog, 1).await.unwrap();
        save(&w, &w.learner, wind, 1).await.unwrap();
        let look = w.read(&w.learner, (ViewSelf, Myself), async |a| {
            place::latest(a).await
        });
        assert_eq!(look.await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_course_shows_where_its_reader_goes_on() {
    on_both(async |w: World| {
        let (fog, wind) = (w.make_film("Fog").await, w.make_film("Wind").await);
        w.publish().await.unwrap();
        let goes_on = async || {
            let look = w.read(&w.learner, (ViewCourse, w.course), async |a| {
                lesson::list(a).await
            });
            let entries = look.await.unwrap();
            let to = lesson::resume(&entries).unwrap();
            (to.lesson.id, to.at.map(|at| at.as_secs()))
        };
        assert_eq!(goes_on().await, (fog, None));
        save(&w, &w.learner, fog, 30).await.unwrap();
        assert_eq!(goes_on().await, (fog, Some(30)));
        save(&w, &w.learner, fog, 60).await.unwrap();
        assert_eq!(goes_on().await, (wind, None), "the first is over");
    })
    .await;
}

#[tokio::test]
async fn a_lesson_knows_its_neighbours() {
    on_both(async |w: World| {
        let fog = w.make_film("Fog").await;
        let draft = w.make_lesson(Kind::Document, "A chart", "").await;
        let wind = w.make_film("Wind").await;
        w.publish().await.unwrap();
        let around = async |who: &Person, lesson| {
            let look = w.read(who, (ViewLesson, lesson), async |a| lesson::around(a).await);
            let around = look.await.unwrap();
            let id = |lesson: Option<&lesson::Lesson>| lesson.map(|lesson| lesson.id);
            (id(around.previous()), around.number(), id(around.next()))
        };
        assert_eq!(around(&w.learner, fog).await, (None, 1, Some(wind)));
        assert_eq!(around(&w.learner, wind).await, (Some(fog), 2, None));
        assert_eq!(around(&w.editor, fog).await, (None, 1, Some(draft)));
        assert_eq!(around(&w.tutor, draft).await, (Some(fog), 2, Some(wind)));
    })
    .await;
}
