//! `importMembers`, `runImport`, `undoImport`.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use tutela_core::{AccountId, ImportId};
use tutela_web::{Error, FieldError, Json, Path, Visit};
use utoipa::ToSchema;

use super::{LineError, Looked, look_through, run, undo};

/// What was found in a file of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookedThrough {
    /// By which it is brought in; null while anything is wrong with it.
    #[schema(value_type = Option<String>, format = "uuid")]
    import: Option<ImportId>,
    /// How many people it has.
    lines: u64,
    /// How much is wrong in all.
    wrong: u64,
    /// The first of it, by line.
    errors: Vec<WrongLine>,
}

/// Something that is wrong in a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongLine {
    /// Counted from 1, the line of the column names included.
    line: u64,
    /// The column.
    #[schema(example = "email")]
    field: &'static str,
    #[schema(example = "twice")]
    code: &'static str,
    /// The same for people.
    message: String,
}

/// How many people an act on a file was about.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCount {
    people: u64,
}

/// Look a file of people through, line by line, and bring nobody in yet. The body is CSV in UTF-8, with a comma or a
/// semicolon between the columns `name`; one of `email`, `phone`, `id`; and, where wanted, `role`, `channel`, `course`,
/// the last two by name or id. At most 100,000 people and 20 MiB. What is wholly right is kept for a day, to be brought
/// in with `runImport`.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/imports",
    operation_id = "importMembers",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body(description = "The file.", content_type = "text/csv", content = String),
    responses((status = 201, description = "What was found.", body = LookedThrough)),
)]
pub async fn import_members(
    visit: Visit,
    Path(account): Path<AccountId>,
    body: Body,
) -> Result<Response, Error> {
    let caller = (visit.gate(), visit.caller());
    let looked = look_through(caller, account, body.into_data_stream()).await?;
    let found = found(&visit, looked);
    Ok((StatusCode::CREATED, Json(found)).into_response())
}

fn found(visit: &Visit, looked: Looked) -> LookedThrough {
    let words = visit.words();
    let wrong = |error: &LineError| WrongLine {
        line: error.line,
        field: error.field,
        code: error.code,
        message: FieldError {
            field: error.field.into(),
            code: error.code,
            facts: Vec::new(),
        }
        .sentence(&words),
    };
    LookedThrough {
        import: looked.import,
        lines: looked.lines,
        wrong: looked.wrong,
        errors: looked.errors.iter().map(wrong).collect(),
    }
}

/// Bring in everybody of a file that was looked through: who has an address is invited there, who has an id becomes a
/// member at once. What broke off goes on where it stopped.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/imports/{import}/run",
    operation_id = "runImport",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("import" = String, Path, description = "What `importMembers` gave."),
    ),
    responses((status = 200, description = "Brought in.", body = ImportCount)),
)]
pub async fn run_import(
    visit: Visit,
    Path((account, import)): Path<(AccountId, ImportId)>,
) -> Result<Json<ImportCount>, Error> {
    let people = run((visit.gate(), visit.caller()), account, import).await?;
    Ok(Json(ImportCount { people }))
}

/// Take a file back, within seven days: whoever has not come in yet is not invited any more.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/imports/{import}/undo",
    operation_id = "undoImport",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("import" = String, Path, description = "What `importMembers` gave."),
    ),
    responses(
        (status = 200, description = "Taken back.", body = ImportCount),
        (status = 409, description = "The seven days are over."),
    ),
)]
pub async fn undo_import(
    visit: Visit,
    Path((account, import)): Path<(AccountId, ImportId)>,
) -> Result<Json<ImportCount>, Error> {
    let people = undo((visit.gate(), visit.caller()), account, import).await?;
    Ok(Json(ImportCount { people }))
}
