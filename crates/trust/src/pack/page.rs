//! The page inside a pack: readable by itself, with nothing beside it.

use askama::Template;
use tutela_web::Words;

use super::Evidence;
use crate::overview::screen::{why, word};
use crate::state::Standing;

#[derive(Template)]
#[template(path = "pack/inside.html")]
struct Inside<'a> {
    t: &'a Words,
    account: &'a str,
    made_at: String,
    lines: Vec<[String; 5]>,
}

/// The page. One that cannot be drawn is empty, which its reader sees and the digest records.
pub fn draw(evidence: &Evidence, standings: &[Standing<'_>], t: &Words) -> String {
    let line = |standing: &Standing<'_>| {
        let checked = standing.checked_at.map(|at| at.to_string());
        [
            standing.promise.id.to_owned(),
            standing.promise.say.to(t.language()).to_owned(),
            word(t, standing.state),
            why(t, standing),
            checked.unwrap_or_default(),
        ]
    };
    let inside = Inside {
        t,
        account: &evidence.account_name,
        made_at: evidence.made_at.to_string(),
        lines: standings.iter().map(line).collect(),
    };
    inside.render().unwrap_or_default()
}
