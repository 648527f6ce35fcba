//! Every source file begins by saying why it exists.

use super::tree::{Finding, Tree};

/// The first line of a Rust file is a `//!` comment with something in it.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let headless = |text: &str| {
        !text
            .lines()
            .next()
            .is_some_and(|line| line.len() > 4 && line.starts_with("//! "))
    };
    let files = tree.rust().filter(|file| headless(&file.text));
    files
        .map(|file| file.finding(1, "the file does not begin with //! and why it exists"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_reason_is_found() {
        let tree = Tree::of(&[
            ("crates/core/src/good.rs", "//! Why this exists.\n"),
            ("crates/core/src/late.rs", "\n//! Why this exists.\n"),
            ("crates/core/src/bare.rs", "//!\n"),
        ]);
        let paths: Vec<_> = findings(&tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(
            paths,
            ["crates/core/src/late.rs", "crates/core/src/bare.rs"]
        );
    }
}
