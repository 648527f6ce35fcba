//! The tabs that all pages of an account bear.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_web::Words;

/// The pages of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    People,
    Roles,
    Activities,
    Rules,
}

/// The tabs, one of them open.
#[derive(Debug, Template)]
#[template(path = "account/tabs.html")]
pub struct Tabs<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    open: Tab,
}

/// The template escapes its words.
impl HtmlSafe for Tabs<'_> {}

impl<'a> Tabs<'a> {
    /// The tabs of the account with this name and address.
    pub const fn new(t: &'a Words, account: &'a str, here: &'a str, open: Tab) -> Self {
        Self {
            t,
            account,
            here,
            open,
        }
    }
}
