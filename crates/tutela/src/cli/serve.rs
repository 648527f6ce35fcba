//! `tutela serve`: the academy of a data folder.

use std::process::ExitCode;

use anyhow::Result;

use super::Flags;
use crate::house::House;
use crate::logs;
use crate::post::Otherwise;

/// Where the data lies when nobody says.
pub const DATA: &str = "tutela-data";

/// Serve the academy of a data folder.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Print the address as one line of JSON on standard output once it answers
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    /// Serves until a signal ends it.
    pub async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.load(DATA)?;
        logs::start(&loaded.settings.log);
        let house = House::open(loaded, Otherwise::Wait).await?;
        house.serve(self.json, &[]).await?;
        Ok(ExitCode::SUCCESS)
    }
}
