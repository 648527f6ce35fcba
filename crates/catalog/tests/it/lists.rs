//! Lists show what their reader may open, all of it and nothing else.

use std::collections::BTreeSet;

use tutela_access::{EnterAccount, Error, Myself, ViewChannel, ViewCourse, ViewSelf};
use tutela_catalog::lesson::Kind;
use tutela_catalog::{account, channel, course, home};
use tutela_core::{ChannelId, CourseId, Role};

use crate::world::{Person, World, on_both};

async fn opens_channel(w: &World, who: &Person, channel: ChannelId) -> bool {
    let look = w.read(who, (ViewChannel, channel), async |a| channel::get(a).await);
    look.await.is_ok()
}

async fn opens_course(w: &World, who: &Person, course: CourseId) -> bool {
    let look = w.read(who, (ViewCourse, course), async |a| course::get(a).await);
    look.await.is_ok()
}

#[tokio::test]
async fn da5_lists_of_channels_hold_what_may_be_opened() {
    on_both(async |w: World| {
        let other = w.make_channel(&w.owner, w.school, "Galley").await;
        let far = w.make_channel(&w.stranger, w.other_school, "Harbour").await;
        for person in [&w.owner, &w.manager, &w.editor, &w.tutor, &w.learner] {
            let mut opened = BTreeSet::new();
            for channel in [w.channel, other, far] {
                if opens_channel(&w, person, channel).await {
                    opened.insert(channel);
                }
            }
            let mine = w.read(person, (ViewSelf, Myself), async |a| {
                channel::mine(a, 9).await
            });
            let mine: BTreeSet<_> = mine.await.unwrap().into_iter().map(|one| one.id).collect();
            let here = w.read(person, (EnterAccount, w.school), async |a| {
                channel::list(a).await
            });
            let here: BTreeSet<_> = here.await.unwrap().into_iter().map(|one| one.id).collect();
            assert_eq!(mine, opened);
            assert_eq!(here, opened);
        }
        for stranger in [&w.stranger, &w.administrator] {
            let here = w.read(stranger, (EnterAccount, w.school), async |a| {
                channel::list(a).await
            });
            assert!(matches!(here.await, Err(Error::NotFound)));
        }
    })
    .await;
}

#[tokio::test]
async fn da5_lists_of_courses_hold_what_may_be_opened() {
    on_both(async |w: World| {
        w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
        let draft = w.make_course(&w.manager, w.channel, "Night").await;
        let kitchen = w.make_channel(&w.owner, w.school, "Galley").await;
        let soup = w.make_course(&w.owner, kitchen, "Soup").await;
        w.give(&w.owner, &w.manager, Role::CourseEditor, soup).await;
        w.give(&w.owner, &w.editor, Role::CourseLearner, w.course)
            .await;
        w.give(&w.owner, &w.learner, Role::CourseLearner, soup)
            .await;
        for published in [false, true] {
            if published {
                w.publish().await.unwrap();
            }
            for person in [
                &w.owner,
                &w.manager,
                &w.editor,
                &w.tutor,
                &w.learner,
                &w.stranger,
            ] {
                let mut opened = BTreeSet::new();
                for course in [w.course, draft, soup] {
                    if opens_course(&w, person, course).await {
                        opened.insert(course);
                    }
                }
                assert_eq!(listed(&w, person).await, opened);
            }
        }
    })
    .await;
}

/// All courses that somebody comes upon from his first page: learning, working, and in his channels.
async fn listed(w: &World, who: &Person) -> BTreeSet<CourseId> {
    let home = w.read(who, (ViewSelf, Myself), async |a| home::gather(a).await);
    let home = home.await.unwrap();
    let mut all = BTreeSet::new();
    all.extend(home.learning.iter().map(|one| one.listed.course.id));
    all.extend(home.working.iter().map(|one| one.listed.course.id));
    for channel in &home.channels {
        let there = w.read(who, (ViewChannel, channel.id), async |a| {
            course::list(a).await
        });
        all.extend(there.await.unwrap().iter().map(|one| one.course.id));
    }
    all
}

#[tokio::test]
async fn the_first_page_tells_learning_from_working() {
    on_both(async |w: World| {
        w.make_film("Fog").await;
        w.publish().await.unwrap();
        let soup = w.make_course(&w.manager, w.channel, "Soup").await;
        let gather = async |who: &Person| {
            let home = w.read(who, (ViewSelf, Myself), async |a| home::gather(a).await);
            let home = home.await.unwrap();
            let learning: Vec<_> = home
                .learning
                .iter()
                .map(|one| one.listed.course.id)
                .collect();
            let working = home.working.iter();
            let working: Vec<_> = working
                .map(|one| (one.listed.course.id, one.runs_channel))
                .collect();
            (learning, working, home.channels.len(), home.accounts.len())
        };
        assert_eq!(gather(&w.learner).await, (vec![w.course], vec![], 0, 1));
        assert_eq!(
            gather(&w.tutor).await,
            (vec![], vec![(w.course, false)], 0, 1)
        );
        assert_eq!(gather(&w.manager).await, (vec![], vec![(soup, true)], 1, 1));
        assert_eq!(gather(&w.administrator).await, (vec![], vec![], 0, 0));
        w.give(&w.manager, &w.tutor, Role::CourseLearner, w.course)
            .await;
        assert_eq!(
            gather(&w.tutor).await,
            (vec![w.course], vec![(w.course, false)], 0, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_list_counts_is_what_its_reader_sees() {
    on_both(async |w: World| {
        w.make_film("Fog").await;
        w.make_lesson(Kind::Document, "A chart", "").await;
        w.publish().await.unwrap();
        let learning = w.read(&w.learner, (ViewSelf, Myself), async |a| {
            course::learning(a).await
        });
        let learning = learning.await.unwrap().remove(0).listed;
        assert_eq!((learning.lessons, learning.duration.as_secs()), (1, 60));
        assert_eq!(learning.course.account_name, "Nordlys");
        let all = w.read(&w.manager, (ViewChannel, w.channel), async |a| {
            course::list(a).await
        });
        assert_eq!(all.await.unwrap().remove(0).lessons, 2);
        let channel = w.read(&w.manager, (ViewChannel, w.channel), async |a| {
            channel::get(a).await
        });
        let channel = channel.await.unwrap();
        assert_eq!((channel.courses, channel.drafts), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn da5_two_schools_know_nothing_of_each_other() {
    on_both(async |w: World| {
        w.make_lesson(Kind::Text, "Clouds", "Wet.").await;
        w.publish().await.unwrap();
        let accounts = async |who: &Person| {
            let mine = w.read(who, (ViewSelf, Myself), async |a| account::mine(a).await);
            mine.await
                .unwrap()
                .into_iter()
                .map(|one| one.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(accounts(&w.owner).await, [w.school]);
        assert_eq!(accounts(&w.stranger).await, [w.other_school]);
        assert!(listed(&w, &w.stranger).await.is_empty());
        assert!(!opens_channel(&w, &w.stranger, w.channel).await);
        assert!(!opens_course(&w, &w.stranger, w.course).await);
    })
    .await;
}
