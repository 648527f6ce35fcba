//! Films and documents: received, checked, sealed, and given back by ranges; and the pages of the lessons they
//! stand in.

#![forbid(unsafe_code)]

mod account_key;
pub mod attachment;
pub mod destroy;
pub mod destroy_key;
pub mod lesson;
pub mod object;
pub mod quota;
pub mod relocation;
pub mod removed;
pub mod rotate;
pub mod scan;
pub mod storage;
pub mod sweep;
pub mod tus;
pub mod upload;
pub mod verify;
pub mod watch;

use tutela_access::{
    Action as _, EditLesson, GetMedia, RemoveMedia, RestoreLesson, RotateKeys, SetQuota,
    UploadMedia, ViewLesson, ViewStorage, ViewVault,
};
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
    /// Who looks for malicious files, where somebody does.
    pub scanner: Option<scan::Scanner>,
}

/// The addresses of this feature.
pub fn routes(media: Media) -> Routes {
    lessons()
        .and(files())
        .and(uploads())
        .and(attachments())
        .and(removals())
        .and(kept())
        .with_state(media)
}

fn removals() -> Routes<Media> {
    use removed::{api, screen};
    let (remove, give, list) = (
        Guard::Action(RemoveMedia::NAME),
        Guard::Action(UploadMedia::NAME),
        Guard::Action(RestoreLesson::NAME),
    );
    let removal = "/lessons/{lesson}/media/{object}/removal";
    let restoration = "/lessons/{lesson}/media/{object}/restoration";
    Routes::new()
        .get(removal, screen::ask, remove)
        .post(removal, screen::take, remove)
        .post(restoration, screen::give, give)
        .get("/courses/{course}/removed", screen::in_a_course, list)
        .api(routes!(api::remove_media), remove)
        .api(routes!(api::restore_media), give)
        .api(routes!(api::list_removed_media), list)
}

fn kept() -> Routes<Media> {
    use storage::{api, platform, screen};
    let may = Guard::Action;
    let (account, quota, turn) = (
        "/accounts/{account}/storage",
        "/accounts/{account}/quota",
        "/accounts/{account}/key/rotation",
    );
    Routes::new()
        .get(account, screen::show, may(ViewStorage::NAME))
        .get("/storage", platform::show, may(ViewVault::NAME))
        .post(quota, platform::set, may(SetQuota::NAME))
        .post(turn, platform::turn, may(RotateKeys::NAME))
        .api(routes!(api::get_storage), may(ViewStorage::NAME))
        .api(routes!(api::list_storage), may(ViewVault::NAME))
        .api(routes!(api::set_quota), may(SetQuota::NAME))
        .api(routes!(api::rotate_account_key), may(RotateKeys::NAME))
}

fn lessons() -> Routes<Media> {
    let (view, edit) = (
        Guard::Action(ViewLesson::NAME),
        Guard::Action(EditLesson::NAME),
    );
    Routes::new()
        .get("/lessons/{lesson}", lesson::screen::show, view)
        .get("/lessons/{lesson}/edit", lesson::screen::edit, edit)
        .post("/lessons/{lesson}/edit", lesson::screen::save, edit)
        .api(routes!(lesson::api::get_lesson), view)
        .api(routes!(lesson::api::update_lesson), edit)
}

fn files() -> Routes<Media> {
    let (fetch, send) = (
        Guard::Action(GetMedia::NAME),
        Guard::Action(UploadMedia::NAME),
    );
    Routes::new()
        .get("/lessons/{lesson}/poster", watch::api::poster, fetch)
        .get("/media/{lesson}/{object}", watch::api::fetch, fetch)
        .api(routes!(watch::api::get_media), fetch)
        .post("/lessons/{lesson}/file", upload::screen::take, send)
        .streaming()
        .api(routes!(upload::api::upload_media), send)
        .streaming()
}

fn uploads() -> Routes<Media> {
    let send = Guard::Action(UploadMedia::NAME);
    let open =
        Guard::Open("What is spoken of the protocol is the same everywhere and for everybody.");
    Routes::new()
        .api(routes!(tus::api::get_upload_capabilities), open)
        .api(routes!(tus::api::create_upload), send)
        .streaming()
        .api(routes!(tus::api::get_upload_offset), send)
        .api(routes!(tus::api::upload_chunk), send)
        .streaming()
        .api(routes!(tus::api::terminate_upload), send)
}

fn attachments() -> Routes<Media> {
    let (view, edit, send) = (
        Guard::Action(ViewLesson::NAME),
        Guard::Action(EditLesson::NAME),
        Guard::Action(UploadMedia::NAME),
    );
    Routes::new()
        .post(
            "/lessons/{lesson}/attachments",
            attachment::screen::add,
            send,
        )
        .streaming()
        .post(
            "/lessons/{lesson}/attachments/{object}/removal",
            attachment::screen::remove,
            send,
        )
        .post(
            "/lessons/{lesson}/attachments/{object}/shift",
            attachment::screen::shift,
            edit,
        )
        .api(routes!(attachment::api::list_attachments), view)
        .api(routes!(attachment::api::add_attachment), send)
        .streaming()
        .api(routes!(attachment::api::order_attachments), edit)
        .api(routes!(attachment::api::remove_attachment), send)
}
