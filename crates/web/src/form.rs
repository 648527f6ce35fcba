//! A form as browsers send it. Whatever a person can type is taken; the rule says what is wrong with it.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::{Error, FieldErrors, body};

/// The fields of an `application/x-www-form-urlencoded` body.
///
/// Give every field that people type the type `String` with `#[serde(default)]`: then an empty or missing one
/// reaches the rule, which words the error at the field. A name that repeats fills a `Vec`.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        const EXPECTED: &str = "application/x-www-form-urlencoded";
        if body::content_type(request.headers()) != EXPECTED {
            return Err(Error::MediaType { expected: EXPECTED });
        }
        let bytes = body::small(request).await?;
        parse(&bytes).map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let fields = serde_html_form::Deserializer::new(form_urlencoded::parse(bytes));
    serde_path_to_error::deserialize(fields).map_err(|error| match error.path().to_string() {
        path if path.is_empty() || path == "." => Error::Malformed,
        path => FieldErrors::one(path, "invalid").into(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Order {
        #[serde(default)]
        title: String,
        #[serde(default)]
        lesson: Vec<String>,
        #[serde(default)]
        place: Option<u32>,
    }

    #[test]
    fn what_was_typed_arrives() {
        let order: Order = parse("title=S%C3%B8+%26+sky&lesson=b&lesson=a".as_bytes()).unwrap();
        assert_eq!(order.title, "Sø & sky");
        assert_eq!(order.lesson, ["b", "a"]);
        assert_eq!(order.place, None);
    }

    #[test]
    fn what_does_not_fit_is_an_error_at_its_field() {
        let error = parse::<Order>(b"title=a&place=soon").unwrap_err();
        let Error::Fields(fields) = error else {
            panic!("{error}")
        };
        assert_eq!(fields, FieldErrors::one("place", "invalid"));
    }
}
