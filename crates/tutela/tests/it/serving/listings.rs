//! What the program says about itself: its routes, its policy, its version.

use super::program::Ground;

fn said(arguments: &[&str]) -> String {
    let ground = Ground::new();
    let output = ground.run(arguments);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        std::fs::read_dir(ground.path("")).unwrap().count(),
        0,
        "nothing is left behind"
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_route_is_listed_with_what_guards_it() {
    let routes = said(&["routes"]);
    let health = routes
        .lines()
        .find(|line| line.contains("/healthz"))
        .unwrap();
    assert!(
        health.starts_with("GET") && health.contains("open: "),
        "{routes}"
    );
    let media = routes
        .lines()
        .find(|line| line.contains("getMedia") || line.contains("/media/"))
        .unwrap();
    assert!(!media.contains("open: "), "{routes}");
    for line in routes.lines() {
        assert!(line.split_whitespace().count() >= 3, "{line}");
    }
}

#[test]
fn the_document_of_the_api_is_printed() {
    let document: serde_json::Value =
        serde_json::from_str(&said(&["routes", "--openapi"])).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert!(!document["paths"].as_object().unwrap().is_empty());
}

#[test]
fn the_policy_is_printed_with_the_open_doors() {
    let policy = said(&["policy"]);
    for part in ["permit", "tutela.cedarschema", "// first-run: "] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(said(&["version"]), concat!(env!("CARGO_PKG_VERSION"), "\n"));
}
