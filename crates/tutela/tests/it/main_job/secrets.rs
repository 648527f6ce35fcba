//! No address that takes a secret stands outside the limiter without saying why.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tutela_identity::limiter::{Bound, PLACES};

use super::house::House;
use super::personas::{documented, routes};

/// Names under which documents and forms carry a secret.
const SECRET: &[&str] = &[
    "password",
    "current",
    "code",
    "token",
    "ticket",
    "link",
    "credential",
];

/// Parts of an address that are a secret, where the address stands open.
const IN_ADDRESS: &[&str] = &["{token}", "{link}", "{invitation}"];

/// Where pages read a secret from a form, and the addresses that lead there.
const FORMS: &[(&str, &[&str])] = &[
    ("contact/screen.rs", &["/me/contacts/confirmation"]),
    ("contact/screen/form.rs", &["/me/contacts/{kind}"]),
    ("factor/screen/half.rs", &["/sign-in/code"]),
    ("factor/screen/setup.rs", &["/me/security/app/confirmation"]),
    ("first_run/screen.rs", &["/first-run"]),
    ("invitation/screen.rs", &["/invitations/{invitation}"]),
    ("password/change/screen.rs", &["/me/password"]),
    ("reauth/screen.rs", &["/me/proof"]),
    (
        "reset/screen.rs",
        &["/password/reset", "/password/reset/{link}"],
    ),
    ("sign_in/screen.rs", &["/sign-in"]),
];

#[tokio::test]
async fn ua7_every_route_that_takes_a_secret_says_what_bounds_the_guesses() {
    let house = House::open(None);
    let (api, routes) = (documented(&house), routes(&house));
    let declared: BTreeSet<_> = PLACES
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    assert_eq!(declared.len(), PLACES.len(), "each once");
    for (method, path) in &declared {
        let is_there = routes
            .iter()
            .any(|it| it.method == *method && it.path == *path);
        assert!(is_there, "{method} {path} is declared and gone");
    }
    let mut takes = 0;
    for route in &routes {
        let (method, path) = (route.method.as_str(), route.path.as_str());
        if in_address(path, &route.guard)
            || in_document(&api, method, path)
            || in_form(method, path)
        {
            takes += 1;
            assert!(
                declared.contains(&(method, path)),
                "{method} {path} takes a secret: name it in crates/identity/src/limiter/places.rs"
            );
        }
    }
    assert!(takes >= 30, "{takes}");
    for (_, path, bound) in PLACES {
        if let Bound::Unguessable(why) | Bound::Chosen(why) = bound {
            assert!(!why.is_empty(), "{path}");
        }
    }
}

fn in_address(path: &str, guard: &str) -> bool {
    let is_secret = IN_ADDRESS.iter().any(|part| path.contains(part));
    is_secret && (guard == "open" || path.starts_with("/contact/"))
}

fn in_document(api: &Value, method: &str, path: &str) -> bool {
    let body = &api["paths"][path][method.to_lowercase()]["requestBody"];
    let Some(name) = body["content"]["application/json"]["schema"]["$ref"].as_str() else {
        return false;
    };
    let schema = api.pointer(name.trim_start_matches('#')).unwrap();
    let properties = schema["properties"].as_object();
    properties.is_some_and(|all| all.keys().any(|name| SECRET.contains(&name.as_str())))
}

fn in_form(method: &str, path: &str) -> bool {
    let mut all = FORMS.iter().flat_map(|(_, paths)| paths.iter());
    method == "POST" && all.any(|form| *form == path)
}

/// A page that begins to read a secret has to be named above.
#[test]
fn every_form_with_a_secret_is_known() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![source];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = path.to_str().unwrap().to_owned();
            if path.is_dir()
                && !["target", "tests", "assets"]
                    .iter()
                    .any(|no| text.ends_with(no))
            {
                folders.push(path);
            } else if text.ends_with(".rs") && text.contains("/screen") && reads_a_secret(&path) {
                let known = FORMS.iter().any(|(file, _)| text.ends_with(file));
                assert!(known, "{text} reads a secret: name it in FORMS");
                found += 1;
            }
        }
    }
    assert_eq!(found, FORMS.len());
}

fn reads_a_secret(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap();
    let field = |line: &str| {
        let line = line.trim().trim_start_matches("pub ");
        let name = line.strip_suffix(": String,");
        name.is_some_and(|name| ["password", "current", "code"].contains(&name))
    };
    text.lines().any(field)
}
