//! `listContacts`, `changeEmail`, `changePhone`, `confirmContact`, `undoContactChange`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Myself, ViewSelf};
use tutela_core::{Secret, Time, Token};
use tutela_web::{Error, FieldErrors, Json, Visit};
use utoipa::ToSchema;

use super::screen::typed;
use super::{Address, Confirmed, Contact, Kind, ask, confirm_by_code, confirm_by_link, undo};
use crate::desk::Desk;

/// Where I can be reached by one way.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyContact {
    #[schema(example = "email")]
    kind: &'static str,
    /// The confirmed address; null when there is none.
    address: Option<String>,
    #[schema(format = DateTime)]
    confirmed_at: Option<String>,
    /// A new address that waits to be confirmed.
    waiting: Option<WaitingAddress>,
}

/// A new address that waits to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingAddress {
    address: String,
    #[schema(format = DateTime)]
    until: String,
}

/// Where I can be reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactList {
    contacts: Vec<MyContact>,
}

/// Another e-mail address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    #[schema(example = "anna@example.org")]
    email: String,
    /// The password of now.
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// Another phone number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    #[schema(example = "+4532123456")]
    phone: String,
    /// The two letters of the country that is meant when the number names none.
    #[schema(example = "DK")]
    country: Option<String>,
    /// The password of now.
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// What proves that the new address is mine: the code, or the last part of the link. One of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactProof {
    #[schema(example = "8172 0461")]
    code: Option<String>,
    token: Option<String>,
}

/// The last part of the link that went to the old address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoProof {
    token: String,
}

/// An address that counts from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfirmedContact {
    #[schema(example = "email")]
    kind: &'static str,
    address: String,
}

/// Where can I be reached?
#[utoipa::path(
    get,
    path = "/api/v1/me/contacts",
    operation_id = "listContacts",
    tag = "identity",
    responses((status = 200, description = "E-mail and phone.", body = ContactList)),
)]
pub async fn list_contacts(visit: Visit) -> Result<Json<ContactList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let contacts = super::list(&mut authorized).await?;
    let contacts = contacts.into_iter().map(mine).collect();
    Ok(Json(ContactList { contacts }))
}

fn mine(contact: Contact) -> MyContact {
    let (address, confirmed_at) = contact.address.unzip();
    MyContact {
        kind: contact.kind.as_str(),
        address,
        confirmed_at: confirmed_at.map(|at: Time| at.to_string()),
        waiting: contact.waiting.map(|(address, until)| WaitingAddress {
            address,
            until: until.to_string(),
        }),
    }
}

/// Ask for another e-mail address. A code and a link go to it; until one of them comes back, the old address counts.
#[utoipa::path(
    put,
    path = "/api/v1/me/email",
    operation_id = "changeEmail",
    tag = "identity",
    request_body = NewEmail,
    responses(
        (status = 202, description = "A letter is on its way; until then it waits.", body = WaitingAddress),
        (status = 429, description = "Too many addresses were asked for."),
    ),
)]
pub async fn change_email(
    visit: Visit,
    State(desk): State<Desk>,
    Json(new): Json<NewEmail>,
) -> Result<Response, Error> {
    let address = typed::read(Kind::Email, &new.email, None)?;
    change((&visit, &desk), &new.password, &address).await
}

/// Ask for another phone number. A code and a link go to it; until one of them comes back, the old number counts.
#[utoipa::path(
    put,
    path = "/api/v1/me/phone",
    operation_id = "changePhone",
    tag = "identity",
    request_body = NewPhone,
    responses(
        (status = 202, description = "A message is on its way; until then it waits.", body = WaitingAddress),
        (status = 429, description = "Too many numbers were asked for."),
    ),
)]
pub async fn change_phone(
    visit: Visit,
    State(desk): State<Desk>,
    Json(new): Json<NewPhone>,
) -> Result<Response, Error> {
    let address = typed::read(Kind::Phone, &new.phone, new.country.as_deref())?;
    change((&visit, &desk), &new.password, &address).await
}

async fn change(
    (visit, desk): (&Visit, &Desk),
    password: &Secret<String>,
    address: &Address,
) -> Result<Response, Error> {
    let caller = (visit.gate(), visit.caller());
    let asked = ask(caller, &desk.hasher, password, address).await?;
    let waiting = WaitingAddress {
        address: address.as_str().to_owned(),
        until: asked.until.to_string(),
    };
    Ok((StatusCode::ACCEPTED, Json(waiting)).into_response())
}

/// Confirm that the new address is mine, once, within the hour. The old one is told, with a link that undoes it.
#[utoipa::path(
    post,
    path = "/api/v1/me/contacts/confirmation",
    operation_id = "confirmContact",
    tag = "identity",
    request_body = ContactProof,
    responses(
        (status = 200, description = "It counts from now on.", body = ConfirmedContact),
        (status = 404, description = "The code or link was used, has run out, or never was."),
        (status = 409, description = "Somebody else can be reached at this address."),
        (status = 429, description = "Too many wrong codes; `Retry-After` says when to come back. The link works."),
    ),
)]
pub async fn confirm_contact(
    visit: Visit,
    Json(proof): Json<ContactProof>,
) -> Result<Json<ConfirmedContact>, Error> {
    let confirmed = confirm(&visit, proof).await?;
    Ok(Json(ConfirmedContact {
        kind: confirmed.kind.as_str(),
        address: confirmed.address,
    }))
}

async fn confirm(visit: &Visit, proof: ContactProof) -> Result<Confirmed, Error> {
    let (gate, caller) = (visit.gate(), visit.caller());
    match (proof.code, proof.token) {
        (Some(code), None) => Ok(confirm_by_code(gate, caller, &code).await?),
        (None, Some(token)) => {
            let token = Token::parse(&token).ok_or(Error::NotFound)?;
            Ok(confirm_by_link(gate, caller, &token).await?)
        }
        _ => Err(FieldErrors::one("code", "required").into()),
    }
}

/// Undo a change of an address by the link that went to the old one: within 7 days, once. All sessions end.
#[utoipa::path(
    post,
    path = "/api/v1/contact-undos",
    operation_id = "undoContactChange",
    tag = "identity",
    request_body = UndoProof,
    responses(
        (status = 200, description = "The old address is back.", body = ConfirmedContact),
        (status = 404, description = "The link was used, has run out, or never was."),
        (status = 409, description = "Somebody else can be reached at this address by now."),
    ),
)]
pub async fn undo_contact_change(
    visit: Visit,
    Json(proof): Json<UndoProof>,
) -> Result<Json<ConfirmedContact>, Error> {
    let token = Token::parse(&proof.token).ok_or(Error::NotFound)?;
    let address = undo(visit.gate(), &token).await?;
    Ok(Json(ConfirmedContact {
        kind: address.kind().as_str(),
        address: address.as_str().to_owned(),
    }))
}
