//! What every form that sends files shares: the row that shows one file on its way, and the words that the script says.

use askama::Template;

use crate::{Html, Words};

#[derive(Template)]
#[template(path = "transfer.html")]
struct Row<'a> {
    t: &'a Words,
}

/// A `<template>` for `js/upload.js`.
pub fn transfer(t: &Words) -> Html {
    Html::made(Row { t }.render().unwrap_or_default())
}
