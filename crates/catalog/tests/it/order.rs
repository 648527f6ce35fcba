//! Lessons in order: all at once, one step at a time, and how many there may be.

use tutela_access::{CreateLesson, OrderLessons};
use tutela_catalog::lesson::{self, CannotCreate, CannotOrder, Kind, MOST};
use tutela_core::{CourseId, LessonId};

use crate::world::{World, new_lesson, on_both};

async fn three(w: &World) -> [LessonId; 3] {
    [
        w.make_film("Fog").await,
        w.make_lesson(Kind::Text, "Clouds", "Wet.").await,
        w.make_lesson(Kind::Document, "A chart", "").await,
    ]
}

async fn order(w: &World) -> Vec<LessonId> {
    let on = (OrderLessons, w.course);
    let all = async |a: &mut tutela_access::Authorized<'_, OrderLessons>| {
        let course: CourseId = a.on();
        lesson::all(a.tx(), course).await
    };
    let entries = w.read(&w.editor, on, all).await.unwrap();
    entries.into_iter().map(|entry| entry.lesson.id).collect()
}

async fn put(w: &World, wanted: &[LessonId]) -> Result<(), CannotOrder> {
    let on = (OrderLessons, w.course);
    w.write(&w.editor, on, async |a| lesson::order(a, wanted).await)
        .await
}

async fn shift(w: &World, lesson: LessonId, up: bool) -> Result<(), CannotOrder> {
    let on = (OrderLessons, w.course);
    w.write(&w.editor, on, async |a| lesson::shift(a, lesson, up).await)
        .await
}

#[tokio::test]
async fn an_order_names_each_lesson_once_or_changes_nothing() {
    on_both(async |w: World| {
        let [a, b, c] = three(&w).await;
        assert_eq!(order(&w).await, [a, b, c], "as they were made");
        put(&w, &[c, a, b]).await.unwrap();
        assert_eq!(order(&w).await, [c, a, b]);

        let foreign = w.gate.ambient().id();
        for wrong in [
            vec![],
            vec![a, b],
            vec![a, b, b],
            vec![a, b, c, c],
            vec![a, b, foreign],
            vec![a, b, c, foreign],
        ] {
            let refused = put(&w, &wrong).await;
            assert!(
                matches!(refused, Err(CannotOrder::NotTheLessons)),
                "{wrong:?}"
            );
            assert_eq!(order(&w).await, [c, a, b], "{wrong:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_lesson_moves_a_step_and_stays_at_the_ends() {
    on_both(async |w: World| {
        let [a, b, c] = three(&w).await;
        shift(&w, c, true).await.unwrap();
        assert_eq!(order(&w).await, [a, c, b]);
        shift(&w, a, false).await.unwrap();
        assert_eq!(order(&w).await, [c, a, b]);
        shift(&w, c, true).await.unwrap();
        shift(&w, b, false).await.unwrap();
        assert_eq!(order(&w).await, [c, a, b], "both stand at an end");
        let foreign = w.gate.ambient().id();
        let refused = shift(&w, foreign, true).await;
        assert!(matches!(refused, Err(CannotOrder::NotTheLessons)));
    })
    .await;
}

#[tokio::test]
async fn a_new_lesson_comes_last() {
    on_both(async |w: World| {
        let [a, b, c] = three(&w).await;
        put(&w, &[c, b, a]).await.unwrap();
        let d = w.make_lesson(Kind::Text, "Wind", "").await;
        assert_eq!(order(&w).await, [c, b, a, d]);
    })
    .await;
}

#[tokio::test]
async fn a_course_has_so_many_lessons_and_no_more() {
    on_both(async |w: World| {
        let new = new_lesson(Kind::Text, "One of many", "");
        let on = (CreateLesson, w.course);
        w.write(&w.editor, on, async |a| -> Result<_, CannotCreate> {
            for _ in 0..MOST {
                lesson::create(a, &new).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let over = w
            .write(&w.editor, on, async |a| lesson::create(a, &new).await)
            .await;
        assert!(matches!(over, Err(CannotCreate::TooMany)));
        assert_eq!(order(&w).await.len(), 500);
    })
    .await;
}
