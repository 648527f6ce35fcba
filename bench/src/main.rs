//! Measures Tutela beside what it could be at best, in one run: a figure alone says more about the machine than about us.
//! `cargo xtask bench` builds what is shipped and starts this.

#![forbid(unsafe_code)]

mod cases;
mod client;
mod figures;
mod film;
mod load;
mod options;
mod report;
mod server;

use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use tokio::signal::unix::{SignalKind, signal};

use cases::{Bench, CASES};
use options::{Command, Measure};
use report::Report;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match options::parse(&args).and_then(run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::List => {
            for case in CASES {
                println!("{:<8}{}", case.name, case.shows);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::ServeBare(folder) => {
            runtime(None)?.block_on(server::bare::serve(&folder))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::ServeUnsealed(store, database) => {
            runtime(None)?.block_on(server::unsealed::serve(&store, &database))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Measure(measure) => runtime(Some(2))?.block_on(until_signal(measure)),
    }
}

/// The load comes from two threads; the yardsticks take as many as Tutela does, one for each core.
fn runtime(threads: Option<usize>) -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(threads) = threads {
        builder.worker_threads(threads);
    }
    builder
        .enable_all()
        .build()
        .context("threads cannot be started")
}

/// A signal drops what is under way, and with it every server and every folder.
async fn until_signal(measure: Measure) -> Result<ExitCode> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        outcome = measure_all(measure) => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow!("interrupted")),
        _ = terminate.recv() => Err(anyhow!("terminated")),
        _ = hangup.recv() => Err(anyhow!("the terminal is gone")),
    }
}

async fn measure_all(measure: Measure) -> Result<ExitCode> {
    let wanted = measure.cases()?;
    let mut report = Report::begin();
    let bench = Bench::new(measure.tutela, measure.short);
    let mut broken = 0;
    for case in wanted {
        report.case(case.name, case.shows);
        if let Err(error) = (case.measure)(&bench, &mut report).await {
            eprintln!("{} could not be measured: {error:#}", case.name);
            broken += 1;
        }
    }
    let missed = report.end();
    if broken > 0 {
        return Err(anyhow!("{broken} of the cases could not be measured"));
    }
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
