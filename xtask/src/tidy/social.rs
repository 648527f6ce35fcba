//! PC5: nobody signs in through Apple, Facebook, Google and the like, so nothing that could do it is in the build.

use super::tree::{Finding, Tree};

/// Parts of names that clients and servers of such sign-ins bear.
const PARTS: &[&str] = &["oauth", "openid", "oidc", "saml", "samael", "oxide-auth"];

/// Every package of the lock file.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path == "Cargo.lock") {
        for (number, line) in file.text.lines().enumerate() {
            let Some(name) = line.strip_prefix("name = \"") else {
                continue;
            };
            if PARTS.iter().any(|part| name.contains(part)) {
                let name = name.trim_end_matches('"');
                let text = format!("{name} signs people in through somebody else (promise PC5)");
                found.push(file.finding(number + 1, &text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_of_social_sign_in_is_found() {
        let lock = "[[package]]\nname = \"axum\"\n\n[[package]]\nname = \"oauth2\"\ndependencies = [\n \"saml\",\n]\n";
        let found = findings(&Tree::of(&[("Cargo.lock", lock)]));
        let lines: Vec<_> = found.iter().map(|one| one.line).collect();
        assert_eq!(lines, [5]);
    }
}
