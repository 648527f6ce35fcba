//! Assets are where the templates say, come small, and stay for a year.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod house;

use std::io::Read as _;

use house::House;
use http::{Method, StatusCode};
use tutela_web::{asset_url, assets};

#[tokio::test]
async fn an_asset_is_kept_for_a_year_under_the_digest_of_its_content() {
    let house = House::with(assets::routes(), false).await;
    let url = asset_url("style.css");
    assert!(
        url.starts_with("/assets/style.") && url.ends_with(".css"),
        "{url}"
    );
    let plain = house.ask(Method::GET, url, &[]).await;
    assert_eq!(plain.status, StatusCode::OK);
    assert_eq!(plain.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(
        plain.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let packed = house
        .ask(Method::GET, url, &[("accept-encoding", "br, gzip")])
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() * 3 < plain.body.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
    let refused = house
        .ask(Method::GET, url, &[("accept-encoding", "gzip;q=0")])
        .await;
    assert_eq!(refused.header("content-encoding"), "");
    let again = house
        .ask(Method::GET, url, &[("if-none-match", plain.header("etag"))])
        .await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
}

#[tokio::test]
async fn what_a_style_or_a_script_names_is_there_under_its_digest() {
    let house = House::with(assets::routes(), false).await;
    let style = house.ask(Method::GET, asset_url("style.css"), &[]).await;
    let style = style.text();
    let named: Vec<_> = style
        .split("url(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(!named.is_empty());
    for url in named.iter().filter(|url| !url.starts_with("data:")) {
        assert!(url.starts_with("/assets/fonts/"), "{url}");
        assert_eq!(
            house.ask(Method::GET, url, &[]).await.status,
            StatusCode::OK,
            "{url}"
        );
    }
}

#[tokio::test]
async fn other_names_are_not_there() {
    let house = House::with(assets::routes(), false).await;
    for path in [
        "/assets/style.css",
        "/assets/style.00000000.css",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets/fonts/subset.py",
        "/assets/missing",
    ] {
        assert_eq!(
            house.ask(Method::GET, path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
