//! The last step before a handler and the first after it: limits on the way in, the proof on the way out.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::Method;
use http_body_util::Limited;
use tower_http::timeout::TimeoutBody;

use super::{Declared, Guard, Intake};
use crate::body::{content_type, small};
use crate::error::{Fault, SentForm};
use crate::visit::Audience;
use crate::{Error, Visit};

/// How many bytes a form or a small document has at most.
pub const SMALL: usize = 64 * 1024;

/// How long a handler may take until it answers; what it streams afterwards may last.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a film may pause while it arrives.
const PAUSE: Duration = Duration::from_secs(60);

/// Runs the handler of a route within its limits, and withholds an answer that nobody authorized.
pub async fn enter(
    State(declared): State<Arc<Declared>>,
    request: Request,
    next: Next,
) -> Response {
    let visit = request.extensions().get::<Visit>().cloned();
    let answer = match declared.intake {
        Intake::Small => within_limits(request, next, visit.as_ref()).await,
        Intake::Streaming => next.run(request.map(unhurried)).await,
    };
    let mut answer = match proved(&declared, visit.as_ref(), &answer) {
        Ok(()) => answer,
        Err(error) => error.into_response(),
    };
    answer.extensions_mut().insert(declared);
    answer
}

async fn within_limits(request: Request, next: Next, visit: Option<&Visit>) -> Response {
    let request = request.map(|body| Body::new(Limited::new(body, SMALL)));
    let is_page = visit.is_some_and(|visit| visit.audience() == Audience::Page);
    let is_form = request.method() == Method::POST
        && content_type(request.headers()) == "application/x-www-form-urlencoded";
    let run = async {
        match is_page && is_form {
            true => with_form(request, next).await,
            false => next.run(request).await,
        }
    };
    match tokio::time::timeout(PATIENCE, run).await {
        Ok(answer) => answer,
        Err(_) => Error::Timeout.into_response(),
    }
}

/// Keeps the form of a request until it is known whether a proof must come first.
async fn with_form(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let whole = Request::from_parts(head.clone(), body);
    let form = match small(whole).await {
        Ok(form) => form,
        Err(error) => return error.into_response(),
    };
    let again = Request::from_parts(head, Body::from(form.clone()));
    let mut answer = next.run(again).await;
    let fault = answer.extensions().get::<Fault>();
    if fault.is_some_and(|fault| matches!(*fault.0, Error::ProofNeeded)) {
        answer.extensions_mut().insert(SentForm(form));
    }
    answer
}

fn unhurried(body: Body) -> Body {
    Body::new(TimeoutBody::new(PAUSE, body))
}

/// Whether the answer may leave: it refuses, or the route is open, or its action was authorized meanwhile.
fn proved(declared: &Declared, visit: Option<&Visit>, answer: &Response) -> Result<(), Error> {
    let Guard::Action(action) = declared.guard else {
        return Ok(());
    };
    let refuses = answer.status().is_client_error()
        || answer.status().is_server_error()
        || answer.extensions().get::<Fault>().is_some();
    if refuses || visit.is_some_and(|visit| visit.caller().allowed().contains(&action)) {
        return Ok(());
    }
    let path = &declared.path;
    Err(Error::Internal(format!(
        "the answer of {path} was withheld: {action} was never authorized"
    )))
}
