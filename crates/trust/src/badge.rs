//! `GET /trust/badge.svg`: the count of what is proven as a small picture, drawn here and nowhere else.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use tutela_web::{Error, Visit};

use crate::overview::{count, look, standings};
use crate::state::State;

/// The picture.
pub async fn show(visit: Visit) -> Result<Response, Error> {
    let known = look(visit.gate()).await?;
    let standings = standings(&known, visit.gate());
    let (proven, total) = (count(&standings, State::Proven), standings.len());
    let t = visit.words();
    let counts = [("proven", proven), ("total", total)];
    let picture = draw(&t.say("badge-label"), &t.with("badge-count", &counts));
    Ok(([(CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// Both texts are ours; a wide letter takes seven pixels.
fn draw(label: &str, value: &str) -> String {
    let width = |text: &str| 16 + 7 * text.chars().count();
    let (left, right) = (width(label), width(value));
    let (whole, middle) = (left + right, left + right / 2);
    let of_left = left / 2;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"24\" role=\"img\" aria-label=\"{label}: {value}\">\
         <title>{label}: {value}</title><rect width=\"{whole}\" height=\"24\" rx=\"5\" fill=\"#23243a\"/>\
         <rect x=\"{left}\" width=\"{right}\" height=\"24\" rx=\"5\" fill=\"#3d3f9e\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\
         <text x=\"{of_left}\" y=\"16\">{label}</text><text x=\"{middle}\" y=\"16\">{value}</text></g></svg>"
    )
}
