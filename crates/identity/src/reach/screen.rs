//! What a person can see, as a tree.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::de::DeserializeOwned;
use tutela_access::{ListRoles, Reached};
use tutela_core::{ChannelId, PersonId, Scope};
use tutela_web::{Error, Layout, Page, Path, Visit, Words};

use super::{Reach, get};
use crate::place::{self, Spot};
use crate::roles::choice::label;

/// A place in words.
pub struct Line {
    name: String,
    page: String,
    /// The roles that open it.
    by: String,
    is_draft: bool,
}

/// A channel with its courses; where the channel itself is closed to the person, its courses stand without it.
pub struct Branch {
    channel: Option<Line>,
    courses: Vec<Line>,
}

/// The tree, for any page.
#[derive(Template)]
#[template(path = "reach/tree.html")]
pub struct Tree<'a> {
    t: &'a Words,
    account: Option<Line>,
    branches: Vec<Branch>,
    more: bool,
}

/// The template escapes its words.
impl HtmlSafe for Tree<'_> {}

impl<'a> Tree<'a> {
    /// What somebody reaches, in the order of the tree.
    pub fn new(t: &'a Words, reach: &Reach) -> Self {
        let mut tree = Self {
            t,
            account: None,
            branches: Vec::new(),
            more: reach.more,
        };
        let mut last: Option<ChannelId> = None;
        for reached in &reach.places {
            let line = line(t, reached);
            let channel = reached.place.channel;
            if matches!(reached.scope, Scope::Account(_)) {
                tree.account = Some(line);
                continue;
            }
            if last != channel || tree.branches.is_empty() {
                tree.branches.push(Branch {
                    channel: None,
                    courses: Vec::new(),
                });
            }
            last = channel;
            if let Some(branch) = tree.branches.last_mut() {
                match reached.scope {
                    Scope::Channel(_) => branch.channel = Some(line),
                    _ => branch.courses.push(line),
                }
            }
        }
        tree
    }
}

fn line(t: &Words, reached: &Reached) -> Line {
    let mut roles: Vec<_> = reached.by.iter().map(|(role, _)| label(t, *role)).collect();
    roles.dedup();
    let by = match roles.is_empty() {
        true => t.say("reach-as-member").into_owned(),
        false => roles.join(", "),
    };
    Line {
        name: reached.name.clone(),
        page: format!("{}/roles", place::path(reached.scope)),
        by,
        is_draft: matches!(reached.scope, Scope::Course(_)) && !reached.published,
    }
}

#[derive(Template)]
#[template(path = "reach/page.html")]
struct Main<'a> {
    title: &'a str,
    lede: &'a str,
    tree: Tree<'a>,
}

/// `GET /…/reach/{person}`.
pub async fn show<I>(
    visit: Visit,
    Path((place, person)): Path<(I, PersonId)>,
) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, place.into()).await?;
    let reach = get(&mut authorized, person).await?;
    let spot = Spot::find(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let spot = spot.look_around(&mut guarded).await?;
    let t = visit.words_for(&somebody);
    let title = t.with("reach-of", &[("name", reach.name.as_str())]);
    let main = Main {
        title: &title,
        lede: &t.say("reach-lede"),
        tree: Tree::new(&t, &reach),
    };
    let page = visit.page(&somebody, &*title).layout(Layout::Medium);
    let roles = format!("{}/roles", place::path(spot.scope));
    spot.dress(page).crumb(t.say("roles"), roles).fill(&main)
}
