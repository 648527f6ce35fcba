//! Pages load nothing from anybody else (PC3), and nobody signs in through others (PC5).

use tutela_audit::probe::{Finding, Found};

use super::Ground;

/// Pages that anybody sees.
const PAGES: [&str; 4] = ["/sign-in", "/trust", "/trust/policy", "/password/forgotten"];
/// What makes a browser load something.
const LOADERS: [&str; 4] = ["src=\"", "href=\"", "action=\"", "poster=\""];
/// Parts of the names of those who sign people in for others, and of what speaks with them.
const OTHERS: [&str; 8] = [
    "oauth",
    "openid",
    "oidc",
    "saml",
    "facebook",
    "apple-sign",
    "google-sign",
    "social",
];

/// Real answers forbid other origins, and lead to none.
pub async fn own_pages(ground: Ground, _: Option<String>) -> Found {
    let (mut pages, mut links) = (0, 0);
    for path in PAGES {
        let answer = ground.own.get(path, None).await?;
        if !answer.is_good() && answer.status != 303 {
            return Err(format!("{path} was answered with {}", answer.status));
        }
        let policy = answer.headers.get("content-security-policy");
        let policy = policy
            .and_then(|policy| policy.to_str().ok())
            .unwrap_or_default();
        if !policy.starts_with("default-src 'none'")
            || ["http", "unsafe", "*"]
                .iter()
                .any(|word| policy.contains(word))
        {
            return Err(format!("{path} does not forbid other origins"));
        }
        links += inside(path, &String::from_utf8_lossy(&answer.body))?;
        pages += 1;
    }
    Ok(Finding::of([("pages", pages), ("links", links)]))
}

/// How many addresses stand in a page, all of them of this very server.
fn inside(path: &str, page: &str) -> Result<i64, String> {
    let mut links = 0;
    for loader in LOADERS {
        for rest in page.split(loader).skip(1) {
            let address = rest.split('"').next().unwrap_or_default();
            let is_own = address.starts_with('#')
                || address.is_empty()
                || address.starts_with('/') && !address.starts_with("//");
            if !is_own {
                return Err(format!("{path} leads to {address}"));
            }
            links += 1;
        }
    }
    Ok(links)
}

/// Neither an address nor a library could do it.
pub async fn no_social(ground: Ground, _: Option<String>) -> Found {
    let is_other = |name: &str| {
        OTHERS
            .iter()
            .any(|other| name.to_lowercase().contains(other))
    };
    if let Some(route) = ground.routes.iter().find(|route| is_other(route)) {
        return Err(format!("there is an address {route}"));
    }
    let packages = ground.trust.build.packages;
    if let Some(package) = packages.iter().find(|package| is_other(package)) {
        return Err(format!("there is a library {package}"));
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (routes, packages) = (count(ground.routes.len()), count(packages.len()));
    Ok(Finding::of([("routes", routes), ("packages", packages)]))
}
