//! Nothing of one machine stands in the tree: no absolute path of a workplace, no host of a package registry.

use super::tree::{Finding, Tree};

/// Top folders of workplaces, and hosts of registries; cut in two, so that this file does not find itself.
const FOLDERS: &[(&str, &str)] = &[("/wo", "rk/"), ("/ro", "ot/"), ("/fa", "rm/")];
const HOSTS: &[(&str, &str)] = &[
    ("registry.", "npmjs.org"),
    ("registry.", "yarnpkg.com"),
    ("index.", "crates.io"),
    ("static.", "crates.io"),
    ("files.", "pythonhosted.org"),
    ("deb.", "debian.org"),
    ("proxy.", "golang.org"),
];

/// Every text file but Cargo.lock, which names its one registry by its rule.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path != "Cargo.lock") {
        for (number, line) in file.text.lines().enumerate() {
            let what = if names_folder(line) {
                "an absolute path of one machine"
            } else if HOSTS
                .iter()
                .any(|(start, end)| line.contains(&format!("{start}{end}")))
            {
                "the host of a package registry"
            } else {
                continue;
            };
            found.push(file.finding(number + 1, what));
        }
    }
    found
}

/// Whether one of the folders begins a path: what stands before it is no part of a longer one.
fn names_folder(line: &str) -> bool {
    FOLDERS.iter().any(|(start, end)| {
        let folder = format!("{start}{end}");
        line.match_indices(&folder).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|letter| letter.is_alphanumeric() || "}._-~*".contains(letter))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_hosts_are_found() {
        let path = format!("see {}{}shared/PLAN.md", FOLDERS[0].0, FOLDERS[0].1);
        let host = format!("https://{}{}/a", HOSTS[0].0, HOSTS[0].1);
        let fine = format!("src{}{}a.rs and ../shared", FOLDERS[0].0, FOLDERS[0].1);
        let tree = Tree::of(&[
            ("README.md", &path),
            ("package-lock.json", &host),
            ("a.md", &fine),
        ]);
        let paths: Vec<_> = findings(&tree)
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert_eq!(paths, ["README.md", "package-lock.json"]);
    }
}
