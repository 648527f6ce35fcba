//! No sign-in through Apple, Facebook, Google and the like.

use tutela_core::Ambient;
use tutela_identity::first_run::FirstRunCode;
use tutela_identity::password::Hasher;
use tutela_identity::routes;

/// Parts of names that such a sign-in could not do without.
const PARTS: [&str; 9] = [
    "oauth", "openid", "oidc", "saml", "samael", "google", "facebook", "apple-", "callback",
];

#[test]
fn pc5_nobody_signs_in_through_somebody_else() {
    let suspicious = |name: &str| PARTS.iter().any(|part| name.to_lowercase().contains(part));
    assert!(
        suspicious("/sign-in/google") && suspicious("oauth2"),
        "the search finds"
    );

    let hasher = Hasher::new(1, &Ambient::system());
    let routes = routes(hasher, FirstRunCode::default());
    let mut paths = routes.list().into_iter().map(|line| line.path);
    assert_eq!(paths.find(|path| suspicious(path)), None, "no such route");

    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    let packages = lock.lines().filter_map(|line| line.strip_prefix("name = "));
    let mut crates: Vec<_> = packages.collect();
    assert!(crates.len() > 100, "the list was read");
    // Who calls back in a macro calls no browser back.
    crates.retain(|name| suspicious(name) && !name.contains("callback"));
    assert!(crates.is_empty(), "in the build: {crates:?}");
}
