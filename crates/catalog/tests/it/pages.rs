//! Every page of the catalog as a browser gets it, and what its forms do.

use http::StatusCode;
use tutela_access::EditCourse;
use tutela_catalog::lesson::{self, Kind};
use tutela_core::{AccountId, LessonId};

use crate::house::House;
use crate::world::{Person, World, on_both};

/// Every page, with those who may open it.
fn pages(w: &World) -> Vec<(String, Vec<&Person>)> {
    let (school, channel, course) = (w.school, w.channel, w.course);
    let heads = vec![&w.owner, &w.manager];
    let mut workers = heads.clone();
    workers.push(&w.editor);
    let mut everybody = workers.clone();
    everybody.extend([&w.tutor, &w.learner]);
    vec![
        ("/".to_owned(), everybody.clone()),
        (format!("/accounts/{school}"), everybody.clone()),
        (format!("/accounts/{school}/channels/new"), vec![&w.owner]),
        (format!("/channels/{channel}"), heads.clone()),
        (format!("/channels/{channel}/edit"), heads.clone()),
        (format!("/channels/{channel}/courses/new"), heads),
        (format!("/courses/{course}"), everybody),
        (format!("/courses/{course}/edit"), workers),
    ]
}

async fn filled(w: &World) -> LessonId {
    let fog = w.make_film("Fog & <b>mist</b>").await;
    w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
    w.publish().await.unwrap();
    w.make_lesson(Kind::Document, "A chart", "").await;
    fog
}

#[tokio::test]
async fn every_page_is_drawn_in_both_languages() {
    on_both(async |w: World| {
        let house = House::of(&w);
        filled(&w).await;
        for (path, people) in pages(&w) {
            for person in people {
                let page = house.open(person, &path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
                assert!(!page.text.contains('⟦'), "{path} lacks a text");
                assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
                assert!(!page.text.contains("<b>mist"), "{path}");
            }
        }
        let mut tx = w.db.write().await.unwrap();
        let danish = tutela_db::sql!("UPDATE persons SET language = 'da'");
        tx.run(danish, tutela_db::args![]).await.unwrap();
        tx.commit().await.unwrap();
        for (path, people) in pages(&w) {
            let page = house.open_in_danish(people[0], &path).await;
            assert!(page.text.contains("<html lang=\"da\""), "{path}");
            assert!(!page.text.contains('⟦'), "{path} lacks a text");
        }
    })
    .await;
}

#[tokio::test]
async fn empty_pages_say_what_they_are_for() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let empty = w.make_channel(&w.stranger, w.other_school, "Empty").await;
        let course = w.make_course(&w.stranger, empty, "Bare").await;
        for (person, path, words) in [
            (&w.administrator, "/".to_owned(), "No courses yet"),
            (
                &w.learner,
                format!("/accounts/{}", w.school),
                "Nothing for you here yet",
            ),
            (
                &w.stranger,
                format!("/courses/{course}"),
                "There are no lessons yet.",
            ),
            (
                &w.stranger,
                format!("/courses/{course}/edit"),
                "The first lesson",
            ),
        ] {
            let page = house.open(person, &path).await;
            assert!(page.text.contains(words), "{path}: {}", page.text);
        }
        let home = house.open(&w.administrator, "/").await;
        assert!(
            home.text.contains("href=\"/accounts\""),
            "staff run the platform"
        );
        let home = house.open(&w.owner, "/").await;
        assert!(!home.text.contains("href=\"/accounts\""));
    })
    .await;
}

#[tokio::test]
async fn da5_strangers_find_no_page() {
    on_both(async |w: World| {
        let house = House::of(&w);
        filled(&w).await;
        let nothing: AccountId = w.gate.ambient().id();
        let missing = house
            .open(&w.stranger, &format!("/accounts/{nothing}"))
            .await;
        let mask = |text: &str, path: &str| {
            let id = path.split('/').nth(2).unwrap_or("").to_owned();
            text.replace(&id, "")
                .lines()
                .filter(|line| !line.contains("class=\"code\""))
                .collect::<Vec<_>>()
                .join("\n")
        };
        for (path, people) in pages(&w).into_iter().skip(1) {
            for stranger in [&w.stranger, &w.administrator] {
                let page = house.open(stranger, &path).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            }
            let page = house.open(&w.stranger, &path).await;
            let gone = format!("/accounts/{nothing}");
            assert_eq!(
                mask(&page.text, &path),
                mask(&missing.text, &gone),
                "{path}"
            );
            for form in ["", "title=x&name=x&kind=text&lesson_title=x"] {
                let sent = house.send(&w.stranger, &path, form).await;
                let expected = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
                assert!(expected.contains(&sent.status), "{path}");
            }
            assert!(!people.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed() {
    on_both(async |w: World| {
        let house = House::of(&w);
        filled(&w).await;
        let long = "x".repeat(161);
        for (path, form, words, kept) in [
            (
                format!("/accounts/{}/channels/new", w.school),
                "name=&summary=Kept+words".to_owned(),
                "Fill this in",
                "Kept words",
            ),
            (
                format!("/channels/{}/edit", w.channel),
                format!("name={long}&summary="),
                "at most 160",
                long.as_str(),
            ),
            (
                format!("/channels/{}/courses/new", w.channel),
                "title=+&summary=Kept+words".to_owned(),
                "Fill this in",
                "Kept words",
            ),
            (
                format!("/courses/{}/edit", w.course),
                format!("title={long}&summary="),
                "at most 160",
                long.as_str(),
            ),
            (
                format!("/courses/{}/lessons", w.course),
                "kind=dance&lesson_title=Kept+words".to_owned(),
                "Choose one",
                "Kept words",
            ),
            (
                format!("/courses/{}/lessons", w.course),
                "kind=text&lesson_title=".to_owned(),
                "Fill this in",
                "value=\"text\" checked",
            ),
        ] {
            let before = w
                .count(tutela_db::sql!("SELECT COUNT(*) FROM scopes"))
                .await;
            let page = house.send(&w.owner, &path, &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(page.text.contains(words), "{path}: {}", page.text);
            assert!(page.text.contains(kept), "{path}: {}", page.text);
            assert!(page.text.contains("<title>Error:"), "{path}");
            let after = w
                .count(tutela_db::sql!("SELECT COUNT(*) FROM scopes"))
                .await;
            assert_eq!(before, after, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_course_is_made_by_forms_alone() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let made = house
            .send(
                &w.owner,
                &format!("/accounts/{}/channels/new", w.school),
                "name=Galley&summary=Cook",
            )
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let channel = made.location().to_owned();
        assert!(
            house
                .open(&w.owner, &channel)
                .await
                .text
                .contains("Make the first course")
        );
        let made = house
            .send(
                &w.owner,
                &format!("{channel}/courses/new"),
                "title=Soup&summary=",
            )
            .await;
        let edit = made.location().to_owned();
        let course = edit.strip_suffix("/edit").unwrap();
        let mut lessons = Vec::new();
        for title in ["Stock", "Salt"] {
            let form = format!("kind=text&lesson_title={title}");
            let made = house
                .send(&w.owner, &format!("{course}/lessons"), &form)
                .await;
            let lesson = made.location().to_owned();
            lessons.push(
                lesson
                    .strip_suffix("/edit")
                    .unwrap()
                    .rsplit('/')
                    .next()
                    .unwrap()
                    .to_owned(),
            );
        }
        let page = house.open(&w.owner, &edit).await.text;
        assert!(page.contains("Waits for its text") && page.contains("You can publish when"));
        assert!(
            !page.contains("data-confirm=\"publish\""),
            "nothing to show yet"
        );

        let publication = format!("{course}/publication");
        let refused = house.send(&w.owner, &publication, "").await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused.text.contains("There is nothing to publish yet"),
            "{}",
            refused.text
        );

        write(&w, lessons[0].parse().unwrap()).await;
        let page = house.open(&w.owner, &edit).await.text;
        assert!(
            page.contains("data-confirm=\"publish\"") && page.contains("the lesson that is ready")
        );
        assert_eq!(
            house.send(&w.owner, &publication, "").await.location(),
            edit
        );
        let page = house.open(&w.owner, &edit).await.text;
        assert!(
            page.contains("data-confirm=\"unpublish\"")
                && !page.contains("data-confirm=\"publish\"")
        );
        let hidden = house
            .send(&w.owner, &format!("{publication}/removal"), "")
            .await;
        assert_eq!(hidden.location(), edit);
        assert!(
            house
                .open(&w.owner, course)
                .await
                .text
                .contains("learners do not see this yet")
        );

        let shift = format!("{course}/lessons/{}/shift", lessons[1]);
        assert_eq!(house.send(&w.owner, &shift, "up=1").await.location(), edit);
        let page = house.open(&w.owner, &edit).await.text;
        let at = |id: &str| page.find(&format!("data-id=\"{id}\"")).unwrap();
        assert!(at(&lessons[1]) < at(&lessons[0]));
        let foreign = format!("{course}/lessons/{}/shift", w.course);
        assert_eq!(
            house.send(&w.owner, &foreign, "up=1").await.status,
            StatusCode::NOT_FOUND
        );

        let named = house
            .send(&w.owner, &edit, "title=Broth&summary=Slowly")
            .await;
        assert_eq!(named.location(), edit);
        assert!(
            house
                .open(&w.owner, course)
                .await
                .text
                .contains("<h1>Broth</h1>")
        );
    })
    .await;
}

/// Writes a text into its lesson, as the feature that shows lessons would.
async fn write(w: &World, lesson: LessonId) {
    let new = crate::world::new_lesson(Kind::Text, "Stock", "Bones and time.");
    let on = (tutela_access::EditLesson, lesson);
    w.write(&w.owner, on, async |a| {
        lesson::edit(a, &new.title, &new.body).await
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn learners_are_led_on_and_offered_nothing_they_may_not_do() {
    on_both(async |w: World| {
        let house = House::of(&w);
        let fog = filled(&w).await;
        let course = format!("/courses/{}", w.course);
        let page = house.open(&w.learner, &course).await.text;
        assert!(page.contains(&format!("href=\"/lessons/{fog}\"")) && page.contains("Start"));
        for absent in ["/edit", "/roles", "/channels/", "A chart", "Draft"] {
            assert!(!page.contains(absent), "{absent} in {page}");
        }
        let home = house.open(&w.learner, "/").await.text;
        assert!(home.contains("Begin here · Seamanship") && home.contains("Weather"));
        let place = (tutela_access::SavePlace, fog);
        w.write(&w.learner, place, async |a| {
            tutela_catalog::place::save(a, 42).await
        })
        .await
        .unwrap();
        let page = house.open(&w.learner, &course).await.text;
        assert!(page.contains("Continue at 0:42") && page.contains("You are at 0:42"));
        let home = house.open(&w.learner, "/").await.text;
        assert!(home.contains("Continue at 0:42") && home.contains("Lesson 1 of 2"));

        let tutor = house.open(&w.tutor, &course).await.text;
        assert!(tutor.contains("A chart") && tutor.contains("/roles") && !tutor.contains("/edit"));
        let editor = house.open(&w.editor, &course).await.text;
        assert!(editor.contains("/edit") && !editor.contains("/channels/"));
        let manager = house.open(&w.manager, &course).await.text;
        assert!(manager.contains(&format!("href=\"/channels/{}\"", w.channel)));
        let edit = w.read(&w.tutor, (EditCourse, w.course), async |_| {
            Ok::<_, tutela_access::Error>(())
        });
        assert!(matches!(edit.await, Err(tutela_access::Error::Forbidden)));
    })
    .await;
}
