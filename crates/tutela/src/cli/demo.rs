//! `tutela demo`: the same server on a small academy that is made at the first start.

use std::process::ExitCode;

use anyhow::Result;

use super::Flags;
use crate::house::House;
use crate::post::Otherwise;
use crate::{demo, logs};

const DATA: &str = "tutela-demo";

/// Serve a small academy to look around in.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Print the address and the people as one line of JSON on standard output once it answers
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Demo {
    /// Serves until a signal ends it.
    pub async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.load(DATA)?;
        logs::start(&loaded.settings.log);
        let folder = loaded.settings.data.clone();
        let house = House::open(loaded, Otherwise::Folder).await?;
        let people = demo::fill(&house.installation.parts, &folder).await?;
        house.serve(self.json, &people).await?;
        Ok(ExitCode::SUCCESS)
    }
}
