//! `createInvitation`, `listInvitations`, `revokeInvitation`, `acceptInvitation`, `acceptWelcome`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{AddPerson, Myself, ViewSelf};
use tutela_core::{InvitationId, Secret, Token};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::typed::{self, Answer};
use super::{Listed, PAGE, accept, accept_as_me, create, find, link, list, revoke};
use crate::desk::Desk;
use crate::place;
use crate::refusal::settle;
use crate::sign_in::api::{NewSession, begun};
use crate::sign_in::device::Device;

/// Somebody to invite, to an account, a channel, a course, or the platform.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationToMake {
    /// `platform`, `account`, `channel` or `course`.
    #[schema(example = "course")]
    level: String,
    /// The id of the account, channel or course; the platform has none.
    scope_id: Option<String>,
    /// The role that it gives there. In an account it may be left out.
    #[schema(example = "course_learner")]
    role: Option<String>,
    name: Option<String>,
    /// Where it is mailed, for one use. Without it the answer has the link.
    email: Option<String>,
    /// For how many days it stands: 1 to 90, 14 where nothing is said.
    expires_in_days: Option<u32>,
    /// How often a link can be used, 1 where nothing is said.
    use_limit: Option<u32>,
}

/// An invitation that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeInvitation {
    #[schema(value_type = String, format = "uuid")]
    id: InvitationId,
    /// The path behind which it is taken up; null when it was mailed. It is not shown again.
    path: Option<String>,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// An invitation in the list of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedInvitation {
    #[schema(value_type = String, format = "uuid")]
    id: InvitationId,
    role: Option<&'static str>,
    name: Option<String>,
    email: Option<String>,
    /// Who made it.
    from: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
    use_limit: u64,
    uses: u64,
    /// `open`, `used`, `expired`, `revoked`, or `ended`: who made it may not give it any more.
    state: &'static str,
}

/// Invitations of a place, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationList {
    invitations: Vec<ListedInvitation>,
    /// Give it as `before` to read on; null at the end.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<InvitationId>,
}

/// Which place is asked about, and which part of its invitations.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    #[serde(default)]
    level: String,
    scope_id: Option<String>,
    before: Option<InvitationId>,
}

/// Invite somebody: by mail, or with a link to hand over. The role must be one that the caller may give there himself.
#[utoipa::path(
    post,
    path = "/api/v1/invitations",
    operation_id = "createInvitation",
    tag = "identity",
    request_body = InvitationToMake,
    responses((status = 201, description = "Made.", body = MadeInvitation)),
)]
pub async fn create_invitation(
    visit: Visit,
    Json(wanted): Json<InvitationToMake>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&wanted.level, wanted.scope_id.as_deref(), &mut errors);
    let typed = typed::Typed {
        role: wanted.role.as_deref().unwrap_or_default(),
        name: wanted.name.as_deref().unwrap_or_default(),
        email: wanted.email.as_deref().unwrap_or_default(),
        days: wanted.expires_in_days,
        uses: wanted.use_limit,
    };
    let new = typed::read(&typed, &mut errors);
    let scope = settle(named_for_programs(errors), scope)?;
    let mut guarded = visit.write().await?;
    let made = create(&mut guarded, scope, &new).await?;
    guarded.commit().await?;
    let answer = MadeInvitation {
        id: made.id,
        path: made.token.as_ref().map(link::path),
        expires_at: made.until.to_string(),
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The form and the document name two fields differently.
fn named_for_programs(errors: FieldErrors) -> FieldErrors {
    let mut named = FieldErrors::default();
    for error in errors.iter() {
        let field = match &*error.field {
            "days" => "expires_in_days".into(),
            "uses" => "use_limit".into(),
            _ => error.field.clone(),
        };
        named.add_with(field, error.code, error.facts.clone());
    }
    named
}

/// The invitations of a place, newest first, with how each stands.
#[utoipa::path(
    get,
    path = "/api/v1/invitations",
    operation_id = "listInvitations",
    tag = "identity",
    params(
        ("level" = String, Query, description = "`platform`, `account`, `channel` or `course`."),
        ("scope_id" = Option<String>, Query, description = "The id of the place; the platform has none."),
        ("before" = Option<String>, Query, description = "`next` of the part before."),
    ),
    responses((status = 200, description = "The invitations.", body = InvitationList)),
)]
pub async fn list_invitations(
    visit: Visit,
    Query(asked): Query<AskedPart>,
) -> Result<Json<InvitationList>, Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&asked.level, asked.scope_id.as_deref(), &mut errors);
    let scope = settle(errors, scope)?;
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let mut found = list(visit.gate(), &mut authorized, asked.before).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok(Json(InvitationList {
        invitations: found.into_iter().map(listed).collect(),
        next,
    }))
}

fn listed(one: Listed) -> ListedInvitation {
    ListedInvitation {
        id: one.id,
        role: one.role.map(tutela_core::Role::as_str),
        name: one.name,
        email: one.address,
        from: one.from,
        created_at: one.created_at.to_string(),
        expires_at: one.until.to_string(),
        use_limit: one.use_limit,
        uses: one.uses,
        state: one.state.as_str(),
    }
}

/// Take an invitation back. From then on it answers like one that never was.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/{invitation}/revocation",
    operation_id = "revokeInvitation",
    tag = "identity",
    params(("invitation" = String, Path, description = "The id of the invitation.")),
    responses((status = 204, description = "Taken back.")),
)]
pub async fn revoke_invitation(
    visit: Visit,
    Path(invitation): Path<InvitationId>,
) -> Result<StatusCode, Error> {
    revoke(visit.gate(), visit.caller(), invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How somebody comes in who cannot sign in yet. Whoever is signed in sends an empty document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    name: Option<String>,
    /// Left out where the invitation was mailed: the address becomes the user name.
    username: Option<String>,
    /// At least 6 characters, 12 for the platform's staff. Without one the caller accepts as who he is.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret<String>>,
}

/// Take an invitation up: as the caller, or, with a password, as somebody new who is signed in by it. What was used up,
/// ran out, was taken back or never was is not found.
#[utoipa::path(
    post,
    path = "/api/v1/invitations/{invitation}/acceptance",
    operation_id = "acceptInvitation",
    tag = "identity",
    params(("invitation" = String, Path, description = "The last part of the path of the invitation.")),
    request_body = Acceptance,
    responses(
        (status = 201, description = "Somebody new is in and signed in.", body = NewSession),
        (status = 204, description = "The caller has what was offered."),
        (status = 404, description = "The invitation does not stand."),
        (status = 409, description = "The address is somebody's already, who can sign in and accept."),
    ),
)]
pub async fn accept_invitation(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Path(token): Path<String>,
    Json(acceptance): Json<Acceptance>,
) -> Result<Response, Error> {
    let token = Token::parse(&token).ok_or(Error::NotFound)?;
    if let Some(password) = &acceptance.password {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (name, username) = (text(&acceptance.name), text(&acceptance.username));
        let names = (name.as_str(), username.as_str());
        return as_new(&visit, &desk, (&token, &device), (names, password)).await;
    }
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    accept_as_me(visit.gate(), &mut authorized, &token).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn as_new(
    visit: &Visit,
    desk: &Desk,
    (token, device): (&Token, &Device),
    ((name, username), password): ((&str, &str), &Secret<String>),
) -> Result<Response, Error> {
    let offer = find(visit.gate(), token).await?;
    let answer = Answer {
        name,
        username,
        password,
        language: visit.language(),
        from: (device.origin(), visit.device()),
    };
    let chosen = typed::choose(&offer, &answer)?;
    let signed_in = accept(visit.gate(), &desk.hasher, token, &chosen).await?;
    Ok(begun(visit, StatusCode::CREATED, signed_in))
}

/// The password that a new person chooses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPassword {
    /// At least 6 characters, 12 for the platform's staff.
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// Set the first password of somebody who was added with `addPerson` or `createAccount`, and sign in. What was used,
/// ran out or never was is not found.
#[utoipa::path(
    post,
    path = "/api/v1/welcome/{invitation}",
    operation_id = "acceptWelcome",
    tag = "identity",
    params(("invitation" = String, Path, description = "The last part of `welcome_path`.")),
    request_body = FirstPassword,
    responses(
        (status = 201, description = "The password is set and its owner signed in.", body = NewSession),
        (status = 404, description = "The link was used, has run out, or never was."),
    ),
)]
pub async fn accept_welcome(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Path(token): Path<String>,
    Json(chosen): Json<FirstPassword>,
) -> Result<Response, Error> {
    let token = Token::parse(&token).ok_or(Error::NotFound)?;
    let offer = find(visit.gate(), &token).await?;
    if offer.person.is_none() {
        return Err(Error::NotFound);
    }
    as_new(
        &visit,
        &desk,
        (&token, &device),
        (("", ""), &chosen.password),
    )
    .await
}
