//! Every address of this feature with the action that guards it, and its texts.

use tutela_access::{
    Action as _, CreateChannel, CreateCourse, CreateLesson, EditChannel, EditCourse, EnterAccount,
    OrderLessons, PublishCourse, RemoveCourse, RemoveLesson, RestoreCourse, RestoreLesson,
    SavePlace, ViewChannel, ViewCourse, ViewSelf,
};
use tutela_web::{Guard, Locale, Routes, routes as documented};

use crate::course::editing;
use crate::{account, channel, course, home, lesson, place, removal};

/// The texts of these pages.
pub const TEXTS: Locale = Locale {
    english: include_str!("../locales/en/catalog.ftl"),
    danish: include_str!("../locales/da/catalog.ftl"),
};

/// The routes of channels, courses and lessons.
pub fn routes() -> Routes {
    screens().and(forms()).and(api()).and(removals())
}

fn removals() -> Routes {
    use removal::{api, screen};
    let may = Guard::Action;
    let (lesson, course) = ("/lessons/{lesson}/removal", "/courses/{course}/removal");
    let (give_lesson, give_course) = (
        "/courses/{course}/lessons/{lesson}/restoration",
        "/channels/{channel}/courses/{course}/restoration",
    );
    let (remove_lesson, restore_lesson) = (may(RemoveLesson::NAME), may(RestoreLesson::NAME));
    let (remove_course, restore_course) = (may(RemoveCourse::NAME), may(RestoreCourse::NAME));
    Routes::new()
        .get(lesson, screen::ask_lesson, remove_lesson)
        .post(lesson, screen::take_lesson, remove_lesson)
        .post(give_lesson, screen::give_lesson, restore_lesson)
        .get(course, screen::ask_course, remove_course)
        .post(course, screen::take_course, remove_course)
        .post(give_course, screen::give_course, restore_course)
        .get(
            "/channels/{channel}/removed",
            screen::in_channel,
            restore_course,
        )
        .api(documented!(api::remove_a_lesson), remove_lesson)
        .api(documented!(api::restore_a_lesson), restore_lesson)
        .api(documented!(api::list_removed_lessons), restore_lesson)
        .api(documented!(api::remove_a_course), remove_course)
        .api(documented!(api::restore_a_course), restore_course)
        .api(documented!(api::list_removed_courses), restore_course)
}

fn screens() -> Routes {
    use channel::screen as channels;
    use course::screen as courses;
    let may = Guard::Action;
    let (new_channel, new_course) = (
        "/accounts/{account}/channels/new",
        "/channels/{channel}/courses/new",
    );
    Routes::new()
        .get("/", home::screen::home, may(ViewSelf::NAME))
        .get(
            "/accounts/{account}",
            account::screen::account,
            may(EnterAccount::NAME),
        )
        .get(new_channel, channels::new, may(CreateChannel::NAME))
        .get(
            "/channels/{channel}",
            channels::channel,
            may(ViewChannel::NAME),
        )
        .get(
            "/channels/{channel}/edit",
            channels::editing,
            may(EditChannel::NAME),
        )
        .get(new_course, courses::new, may(CreateCourse::NAME))
        .get("/courses/{course}", courses::course, may(ViewCourse::NAME))
        .get(
            "/courses/{course}/edit",
            editing::editing,
            may(EditCourse::NAME),
        )
}

fn forms() -> Routes {
    use channel::screen as channels;
    use course::screen as courses;
    use lesson::screen as lessons;
    let may = Guard::Action;
    let publication = "/courses/{course}/publication";
    let removal = "/courses/{course}/publication/removal";
    let shift = "/courses/{course}/lessons/{lesson}/shift";
    Routes::new()
        .post(
            "/accounts/{account}/channels/new",
            channels::make,
            may(CreateChannel::NAME),
        )
        .post(
            "/channels/{channel}/edit",
            channels::change,
            may(EditChannel::NAME),
        )
        .post(
            "/channels/{channel}/courses/new",
            courses::make,
            may(CreateCourse::NAME),
        )
        .post(
            "/courses/{course}/edit",
            editing::change,
            may(EditCourse::NAME),
        )
        .post(publication, editing::show, may(PublishCourse::NAME))
        .post(removal, editing::hide, may(PublishCourse::NAME))
        .post(
            "/courses/{course}/lessons",
            lessons::add,
            may(CreateLesson::NAME),
        )
        .post(shift, lessons::shift_one, may(OrderLessons::NAME))
}

fn api() -> Routes {
    use channel::api as channels;
    use course::api as courses;
    use lesson::api as lessons;
    let may = Guard::Action;
    Routes::new()
        .api(
            documented!(channels::create_channel),
            may(CreateChannel::NAME),
        )
        .api(
            documented!(channels::list_channels),
            may(EnterAccount::NAME),
        )
        .api(documented!(channels::get_channel), may(ViewChannel::NAME))
        .api(
            documented!(channels::update_channel),
            may(EditChannel::NAME),
        )
        .api(documented!(courses::create_course), may(CreateCourse::NAME))
        .api(documented!(courses::list_courses), may(ViewChannel::NAME))
        .api(documented!(courses::get_course), may(ViewCourse::NAME))
        .api(documented!(courses::update_course), may(EditCourse::NAME))
        .api(
            documented!(courses::publish_course),
            may(PublishCourse::NAME),
        )
        .api(
            documented!(courses::unpublish_course),
            may(PublishCourse::NAME),
        )
        .api(documented!(courses::list_my_courses), may(ViewSelf::NAME))
        .api(documented!(lessons::create_lesson), may(CreateLesson::NAME))
        .api(documented!(lessons::order_lessons), may(OrderLessons::NAME))
        .api(documented!(place::api::save_place), may(SavePlace::NAME))
}
