//! A file name says what is in the file.

use super::tree::{Finding, Tree};

const EMPTY: &[&str] = &[
    "service", "services", "helper", "helpers", "util", "utils", "common", "misc", "manager",
    "managers",
];

/// No file and no folder of the crates has a name under which anything would fit.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let ours = tree.files.iter().filter(|file| !file.room().is_empty());
    let empty = |path: &str| {
        path.split('/')
            .any(|part| EMPTY.contains(&part.split('.').next().unwrap_or("")))
    };
    let found = ours.filter(|file| empty(&file.path));
    found
        .map(|file| {
            file.finding(
                1,
                "the name says nothing: name the file after what it is about",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_for_anything_is_found() {
        let tree = Tree::of(&[
            ("crates/media/src/utils/a.rs", ""),
            ("crates/media/src/helper.rs", ""),
            ("crates/media/src/service_level.rs", ""),
        ]);
        assert_eq!(findings(&tree).len(), 2);
    }
}
