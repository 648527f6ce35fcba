//! The files of the project as tidy sees them: all that git would track, read once.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result};

use super::rust::{self, Token};
use crate::command::{output, program};

/// Something a rule does not like, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub text: String,
}

/// All text files.
pub struct Tree {
    pub files: Vec<File>,
}

/// One text file, by its path from the top of the repository.
pub struct File {
    pub path: String,
    pub text: String,
    tokens: OnceLock<Vec<Token>>,
    product_tokens: OnceLock<Vec<Token>>,
}

impl Tree {
    /// Reads the files that git tracks and those that it would if they were added.
    pub fn load(root: &Path) -> Result<Self> {
        let list = [
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ];
        let list = output(program("git", list).current_dir(root))
            .context("tidy asks git for the list of files")?;
        let mut paths: Vec<&str> = list.split_terminator('\0').collect();
        paths.sort_unstable();
        paths.dedup();
        // A file that is deleted and not yet committed cannot be read, and binary files are not UTF-8: neither is text.
        let read = |path: &str| {
            std::fs::read_to_string(root.join(path))
                .ok()
                .map(|text| File::new(path, text))
        };
        Ok(Self {
            files: paths.into_iter().filter_map(read).collect(),
        })
    }

    /// A tree made up by a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File::new(path, (*text).to_owned()));
        Self {
            files: files.collect(),
        }
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// The files whose path ends so, vendored ones left out: others wrote them, and they stay as they came.
    pub fn ending(&self, ends: &[&str]) -> impl Iterator<Item = &File> {
        let wanted = |file: &&File| ends.iter().any(|end| file.path.ends_with(end));
        self.files
            .iter()
            .filter(wanted)
            .filter(|file| !file.path.contains("/vendor/"))
    }

    /// Whether the path is a file or a folder of the project.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = |file: &File| {
            file.path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.files.iter().any(inside)
    }
}

impl File {
    fn new(path: &str, text: String) -> Self {
        Self {
            path: path.to_owned(),
            text,
            tokens: OnceLock::new(),
            product_tokens: OnceLock::new(),
        }
    }

    /// Whether this is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The room it stands in: `db` for `crates/db/…`, `xtask` for `xtask/…`, empty elsewhere.
    pub fn room(&self) -> &str {
        let mut parts = self.path.split('/');
        match parts.next() {
            Some("crates") => parts.next().unwrap_or(""),
            Some("xtask") => "xtask",
            _ => "",
        }
    }

    /// Whether all of it is test code: integration tests, a topic's `tests.rs`, the test world, this program.
    pub fn is_test(&self) -> bool {
        let path = &self.path;
        path.contains("/tests/")
            || path.contains("/benches/")
            || path.ends_with("/tests.rs")
            || matches!(self.room(), "testkit" | "xtask")
    }

    /// Its tokens, comments left out; none when it is not Rust that can be read.
    pub fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| rust::tokens(&self.text))
    }

    /// Its tokens outside tests.
    pub fn product_tokens(&self) -> &[Token] {
        let outside = || {
            self.tokens()
                .iter()
                .filter(|token| !token.test)
                .cloned()
                .collect()
        };
        self.product_tokens.get_or_init(|| {
            if self.is_test() {
                Vec::new()
            } else {
                outside()
            }
        })
    }

    /// A finding in this file.
    pub fn finding(&self, line: usize, text: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            text: text.into(),
        }
    }
}
