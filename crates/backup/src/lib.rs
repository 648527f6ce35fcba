//! Backups that are proved by restoring them: taken on one state of the database, mirrored and encrypted to a second
//! place, fetched back and compared, put back into either engine (promises BR1, BR2, DP1).

#![forbid(unsafe_code)]

pub mod alarm;
mod daily;
pub mod desk;
mod dump;
mod error;
pub mod events;
mod git;
mod key;
pub mod ledger;
mod load;
mod manifest;
mod mirror;
mod probes;
mod repository;
pub mod restore;
pub mod retention;
mod rows;
pub mod runs;
mod setup;
mod take;
pub mod verify;

pub use daily::Day;
pub use dump::{Dumped, dump};
pub use error::Error;
pub use key::RecoveryKey;
pub use load::differences;
pub use manifest::{Bundle, Manifest, ObjectRef, TableFigures};
pub use mirror::Mirrored;
pub use probes::probes;
pub use repository::{Repository, Snapshot};
pub use setup::{Backups, Keepsake, Setup};
pub use take::{Kind, Taken};

use tutela_access::{Action as _, StartBackup, ViewBackups};
use tutela_web::{Guard, Locale, Routes, routes as documented};

const VIEW: Guard = Guard::Action(ViewBackups::NAME);
const START: Guard = Guard::Action(StartBackup::NAME);

/// The texts of this feature.
pub const TEXTS: Locale = Locale {
    english: include_str!("../locales/en/backup.ftl"),
    danish: include_str!("../locales/da/backup.ftl"),
};

/// The screens and the operations of this feature.
pub fn routes(backups: Backups) -> Routes {
    Routes::new()
        .get("/platform/backups", desk::screen::show, VIEW)
        .post("/platform/backups", desk::screen::start, START)
        .get(
            "/platform/backups/recovery-sheet",
            desk::screen::sheet,
            VIEW,
        )
        .api(documented!(desk::api::list_backups), VIEW)
        .api(documented!(desk::api::start_backup), START)
        .api(documented!(desk::api::get_backup), VIEW)
        .with_state(backups)
}
