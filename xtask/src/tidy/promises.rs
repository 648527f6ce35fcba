//! Every promise has tests, or is said not to be built.

use super::tree::{Finding, Tree};

/// Each promise and the tests that fail when it is broken. An empty list says: not built yet.
const PROMISES: &[(&str, &[&str])] = &[
    ("PC1", &[]),
    ("PC2", &[]),
    ("PC3", &[]),
    ("PC4", &[]),
    ("PC5", &[]),
    ("UA1", &[]),
    ("UA2", &[]),
    ("UA3", &[]),
    ("UA4", &[]),
    ("UA5", &[]),
    ("UA6", &[]),
    ("UA7", &[]),
    ("DA1", &["da1_access_is_by_role"]),
    ("DA2", &["da2_da3_roles_are_delegated_downwards_only"]),
    ("DA3", &["da2_da3_roles_are_delegated_downwards_only"]),
    ("DA4", &["da4_a_role_is_gone_from_the_next_request_on"]),
    ("DA5", &["da5_other_accounts_and_staff_find_nothing"]),
    ("BR1", &[]),
    ("BR2", &[]),
    ("DP1", &[]),
    ("DP2", &[]),
    ("DP3", &[]),
    ("DP4", &[]),
    ("IN1", &[]),
    ("IN2", &[]),
    ("IN3", &[]),
    ("IN4", &[]),
    ("IS1", &[]),
    ("IS2", &[]),
    ("IS3", &[]),
    ("IS4", &[]),
    ("PY1", &[]),
    ("PY2", &[]),
];

/// Every test that a promise names exists as a test function.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    missing(tree, PROMISES)
}

fn missing(tree: &Tree, promises: &[(&str, &[&str])]) -> Vec<Finding> {
    let tests = tests(tree);
    let named = promises
        .iter()
        .flat_map(|(promise, names)| names.iter().map(move |name| (promise, name)));
    let gone = named.filter(|(_, name)| !tests.contains(name));
    let finding = |(promise, name): (&&str, &&str)| Finding {
        path: "xtask/src/tidy/promises.rs".to_owned(),
        line: 1,
        text: format!("{promise} is kept by the test {name}, which is not there"),
    };
    gone.map(finding).collect()
}

/// The names of all test functions of the crates.
fn tests(tree: &Tree) -> Vec<&str> {
    let mut names = Vec::new();
    for file in tree.rust().filter(|file| file.path.starts_with("crates/")) {
        let mut attribute = false;
        for pair in file.tokens().windows(2) {
            attribute |= pair[1].is_word("test") && !pair[0].is_word("mod");
            if pair[0].is_word("fn") {
                names.extend(pair[1].word().filter(|_| attribute));
                attribute = false;
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_whose_test_is_gone_is_found() {
        let source =
            "//! A.\n#[cfg(test)] mod tests { #[tokio::test] async fn sealed() {} fn other() {} }";
        let tree = Tree::of(&[("crates/vault/src/a.rs", source)]);
        assert_eq!(missing(&tree, &[("XX2", &["sealed"]), ("XX1", &[])]), []);
        let found = missing(&tree, &[("XX2", &["other"]), ("XX1", &["proved"])]);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[1].text,
            "XX1 is kept by the test proved, which is not there"
        );
    }
}
