//! The list of steps that a change must pass, each timed, with a table at the end.

mod deny;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// One step: its name, what it shows, and how it is done.
struct Step {
    name: &'static str,
    shows: &'static str,
    run: fn() -> Result<()>,
}

/// In this order: what answers soonest comes first, and what shares compiled crates stands together.
const STEPS: &[Step] = &[
    Step {
        name: "format",
        shows: "rustfmt would change nothing",
        run: steps::format,
    },
    Step {
        name: "tidy",
        shows: "the house rules that no compiler knows",
        run: steps::tidy,
    },
    Step {
        name: "tools",
        shows: "what the other steps need is here or is installed",
        run: tools::install,
    },
    Step {
        name: "clippy",
        shows: "no warning in any target with every feature",
        run: steps::clippy,
    },
    Step {
        name: "test",
        shows: "unit and integration tests on SQLite and PostgreSQL",
        run: test::run_all,
    },
    Step {
        name: "proofs",
        shows: "each claim on the policy, for every request there can be",
        run: steps::proofs,
    },
    Step {
        name: "browser",
        shows: "the main job, every page and passkeys in Chromium, with axe",
        run: steps::browser,
    },
    Step {
        name: "deny",
        shows: "licences, sources, banned crates, known advisories",
        run: deny::run_all,
    },
    Step {
        name: "release",
        shows: "the release build, as shipped",
        run: steps::release,
    },
];

/// Added by `--nightly`, and by `--weekly`, which runs both lists.
const NIGHTLY: &[Step] = &[Step {
    name: "measured",
    shows: "the tests that measure, in release, on a quiet machine",
    run: test::run_measured,
}];
const WEEKLY: &[Step] = &[];

#[derive(Default)]
struct Options {
    only: Vec<String>,
    from: Option<String>,
    list: bool,
    nightly: bool,
    weekly: bool,
}

/// `cargo xtask check`.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let options = parse(args)?;
    let steps = chosen(&options)?;
    if options.list {
        for step in &steps {
            println!("{:<10}{}", step.name, step.shows);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let results: Vec<_> = steps.iter().map(|step| timed(step)).collect();
    summarise(&results);
    let failed = results.iter().any(|(_, passed, _)| !passed);
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn parse(args: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || {
            args.next()
                .cloned()
                .ok_or_else(|| anyhow::anyhow!("{arg} wants the name of a step"))
        };
        match arg.as_str() {
            "--list" => options.list = true,
            "--nightly" => options.nightly = true,
            "--weekly" => options.weekly = true,
            "--only" => options.only.extend(value()?.split(',').map(str::to_owned)),
            "--from" => options.from = Some(value()?),
            other => bail!(
                "check does not know {other}; it takes --list, --only STEP, --from STEP, --nightly, --weekly"
            ),
        }
    }
    Ok(options)
}

fn chosen(options: &Options) -> Result<Vec<&'static Step>> {
    let mut all: Vec<&Step> = STEPS.iter().collect();
    for (asked, name, more) in [
        (options.nightly || options.weekly, "nightly", NIGHTLY),
        (options.weekly, "weekly", WEEKLY),
    ] {
        if asked && more.is_empty() {
            println!("The {name} list adds no step yet: this is the base list.");
        }
        all.extend(more.iter().filter(|_| asked));
    }
    let known = |name: &String| match all.iter().position(|step| step.name == name) {
        Some(at) => Ok(at),
        None => bail!("there is no step {name}; cargo xtask check --list names them"),
    };
    let first = options.from.as_ref().map(known).transpose()?.unwrap_or(0);
    for name in &options.only {
        known(name)?;
    }
    let wanted =
        |step: &&Step| options.only.is_empty() || options.only.iter().any(|name| name == step.name);
    Ok(all.split_off(first).into_iter().filter(wanted).collect())
}

fn timed(step: &'static Step) -> (&'static str, bool, Duration) {
    println!("\n==> {}: {}", step.name, step.shows);
    let start = Instant::now();
    let outcome = (step.run)();
    if let Err(error) = &outcome {
        eprintln!("{} failed: {error:#}", step.name);
    }
    (step.name, outcome.is_ok(), start.elapsed())
}

fn summarise(results: &[(&str, bool, Duration)]) {
    println!("\n{:<10}{:<8}{:>9}", "step", "result", "seconds");
    for (name, passed, took) in results {
        let result = if *passed { "passed" } else { "FAILED" };
        println!("{name:<10}{result:<8}{:>9.1}", took.as_secs_f64());
    }
    let total: Duration = results.iter().map(|(_, _, took)| *took).sum();
    println!("{:<18}{:>9.1}\n", "total", total.as_secs_f64());
    let passed = results.iter().filter(|(_, passed, _)| *passed).count();
    println!("{passed} passed, {} failed", results.len() - passed);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(args: &[&str]) -> Vec<&'static str> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        chosen(&parse(&args).unwrap())
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn options_choose_steps() {
        assert_eq!(names(&["--only", "tidy,format"]), ["format", "tidy"]);
        assert_eq!(names(&["--from", "deny"]), ["deny", "release"]);
        let base = names(&[]).len();
        assert_eq!(base, STEPS.len());
        assert_eq!(
            names(&["--weekly"]).len(),
            base + NIGHTLY.len() + WEEKLY.len()
        );
    }

    #[test]
    fn an_unknown_step_or_option_is_refused() {
        assert!(parse(&["--quickly".to_owned()]).is_err());
        assert!(parse(&["--only".to_owned()]).is_err());
        let options = parse(&["--only".to_owned(), "lunch".to_owned()]).unwrap();
        assert!(chosen(&options).is_err());
    }
}
