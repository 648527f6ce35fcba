//! What the command line asks for.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cases::{CASES, Case};
use crate::server::{bare, unsealed};

const USAGE: &str = "\
bench TUTELA [--short] [--only CASE[,CASE]]…
    measures the program TUTELA; --short is a quick look whose figures swing more
bench --list
    names the cases";

/// What to do.
#[derive(Debug)]
pub enum Command {
    List,
    /// Be the yardstick: serve the recorded answers in this folder.
    ServeBare(PathBuf),
    /// Be the other yardstick: serve the film in this store, asking this database.
    ServeUnsealed(PathBuf, PathBuf),
    Measure(Measure),
}

/// What to measure.
#[derive(Debug)]
pub struct Measure {
    pub tutela: PathBuf,
    pub short: bool,
    only: Vec<String>,
}

impl Measure {
    /// The cases that were asked for, or all.
    ///
    /// # Errors
    /// When a case does not exist.
    pub fn cases(&self) -> Result<Vec<&'static Case>> {
        let known = |name: &&String| CASES.iter().any(|case| case.name == **name);
        if let Some(name) = self.only.iter().find(|name| !known(name)) {
            bail!("there is no case {name}; --list names them");
        }
        let wanted =
            |case: &&Case| self.only.is_empty() || self.only.iter().any(|name| name == case.name);
        Ok(CASES.iter().filter(wanted).collect())
    }
}

/// Reads the command line.
///
/// # Errors
/// When it makes no sense; the error says what would.
pub fn parse(args: &[String]) -> Result<Command> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        [bare::COMMAND, folder] => return Ok(Command::ServeBare(folder.into())),
        [unsealed::COMMAND, store, database] => {
            return Ok(Command::ServeUnsealed(store.into(), database.into()));
        }
        _ if words.contains(&"--list") => return Ok(Command::List),
        _ => {}
    }
    let (mut tutela, mut short, mut only) = (None, false, Vec::new());
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word {
            "--short" => short = true,
            "--only" => match words.next() {
                Some(names) => only.extend(names.split(',').map(str::to_owned)),
                None => bail!("--only wants the name of a case"),
            },
            program if !program.starts_with('-') && tutela.is_none() => {
                tutela = Some(std::path::absolute(program)?);
            }
            other => bail!("bench does not know {other}\n{USAGE}"),
        }
    }
    let Some(tutela) = tutela else {
        bail!("{USAGE}")
    };
    Ok(Command::Measure(Measure {
        tutela,
        short,
        only,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(line: &str) -> Result<Measure> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match parse(&args)? {
            Command::Measure(measure) => Ok(measure),
            other => bail!("{other:?}"),
        }
    }

    #[test]
    fn cases_are_chosen_by_name_and_keep_their_order() {
        let names = |line| -> Vec<_> {
            let measure = measure(line).unwrap();
            measure
                .cases()
                .unwrap()
                .iter()
                .map(|case| case.name)
                .collect()
        };
        assert_eq!(names("/bin/true").len(), CASES.len());
        assert_eq!(
            names("/bin/true --short --only start,seal"),
            ["seal", "start"]
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "",
            "--only seal",
            "/bin/true --only",
            "/bin/true --fast",
            "/bin/true another",
        ] {
            assert!(measure(line).is_err(), "{line}");
        }
        assert!(measure("/bin/true --only lunch").unwrap().cases().is_err());
    }
}
