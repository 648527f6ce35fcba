//! `tutela vault verify`: opens every object, and says what is damaged.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::Serialize;
use tutela_core::AccountId;
use tutela_media::verify::{self, Damage, Progress};

use super::with;
use crate::cli::{Flags, say};
use crate::refusal::Refusal;

/// How often the progress is told.
const TELL: Duration = Duration::from_millis(500);

/// Open every object from end to end. Exit code 1 says that one does not open.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Look through the objects of this account alone
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

/// What was found, for programs.
#[derive(Debug, Default, Serialize)]
struct Report {
    objects: u64,
    bytes: u64,
    damaged: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    path: String,
    object: String,
    account: String,
    account_name: String,
    lesson: String,
    lesson_title: String,
    purpose: String,
    what: String,
}

impl Verify {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let account = self.account.as_deref().map(read_account).transpose()?;
        let json = self.json;
        let (done, report) = with(self.flags, async |installation, _| {
            let (gate, vault) = (&installation.parts.gate, &installation.parts.vault);
            let (mut report, mut teller) = (Report::default(), Teller::new());
            let done = verify::all(gate, vault, account, |progress, damage| {
                report.damaged.extend(damage.map(Line::from));
                teller.tell(progress);
            });
            let done = done.await?;
            teller.end();
            Ok((done, report))
        })
        .await?;
        say(&match json {
            true => report.filled(&done).json()?,
            false => report.filled(&done).text(),
        });
        Ok(match done.damaged {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        })
    }
}

pub(super) fn read_account(id: &str) -> Result<AccountId> {
    let wrong = |_| {
        Refusal::new(format!(
            "{id:?} is no account's id. It stands in the address of the account's page: /accounts/ID."
        ))
    };
    Ok(id.parse().map_err(wrong)?)
}

impl Report {
    fn filled(self, done: &Progress) -> Self {
        Self {
            objects: done.objects,
            bytes: done.bytes,
            ..self
        }
    }

    fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.damaged {
            let Line {
                path,
                purpose,
                what,
                ..
            } = line;
            text += &format!(
                "damaged: {path}\n  {purpose} of the lesson \"{}\" ({}), account \"{}\" ({})\n  {what}\n",
                line.lesson_title, line.lesson, line.account_name, line.account
            );
        }
        let (objects, bytes, damaged) = (self.objects, self.bytes, self.damaged.len());
        text + &format!("{objects} objects of {bytes} bytes opened, {damaged} damaged\n")
    }
}

impl From<&Damage> for Line {
    fn from(damage: &Damage) -> Self {
        Self {
            path: damage.path.clone(),
            object: damage.object.to_string(),
            account: damage.account.to_string(),
            account_name: damage.account_name.clone(),
            lesson: damage.lesson.to_string(),
            lesson_title: damage.lesson_title.clone(),
            purpose: damage.purpose.clone(),
            what: damage.what.clone(),
        }
    }
}

/// Tells how far it is, on a terminal in one line that is written over.
struct Teller {
    told: Option<Instant>,
    is_terminal: bool,
}

impl Teller {
    fn new() -> Self {
        Self {
            told: None,
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    fn tell(&mut self, progress: &Progress) {
        let is_last = progress.objects == progress.of;
        if !is_last && self.told.is_some_and(|at| at.elapsed() < TELL) {
            return;
        }
        self.told = Some(Instant::now());
        let Progress {
            objects,
            of,
            bytes,
            damaged,
        } = progress;
        let line = format!("{objects} of {of} objects, {bytes} bytes, {damaged} damaged");
        // Whoever does not read it does not miss it.
        let _ = match self.is_terminal {
            true => write!(std::io::stderr(), "\r{line}\x1b[K"),
            false => writeln!(std::io::stderr(), "{line}"),
        };
    }

    fn end(&self) {
        if self.is_terminal && self.told.is_some() {
            eprintln!();
        }
    }
}
