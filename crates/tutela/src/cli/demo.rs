//! `tutela demo`: the same server on a small academy that is made at the first start.

use std::process::ExitCode;

use anyhow::Result;

use super::Flags;
use crate::house::{House, Person};
use crate::logs;
use crate::refusal::refuse;

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
        let house = House::open(loaded).await?;
        let people = fill(&house).await?;
        house.serve(self.json, &people).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The academy and the people who may sign in; made at the first start, found again later.
async fn fill(_house: &House) -> Result<Vec<Person>> {
    refuse!("This build has no demo academy in it yet. `tutela serve` begins an empty one.")
}
