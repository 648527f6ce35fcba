//! The drawings of the house, one symbol each in one file: `{{ icon("play") }}`.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::assets::asset_url;

/// A symbol of `icons.svg`, hidden from screen readers: the words beside it say the same.
pub const fn icon(name: &'static str) -> Icon {
    Icon {
        name,
        class: "icon",
    }
}

/// Prints an `<svg>` element.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    name: &'static str,
    class: &'static str,
}

impl Icon {
    /// With another class than `icon`.
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// Name and class are literals of ours, the address is made by us.
impl HtmlSafe for Icon {}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, class } = self;
        let file = asset_url("icons.svg");
        write!(
            f,
            r##"<svg class="{class}" aria-hidden="true"><use href="{file}#{name}"></use></svg>"##
        )
    }
}
