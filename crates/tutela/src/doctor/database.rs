//! The database: whether it answers, its version, whether the way to it is encrypted, and what the next start changes in it.

use tutela_db::{Db, Error, Look};

use super::Check;
use crate::config::Settings;
use crate::{data, installation};

const NAME: &str = "database";

/// Opens what is there, to read alone.
pub async fn check(settings: &Settings) -> Check {
    let path = data::database(&settings.data);
    if settings.database.is_none() && !path.exists() {
        return Check::ok(NAME, format!("the first start makes {}", path.display()));
    }
    match look(settings).await {
        Ok(look) => found(settings, &look),
        Err(error) => wrong(settings, &error),
    }
}

async fn look(settings: &Settings) -> Result<Look, Error> {
    let db = Db::open_as_is(&installation::database(settings)).await?;
    let look = db.look().await;
    db.close().await;
    look
}

fn found(settings: &Settings, look: &Look) -> Check {
    let place = place(settings);
    let next = match look.pending.len() {
        _ if !look.is_begun => ", empty; the first start fills it".to_owned(),
        0 => ", up to date".to_owned(),
        steps => format!("; the next start brings it up to date in {steps} steps"),
    };
    let finding = format!(
        "{} at {place}{}{next}",
        look.version,
        encryption(settings, look)
    );
    if look.tls.is_some()
        || settings
            .database
            .as_ref()
            .is_none_or(|address| address.is_near())
    {
        return Check::ok(NAME, finding);
    }
    let way_out = "Let the server take TLS, and leave sslmode out of TUTELA_DATABASE, or set it to verify-full.";
    Check::warning(NAME, finding, way_out)
}

fn encryption(settings: &Settings, look: &Look) -> String {
    match (&look.tls, &settings.database) {
        (Some(version), _) => format!(" by {version}"),
        (None, Some(_)) => " without TLS".to_owned(),
        (None, None) => String::new(),
    }
}

/// The sentence of a refusal holds the way out.
fn wrong(settings: &Settings, error: &Error) -> Check {
    let trouble = installation::database_trouble(settings, error);
    Check::refused(NAME, &anyhow::anyhow!(trouble))
}

fn place(settings: &Settings) -> String {
    match &settings.database {
        Some(address) => address.to_string(),
        None => data::database(&settings.data).display().to_string(),
    }
}
