//! The house rules that neither compiler nor clippy knows. Each is a function from the tree to findings, in a file of its own.

mod arrows;
mod dialect;
mod doors;
mod engines;
mod heads;
mod machine;
mod names;
mod pages;
mod paths;
mod personal;
mod promises;
mod rust;
mod sizes;
mod social;
mod sql;
mod texts;
pub mod tree;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::command::root;
use tree::{Finding, Tree};

/// One rule: its name and what it looks for.
struct Rule {
    name: &'static str,
    findings: fn(&Tree) -> Vec<Finding>,
}

const RULES: &[Rule] = &[
    Rule {
        name: "arrows",
        findings: arrows::findings,
    },
    Rule {
        name: "dialect",
        findings: dialect::findings,
    },
    Rule {
        name: "doors",
        findings: doors::findings,
    },
    Rule {
        name: "engines",
        findings: engines::findings,
    },
    Rule {
        name: "heads",
        findings: heads::findings,
    },
    Rule {
        name: "machine",
        findings: machine::findings,
    },
    Rule {
        name: "names",
        findings: names::findings,
    },
    Rule {
        name: "pages",
        findings: pages::findings,
    },
    Rule {
        name: "paths",
        findings: paths::findings,
    },
    Rule {
        name: "personal",
        findings: personal::findings,
    },
    Rule {
        name: "promises",
        findings: promises::findings,
    },
    Rule {
        name: "sizes",
        findings: sizes::findings,
    },
    Rule {
        name: "social",
        findings: social::findings,
    },
    Rule {
        name: "texts",
        findings: texts::findings,
    },
];

/// `cargo xtask tidy [RULE]…`.
pub fn run(args: &[String]) -> Result<ExitCode> {
    match check(args)? {
        0 => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::FAILURE),
    }
}

/// Applies the named rules, or all, prints what they find and gives how much that is.
pub fn check(names: &[String]) -> Result<usize> {
    if let Some(name) = names
        .iter()
        .find(|name| RULES.iter().all(|rule| rule.name != *name))
    {
        let known: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        bail!("there is no rule {name}; there are: {}", known.join(" "));
    }
    let start = Instant::now();
    let tree = Tree::load(&root())?;
    let wanted = |rule: &&Rule| names.is_empty() || names.iter().any(|name| name == rule.name);
    let mut found = 0;
    for rule in RULES.iter().filter(wanted) {
        for finding in (rule.findings)(&tree) {
            eprintln!(
                "{}:{}: {} [{}]",
                finding.path, finding.line, finding.text, rule.name
            );
            found += 1;
        }
    }
    let (files, seconds) = (tree.files.len(), start.elapsed().as_secs_f64());
    println!(
        "tidy: {found} findings in {files} files, {} rules, {seconds:.2} s",
        RULES.len()
    );
    Ok(found)
}
