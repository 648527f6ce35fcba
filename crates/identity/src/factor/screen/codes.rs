//! The page that shows recovery codes, once.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_web::{Error, Layout, Page, Visit, Words};

use crate::factor::codes::{RecoveryCodes, renew_mine};

#[derive(Template)]
#[template(path = "factor/codes.html")]
struct Main<'a> {
    t: &'a Words,
    codes: &'a [String],
    file: String,
    next: &'a str,
}

/// `POST /me/security/recovery-codes`.
pub async fn renew(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let codes = renew_mine(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    guarded.commit().await?;
    page(&visit, &somebody, &codes, "")
}

/// The page with the codes. Asking for it again would not show them again, so it is the answer to the form itself, and
/// the file to keep is in the link.
pub(super) fn page(
    visit: &Visit,
    somebody: &Somebody,
    codes: &RecoveryCodes,
    next: &str,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let product = &visit.app().settings().product;
    let text = format!(
        "{product}: {}\n\n{}\n",
        t.say("codes-title"),
        codes.0.join("\n")
    );
    let main = Main {
        t: &t,
        codes: &codes.0,
        file: utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string(),
        next: if next.is_empty() {
            "/me/security"
        } else {
            next
        },
    };
    let page = visit.page(somebody, t.say("codes-title"));
    page.crumb(t.say("security-title"), "/me/security")
        .layout(Layout::Medium)
        .fill(&main)
}
