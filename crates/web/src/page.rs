//! The shell around every page: bar, breadcrumb, flash, main part, foot. A feature renders the main part alone.

use std::fmt::Display;

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use tutela_access::Somebody;

use crate::assets::{ShellAssets, asset_url};
use crate::flash::Flash;
use crate::headers::Posture;
use crate::{Error, Language, Visit, Words, cookie};

/// How the page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Lists and things: as wide as a page gets.
    #[default]
    Full,
    /// Forms.
    Medium,
    /// One short form.
    Narrow,
    /// Players and big tables.
    Wide,
    /// Without a bar, for those who are not in yet.
    Door,
}

impl Layout {
    const fn class(self) -> &'static str {
        match self {
            Self::Full | Self::Door => "main",
            Self::Medium => "main medium",
            Self::Narrow => "main narrow",
            Self::Wide => "main wide",
        }
    }
}

/// A page in the making: made by [`Visit::page`], finished by [`Page::fill`].
#[derive(Debug)]
pub struct Page {
    visit: Visit,
    words: Words,
    title: String,
    brand: Option<String>,
    person: Option<Person>,
    nav: Vec<Link>,
    crumbs: Vec<Link>,
    scripts: Vec<&'static str>,
    layout: Layout,
    status: StatusCode,
    flash: bool,
    main: String,
}

#[derive(Debug)]
struct Person {
    name: String,
    initials: String,
    unread: u64,
}

impl Person {
    /// The number on the bell, which has room for two digits.
    fn badge(&self) -> String {
        match self.unread {
            0..100 => self.unread.to_string(),
            _ => "99+".to_owned(),
        }
    }
}

#[derive(Debug)]
struct Link {
    label: String,
    href: String,
    current: bool,
}

impl Page {
    pub(crate) fn new(visit: &Visit, words: Words, title: String) -> Self {
        Self {
            visit: visit.clone(),
            words,
            title,
            brand: None,
            person: None,
            nav: Vec::new(),
            crumbs: Vec::new(),
            scripts: vec!["js/menu.js", "js/dialog.js"],
            layout: Layout::default(),
            status: StatusCode::OK,
            flash: true,
            main: String::new(),
        }
    }

    pub(crate) fn person(mut self, somebody: &Somebody) -> Self {
        self.person = Some(Person {
            name: somebody.name.clone(),
            initials: initials(&somebody.name),
            unread: somebody.unread,
        });
        let home = self.words.say("home").into_owned();
        let current = self.title == home;
        self.nav(home, "/", current)
    }

    /// The texts in the language of the page, for its template.
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// The name in the bar: an account's, where the page is in one.
    pub fn brand(mut self, name: impl Into<String>) -> Self {
        self.brand = Some(name.into());
        self
    }

    /// One more link in the bar.
    pub fn nav(mut self, label: impl Into<String>, href: impl Display, current: bool) -> Self {
        self.nav.push(Link {
            label: label.into(),
            href: href.to_string(),
            current,
        });
        self
    }

    /// One more step of the breadcrumb, above this page.
    pub fn crumb(mut self, label: impl Into<String>, href: impl Display) -> Self {
        self.crumbs.push(Link {
            label: label.into(),
            href: href.to_string(),
            current: false,
        });
        self
    }

    /// One more module of ours, such as `js/player.js`.
    pub fn script(mut self, name: &'static str) -> Self {
        self.scripts.push(name);
        self
    }

    /// Another layout than the full one.
    pub const fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// The page of a form that has errors: 422, and the title says so first.
    pub fn invalid(mut self) -> Self {
        self.status = StatusCode::UNPROCESSABLE_ENTITY;
        let title = [("title", self.title.as_str())];
        self.title = self.words.with("title-with-error", &title);
        self
    }

    /// Another status than 200.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Puts the main part in.
    ///
    /// # Errors
    /// [`Error::Internal`] when the template does not render.
    pub fn fill(mut self, main: &impl Template) -> Result<Self, Error> {
        self.main = main.render()?;
        Ok(self)
    }

    /// A page that may be answered to anybody alike leaves the waiting sentence for the next one.
    pub(crate) const fn without_flash(mut self) -> Self {
        self.flash = false;
        self
    }

    fn render(&self, flash: Option<&Flash>) -> Result<String, Error> {
        let product = self.visit.app().settings().product.as_str();
        let shell = Shell {
            t: &self.words,
            title: &self.title,
            here: self.here(),
            imprint: self.imprint(product),
            brand: self.brand.as_deref().unwrap_or(product),
            assets: ShellAssets::get(),
            scripts: self.scripts.iter().map(|name| asset_url(name)).collect(),
            person: self.person.as_ref(),
            nav: &self.nav,
            crumbs: &self.crumbs,
            layout: self.layout,
            flash: flash.map(|flash| self.note(flash)),
            main: &self.main,
        };
        let mut html = String::with_capacity(self.main.len() + 4_096);
        shell.render_into(&mut html)?;
        Ok(html)
    }

    /// The last step of the breadcrumb: the title without the warning before it.
    fn here(&self) -> &str {
        match self.title.split_once(": ") {
            Some((_, title)) if self.status == StatusCode::UNPROCESSABLE_ENTITY => title,
            _ => &self.title,
        }
    }

    fn imprint(&self, product: &str) -> String {
        match &self.brand {
            None => product.to_owned(),
            Some(brand) => {
                let names = [("brand", brand.as_str()), ("product", product)];
                self.words.with("built-on", &names)
            }
        }
    }

    fn note(&self, flash: &Flash) -> Note {
        Note {
            sentence: self.words.with(flash.key(), &flash.args()),
            undo: flash.undo_path().map(str::to_owned),
            undo_label: self.words.say("undo").into_owned(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let visit = self.visit.clone();
        let flash = visit.flash().filter(|_| self.flash);
        let html = match self.render(flash) {
            Ok(html) => html,
            Err(error) => return error.into_response(),
        };
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = self.status;
        response.extensions_mut().insert(Posture::Page);
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(CONTENT_TYPE, kind);
        if flash.is_some() {
            let app = visit.app();
            let forget = cookie::clear(app.flash_cookie_name(), app.settings().secure);
            headers.extend(forget.map(|forget| (SET_COOKIE, forget)));
        }
        response
    }
}

#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    t: &'a Words,
    title: &'a str,
    here: &'a str,
    imprint: String,
    brand: &'a str,
    assets: &'static ShellAssets,
    scripts: Vec<&'static str>,
    person: Option<&'a Person>,
    nav: &'a [Link],
    crumbs: &'a [Link],
    layout: Layout,
    flash: Option<Note>,
    main: &'a str,
}

#[derive(Template)]
#[template(path = "flash.html")]
struct Note {
    sentence: String,
    undo: Option<String>,
    undo_label: String,
}

impl askama::filters::HtmlSafe for Note {}

/// The first letters of the first and the last name, for the round mark beside a person.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    let letters = first.into_iter().chain(last);
    letters.flat_map(char::to_uppercase).collect()
}
