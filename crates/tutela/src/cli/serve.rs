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
    /// Answer, and do nothing by itself: for a restored copy that is only looked at
    #[arg(long, hide = true)]
    rehearsal: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    /// Serves until a signal ends it.
    pub async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.load(DATA)?;
        logs::start(&loaded.settings.log);
        let mut house = House::open(loaded, Otherwise::Wait).await?;
        if self.rehearsal {
            house = house.rehearse();
        }
        house.serve(self.json, &[]).await?;
        Ok(ExitCode::SUCCESS)
    }
}
