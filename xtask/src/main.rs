//! The project's own tools: `cargo xtask check` says whether a change may land, the rest are its parts.

#![forbid(unsafe_code)]

mod bench;
mod check;
mod command;
mod postgres;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask check [--list] [--only STEP]… [--from STEP] [--nightly | --weekly]
    everything that must hold before a change lands
cargo xtask tidy [RULE]…
    the house rules alone (in under two seconds)
cargo xtask bench [--list] [--short] [--only CASE[,CASE]]…
    what the release build does, each figure beside its yardstick and its target
cargo xtask pg -- COMMAND…
    runs a command with a throw-away PostgreSQL in TUTELA_TEST_POSTGRES";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match args.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("", &[][..]),
    };
    let outcome = match name {
        "check" => check::run(rest),
        "tidy" => tidy::run(rest),
        "bench" => bench::run(rest),
        "pg" => postgres::run(rest),
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}
