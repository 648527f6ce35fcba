//! The operator's page: what every account keeps and may keep, whether every object still opens, and how the keys stand.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tutela_access::{Authorized, Platform, RotateKeys, SetQuota, ViewVault};
use tutela_audit::duty;
use tutela_core::AccountId;
use tutela_vault::Vault;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Inputs, Page, Path, Redirect, Visit, When, Words,
};

use super::{OfAccount, by_account};
use crate::rotate::{self, Keys};
use crate::verify::{self, Coverage, Damage};
use crate::{Media, quota};

/// How many damaged objects stand on the page.
const MOST: u32 = 100;
/// Bytes in a gigabyte, as the page counts.
const GIGA: f64 = 1e9;

/// How the sealed objects and their keys stand.
#[derive(Debug)]
pub struct Care {
    pub coverage: Coverage,
    pub damaged: Vec<Damage>,
    pub keys: Keys,
}

impl Care {
    /// Looks.
    pub async fn load(
        authorized: &mut Authorized<'_, ViewVault>,
        vault: &Vault,
    ) -> Result<Self, tutela_access::Error> {
        let now = authorized.now();
        Ok(Self {
            damaged: verify::damaged(authorized, vault, MOST).await?,
            coverage: verify::coverage(authorized.tx(), now).await?,
            keys: rotate::state(authorized.tx()).await?,
        })
    }
}

/// `GET /storage`
pub async fn show(State(media): State<Media>, visit: Visit) -> Result<Page, Error> {
    page(&visit, &media, None).await
}

/// What is typed about an account's quota.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    gigabytes: String,
}

impl Typed {
    /// Gigabytes with a point or a comma; nothing at all lifts the quota.
    fn read(&self) -> Result<Option<u64>, FieldErrors> {
        let typed = self.gigabytes.trim().replace(',', ".");
        if typed.is_empty() {
            return Ok(None);
        }
        let wrong = || FieldErrors::one("gigabytes", "quota-number");
        let gigabytes: f64 = typed.parse().map_err(|_| wrong())?;
        if !gigabytes.is_finite() || gigabytes < 0.0 {
            return Err(wrong());
        }
        let bytes = gigabytes * GIGA;
        if bytes > quota::MOST as f64 {
            return Err(FieldErrors::one("gigabytes", "quota-too-large"));
        }
        Ok(Some(bytes as u64))
    }
}

/// `POST /accounts/{account}/quota`
pub async fn set(
    State(media): State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
    form: Result<Form<Typed>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(SetQuota, Platform).await?;
    let Form(typed) = form?;
    let bytes = match typed.read() {
        Ok(bytes) => bytes,
        Err(errors) => {
            drop(guarded);
            let page = page(&visit, &media, Some((account, typed, errors))).await?;
            return Ok(page.invalid().into_response());
        }
    };
    quota::set(&mut authorized, account, bytes).await?;
    guarded.commit().await?;
    let said = Flash::new("quota-is-set");
    Ok(Redirect::to("/storage")
        .saying(&said, &visit)
        .into_response())
}

/// `POST /accounts/{account}/key/rotation`
pub async fn turn(
    State(media): State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RotateKeys, Platform).await?;
    authorized.demand_proof()?;
    rotate::begin(&mut authorized, &media.vault, account).await?;
    let now = authorized.now();
    duty::call(authorized.tx(), rotate::DUTY, now)
        .await
        .map_err(tutela_access::Error::Db)?;
    guarded.commit().await?;
    Ok(Redirect::to("/storage").saying(&Flash::new("key-is-new"), &visit))
}

async fn page(
    visit: &Visit,
    media: &Media,
    wrong: Option<(AccountId, Typed, FieldErrors)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewVault, Platform).await?;
    let accounts = by_account(&mut authorized).await?;
    let care = Care::load(&mut authorized, &media.vault).await?;
    let t = visit.words_for(authorized.somebody());
    let (refused, typed, errors) = match wrong {
        Some((account, typed, errors)) => (Some(account), typed, errors),
        None => (None, Typed::default(), FieldErrors::default()),
    };
    let inputs = Inputs::with(&t, errors);
    let rows = accounts.iter().map(|one| {
        let typed = (refused == Some(one.account)).then(|| typed.gigabytes.clone());
        let error = refused
            .filter(|at| *at == one.account)
            .and_then(|_| inputs.error("gigabytes"));
        Row::new(&t, one, (typed, error))
    });
    let main = Main {
        rows: rows.collect(),
        damaged: care.damaged.iter().map(|one| Bad::new(&t, one)).collect(),
        last: care.coverage.last_at.map(|at| t.ago(at)),
        key_made: care.keys.latest_at.map(|at| t.ago(at)),
        care: &care,
        t: &t,
    };
    let page = visit.page(authorized.somebody(), t.say("vault-title"));
    page.crumb(t.say("vault-accounts"), "/accounts").fill(&main)
}

#[derive(Template)]
#[template(path = "storage/platform.html")]
struct Main<'a> {
    t: &'a Words,
    care: &'a Care,
    last: Option<When>,
    key_made: Option<When>,
    damaged: Vec<Bad<'a>>,
    rows: Vec<Row<'a>>,
}

impl Main<'_> {
    fn checked(&self) -> String {
        let seen = self.care.coverage;
        let all = [("checked", seen.checked), ("objects", seen.objects)];
        self.t.with("vault-checked", &all)
    }

    const fn is_well(&self) -> bool {
        self.care.coverage.damaged == 0 && self.care.coverage.percent() == 100
    }
}

/// A damaged object.
struct Bad<'a> {
    path: &'a str,
    what: &'a str,
    lesson: &'a str,
    account: &'a str,
    since: When,
}

impl<'a> Bad<'a> {
    fn new(t: &Words, damage: &'a Damage) -> Self {
        Self {
            path: &damage.path,
            what: &damage.what,
            lesson: &damage.lesson_title,
            account: &damage.account_name,
            since: t.ago(damage.since),
        }
    }
}

/// An account with the form for its quota.
struct Row<'a> {
    id: String,
    name: &'a str,
    total: String,
    removed: String,
    percent: Option<u64>,
    gigabytes: String,
    error: Option<String>,
    label: String,
    turn: String,
}

impl<'a> Row<'a> {
    fn new(
        t: &Words,
        one: &'a OfAccount,
        (typed, error): (Option<String>, Option<String>),
    ) -> Self {
        let name = [("name", one.name.as_str())];
        let quota = || {
            let bytes = one.quota?;
            Some(format!("{}", bytes as f64 / GIGA))
        };
        Self {
            id: one.account.to_string(),
            name: &one.name,
            total: t.size(one.usage.total()),
            removed: t.size(one.usage.removed),
            percent: one.percent(),
            gigabytes: typed.or_else(quota).unwrap_or_default(),
            error,
            label: t.with("quota-of", &name),
            turn: t.with("key-turn-of", &name),
        }
    }
}
