//! JSON in and out of the API.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{Error, FieldErrors, body};

/// A JSON document: read from a request, or written into an answer.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let expected = "application/json";
        if body::content_type(request.headers()) != expected {
            return Err(Error::MediaType { expected });
        }
        let bytes = body::small(request).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Error::Internal(error.to_string()).into_response(),
        }
    }
}

/// A text that is no JSON is malformed at a line and column; one that does not fit is wrong at a field.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        misfit(error.inner(), path)
    })?;
    reader.end().map_err(|error| broken(&error))?;
    Ok(value)
}

fn misfit(error: &serde_json::Error, path: String) -> Error {
    if error.classify() != Category::Data {
        return broken(error);
    }
    // serde names the missing or unknown field in its message alone, after the path of what should hold it.
    let text = error.to_string();
    let named = |before: &str| {
        text.strip_prefix(before)?
            .split('`')
            .next()
            .map(str::to_owned)
    };
    let inside = |name: String| match path.as_str() {
        "." => name,
        path => format!("{path}.{name}"),
    };
    if let Some(name) = named("missing field `") {
        return FieldErrors::one(inside(name), "required").into();
    }
    if named("unknown field `").is_some() {
        return FieldErrors::one(path, "unknown").into();
    }
    FieldErrors::one(path, "invalid").into()
}

fn broken(error: &serde_json::Error) -> Error {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Error::Json {
        line: count(error.line()),
        column: count(error.column()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Course {
        #[expect(dead_code, reason = "only reading it matters")]
        title: String,
        #[expect(dead_code, reason = "only reading it matters")]
        #[serde(default)]
        lessons: Vec<Lesson>,
    }

    #[derive(Debug, Deserialize)]
    struct Lesson {
        #[expect(dead_code, reason = "only reading it matters")]
        minutes: u32,
    }

    fn field(json: &str) -> (String, &'static str) {
        let error = parse::<Course>(json.as_bytes()).unwrap_err();
        let Error::Fields(fields) = error else {
            panic!("{error}")
        };
        let field = fields.iter().next().unwrap();
        (field.field.to_string(), field.code)
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_path() {
        for (json, path, code) in [
            (r#"{}"#, "title", "required"),
            (r#"{"title": 7}"#, "title", "invalid"),
            (
                r#"{"title": "a", "lessons": [{"minutes": 1}, {"minutes": "x"}]}"#,
                "lessons[1].minutes",
                "invalid",
            ),
            (
                r#"{"title": "a", "lessons": [{}]}"#,
                "lessons[0].minutes",
                "required",
            ),
            (r#"{"title": "a", "owner": "me"}"#, "owner", "unknown"),
        ] {
            assert_eq!(field(json), (path.to_owned(), code), "{json}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_line_and_column() {
        for (json, place) in [
            ("{\n  \"title\": \"a\",\n}", (3, 1)),
            ("{\"title\"", (1, 8)),
            ("", (1, 0)),
            ("{\"title\": \"a\"} {}", (1, 16)),
        ] {
            let error = parse::<Course>(json.as_bytes()).unwrap_err();
            let Error::Json { line, column } = error else {
                panic!("{json}: {error}")
            };
            assert_eq!((line, column), place, "{json}");
        }
    }
}
