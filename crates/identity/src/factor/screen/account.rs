//! The setting by which an account asks a second factor of those who run it.

use serde::Deserialize;
use tutela_access::EditAccount;
use tutela_core::AccountId;
use tutela_web::{Error, Flash, Form, Path, Redirect, Visit};

use crate::factor::ask_managers;
use crate::place;

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    ask: String,
}

/// `POST /accounts/{account}/security/factor`.
pub async fn ask(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(chosen): Form<Chosen>,
) -> Result<Redirect, Error> {
    let ask = chosen.ask == "yes";
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    ask_managers(&mut authorized, ask).await?;
    guarded.commit().await?;
    let to = format!("{}/security", place::path(account.into()));
    let flash = Flash::new(if ask {
        "factor-is-asked"
    } else {
        "factor-is-not-asked"
    });
    Ok(Redirect::to(to).saying(&flash, &visit))
}
