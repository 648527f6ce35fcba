//! An error as a page or as a problem document, in the language of the request.

use askama::Template;
use axum::body::{Body, HttpBody as _};
use axum::response::{IntoResponse, Response};
use http::header::{
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderValue, Method, StatusCode, Uri};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Error, SentForm};
use crate::visit::Audience;
use crate::{Arg, Input, Inputs, Layout, Visit, Words};

/// Why a request failed, for programs (RFC 9457, `application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The status of the answer.
    #[schema(example = 422)]
    pub status: u16,
    /// The stable name of the error.
    #[schema(example = "fields")]
    pub code: String,
    /// What happened, in the language asked for.
    pub title: String,
    /// What to do about it.
    pub detail: String,
    /// The fields that are wrong, where fields are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// The id under which the log knows the request. Never there in a 404.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// The path of the field.
    #[schema(example = "lessons[2].title")]
    pub field: String,
    /// The stable name of the reason.
    #[schema(example = "too-long")]
    pub code: String,
    /// The reason, in the language asked for.
    pub message: String,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    detail: &'a str,
    fields: &'a [ProblemField],
    code_line: &'a str,
    retry: bool,
    t: &'a Words,
}

/// The answer to a request that failed.
pub fn render(
    error: &Error,
    visit: &Visit,
    (method, uri): (&Method, &Uri),
    sent: Option<&SentForm>,
) -> Response {
    let page = visit.audience() == Audience::Page;
    let mut response = match (error, page) {
        (Error::NotSignedIn, true) => return lead_to("/sign-in", method, uri),
        (Error::FactorNeeded, true) => return lead_to("/me/security", method, uri),
        (Error::ProofNeeded, true) => match sent {
            Some(sent) => as_proof(error, visit, uri, sent),
            None => return lead_to("/me/proof", method, uri),
        },
        (_, true) => as_page(error, visit),
        (_, false) => as_problem(error, visit),
    };
    let (status, _) = error.kind();
    *response.status_mut() = status;
    let length = response.body().size_hint().exact();
    let headers = response.headers_mut();
    // Said here, because a refusal by a route and one without any route must have the same head.
    headers.extend(length.map(|length| (CONTENT_LENGTH, length.into())));
    if let Some(seconds) = error.retry_after() {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    match error {
        Error::NotSignedIn | Error::WrongProof(_) => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Error::Range { size } | Error::SeveralRanges { size } => {
            if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
                headers.insert(CONTENT_RANGE, range);
            }
        }
        _ => {}
    }
    response
}

/// Asks for the password and carries along what was sent: the page behind the proof sends it again.
fn as_proof(error: &Error, visit: &Visit, uri: &Uri, sent: &SentForm) -> Response {
    let words = visit.words();
    let inputs = Inputs::fresh(&words);
    let password = inputs
        .password("password", words.say("proof-password"))
        .required()
        .autocomplete("current-password")
        .attribute("autofocus");
    let form = String::from_utf8_lossy(&sent.0);
    let inside = ProofPage {
        password,
        next: uri.path(),
        form: &form,
        t: &words,
    };
    let page = visit
        .open_page(words.say("proof-title"))
        .layout(Layout::Narrow)
        .script("js/password.js");
    match page.fill(&inside) {
        Ok(page) => page.without_flash().into_response(),
        Err(_) => as_page(error, visit),
    }
}

#[derive(Template)]
#[template(path = "proof.html")]
struct ProofPage<'a> {
    password: Input,
    next: &'a str,
    form: &'a str,
    t: &'a Words,
}

/// Whoever wanted to look at something finds the way back to it after what must come first.
fn lead_to(first: &str, method: &Method, uri: &Uri) -> Response {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let looking = matches!(*method, Method::GET | Method::HEAD);
    let to = match looking && wanted != "/" && wanted.len() <= 1_000 {
        true => format!(
            "{first}?next={}",
            utf8_percent_encode(wanted, NON_ALPHANUMERIC)
        ),
        false => first.to_owned(),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(&to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

fn as_page(error: &Error, visit: &Visit) -> Response {
    let words = visit.words();
    let problem = problem(error, visit, &words);
    let code_line = code_line(&problem, &words);
    let inside = ErrorPage {
        title: &problem.title,
        detail: &problem.detail,
        fields: &problem.errors,
        code_line: &code_line,
        retry: matches!(error, Error::Busy(_) | Error::Timeout),
        t: &words,
    };
    let page = visit.open_page(problem.title.clone()).fill(&inside);
    match page {
        Ok(page) => page.without_flash().into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page does not render");
            as_problem(&error, visit)
        }
    }
}

fn code_line(problem: &Problem, words: &Words) -> String {
    let name = StatusCode::from_u16(problem.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error");
    let args: [(&str, Arg); 3] = [
        ("name", name.into()),
        ("status", problem.status.to_string().into()),
        ("id", problem.request_id.as_deref().unwrap_or("").into()),
    ];
    let key = match problem.request_id {
        Some(_) => "error-code-id",
        None => "error-code-number",
    };
    words.with(key, &args)
}

fn as_problem(error: &Error, visit: &Visit) -> Response {
    let problem = problem(error, visit, &visit.words());
    let bytes = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

fn problem(error: &Error, visit: &Visit, words: &Words) -> Problem {
    let (status, code) = error.kind();
    let key = format!("error-{code}");
    let facts = error.facts(words);
    let args: Vec<(&str, Arg)> = facts
        .iter()
        .map(|(name, fact)| (*name, fact.into()))
        .collect();
    // A feature's own refusal may say all in one sentence.
    let detail = format!("{key}.detail");
    let detail = words.find(&detail).map(|_| words.with(&detail, &args));
    // Two requests for what is not there must get the same bytes, so a 404 names nothing of the request.
    let named = !matches!(error, Error::NotFound);
    Problem {
        status: status.as_u16(),
        code: code.to_owned(),
        title: words.say(&key).into_owned(),
        detail: detail.unwrap_or_default(),
        errors: fields(error, words),
        request_id: named.then(|| visit.id().to_string()),
    }
}

fn fields(error: &Error, words: &Words) -> Vec<ProblemField> {
    let Error::Fields(errors) = error else {
        return Vec::new();
    };
    errors
        .iter()
        .map(|error| ProblemField {
            field: error.field.to_string(),
            code: error.code.to_owned(),
            message: error.sentence(words),
        })
        .collect()
}
