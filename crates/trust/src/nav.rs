//! The way from one page about trust to the others.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_web::Words;

/// The pages about trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Promises,
    History,
    Policy,
    Data,
    Destinations,
    Build,
}

const PARTS: &[(Part, &str, &str)] = &[
    (Part::Promises, "/trust", "trust-nav-promises"),
    (Part::History, "/trust/history", "trust-nav-history"),
    (Part::Policy, "/trust/policy", "trust-nav-policy"),
    (Part::Data, "/trust/data", "trust-nav-data"),
    (
        Part::Destinations,
        "/trust/destinations",
        "trust-nav-destinations",
    ),
    (Part::Build, "/trust/build", "trust-nav-build"),
];

/// The links, one of them open.
#[derive(Debug, Template)]
#[template(path = "nav.html")]
pub struct Nav<'a> {
    t: &'a Words,
    open: Part,
    parts: &'static [(Part, &'static str, &'static str)],
}

/// The template escapes its words.
impl HtmlSafe for Nav<'_> {}

impl<'a> Nav<'a> {
    /// The links of a page.
    pub const fn new(t: &'a Words, open: Part) -> Self {
        Self {
            t,
            open,
            parts: PARTS,
        }
    }
}
