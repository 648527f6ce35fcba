//! Setting up the authenticator app: a picture to scan, a code to type, recovery codes to keep.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Redirect, Summary, Visit, Words,
};

use super::{Asked, codes, local};
use crate::factor::totp::{self, CannotSetUp, Offer};
use crate::people::my_username;
use crate::qr::QrCode;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    next: String,
}

/// `POST /me/security/app`: offers a secret.
pub async fn offer(visit: Visit, Form(asked): Form<Asked>) -> Result<Page, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (somebody, name) = (
        authorized.somebody().clone(),
        my_username(&mut authorized).await?,
    );
    let product = visit.app().settings().product.clone();
    let offer = totp::offer(&mut authorized, (&product, &name)).await?;
    guarded.commit().await?;
    page(
        &visit,
        &somebody,
        &offer,
        (&asked.next, FieldErrors::default()),
    )
}

/// `POST /me/security/app/confirmation`.
pub async fn confirm(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    match totp::confirm(&mut authorized, &typed.code).await {
        Ok(made) => {
            guarded.commit().await?;
            let next = local(&typed.next);
            match made {
                Some(made) => Ok(codes::page(&visit, &somebody, &made, next)?.into_response()),
                None => {
                    let to = if next.is_empty() {
                        "/me/security"
                    } else {
                        next
                    };
                    let flash = Flash::new("app-confirmed");
                    Ok(Redirect::to(to).saying(&flash, &visit).into_response())
                }
            }
        }
        Err(CannotSetUp::WrongCode) => {
            let name = my_username(&mut authorized).await?;
            let product = visit.app().settings().product.clone();
            let offer = totp::offered(&mut authorized, (&product, &name)).await?;
            let errors = FieldErrors::one("code", "wrong-app-code");
            let page = page(&visit, &somebody, &offer, (&typed.next, errors))?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/security/app/removal`.
pub async fn remove(visit: Visit) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    totp::remove(&mut authorized).await?;
    guarded.commit().await?;
    let flash = Flash::new("app-removed");
    Ok(Redirect::to("/me/security").saying(&flash, &visit))
}

#[derive(Template)]
#[template(path = "factor/app.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    qr: Option<QrCode>,
    secret: &'a str,
    code: Input,
    next: &'a str,
}

fn page(
    visit: &Visit,
    somebody: &Somebody,
    offer: &Offer,
    (next, errors): (&str, FieldErrors),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let code = inputs
        .line("code", t.say("app-code"), "")
        .hint(t.say("app-code.hint"))
        .required()
        .autocomplete("one-time-code")
        .attribute("inputmode=numeric")
        .short();
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        qr: QrCode::of(&offer.uri, t.say("app-picture").into_owned()),
        secret: &offer.secret,
        code,
        next: local(next),
    };
    let title = t.say("app-set-up");
    let page = visit.page(somebody, &*title).layout(Layout::Medium);
    page.crumb(t.say("security-title"), "/me/security")
        .script("js/copy.js")
        .fill(&main)
}
