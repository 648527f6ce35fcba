//! What the process itself uses, read from `/proc` (proc(5)) whenever somebody asks. Names are those that Prometheus advises.

use std::fs;

use metrics::{Unit, describe_gauge, gauge};

const MEMORY: &str = "process_resident_memory_bytes";
const MEMORY_PEAK: &str = "process_resident_memory_peak_bytes";
const FILES: &str = "process_open_fds";
const THREADS: &str = "process_threads";
const CONNECTIONS: &str = "tutela_connections";

/// Explains the gauges.
pub fn describe() {
    describe_gauge!(MEMORY, Unit::Bytes, "Memory that the process holds");
    describe_gauge!(
        MEMORY_PEAK,
        Unit::Bytes,
        "The most memory that the process has held"
    );
    describe_gauge!(FILES, "Files and connections that are open");
    describe_gauge!(THREADS, "Threads of the process");
    describe_gauge!(CONNECTIONS, "Connections of readers and learners");
}

/// Sets the gauges.
pub fn measure(connections: usize) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    set(MEMORY, kibibytes(&status, "VmRSS:"));
    set(MEMORY_PEAK, kibibytes(&status, "VmHWM:"));
    set(THREADS, number(&status, "Threads:"));
    set(
        FILES,
        fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
    );
    set(CONNECTIONS, Some(connections));
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a gauge is a float; the loss begins at eight petabytes"
)]
fn set(name: &'static str, value: Option<usize>) {
    if let Some(value) = value {
        gauge!(name).set(value as f64);
    }
}

fn kibibytes(status: &str, name: &str) -> Option<usize> {
    number(status, name).map(|number| number * 1024)
}

fn number(status: &str, name: &str) -> Option<usize> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn this_process_holds_memory() {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let held = kibibytes(&status, "VmRSS:").unwrap();
        assert!((1 << 20..1 << 40).contains(&held), "{held}");
        assert!(number(&status, "Threads:").unwrap() >= 1);
        assert_eq!(number(&status, "Nothing:"), None);
    }
}
