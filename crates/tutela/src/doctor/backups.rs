//! Backups: whether they go to another disk than the data, and how much of the time before a loss they save.

use super::Check;
use crate::backups::is_second;
use crate::config::{Loaded, StorePlace};

const NAME: &str = "backups";

/// What the settings say; what was made and proved stands on the page of the backups.
pub fn check(loaded: &Loaded) -> Check {
    let settings = &loaded.settings;
    let place = settings.backup_place();
    if is_second(&place, &settings.data) {
        return Check::ok(
            NAME,
            format!("they go to {place}, every day and five minutes after a change"),
        );
    }
    let shown = match &place {
        StorePlace::Folder(path) => path.display().to_string(),
        StorePlace::Bucket(_) => place.to_string(),
    };
    Check::warning(
        NAME,
        format!("they go to {shown}, on the disk that they are backups of"),
        "Name a second place with --backup-to: a folder on another disk or machine, or a bucket.",
    )
}
