//! `GET /trust/build`, and the list of libraries as a document.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use tutela_web::{Error, Page, Visit, When, Words};

use super::{Advisory, Build};
use crate::Trust;
use crate::nav::{Nav, Part};
use crate::reader::Reader;
use crate::register::hash;

#[derive(Template)]
#[template(path = "build/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    build: Build,
    register: &'static str,
    packages: usize,
    checked: Option<When>,
    unseen: usize,
    known: Vec<Advisory>,
}

/// The page.
pub async fn show(visit: Visit, State(trust): State<Trust>) -> Result<Page, Error> {
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let advisories = trust.build.advisories;
    let main = Main {
        nav: Nav::new(&t, Part::Build),
        build: trust.build,
        register: hash(),
        packages: trust.build.packages.len(),
        checked: advisories.checked_at().map(|at| t.ago(at)),
        unseen: advisories.unseen(trust.build.packages).len(),
        known: advisories.known(trust.build.packages),
        t: &t,
    };
    let page = reader.page(&visit, t.say("build-title"));
    page.fill(&main)
}

/// Every library, in CycloneDX.
pub async fn sbom(State(trust): State<Trust>) -> Result<Response, Error> {
    let kind = "application/vnd.cyclonedx+json";
    Ok(([(CONTENT_TYPE, kind)], trust.build.sbom).into_response())
}
