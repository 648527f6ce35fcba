//! Films and documents: received, checked, sealed, and given back by ranges; and the pages of the lessons they
//! stand in.

#![forbid(unsafe_code)]

mod account_key;
pub mod lesson;
pub mod object;
pub mod upload;
pub mod watch;

use tutela_access::{Action as _, EditLesson, GetMedia, UploadMedia, ViewLesson};
use tutela_vault::Vault;
use tutela_web::{Guard, Locale, Routes, routes};

/// The texts of this feature.
pub const TEXTS: Locale = Locale {
    english: include_str!("../locales/en/media.ftl"),
    danish: include_str!("../locales/da/media.ftl"),
};

/// What the handlers of this feature share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Media {
    pub vault: Vault,
    /// The most bytes of a film or a document.
    pub limit: u64,
}

/// The addresses of this feature.
pub fn routes(media: Media) -> Routes {
    let action = Guard::Action;
    Routes::<Media>::new()
        .get(
            "/lessons/{lesson}",
            lesson::screen::show,
            action(ViewLesson::NAME),
        )
        .get(
            "/lessons/{lesson}/edit",
            lesson::screen::edit,
            action(EditLesson::NAME),
        )
        .post(
            "/lessons/{lesson}/edit",
            lesson::screen::save,
            action(EditLesson::NAME),
        )
        .post(
            "/lessons/{lesson}/file",
            upload::screen::take,
            action(UploadMedia::NAME),
        )
        .streaming()
        .get(
            "/lessons/{lesson}/poster",
            watch::api::poster,
            action(GetMedia::NAME),
        )
        .get(
            "/media/{lesson}/{object}",
            watch::api::fetch,
            action(GetMedia::NAME),
        )
        .api(routes!(lesson::api::get_lesson), action(ViewLesson::NAME))
        .api(
            routes!(lesson::api::update_lesson),
            action(EditLesson::NAME),
        )
        .api(
            routes!(upload::api::upload_media),
            action(UploadMedia::NAME),
        )
        .streaming()
        .api(routes!(watch::api::get_media), action(GetMedia::NAME))
        .with_state(media)
}
