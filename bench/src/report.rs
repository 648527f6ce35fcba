//! What is printed: `name: figure`, and beside the figures that have one, the target and whether it was reached.

use std::fmt;
use std::fs;

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// The figures as they come.
#[derive(Debug)]
pub struct Report {
    case: &'static str,
    reached: usize,
    missed: Vec<String>,
}

impl Report {
    /// Prints what machine this is and whether it has time for us.
    pub fn begin() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split_whitespace().next().unwrap_or("?").to_owned();
        println!("machine.cores: {cores}");
        println!("machine.load_before: {load}");
        Self {
            case: "",
            reached: 0,
            missed: Vec::new(),
        }
    }

    /// What follows belongs to this case.
    pub fn case(&mut self, name: &'static str, shows: &str) {
        self.case = name;
        println!("\n# {name}: {shows}");
    }

    /// A figure that is good to know.
    pub fn know(&mut self, name: &str, value: f64) {
        println!("{}.{name}: {}", self.case, Figure(value));
    }

    /// A figure that has a target.
    pub fn aim(&mut self, name: &str, value: f64, target: Target) {
        let ok = target.is_reached(value);
        let word = if ok { "ok" } else { "missed" };
        println!("{}.{name}: {} ({target}: {word})", self.case, Figure(value));
        if ok {
            self.reached += 1;
        } else {
            self.missed.push(format!("{}.{name}", self.case));
        }
    }

    /// A figure that may have a target.
    pub fn tell(&mut self, name: &str, value: f64, target: Option<Target>) {
        match target {
            Some(target) => self.aim(name, value, target),
            None => self.know(name, value),
        }
    }

    /// Something that cannot be measured here, and why.
    pub fn absent(&mut self, name: &str, why: &str) {
        println!("{}.{name}: not measured, {why}", self.case);
    }

    /// Prints how many targets were reached; gives the number of the others.
    pub fn end(self) -> usize {
        println!("\ntargets.reached: {}", self.reached);
        println!("targets.missed: {}", self.missed.len());
        for name in &self.missed {
            println!("missed: {name}");
        }
        self.missed.len()
    }
}

impl Target {
    /// Whether `value` is good enough. What is not a number is not.
    fn is_reached(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "target at least {least}"),
            Self::AtMost(most) => write!(f, "target at most {most}"),
        }
    }
}

/// A number with as many digits as mean something.
struct Figure(f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = match self.0.abs() {
            size if size >= 100.0 => 0,
            size if size >= 10.0 => 1,
            _ => 3,
        };
        write!(f, "{:.decimals$}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_reached_at_its_edge_and_never_by_nothing() {
        assert!(Target::AtLeast(0.25).is_reached(0.25));
        assert!(!Target::AtLeast(0.25).is_reached(0.249));
        assert!(Target::AtMost(40.0).is_reached(40.0));
        assert!(!Target::AtMost(40.0).is_reached(40.1));
        assert!(!Target::AtMost(40.0).is_reached(f64::NAN));
        assert!(!Target::AtLeast(0.0).is_reached(f64::NAN));
    }

    #[test]
    fn figures_have_as_many_digits_as_mean_something() {
        let texts = [12_345.6, 12.34, 0.123_4].map(|value| Figure(value).to_string());
        assert_eq!(texts, ["12346", "12.3", "0.123"]);
    }

    #[test]
    fn misses_are_counted() {
        let mut report = Report::begin();
        report.case("x", "a case");
        report.aim("a", 1.0, Target::AtLeast(1.0));
        report.aim("b", 1.0, Target::AtLeast(2.0));
        assert_eq!(report.reached, 1);
        assert_eq!(report.end(), 1);
    }
}
