//! `tutela routes`: everything that is answered, and what guards it. Read from the very table that serves, on a scratch
//! installation, so that no data is touched.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use confique::{Config as _, Layer as _};
use tutela_core::{Ambient, Token};
use tutela_identity::first_run::FirstRunCode;

use super::say;
use crate::config::{Layer, Loaded, Secrets, Settings};
use crate::data::DataFolder;
use crate::installation::Installation;
use crate::router::{self, Outside};

/// Print every route with what guards it.
#[derive(Debug, clap::Args)]
pub struct Routes {
    /// Print the OpenAPI document of the API instead
    #[arg(long)]
    openapi: bool,
}

impl Routes {
    /// Prints the table.
    pub async fn run(self) -> Result<ExitCode> {
        let scratch = Scratch::make();
        let loaded = scratch.settings()?;
        let folder = DataFolder::open(&scratch.0)?;
        let installation = Installation::open(&loaded, folder).await?;
        let outside = scratch.outside(&loaded.settings);
        let routes = router::routes(&installation.parts, &outside);
        let text = if self.openapi {
            serde_json::to_string_pretty(&routes.document(env!("CARGO_PKG_VERSION")))
                .context("the document cannot be written")?
                + "\n"
        } else {
            routes
                .list()
                .iter()
                .map(|line| format!("{line}\n"))
                .collect()
        };
        installation.close().await;
        Ok(say(&text))
    }
}

/// A folder that is gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn make() -> Self {
        let name = Token::new(&Ambient::system()).reveal();
        Self(std::env::temp_dir().join(format!("tutela-routes-{name}")))
    }

    /// The defaults, and nothing of what is configured on this machine.
    fn settings(&self) -> Result<Loaded> {
        let layer = Layer {
            data: Some(self.0.clone()),
            ..Layer::default_values()
        };
        Ok(Loaded {
            settings: Settings::from_layer(layer)?,
            secrets: Secrets::default(),
            origins: Vec::new(),
        })
    }

    /// Which routes there are does not hang on how they are reached.
    fn outside(&self, settings: &Settings) -> Outside {
        Outside {
            settings: tutela_web::Settings {
                product: "Tutela".to_owned(),
                origin: None,
                secure: false,
                ways: tutela_web::Ways::default(),
            },
            upload_limit: settings.upload_limit.0,
            scanner: None,
            first_run: FirstRunCode::default(),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
