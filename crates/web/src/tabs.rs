//! The tabs that all pages of an account bear, whichever feature draws them. A tab that its reader may not open is not
//! there.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_access::{Action, Authorized};

use crate::Words;

/// The pages of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Channels,
    People,
    Roles,
    Activities,
    Storage,
    Security,
}

/// Each tab with the end of its address, its word, and the action that opens it.
const TABS: [(Tab, &str, &str, &str); 6] = [
    (Tab::Channels, "", "tab-channels", "enterAccount"),
    (Tab::People, "/people", "tab-people", "viewPeople"),
    (Tab::Roles, "/roles", "tab-roles", "listRoles"),
    (
        Tab::Activities,
        "/activities",
        "tab-activities",
        "viewActivities",
    ),
    (Tab::Storage, "/storage", "tab-storage", "viewStorage"),
    (Tab::Security, "/security", "tab-security", "editAccount"),
];

/// Which tabs of an account somebody may open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach([bool; TABS.len()]);

impl Reach {
    /// As the policy has it for the caller.
    pub fn of<A: Action>(authorized: &Authorized<'_, A>) -> Self {
        Self(TABS.map(|(_, _, _, action)| authorized.allows(action, None)))
    }
}

/// The tabs, one of them open.
#[derive(Debug, Template)]
#[template(path = "tabs.html")]
pub struct Tabs<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    open: Tab,
    shown: Vec<(Tab, &'static str, &'static str)>,
}

/// The template escapes its words.
impl HtmlSafe for Tabs<'_> {}

impl<'a> Tabs<'a> {
    /// The tabs of the account with this name and address.
    pub fn new(t: &'a Words, (account, here): (&'a str, &'a str), open: Tab, reach: Reach) -> Self {
        let tabs = TABS.into_iter().zip(reach.0);
        let shown = tabs.filter(|((tab, ..), open_to)| *open_to || *tab == open);
        Self {
            t,
            account,
            here,
            open,
            shown: shown
                .map(|((tab, end, word, _), _)| (tab, end, word))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use tutela_core::Time;

    use super::*;
    use crate::{Language, Texts};

    #[test]
    fn a_tab_that_is_shut_is_not_there() {
        let texts = Texts::load(&[]).unwrap();
        let t = Words::new(Arc::new(texts), Language::English, Time::from_micros(0));
        let reach = Reach([true, true, false, false, false, false]);
        let tabs = Tabs::new(&t, ("A & B", "/accounts/x"), Tab::People, reach);
        let drawn = tabs.render().unwrap();
        assert!(
            drawn.contains("<a href=\"/accounts/x/people\" aria-current=\"page\">People</a>"),
            "{drawn}"
        );
        assert!(
            drawn.contains("<a href=\"/accounts/x\">Channels</a>"),
            "{drawn}"
        );
        assert!(
            !drawn.contains("/security") && !drawn.contains("A & B"),
            "{drawn}"
        );
        let alone = Tabs::new(&t, ("A", "/accounts/x"), Tab::Channels, Reach::default());
        assert_eq!(alone.render().unwrap().trim(), "", "one tab is none");
    }
}
