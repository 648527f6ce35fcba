//! Choosing a language by hand, without a script: a button posts, a cookie keeps it.

use http::HeaderMap;
use http::header::REFERER;
use http::uri::Uri;
use serde::Deserialize;

use crate::{Error, FieldErrors, Form, Guard, Language, Redirect, Routes, Visit, is_local};

/// `POST /language`.
pub fn routes() -> Routes {
    let open =
        Guard::Open("Choosing a language sets a cookie with two letters and touches no data.");
    Routes::new().post("/language", choose, open)
}

#[derive(Debug, Deserialize)]
struct Choice {
    language: String,
}

async fn choose(
    visit: Visit,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Redirect, Error> {
    let unknown = || FieldErrors::one("language", "choice");
    let language = Language::parse(&choice.language).ok_or_else(unknown)?;
    let keep = visit.app().language_cookie(language);
    Ok(Redirect::to(back(&headers)).cookie(keep))
}

/// The page that the button was on: our pages tell ours where they are (`Referrer-Policy: same-origin`).
fn back(headers: &HeaderMap) -> String {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok());
    let uri = referer.and_then(|referer| referer.parse::<Uri>().ok());
    let path = uri.as_ref().and_then(Uri::path_and_query);
    let path = path.map_or("/", |path| path.as_str());
    match is_local(path) {
        true => path.to_owned(),
        false => "/".to_owned(),
    }
}
