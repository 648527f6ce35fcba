//! `tutela doctor`: what is in force, where it comes from, what is wrong, and the way out. It changes nothing.

use std::process::ExitCode;

use anyhow::Result;

use super::{Flags, say, serve};
use crate::config::Settings;
use crate::doctor::Report;

/// Tell which settings are in force, where they come from, and what is wrong. Takes the flags of `serve`.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    /// Print a configuration file with every setting, explained, and do nothing else
    #[arg(long, conflicts_with = "json")]
    template: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Doctor {
    /// Runs the command. Exit code 1 says that something is wrong.
    pub async fn run(self) -> Result<ExitCode> {
        if self.template {
            return Ok(say(&Settings::template()));
        }
        let report = Report::make(self.flags.load(serve::DATA)).await;
        let text = if self.json {
            serde_json::to_string_pretty(&report)? + "\n"
        } else {
            report.to_string()
        };
        say(&text);
        Ok(if report.is_well() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
