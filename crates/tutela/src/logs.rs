//! Log lines on standard error, in UTC, without personal data: who asked is never in them, only what happened.

use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;

use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{Log, LogFormat};

/// Begins to log. A second call in one process changes nothing.
pub fn start(log: &Log) {
    let terminal = std::io::stderr().is_terminal();
    let json = match log.format {
        LogFormat::Auto => !terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    // A closed standard error must not stop the service, so errors of the log itself are dropped.
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(terminal && std::env::var_os("NO_COLOR").is_none())
        .log_internal_errors(false);
    let lines = if json {
        lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed()
    } else {
        lines.boxed()
    };
    let _ = tracing_subscriber::registry()
        .with(lines.with_filter(log.level.targets()))
        .try_init();
    std::panic::set_hook(Box::new(log_panic));
}

/// A message put together at run time may hold what a person typed; one that stands in the code does not.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload().downcast_ref::<&'static str>();
    let location = panic.location().map(ToString::to_string);
    tracing::error!(
        location = location.as_deref().unwrap_or("unknown"),
        message = message
            .copied()
            .unwrap_or("a message that may hold personal data"),
        "a part of the program failed"
    );
}
