//! The document of the API: what every operation shares is added here, once.

use std::future::{Ready, ready};

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use utoipa::PartialSchema as _;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, Operation, PathItem, Paths};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Schema,
    SecurityRequirement,
};

use super::Guard;
use crate::error::{Problem, ProblemField};

/// The title of the document.
const TITLE: &str = "Tutela";

/// Writes the guard of a route into its operations; gives their methods.
pub fn guard(item: &mut PathItem, guard: Guard) -> Vec<HttpMethod> {
    let mut methods = Vec::new();
    for (method, operation) in [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Delete, &mut item.delete),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Head, &mut item.head),
        (HttpMethod::Options, &mut item.options),
    ] {
        if let Some(operation) = operation {
            mark(operation, guard);
            methods.push(method);
        }
    }
    methods
}

fn mark(operation: &mut Operation, guard: Guard) {
    if let Guard::Action(action) = guard {
        let none: [&str; 0] = [];
        operation.security = Some(vec![
            SecurityRequirement::new("bearer", none),
            SecurityRequirement::new("cookie", none),
        ]);
        let action = Extensions::builder().add("x-action", action).build();
        operation.extensions.get_or_insert_default().merge(action);
        for (status, text) in [
            ("401", "Nobody is signed in."),
            ("403", "You may see this, but not do it."),
            ("404", "There is no such thing, or you may not know of it."),
        ] {
            refusal(operation, status, text);
        }
    }
    if operation.request_body.is_some() {
        refusal(operation, "413", "More bytes than are taken here.");
        refusal(
            operation,
            "415",
            "Another type of content than the one named.",
        );
        refusal(operation, "422", "Fields are wrong; `errors` names them.");
    }
    refusal(operation, "default", "Anything else that went wrong.");
}

/// Adds a refusal, unless the handler words it itself.
fn refusal(operation: &mut Operation, status: &str, text: &str) {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(text)
        .content("application/problem+json", content)
        .build();
    let known = operation.responses.responses.entry(status.to_owned());
    known.or_insert(RefOr::T(response));
}

/// The whole document.
pub fn assemble(paths: &Paths, schemas: &[(String, RefOr<Schema>)], version: &str) -> OpenApi {
    let components = ComponentsBuilder::new()
        .schema("Problem", Problem::schema())
        .schema("ProblemField", ProblemField::schema())
        .schemas_from_iter(schemas.iter().cloned())
        .security_scheme(
            "bearer",
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        )
        .security_scheme(
            "cookie",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("tutela_session"))),
        )
        .build();
    let info = InfoBuilder::new()
        .title(TITLE)
        .version(version)
        .description(Some(
            "Operation ids are stable. Errors are problem documents (RFC 9457) with a stable `code`. \
             Under TLS the cookie is named `__Host-tutela_session`.",
        ))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths.clone())
        .components(Some(components))
        .build()
}

/// The handler that gives the document away.
pub fn serve(document: &OpenApi) -> impl Fn() -> Ready<Response> + Clone + Send + Sync + 'static {
    let bytes = Bytes::from(document.to_json().unwrap_or_default());
    move || ready(([(CONTENT_TYPE, "application/json")], bytes.clone()).into_response())
}
