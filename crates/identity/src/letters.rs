//! Letters: what a mail or a text message says, in the language of whom it is for. Written when it is sent, never before.

mod words;

use askama::Template;
use tutela_audit::outbox::Due;
use tutela_web::{Error, Words};

pub(crate) use words::Terms;

/// The house that a letter comes from.
#[derive(Debug, Clone)]
pub struct House {
    /// What the house is called.
    pub product: String,
    /// The address before each link, without a slash at its end. It is declared, and never taken from a request.
    pub origin: String,
}

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What a letter says, part by part. Both templates show the same.
struct Content<'a> {
    t: &'a Words,
    house: &'a House,
    greeting: String,
    title: String,
    paragraphs: Vec<String>,
    code: Option<&'a str>,
    button: Option<(String, String)>,
    more: Option<String>,
    foot: String,
}

#[derive(Template)]
#[template(path = "letters/mail.html")]
struct Html<'a> {
    content: &'a Content<'a>,
}

#[derive(Template)]
#[template(path = "letters/mail.txt")]
struct Plain<'a> {
    content: &'a Content<'a>,
}

/// Writes a mail.
///
/// # Errors
/// [`Error::Internal`] when a template does not render.
pub fn mail(t: &Words, house: &House, due: &Due) -> Result<Mail, Error> {
    let terms = Terms::of(t, due);
    let content = content(t, house, due, &terms);
    Ok(Mail {
        subject: content.title.clone(),
        text: Plain { content: &content }.render()?,
        html: Html { content: &content }.render()?,
    })
}

/// Writes a text message: as short as it gets, since each 70 letters cost.
pub fn text_message(t: &Words, house: &House, due: &Due) -> String {
    let terms = Terms::of(t, due);
    let title = say(t, due, "", &terms);
    let mut message = format!("{}: {title}", house.product);
    for part in [terms.code.map(str::to_owned), link(house, &terms)] {
        message.extend(part.map(|part| format!(" {part}")));
    }
    message
}

fn content<'a>(t: &'a Words, house: &'a House, due: &Due, terms: &Terms<'a>) -> Content<'a> {
    let name = due.name.as_deref().unwrap_or_default();
    let greeting = match name {
        "" => t.say("letter-greeting").into_owned(),
        name => t.with("letter-greeting-name", &[("name", name)]),
    };
    let label = t.find(&format!("letter-{}.button", due.kind.as_str()));
    let more = t.find(&format!("letter-{}.more", due.kind.as_str()));
    Content {
        t,
        house,
        greeting,
        title: say(t, due, "", terms),
        paragraphs: vec![say(t, due, ".text", terms)],
        code: terms.code,
        button: link(house, terms).and_then(|link| Some((label?.into_owned(), link))),
        more: more.map(|more| more.into_owned()),
        foot: t.with("letter-foot", &[("house", house.product.as_str())]),
    }
}

fn say(t: &Words, due: &Due, part: &str, terms: &Terms<'_>) -> String {
    let key = format!("letter-{}{part}", due.kind.as_str());
    tutela_core::squeeze(&t.with(&key, &terms.all()))
}

/// A path of ours under the address of the house; anything else is no link.
fn link(house: &House, terms: &Terms<'_>) -> Option<String> {
    let path = terms.path.filter(|path| tutela_web::is_local(path))?;
    Some(format!("{}{path}", house.origin))
}

#[cfg(test)]
mod tests;
